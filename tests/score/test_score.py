"""The judge keeps what it has reached, and nothing hostile gets past it or stops it."""

from __future__ import annotations

import json
from pathlib import Path

from checkers.algebra.compare import Comparer
from checkers.algebra.findings import FINDINGS
from checkers.algebra.tabulated import known_slips
from tests.score.canonical import accepted
from tests.score.score import answers, scored

HOSTILE = Path(__file__).parent / "hostile.jsonl"


def test_right_answers_are_accepted_and_wrong_ones_never() -> None:
    score = scored(answers())
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "equal") >= 0.98 * score.total("equal"), score.failures
    assert score.total("equal", "different") == 0, "no right answer is called wrong: " + "; ".join(score.failures)
    assert score.chains_right == score.chains, score.failures


def test_wrong_answers_are_named_rightly() -> None:
    score = scored(answers())
    assert score.wrong >= 500
    assert score.named >= 0.95 * score.wrong, score.misnamed
    assert score.first >= 0.6 * score.wrong


def test_a_label_that_is_another_is_not_found() -> None:
    wrong = [a for a in answers() if a["verdict"] == "different"][:120]
    moved = [{**a, "misconception": b["misconception"]} for a, b in zip(wrong, [*wrong[40:], *wrong[:40]])]
    assert scored(moved).named < 0.25 * len(moved)


def test_every_name_has_a_belief_and_a_hint_that_gives_nothing_away() -> None:
    known = {d for a in answers() if a["misconception"] for d in accepted(a["misconception"])}
    assert known <= set(FINDINGS)
    for name, (belief, hint) in FINDINGS.items():
        assert belief and hint.endswith(("?", ".")), name
        assert not any(c.isdigit() for c in hint), name


def test_every_slip_has_a_name() -> None:
    comparer, seen = Comparer(), set()
    for a in answers():
        question = comparer.question(a["reference"], a["context"])
        for square in (False, True):
            known = known_slips(question, square)
            seen |= {n for names in (known.names.values() if known else ()) for n in names}
    assert seen <= set(FINDINGS)
    assert len(seen) >= 60


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
