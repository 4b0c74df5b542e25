"""Our own answers in many spellings: right ones are accepted as typed, and of the wrong ones none."""

from __future__ import annotations

from functools import cache

import pytest

from checkers.grade import Grader
from derivations.problem import Problem
from derivations.registry import discover
from tests.checkers.spelled_answers import RIGHT, WRONG

PROBLEMS = discover("derivations.problems", Problem)


@cache
def grader(name: str) -> Grader:
    return Grader(PROBLEMS[name])


@pytest.mark.parametrize(("name", "label", "text"), [(*k, t) for k, texts in RIGHT.items() for t in texts])
def test_right_answers_are_accepted_as_typed(name: str, label: str, text: str) -> None:
    record = grader(name).record(PROBLEMS[name].part(label), text)
    assert record["verdict"] == "equal", record["feedback"]


@pytest.mark.parametrize(("name", "label", "text"), [(*k, t) for k, texts in WRONG.items() for t in texts])
def test_wrong_answers_are_not_accepted(name: str, label: str, text: str) -> None:
    record = grader(name).record(PROBLEMS[name].part(label), text)
    assert record["verdict"] in ("different", "unreadable"), record
    if record["verdict"] == "different":
        assert record["witness"]["sentence"]
