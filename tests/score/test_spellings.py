"""Answers in two dozen spellings, labelled by hand: few right ones are not accepted, and no wrong one is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.score.score import scored

GIVEN = Path(__file__).parent / "spellings" / "fresh_3.jsonl"


def test_answers_in_many_spellings_are_decided_rightly() -> None:
    given = [json.loads(line) for line in GIVEN.read_text("utf-8").splitlines()]
    assert len({a["spelling"] for a in given}) >= 20
    score = scored(given)
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "different") == 0, score.failures
    assert score.total("equal", "equal") >= 0.97 * score.total("equal"), score.failures
    assert score.chains_right == score.chains, score.failures
    assert score.named >= 0.85 * score.wrong, score.misnamed


@pytest.mark.parametrize("lot", ["fresh_4a", "fresh_4c"])
def test_answers_labelled_by_numpy_are_decided_rightly(lot: str) -> None:
    """Scalars, numbers, cases, named functions and constraints, as typed by students, in textbooks and in programs."""
    given = [json.loads(line) for line in GIVEN.with_name(f"{lot}.jsonl").read_text("utf-8").splitlines()]
    score = scored(given)
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "different") == 0, score.failures
    assert score.total("equal", "equal") >= 0.98 * score.total("equal"), score.failures
    assert score.explained >= 0.9 * score.wrong, score.failures
    assert score.named >= 0.7 * score.wrong, score.misnamed
