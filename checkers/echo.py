"""How an answer was read, as LaTeX: shown to students while they type."""

from __future__ import annotations

from typing import Any

from checkers.answers.reading import read
from checkers.grade import Grader
from checkers.judge import readable
from checkers.verdict import Unreadable
from derivations.problem import Explain, Part, Prove


def echo(grader: Grader, part: Part, text: str) -> dict[str, Any]:
    """`readings`, each {latex, text}; or `message` and `position` where it cannot be read; or `words` for prose."""
    if isinstance(part.ask, (Explain, Prove)):
        return {"words": True}
    found = read(readable(part, text), grader.judging.vocabulary(part))
    if isinstance(found, Unreadable):
        return {"message": found.message, "position": found.position}
    return {"readings": [{"latex": r.shown, "text": r.shown} for r in found]}
