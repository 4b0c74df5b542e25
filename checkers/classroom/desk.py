"""Where submissions are graded one after the other: keys derived once, equal answers judged once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from checkers.classroom.entry import Entry

MAX_REMEMBERED, MAX_TEXT = 20_000, 2_000

Graders = Callable[[str], Any]
"""Problem -> its grader; sent to workers by name, so it is a function of a module."""


class Desk:
    """Grades entries; graders are made when their problem first comes along."""

    def __init__(self, graders: Graders):
        self.graders = graders
        self.found: dict[str, Any] = {}

    def grader(self, problem: str) -> Any:
        """The grader of a problem, with a memory for answers that it has judged."""
        if problem not in self.found:
            grader = self.graders(problem)
            if not getattr(grader.judge, "remembers", False):
                grader.judge = remembering(grader.judge)
            self.found[problem] = grader
        return self.found[problem]

    def grade(self, entry: Entry) -> str:
        """The record of an entry as JSON."""
        return encoded(self.grader(entry.problem).grade(dict(entry.answers), entry.student))

    def grade_all(self, entries: Sequence[Entry]) -> list[str]:
        """The records of entries, in their order."""
        return [self.grade(entry) for entry in entries]


def remembering(judge: Callable[..., Any]) -> Callable[..., Any]:
    """The judge of an answer, which looks at the same part and text only once.

    What it finds depends on its arguments alone. Anything but plain text among them is not remembered, and what is
    remembered is bounded.
    """
    memory: dict[tuple[Any, ...], Any] = {}

    def remembered(part: Any, text: str, *more: Any, **named: Any) -> Any:
        if more or named or len(text) > MAX_TEXT:
            return judge(part, text, *more, **named)
        key = (part.label, text)
        if key not in memory:
            if len(memory) >= MAX_REMEMBERED:
                memory.clear()
            memory[key] = judge(part, text)
        return memory[key]

    remembered.remembers = True  # type: ignore[attr-defined]
    return remembered


def encoded(record: dict[str, Any]) -> str:
    """A record as one line of JSON; the same record gives the same bytes."""
    return json.dumps(record, ensure_ascii=False, default=exact, separators=(",", ":"))


def exact(value: object) -> object:
    """Exact numbers: whole where they are whole, else as text."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
