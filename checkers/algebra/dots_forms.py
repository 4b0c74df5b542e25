"""Whole numbers that depend on sizes: 2n + k - 1 as a sum of names with factors, compared and printed exactly."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from checkers.algebra.tree import Entry, Name, Negative, Node, Number, Operation

PRODUCTS, SCALE = (" ", "*", "."), 12 * 5 * 7


@dataclass(frozen=True)
class Form:
    """constant + sum of factor times atom; an atom is a name, or a product of names such as n m or d(l)."""

    constant: Fraction = Fraction(0)
    terms: frozenset[tuple[Node, Fraction]] = frozenset()

    def __add__(self, other: Form | int) -> Form:
        if isinstance(other, int):
            return Form(self.constant + other, self.terms)
        found = dict(self.terms)
        for atom, factor in other.terms:
            found[atom] = found.get(atom, Fraction(0)) + factor
        return Form(self.constant + other.constant, frozenset((a, f) for a, f in found.items() if f))

    def __neg__(self) -> Form:
        return self * -1

    def __sub__(self, other: Form | int) -> Form:
        return self + -other

    def __mul__(self, factor: Fraction | int) -> Form:
        if not factor:
            return Form()
        return Form(self.constant * factor, frozenset((a, f * factor) for a, f in self.terms))

    @cached_property
    def code(self) -> int:
        """A whole number, SCALE times the value at sizes of its own for each atom: equal only where the forms are."""
        return int(self.constant * SCALE) + sum(int(f * SCALE) * size_of(a) for a, f in self.terms)

    @property
    def is_constant(self) -> bool:
        return not self.terms

    def names(self) -> set[str]:
        from checkers.algebra.tree import walked

        return {n.name for a, _ in self.terms for n in walked(a, Name)}

    def can_be_positive(self, least: int = 1) -> bool:
        """Is it above 0 for some sizes of at least `least`?"""
        if any(f > 0 for _, f in self.terms):
            return True
        return self.constant + sum(f * least for _, f in self.terms) > 0

    def node(self) -> Node:
        """The tree of it, names before the number."""
        from checkers.algebra.echo import latex

        out: Node | None = None
        for atom, factor in sorted(self.terms, key=lambda t: (t[1] < 0, latex(t[0]))):
            size = abs(factor)
            piece: Node = atom if size == 1 else Operation(" ", number(size), atom)
            if out is None:
                out = piece if factor > 0 else Negative(piece)
            else:
                out = Operation("+" if factor > 0 else "-", out, piece)
        if out is None:
            return number(self.constant) if self.constant >= 0 else Negative(number(-self.constant))
        if self.constant:
            out = Operation("+" if self.constant > 0 else "-", out, number(abs(self.constant)))
        return out

    def text(self) -> str:
        from checkers.algebra.echo import latex

        return latex(self.node()).replace(r"\,", "")


@lru_cache(maxsize=2048)
def size_of(atom: Node) -> int:
    """A large whole number of its own for every atom."""
    from checkers.algebra.echo import latex

    return (zlib.crc32(latex(atom).encode()) + 97) * 1_000_003


def number(value: Fraction | int) -> Node:
    value = Fraction(value)
    if value.denominator != 1:
        return Operation("/", number(value.numerator), number(value.denominator))
    return Number(value, str(value))


def constant(value: Fraction | int) -> Form:
    return Form(Fraction(value))


def form_of(node: Node, entries: bool = False) -> Form | None:
    """The tree as a form; None where it is none. entries: D_{in} counts as a name."""
    match node:
        case Entry(Name()) if entries:
            return Form(Fraction(0), frozenset({(node, Fraction(1))}))
        case Number(value):
            return Form(value)
        case Name():
            return Form(Fraction(0), frozenset({(node, Fraction(1))}))
        case Negative(inner):
            found = form_of(inner, entries)
            return None if found is None else -found
        case Operation("+" | "-" as sign, left, right):
            a, b = form_of(left, entries), form_of(right, entries)
            if a is None or b is None:
                return None
            return a + b if sign == "+" else a - b
        case Operation("/", left, Number(value)) if value:
            found = form_of(left, entries)
            return None if found is None else found * (1 / value)
        case Operation(operator, left, right) if operator in PRODUCTS:
            a, b = form_of(left, entries), form_of(right, entries)
            if a is None or b is None:
                return None
            if a.is_constant:
                return b * a.constant
            if b.is_constant:
                return a * b.constant
            if len(a.terms) == len(b.terms) == 1 and not a.constant and not b.constant:
                (x, f), (y, g) = (*a.terms, *b.terms)
                return Form(Fraction(0), frozenset({(Operation(" ", x, y), f * g)}))
    return None


def commonest(values: Iterable[int]) -> tuple[int, int, int] | None:
    """The commonest value, how often it stands, and how often the runner-up; the earliest of those that tie."""
    counts = Counter(values)
    if not counts:
        return None
    first = max(counts, key=counts.__getitem__)
    return first, counts[first], max((n for v, n in counts.items() if v != first), default=0)
