"""A link is judged where both of its sides have values: a root in one of them says what its letters can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from checkers.algebra.decide import Judgement
from checkers.algebra.reading import Side

NOT_FINITE = "yours is not a finite number, expected"
VALUES = re.compile(r"yours is ([^,;:]+), expected ([^,;:]+)(?:: .*)?$")


def both_defined(
    judge: Callable[[Side, Side], Judgement], left: Side, right: Side, bounded: Callable[[], bool]
) -> Judgement:
    """The judgement of a link; where the right side alone has no value somewhere, that of the link the other way.

    bounded: is it stated of every letter what it can be? Then a side that has no value anywhere is wrong.
    2 s r = 2 (x - a) holds for r = (x - a)/s with s = \\sqrt{v + c}, and says nothing where v + c is negative.
    """
    found = judge(left, right)
    if found.verdict != "different" or NOT_FINITE not in (found.witness or ""):
        return found
    again = judge(replace(right, relation=""), replace(left, relation=right.relation))
    nowhere = again.verdict == "undecided" or NOT_FINITE in (again.witness or "")
    if nowhere and not bounded():
        return Judgement("undecided", "nothing says at which numbers both sides have values")
    if nowhere:
        return found
    return replace(again, witness=VALUES.sub(r"yours is \2, expected \1", again.witness or ""))


__all__ = ["both_defined"]
