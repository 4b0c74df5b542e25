"""The judge keeps what it has reached, and nothing hostile gets past it or stops it."""

from __future__ import annotations

import json
from pathlib import Path

from checkers.algebra.compare import Comparer
from tests.score.score import answers, scored

HOSTILE = Path(__file__).parent / "hostile.jsonl"


def test_right_answers_are_accepted_and_wrong_ones_never() -> None:
    score = scored(answers())
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "equal") >= 0.98 * score.total("equal"), score.failures
    assert score.total("equal", "different") == 0, "no right answer is called wrong: " + "; ".join(score.failures)
    assert score.chains_right == score.chains, score.failures


def test_hostile_answers_are_refused_in_a_sentence() -> None:
    comparer = Comparer()
    domains = {"domains": {"g": "real", "s": "(0, 1)"}}
    for line in HOSTILE.read_text("utf-8").split("\n")[:-1]:
        given = json.loads(line)
        found = comparer.compare({"id": 1, "reference": "g*s*(1-s)", "answer": given["answer"], "context": domains})
        assert found["verdict"] != "equal", given["id"]
        assert found["how"] and "the judge failed" not in found["how"], (given["id"], found["how"])


def test_the_judge_sees_a_label_that_is_turned_round() -> None:
    turned = [{**a, "verdict": {"equal": "different", "different": "equal"}[a["verdict"]]} for a in answers()[:60]]
    assert len(scored(turned).failures) >= 60
