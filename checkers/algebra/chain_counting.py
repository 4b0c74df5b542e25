"""A chain that answers the question of a program counts from 0 as that does, or from 1 in all its sides."""

from __future__ import annotations

from typing import Any

from checkers.algebra.links import judge_links
from checkers.algebra.program_counting import from_one
from checkers.algebra.question import Question
from checkers.algebra.reading import Side


def judge_chain(question: Question, sides: list[Side], out: dict[str, Any]) -> None:
    """Fill the record of a chain, counted as the question counts, or else as its sums show that it counts."""
    judge_links(question, sides, out)
    if out["verdict"] == "equal":
        return
    found = (from_one(question, s, s.trees[0]) for s in sides)
    other = next((q for q in found if q is not None), None)
    if other is not None:
        again = dict(out)
        judge_links(other, sides, again)
        if again["verdict"] == "equal":
            out.update(again, witness=None, diagnosis=[])
