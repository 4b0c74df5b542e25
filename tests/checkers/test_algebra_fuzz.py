"""Answers with random slips of the keyboard: a verdict each time, no failure of ours, no wrong answer by accident."""

from __future__ import annotations

import random

import pytest

from checkers.algebra.compare import Comparer
from tests.score.score import answers

KEYS = "abxyz0123456789+-*/^_(){}[]|\\.,;:=<>&$'\"~!@%# \n\t∑σ½²ᵀ⊙"


def slipped(text: str, others: list[str], chance: random.Random) -> str:
    """The text with up to five slips: a key dropped, struck, a piece of another answer, a piece twice."""
    keys = list(text)
    for _ in range(chance.randint(1, 5)):
        k, kind = chance.randrange(len(keys) + 1), chance.random()
        if kind < 0.35 and keys:
            keys.pop(min(k, len(keys) - 1))
        elif kind < 0.7:
            keys.insert(k, chance.choice(KEYS))
        elif kind < 0.85:
            keys[k:k] = list(chance.choice(others)[: chance.randint(1, 20)])
        else:
            keys = keys[:k] + keys[k:] * 2
    return "".join(keys)


@pytest.mark.parametrize("seed", range(4))
def test_every_slip_gets_a_verdict(seed: int) -> None:
    chance, comparer, known = random.Random(seed), Comparer(), answers()
    texts = [a["answer"] for a in known]
    for _ in range(700):
        a = chance.choice(known)
        given = {**a, "id": None, "answer": slipped(a["answer"], texts, chance)}
        found = comparer.compare(given)
        assert found["verdict"] in ("equal", "different", "undecided", "unreadable")
        assert "the judge failed" not in found["how"], (found["how"], given["answer"])


def test_the_same_seed_gives_the_same_record() -> None:
    for a in answers()[::40]:
        first, second = (Comparer(3).compare(a) for _ in range(2))
        assert {**first, "seconds": 0} == {**second, "seconds": 0}
