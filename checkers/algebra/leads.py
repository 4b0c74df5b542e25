"""Words right before a formula that make it a condition, or name its case: `and if $a = b$`, `Even n: $f = 2$`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checkers.algebra.statements import Display

CONDITION = "a condition"
IF = re.compile(
    r"\b(?:if|iff|when|whenever|unless|until|provided|assuming|assume|suppose|supposing|falls|wenn|sofern|si|se|caso"
    r"|quando|cuando|lorsque|quand|siempre que)"
    r"(?:[ ]+(?:that|even|only|also|both|now|however|instead|moreover|we have|it holds|dass|que|che))?"
    r"(?:,?[ ]+(?:for example|for instance|e\.g\.|say|per esempio|por ejemplo|por exemplo|par exemple|zum beispiel"
    r"|z\.[ ]?b\.))?"
    r",?[ ]*\Z",
    re.IGNORECASE,
)
CASE = re.compile(
    r"(?:\A|[.;:!?)][ ]*|\*\*)(?:[-*+][ ]+)?[*_]{0,2}[A-ZÀ-Ý][\wÀ-ÿ'’-]*(?:[ ][\wÀ-ÿ'’-]+){0,5}"
    r"[*_]{0,2}[ ]?:[*_]{0,2}[ ]*\Z"
)
BEGINS = re.compile(r"\$|\\\[|\\\(|\\\)|\\\]|\\begin\{[a-z]+\*?\}")
ALONE = frozenset({"", "$$", r"\[", r"\begin{equation}", r"\begin{align}", r"\begin{equation*}", r"\begin{align*}"})
LONGEST, ABOVE = 200, 3  # characters of the words, lines above a formula


def lead(lines: Sequence[str], display: Display) -> str:
    """The words between the formula before and this one, from a line above where it begins its own."""
    here = lines[display.line - 1] if 0 < display.line <= len(lines) else ""
    at = max(here.find(display.latex.strip().split("\n")[0]), 0)
    before = BEGINS.split(here[:at].rstrip(" $").removesuffix(r"\["))
    words = before[-1].strip("({ \t")
    if not words and len(before) == 1:
        above = [w for w in lines[max(display.line - 1 - ABOVE, 0) : display.line - 1] if w.strip() not in ALONE]
        words = BEGINS.split(above[-1])[-1] if above else ""
    return f"{words[-LONGEST:].rstrip()} "


def limits(words: str) -> bool:
    """Is there nothing but `if`, `when` or the like between two formulas, so that the second limits the first?"""
    return IF.fullmatch(words.strip(" ,")) is not None


def claims_nothing(words: str, formula: str, cases: set[str]) -> bool:
    """A condition, or one more formula for a quantity of which each has the name of its case before it.

    cases: the heads of formulas with such a name so far; one more is added.
    """
    head, named = formula.partition("=")[0].strip(" &"), CASE.search(words) is not None
    again = named and head in cases
    if named:
        cases.add(head)
    return again or IF.search(words) is not None
