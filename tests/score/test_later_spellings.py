"""Answers of examiners who had not seen the readers, labelled by numpy at random values: no verdict is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.score.score import scored

LOTS = sorted((Path(__file__).parent / "spellings").glob("fresh_[567]*.jsonl"))


@pytest.mark.parametrize("lot", LOTS, ids=lambda p: p.stem)
def test_no_verdict_is_wrong(lot: Path) -> None:
    given = [json.loads(line) for line in lot.read_text("utf-8").splitlines()]
    score = scored(given)
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "different") == 0, score.failures
    assert score.total("equal", "equal") >= 0.97 * score.total("equal"), score.failures
    assert score.chains_right == score.chains, score.failures
    assert score.explained >= 0.8 * score.wrong, score.failures
