"""The pieces of a solution that a reader has uncovered, and what the next click uncovers."""

from __future__ import annotations

from typing import Any

from backproof.web.refusal import Refusal

MOST = 100_000


def count(text: str) -> int:
    """A number of pieces from a link. Raises Refusal."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Refusal(400, "A number of steps is a whole number.")
    return int(text)


def steps(pieces: list[dict[str, Any]], shown: int, before: int = 0) -> dict[str, Any]:
    """`uncovered` pieces from `before` on, and what the buttons say; a heading comes along with what follows it."""
    shown = min(shown, len(pieces))
    following = after(pieces, shown)
    kind = pieces[following - 1]["kind"] if following > shown else ""
    words = {"hint": "Next hint" if shown else "First hint", "line": "Show the line", "result": "Show the result"}
    return {
        "uncovered": pieces[before:shown],
        "shown": shown,
        "next": following,
        "all": len(pieces),
        "left": len(pieces) - shown,
        "button": words.get(kind, "Go on") if kind else "",
    }


def after(pieces: list[dict[str, Any]], shown: int) -> int:
    """How many pieces stand uncovered after the next click."""
    place = shown
    while place < len(pieces) and pieces[place]["kind"] == "heading":
        place += 1
    return min(place + 1, len(pieces))
