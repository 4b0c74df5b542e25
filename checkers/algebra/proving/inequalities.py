"""Can linear inequalities with rational coefficients all hold? By elimination, one unknown after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

MOST = 400
Inequality = tuple[Mapping[Any, Fraction], Fraction, bool]
"""(coefficients, constant, strict): the sum of coefficient times unknown, plus the constant, is >= 0, or > 0."""


def impossible(given: Iterable[Inequality]) -> bool:
    """Do they contradict each other? False where that is not shown."""
    left = [(dict(c), k, s) for c, k, s in given]
    while True:
        if any(not c and (k < 0 or (strict and k == 0)) for c, k, strict in left):
            return True
        unknowns = {x for c, _, _ in left for x in c}
        if not unknowns or len(left) > MOST:
            return False
        counts = {x: _made(left, x) for x in unknowns}
        least = min(counts.values())
        left = _without(left, next(x for c, _, _ in left for x in c if counts[x] == least))


def _made(given: list[tuple[dict[Any, Fraction], Fraction, bool]], x: Any) -> int:
    """How many inequalities eliminating an unknown makes."""
    up = sum(1 for c, _, _ in given if c.get(x, 0) > 0)
    return up * sum(1 for c, _, _ in given if c.get(x, 0) < 0)


def _without(
    given: list[tuple[dict[Any, Fraction], Fraction, bool]], x: Any
) -> list[tuple[dict[Any, Fraction], Fraction, bool]]:
    """What follows for the other unknowns."""
    found = [(c, k, s) for c, k, s in given if x not in c]
    above = [i for i in given if i[0].get(x, 0) > 0]
    below = [i for i in given if i[0].get(x, 0) < 0]
    for a, k, s in above:
        for b, h, t in below:
            u, v = -b[x], a[x]
            sums = {y: u * a.get(y, Fraction(0)) + v * b.get(y, Fraction(0)) for y in {**a, **b} if y != x}
            found.append(({y: c for y, c in sums.items() if c}, u * k + v * h, s or t))
    return found
