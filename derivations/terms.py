"""The term language: inert, immutable index expressions.

Nothing here rewrites itself. A constructor stores what it is given; only a named rule (derivations/rules) turns one
term into another. An entry read outside its tensor's ranges is 0, so zero padding needs no node of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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


def own_integers(t: Term) -> tuple[Integer, ...]:
    """The integers that stand in the node itself, the ranges of what it binds not among them."""
    match t:
        case Size(v):
            return (v,)
        case Entry(_, at):
            return at
        case Iverson(_, left, right):
            return (left, right)
        case Select(_, _, at):
            return at
        case Partial(_, wrt):
            return wrt.at
        case _:
            return ()


def with_integers(t: Term, f: Callable[[Integer], Integer]) -> Term:
    """The node with `f` applied to its own integers."""
    match t:
        case Size(v):
            return Size(f(v))
        case Entry(tensor, at):
            return Entry(tensor, tuple(map(f, at)))
        case Iverson(relation, left, right):
            return Iverson(relation, f(left), f(right))
        case Select(indices, body, at):
            return Select(indices, body, tuple(map(f, at)))
        case Partial(of, wrt):
            return Partial(of, Entry(wrt.tensor, tuple(map(f, wrt.at))))
        case _:
            return t


def names(t: Term) -> frozenset[str]:
    """Free names of a term: sizes and free indices."""
    here: frozenset[str] = frozenset().union(*(e.names for e in own_integers(t)))
    if isinstance(t, Binder):
        bound = {i.name for i in t.indices}
        within = names(t.body).union(*(i.low.names | i.high.names for i in t.indices))
        return here | (within - bound)
    return here.union(*(names(c) for c in t.children))


def bound_names(t: Term) -> frozenset[str]:
    """Every name that is bound somewhere inside."""
    here = frozenset(i.name for i in t.indices) if isinstance(t, Binder) else frozenset()
    return here.union(*(bound_names(c) for c in t.children))


def tensors(t: Term) -> frozenset[str]:
    """Every tensor that is read, integer tensors among them."""
    here: frozenset[str] = frozenset().union(*(e.tensors for e in own_integers(t)))
    if isinstance(t, Entry):
        here |= {t.tensor}
    if isinstance(t, Binder):
        here = here.union(*(i.low.tensors | i.high.tensors for i in t.indices))
    return here.union(*(tensors(c) for c in t.children))


def contains(t: Term, kind: type[Term] | tuple[type[Term], ...]) -> bool:
    return isinstance(t, kind) or any(contains(c, kind) for c in t.children)


def fresh(name: str, avoid: frozenset[str] | set[str]) -> str:
    """`name`, or `name` with the first number that makes it differ from all in `avoid`."""
    if name not in avoid:
        return name
    stem, k = name.rstrip("0123456789"), 1
    while f"{stem}{k}" in avoid:
        k += 1
    return f"{stem}{k}"


def rename(t: Term, values: Mapping[str, Integer]) -> Term:
    """Capture-avoiding substitution of integers for free names."""
    if not values:
        return t
    if isinstance(t, Binder):
        return _rename_binder(t, values)
    new = with_integers(t, lambda e: e.substitute(values))
    return new.rebuild(tuple(rename(c, values) for c in new.children))


def _rename_binder(t: Binder, values: Mapping[str, Integer]) -> Term:
    at = tuple(e.substitute(values) for e in t.at) if isinstance(t, Select) else ()
    bound = {i.name for i in t.indices}
    free_inside = names(t.body).union(*(i.low.names | i.high.names for i in t.indices))
    values = {k: v for k, v in values.items() if k not in bound and k in free_inside}
    incoming: frozenset[str] = frozenset().union(*(v.names for v in values.values()))
    taken = set(free_inside | incoming | bound)
    mapping = dict(values)
    indices = []
    for i in t.indices:
        new = i.name
        if i.name in incoming:
            new = fresh(i.name, taken)
            taken.add(new)
            mapping[i.name] = symbol(new)
        indices.append((new, i))
    ranges = tuple(Index(new, i.low.substitute(mapping), i.high.substitute(mapping)) for new, i in indices)
    body = rename(t.body, mapping)
    if isinstance(t, Select):
        return Select(ranges, body, at)
    return replace(t, indices=ranges, body=body)  # type: ignore[type-var]


def freshen(t: Binder, avoid: frozenset[str] | set[str]) -> Binder:
    """The same binder with bound names outside `avoid`."""
    taken = set(avoid) | names(t.body) | {i.name for i in t.indices}
    mapping: dict[str, Integer] = {}
    renamed = []
    for i in t.indices:
        new = fresh(i.name, taken) if i.name in avoid else i.name
        taken.add(new)
        if new != i.name:
            mapping[i.name] = symbol(new)
        renamed.append(new)
    if not mapping:
        return t
    ranges = tuple(
        Index(new, i.low.substitute(mapping), i.high.substitute(mapping)) for new, i in zip(renamed, t.indices)
    )
    return replace(t, indices=ranges, body=rename(t.body, mapping))  # type: ignore[type-var]


def occurrences(t: Term) -> Iterator[str]:
    """Names in the order in which a reader meets them."""
    for e in own_integers(t):
        for monomial, _ in e.parts:
            for atom in monomial:
                yield from sorted(Integer({(atom,): 1}).names)
    if isinstance(t, Binder):
        for i in t.indices:
            yield from sorted(i.low.names | i.high.names)
    for c in t.children:
        yield from occurrences(c)


def alpha(t: Term, depth: int = 0) -> Term:
    """Canonical names and order for bound indices: `==` afterwards is equality up to renaming."""
    if isinstance(t, Binder):
        order = {n: k for k, n in reversed(list(enumerate(occurrences(t.body))))}
        indices = t.indices
        if not isinstance(t, Select):  # Select's indices are matched with `at` by place
            indices = tuple(sorted(indices, key=lambda i: (order.get(i.name, len(order)), i.low.key, i.high.key)))
        mapping = {i.name: symbol(f"%{depth + k}") for k, i in enumerate(indices)}
        ranges = tuple(
            Index(f"%{depth + k}", i.low.substitute(mapping), i.high.substitute(mapping))
            for k, i in enumerate(indices)
        )
        body = alpha(rename(t.body, mapping), depth + len(indices))
        return replace(t, indices=ranges, body=body)  # type: ignore[type-var]
    return t.rebuild(tuple(alpha(c, depth) for c in t.children))


Path = tuple[int, ...]


def positions(t: Term, path: Path = ()) -> Iterator[tuple[Path, Term]]:
    """Every place in a term with the subterm there, outermost first."""
    yield path, t
    for k, c in enumerate(t.children):
        yield from positions(c, path + (k,))


def at(t: Term, path: Path) -> Term:
    """The subterm at a place."""
    for k in path:
        t = t.children[k]
    return t


def put(t: Term, path: Path, new: Term) -> Term:
    """The term with the subterm at a place replaced."""
    if not path:
        return new
    children = list(t.children)
    children[path[0]] = put(children[path[0]], path[1:], new)
    return t.rebuild(tuple(children))


def binders_above(t: Term, path: Path) -> tuple[Index, ...]:
    """The indices in scope at a place, outermost first."""
    found: list[Index] = []
    for k in path:
        if isinstance(t, Binder):
            found.extend(t.indices)
        t = t.children[k]
    return tuple(found)
