"""The term language: inert, immutable index expressions.

Nothing here rewrites itself. A constructor stores what it is given; only a named rule (derivations/rules) turns one
term into another. An entry read outside its tensor's ranges is 0, so zero padding needs no node of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from derivations.integers import Integer, symbol


@dataclass(frozen=True)
class Index:
    """An index variable that runs over low .. high, both included; empty when high < low."""

    name: str
    low: Integer
    high: Integer

    @cached_property
    def integer(self) -> Integer:
        return symbol(self.name)


class Term:
    """Base of all nodes; every subclass is final."""

    @property
    def children(self) -> tuple[Term, ...]:
        return ()

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        """The same node over other children."""
        return self


@dataclass(frozen=True)
class Number(Term):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True)
class Size(Term):
    """An integer expression used as a value: a size `D`, or an index as in a positional code."""

    value: Integer


@dataclass(frozen=True)
class Entry(Term):
    """One entry of a tensor, X[n,d]; a scalar is a tensor without axes."""

    tensor: str
    at: tuple[Integer, ...]


@dataclass(frozen=True)
class Iverson(Term):
    """1 where left `relation` right holds between integers, else 0; relation is =, !=, <= or | (left divides right)."""

    relation: str
    left: Integer
    right: Integer


@dataclass(frozen=True)
class Compare(Term):
    """1 where left `relation` right holds between values, else 0; relation is <, <=, >, >=, = or !=."""

    relation: str
    left: Term
    right: Term

    @property
    def children(self) -> tuple[Term, ...]:
        return (self.left, self.right)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Compare(self.relation, *children)


@dataclass(frozen=True)
class Add(Term):
    """A sum of finitely many terms."""

    terms: tuple[Term, ...]

    @property
    def children(self) -> tuple[Term, ...]:
        return self.terms

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Add(children)


@dataclass(frozen=True)
class Mul(Term):
    """A product of finitely many factors; a quotient has a factor with exponent -1."""

    factors: tuple[Term, ...]

    @property
    def children(self) -> tuple[Term, ...]:
        return self.factors

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Mul(children)


@dataclass(frozen=True)
class Pow(Term):
    """base ^ exponent; the exponent does not depend on what is differentiated by."""

    base: Term
    exponent: Term

    @property
    def children(self) -> tuple[Term, ...]:
        return (self.base, self.exponent)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Pow(*children)


@dataclass(frozen=True)
class Apply(Term):
    """A scalar function by its name in scalars.py; its calculus is SymPy's."""

    function: str
    argument: Term

    @property
    def children(self) -> tuple[Term, ...]:
        return (self.argument,)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Apply(self.function, children[0])


class Binder(Term):
    """A node that binds a set of indices over its body; a range may mention other indices of the set before it."""

    indices: tuple[Index, ...]
    body: Term

    @property
    def children(self) -> tuple[Term, ...]:
        return (self.body,)


@dataclass(frozen=True)
class Sum(Binder):
    """The sum of the body over a set of indices."""

    indices: tuple[Index, ...]
    body: Term

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Sum(self.indices, children[0])


@dataclass(frozen=True)
class Product(Binder):
    """The product of the body over a set of indices."""

    indices: tuple[Index, ...]
    body: Term

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Product(self.indices, children[0])


@dataclass(frozen=True)
class Max(Binder):
    """The greatest value of the body over a set of indices."""

    indices: tuple[Index, ...]
    body: Term

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Max(self.indices, children[0])


@dataclass(frozen=True)
class Select(Binder):
    """1 where `at` is the first place (the leftmost index slowest) at which the body is greatest, else 0."""

    indices: tuple[Index, ...]
    body: Term
    at: tuple[Integer, ...]

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Select(self.indices, children[0], self.at)


@dataclass(frozen=True)
class Partial(Term):
    """The derivative, not yet taken, of a term by one entry; other tensors are held constant."""

    of: Term
    wrt: Entry

    @property
    def children(self) -> tuple[Term, ...]:
        return (self.of,)

    def rebuild(self, children: tuple[Term, ...]) -> Term:
        return Partial(children[0], self.wrt)


ZERO, ONE, MINUS_ONE = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(-1))


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def negative(t: Term) -> Term:
    return Mul((MINUS_ONE, t))


def quotient(t: Term, by: Term) -> Term:
    return Mul((t, Pow(by, MINUS_ONE)))


def product(factors: tuple[Term, ...] | list[Term]) -> Term:
    """A product without the wrapper for none or one factor."""
    return factors[0] if len(factors) == 1 else Mul(tuple(factors)) if factors else ONE


def total(terms: tuple[Term, ...] | list[Term]) -> Term:
    """A sum without the wrapper for none or one term."""
    return terms[0] if len(terms) == 1 else Add(tuple(terms)) if terms else ZERO


def summed(indices: tuple[Index, ...], body: Term) -> Term:
    """A sum without the wrapper for no index."""
    return Sum(indices, body) if indices else body


def factors_of(t: Term) -> tuple[Term, ...]:
    return t.factors if isinstance(t, Mul) else (t,)


def terms_of(t: Term) -> tuple[Term, ...]:
    return t.terms if isinstance(t, Add) else (t,)
