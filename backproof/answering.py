"""One answer to one part of a problem: how it is read while it is typed, and what is found about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import Unusable, unknown

if TYPE_CHECKING:
    from checkers.grade import Grader
    from derivations.problem import Part

MAX_ANSWER = 20_000
"""Characters of an answer."""


def asked(name: str, part: str, text: str) -> tuple[Grader, Part]:
    """The grader of a problem and the part that an answer is for. Raises Unusable."""
    if len(text) > MAX_ANSWER:
        raise Unusable(f"an answer of {len(text)} characters is longer than the {MAX_ANSWER} that are read")
    problem = api.problem(name)
    labels = [p.label for p in problem.parts]
    if part not in labels:
        raise unknown(f"part of {name}", part, labels)
    return api.grader(name), problem.part(part)


def read_answer(name: str, part: str, text: str) -> dict[str, Any]:
    """How an answer is read, without judging it. Raises Unusable.

    `readings`: each {latex, text}, two where it can be read in two ways; else `message` and the `position` in the text.
    `words`: the answer is one in words, which a person reads.
    """
    from checkers.echo import echo

    grader, question = asked(name, part, text)
    return echo(grader, question, text)


def judge_answer(name: str, part: str, text: str) -> dict[str, Any]:
    """The record of one part: verdict, witness, diagnosis, credit. Raises Unusable."""
    grader, question = asked(name, part, text)
    return grader.record(question, text)


def graded(name: str, answers: Mapping[str, str], student: str = "") -> dict[str, Any]:
    """The record of answers to a problem, as `backproof grade --json` prints it. Raises Unusable."""
    for part, text in answers.items():
        asked(name, part, text)
    return api.grade(name, answers, student)
