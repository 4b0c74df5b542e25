"""What goes wrong at a door: input that cannot be used. The sentence is worded here, once."""

from __future__ import annotations

from collections.abc import Iterable

DONE, WRONG, UNUSABLE, UNDECIDED = 0, 1, 2, 3
"""Exit codes: done and right; something was judged wrong; input that cannot be used; could not be decided."""


class Unusable(Exception):
    """Input that cannot be used; `str` is a sentence that says what was read and what would be accepted."""


def unknown(kind: str, name: str, known: Iterable[str]) -> Unusable:
    """The error for a name that nothing has, with the names nearest to it."""
    from difflib import get_close_matches

    names = sorted(known, key=natural)
    folded = {n.casefold(): n for n in names}
    near = [folded[n] for n in get_close_matches(name.casefold(), folded, n=5, cutoff=0.5)]
    if not near:
        return Unusable(f"no {kind} is called {name!r}; known: {', '.join(names) or 'none'}")
    return Unusable(f"no {kind} is called {name!r}; nearest: {', '.join(near)}")


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts 2.1 before 10."""
    import re

    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in re.split(r"([0-9]+)", name)]


def sentence(error: BaseException) -> str:
    """An unexpected exception in one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
