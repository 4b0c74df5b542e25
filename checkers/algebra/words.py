"""A run of letters and digits: known words side by side, a function's name, or no word at all."""

from __future__ import annotations

import re
from functools import lru_cache

from checkers.algebra.spelling import JOINING_WORDS, PROGRAM_WORDS


def covered(run: str, known: list[str], names: frozenset[str], latex: bool) -> list[str] | None:
    """The known words, longest first, and single letters that make up the run; None where something is left over."""
    out: list[str] = []
    place = 0
    while place < len(run):
        word = next((w for w in known if run.startswith(w, place)), None)
        if word is None:
            c = run[place]
            if c.isdigit() and out and out[-1].isdigit():
                out[-1] += c
                place += 1
                continue
            if not (c in names or (latex and c.isalpha()) or (c == "e" and not latex)):
                return None
            word = c
        out.append(word)
        place += len(word)
    return out


def called(word: re.Match[str], latex: bool, before: list[str]) -> bool:
    """Is the word the function it may be? `where x = 2` defines, and the mv of V_{mv} are two indices.

    before: the last two marks in front of it.
    """
    if word[0] not in PROGRAM_WORDS:
        return True
    bracket = word.string[word.end() :].lstrip()[:1] == "("
    index = before[-1:] == ["_"] or before == ["_", "{"]
    if word[0] in JOINING_WORDS:
        return bracket and not index
    return (bracket and not index) or not (index or latex or word[0] == "where")


@lru_cache(maxsize=500)
def by_letter(names: frozenset[str]) -> dict[str, list[str]]:
    """The names under their first letter, longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        if name:
            found.setdefault(name[0], []).append(name)
    return found
