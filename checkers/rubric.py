"""Suggests points for an answer in words: which ideas of the rubric are found, and where. A person decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivations.problem import Criterion

CLAUSES = re.compile(
    r"[,;:()]|\b(?:but|because|since|so|although|though|whereas|while|however|instead(?! of)|yet|therefore)\b"
)
CONTRACTED = re.compile(r"\b(\w+?)n't\b")
DENIED = re.compile(
    r"\b(?:not(?! only\b| just\b)|cannot|never|no(?! longer than\b)|none|neither|nor|without|hardly|barely|nothing|"
    r"fails? to|lacks?|instead of|rather than)\b"
)
FALSE = re.compile(r"\b(?:is|are|was|were) (?:wrong|false|untrue|a myth|incorrect)\b")
NEAR = frozenset({"without", "lack", "lacks", "instead of", "rather than"})
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
    """Does every group of the phrasing begin a word of the sentence? `|` separates alternatives, `_` is a blank.

    What a clause denies does not count: in "it does not train faster" nobody says "train fast". A group that begins
    with a negation itself, such as `no_kink`, is looked for as it stands.
    """
    clauses = [normal(c) for c in CLAUSES.split(sentence.lower())]
    said = [c for c in clauses if c]
    return all(found(group, said) for group in phrasing.lower().split())


def found(group: str, clauses: Sequence[str]) -> bool:
    """Does a clause say one of the options, without denying it?"""
    for option in group.split("|"):
        words = option.replace("_", " ")
        own = DENIED.search(words) is not None
        for clause in clauses:
            if any(own or not denies(clause, m.start()) for m in re.finditer(rf"\b{re.escape(words)}", clause)):
                return True
    return False


def denies(clause: str, place: int) -> bool:
    """Does a negation before the place reach it? Two of them, as in "not without", affirm."""
    before = [m for m in DENIED.finditer(clause) if m.end() < place and reaches(m, clause[m.end() : place])]
    after = FALSE.search(clause, place)
    return (len(before) + (after is not None)) % 2 == 1


def reaches(negation: re.Match[str], between: str) -> bool:
    """ "Without it" says nothing of the rest of the clause, "does not" does."""
    return negation[0] not in NEAR or len(between.split()) < 2


def normal(clause: str) -> str:
    """The words of a clause, contractions written out."""
    return " ".join(re.findall(r"[a-z0-9]+", CONTRACTED.sub(r"\1 not", clause.replace("\u2019", "'"))))
