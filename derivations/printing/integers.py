"""How integer expressions are arranged for a reader: ceilings and remainders by name, a positive term in front."""

from __future__ import annotations

from dataclasses import dataclass

from derivations.integers import Atom, Floor, Integer, mod


@dataclass(frozen=True)
class Quotient:
    """A floor, ceil or mod as it is shown."""

    kind: str
    numerator: Integer
    denominator: Integer


Shown = tuple[tuple[Atom | Quotient, ...], int]


def arranged(e: Integer) -> list[Shown]:
    """Monomials in reading order, each with its coefficient; a negative one never first if another can be."""
    e, parts = _remainders(e)
    constant = dict(e.parts).get((), 0)
    for atoms, c in e.parts:
        if not atoms:
            continue
        shown: list[Atom | Quotient] = []
        for a in sorted(atoms, key=lambda a: (isinstance(a, Floor), a.key)):
            if isinstance(a, Floor):
                quotient, carried = _shortest(a, constant, c if len(atoms) == 1 else None)
                constant += carried * c
                shown.append(quotient)
            else:
                shown.append(a)
        parts.append((tuple(shown), c))
    parts.sort(key=lambda p: p[1] < 0)
    if constant:
        parts.insert(0 if parts and parts[0][1] < 0 < constant else len(parts), ((), constant))
    return parts


def _shortest(a: Floor, constant: int, factor: int | None) -> tuple[Quotient, int]:
    """floor(a/c), ceil(b/c) or ceil(b/c) - 1, whichever leaves least to read; the -1 goes to the constant."""
    n, d = a.numerator, a.denominator
    choices = [(Quotient("floor", n, d), 0), (Quotient("ceil", n - d + 1, d), 0)]
    if factor is not None:
        choices.append((Quotient("ceil", n + 1, d), -1))
    return min(choices, key=lambda q: len(q[0].numerator.parts) + (constant + (factor or 0) * q[1] != 0))


def _remainders(e: Integer) -> tuple[Integer, list[Shown]]:
    """Take out every a - c floor(a/c), which is mod(a, c)."""
    named: list[Shown] = []
    for f in sorted((a for a in e.atoms if isinstance(a, Floor)), key=lambda a: a.key):
        for times in (1, -1):
            rest = e - mod(f.numerator, f.denominator) * times
            if f not in rest.atoms and len(rest.parts) < len(e.parts):
                named.append(((Quotient("mod", f.numerator, f.denominator),), times))
                e = rest
                break
    return e, named
