"""How integer expressions are arranged for a reader, whatever the format.

Ceilings and remainders are shown by name, a positive term stands in front, and a common factor that also stands alone
is taken out: `i*s + d*r - s - d - p + 1` reads `s*(i - 1) + d*(r - 1) - p + 1`. Otherwise the order is that of first
appearance.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import gcd

from derivations.integers import Extreme, Floor, Integer, Monomial, Read, Symbol, ceil, mod


@dataclass(frozen=True)
class Quotient:
    """A floor, ceil or mod as it is shown."""

    kind: str
    numerator: Integer
    denominator: Integer


@dataclass(frozen=True)
class Group:
    """A sum in brackets, a factor of a product."""

    pieces: tuple[Piece, ...]


Factor = Symbol | Extreme | Read | Quotient | Group


@dataclass(frozen=True)
class Piece:
    """coefficient * factor * factor ...; without factors the coefficient is a number that stands alone."""

    coefficient: int
    factors: tuple[Factor, ...]


def arranged(e: Integer) -> tuple[Piece, ...]:
    """The expression as a sum of products in reading order; no piece for 0. A negative one is first only if all are."""
    e, pieces = _remainders(e)
    constant = dict(e.parts).get((), 0)
    for common, inner in _groups(e):
        if len(inner.parts) == 1:
            ((rest, c),) = inner.parts
            factors, carried = _factors(common + rest, constant, c)
            constant += carried
            pieces.append(Piece(c, factors))
        else:
            content = gcd(*(c for _, c in inner.parts)) * _sign(inner)
            bracket = Group(arranged(Integer({m: c // content for m, c in inner.parts})))
            pieces.append(Piece(content, (*_factors(common, None, 1)[0], bracket)))
    pieces.sort(key=lambda p: p.coefficient < 0)
    if constant:
        first = bool(pieces) and pieces[0].coefficient < 0 < constant
        pieces.insert(0 if first else len(pieces), Piece(constant, ()))
    return tuple(pieces)


def _groups(e: Integer) -> list[tuple[Monomial, Integer]]:
    """The monomials, each with what it multiplies; one that divides others takes them along, the longest first."""
    left = {m: c for m, c in e.parts if m}
    places = {m: k for k, m in enumerate(left)}
    found: list[tuple[int, Monomial, Integer]] = []
    for common in sorted(left, key=lambda m: (-len(m), places[m])):
        multiples = [m for m in left if m != common and not Counter(common) - Counter(m)]
        if common in left and multiples:
            inner = {_without(m, common): left[m] for m in left if m == common or m in multiples}
            found.append((min(places[m] for m in (common, *multiples)), common, Integer(inner)))
            for m in (common, *multiples):
                del left[m]
    found += [(places[m], m, Integer({(): c})) for m, c in left.items()]
    return [(common, inner) for _, common, inner in sorted(found, key=lambda g: g[0])]


def _without(m: Monomial, common: Monomial) -> Monomial:
    rest = list(m)
    for a in common:
        rest.remove(a)
    return tuple(rest)


def _sign(inner: Integer) -> int:
    """The sign of the first coefficient that does not stand alone: it goes in front of the brackets."""
    return -1 if next(c for m, c in inner.parts if m) < 0 else 1


def _factors(atoms: Monomial, constant: int | None, c: int) -> tuple[tuple[Factor, ...], int]:
    """The atoms as they are shown, and what showing a floor as a ceiling adds to the constant (None: it must not)."""
    shown: list[Factor] = []
    carried = 0
    for a in sorted(atoms, key=lambda a: (isinstance(a, Floor), a.key)):
        if isinstance(a, Floor):
            quotient, by = _shortest(a, constant or 0, c if len(atoms) == 1 and constant is not None else None)
            carried += by * c
            shown.append(quotient)
        else:
            shown.append(a)
    return tuple(shown), carried


def _shortest(a: Floor, constant: int, factor: int | None) -> tuple[Quotient, int]:
    """floor(a/c), ceil(b/c) or ceil(b/c) - 1, whichever leaves least to read; the -1 goes to the constant."""
    n, d = a.numerator, a.denominator
    choices = [(Quotient("floor", n, d), 0), (Quotient("ceil", n - d + 1, d), 0)]
    if factor is not None:
        choices.append((Quotient("ceil", n + 1, d), -1))
    own = Integer({(a,): 1})
    readable = [(q, by) for q, by in choices if q.kind == "floor" or ceil(q.numerator, q.denominator) + by == own]
    return min(readable, key=lambda q: len(q[0].numerator.parts) + (constant + (factor or 0) * q[1] != 0))


def _remainders(e: Integer) -> tuple[Integer, list[Piece]]:
    """Take out every a - c floor(a/c), which is mod(a, c)."""
    named: list[Piece] = []
    for f in sorted((a for a in e.atoms if isinstance(a, Floor)), key=lambda a: a.key):
        for times in (1, -1):
            rest = e - mod(f.numerator, f.denominator) * times
            if f not in rest.atoms and len(rest.parts) < len(e.parts):
                named.append(Piece(times, (Quotient("mod", f.numerator, f.denominator),)))
                e = rest
                break
    return e, named
