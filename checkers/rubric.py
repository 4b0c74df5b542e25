"""Suggests points for an answer in words: which ideas of the rubric are found, and where. A person decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivations.problem import Criterion

LONGEST = 20_000  # characters that are searched; what comes after is left to the person


@dataclass(frozen=True)
class Found:
    """An idea of the rubric, and the sentence in which it was found, or ""."""

    criterion: Criterion
    sentence: str


def suggest(rubric: Sequence[Criterion], text: str, most: Fraction) -> tuple[Fraction, tuple[Found, ...]]:
    """The points of the ideas found, `most` at most, and every idea with the sentence that says it."""
    said = sentences(text[:LONGEST])
    found = tuple(Found(c, next((s for s in said if any(says(s, p) for p in c.phrasings)), "")) for c in rubric)
    return min(most, sum((f.criterion.points for f in found if f.sentence), Fraction(0))), found


def sentences(text: str) -> list[str]:
    """The sentences, and items of lists, of a text."""
    pieces = re.split(r"(?<=[.!?;])\s+|\n\s*(?:[-*]|\d+[.)])\s+|\n\s*\n", text)
    return [" ".join(p.split()) for p in pieces if p.strip()]


def says(sentence: str, phrasing: str) -> bool:
    """Does every group of the phrasing begin a word of the sentence? `|` separates alternatives, `_` is a blank."""
    words = " ".join(re.findall(r"[a-z0-9]+", sentence.lower()))
    return all(
        any(re.search(rf"\b{re.escape(option.replace('_', ' '))}", words) for option in group.split("|"))
        for group in phrasing.lower().split()
    )
