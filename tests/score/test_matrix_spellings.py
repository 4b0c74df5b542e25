"""Answers on matrices, sums, chains and follow-through, labelled by numpy: no verdict is wrong.

Three are left open: an entry whose order of letters is not stated, a program's letter that may count from 0, words.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.score.score import scored

FOLDER = Path(__file__).parent / "spellings"


@pytest.mark.parametrize(("lot", "right", "named"), [("fresh_4b", 0.985, 0.85), ("fresh_4d", 1.0, 0.7)])
def test_matrices_and_sums_are_decided_rightly(lot: str, right: float, named: float) -> None:
    given = [json.loads(line) for line in (FOLDER / f"{lot}.jsonl").read_text("utf-8").splitlines()]
    score = scored(given)
    assert score.total("different", "equal") == 0, score.failures
    assert score.total("equal", "different") == 0, score.failures
    assert score.total("equal", "equal") >= right * score.total("equal"), score.failures
    assert score.chains_right == score.chains, score.failures
    assert score.named >= named * score.wrong, score.misnamed
