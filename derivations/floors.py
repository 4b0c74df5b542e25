"""Integer expressions with floors, as functions of one index: brought together, compared, and their period."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from derivations.integers import Atom, Extreme, Floor, Integer, Symbol, as_integer, extreme, floor, inside


def collapsed(e: Integer) -> Integer:
    """floor((floor(a/c) + b)/d) as floor((a + b*c)/(c*d)), at every depth."""

    def atom(a: Atom) -> Integer:
        if not isinstance(a, Floor):
            return inside(a, collapsed)
        n, d = collapsed(a.numerator), a.denominator
        inner = [x for x in n.atoms if isinstance(x, Floor)]
        if d.constant is not None and len(inner) == 1 and n.coefficient(inner[0]) == as_integer(1):
            (x,) = inner
            if x.denominator.constant is not None:
                rest = n - Integer({(x,): 1})
                return collapsed(floor(x.numerator + rest * x.denominator, x.denominator * d))
        return floor(n, d)

    return e.map_atoms(atom)


def between(e: Integer, name: str) -> tuple[Fraction, Fraction, Fraction] | None:
    """(slope, low, high) with slope*index + low <= e <= slope*index + high for every index; None for another form."""
    slope, low, high = Fraction(0), Fraction(0), Fraction(0)
    for monomial, c in e.parts:
        if not monomial:
            low, high = low + c, high + c
        elif monomial == (Symbol(name),):
            slope += c
        elif len(monomial) == 1 and isinstance(monomial[0], Floor):
            inner, d = between(monomial[0].numerator, name), monomial[0].denominator.constant
            if inner is None or d is None:
                return None
            ends = ((inner[1] - d + 1) * c / d, inner[2] * c / d)
            slope, low, high = slope + inner[0] * c / d, low + min(ends), high + max(ends)
        else:
            return None
    return slope, low, high


def never_above(a: Integer, b: Integer) -> bool:
    """Is a <= b for every value >= 1 of their one index, as far as the linear bounds of both show?"""
    names = a.names | b.names
    if len(names) > 1:
        return False
    one, other = (between(e, next(iter(names), "")) for e in (a, b))
    return one is not None and other is not None and one[0] <= other[0] and one[0] + one[2] <= other[0] + other[1]


def _arguments(kind: str, e: Integer) -> tuple[Integer, ...]:
    """What a `min` or `max` of that kind is taken of, or the expression itself."""
    lone = next(iter(e.atoms), None) if len(e.parts) == 1 else None
    if isinstance(lone, Extreme) and lone.kind == kind and e == Integer({(lone,): 1}):
        return lone.arguments
    return (e,)


def outermost(kind: str, ends: Sequence[Integer]) -> Integer:
    """The `min` or `max`, without those that another one always beats."""
    ends = list(dict.fromkeys(e for end in map(collapsed, ends) for e in _arguments(kind, end)))

    def beaten(e: Integer, by: Integer) -> bool:
        gap = (e - by).constant
        if gap is not None:
            return gap > 0 if kind == "min" else gap < 0
        return never_above(by, e) if kind == "min" else never_above(e, by)

    kept: list[Integer] = []
    for e in ends:
        if not any(beaten(e, k) for k in kept):
            kept = [k for k in kept if not beaten(k, e)] + [e]
    return extreme(kind, kept)


def period(e: Integer) -> int | None:
    """After how many steps of an index e repeats, but for its growth; None when a denominator is symbolic."""
    steps = 1
    for a in collapsed(e).atoms:
        if isinstance(a, Extreme):
            return None
        if isinstance(a, Floor):
            inner, d = period(a.numerator), a.denominator.constant
            if inner is None or d is None:
                return None
            steps = lcm(steps, inner * d)
    return steps
