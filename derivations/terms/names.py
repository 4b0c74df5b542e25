"""Names in terms: which are free, which are bound, and substitution that never captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from derivations.integers import Integer, symbol
from derivations.terms.nodes import Binder, Entry, Index, Iverson, Partial, Select, Size, Term


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


R = TypeVar("R")
ITSELF: Any = object()


def remembered(f: Callable[[Term], R]) -> Callable[[Term], R]:
    """A function of a term that keeps its answer on the term itself, which never changes.

    Where the answer is the term, the term does not hold itself: a ring would stay until the collector finds it.
    """
    slot = f"_{f.__name__}"

    @wraps(f)
    def asked(t: Term) -> R:
        kept: dict[str, Any] = t.__dict__
        if slot not in kept:
            answer = f(t)
            kept[slot] = ITSELF if answer is t else answer
        found: Any = kept[slot]
        return t if found is ITSELF else found  # type: ignore[return-value]

    return asked


@remembered
def names(t: Term) -> frozenset[str]:
    """Free names of a term: sizes and free indices."""
    here: frozenset[str] = frozenset().union(*(e.names for e in own_integers(t)))
    if isinstance(t, Binder):
        bound = {i.name for i in t.indices}
        within = names(t.body).union(*(i.low.names | i.high.names for i in t.indices))
        return here | (within - bound)
    return here.union(*(names(c) for c in t.children))


@remembered
def bound_names(t: Term) -> frozenset[str]:
    """Every name that is bound somewhere inside."""
    here = frozenset(i.name for i in t.indices) if isinstance(t, Binder) else frozenset()
    return here.union(*(bound_names(c) for c in t.children))


@remembered
def tensors(t: Term) -> frozenset[str]:
    """Every tensor that is read, integer tensors among them."""
    here: frozenset[str] = frozenset().union(*(e.tensors for e in own_integers(t)))
    if isinstance(t, Entry):
        here |= {t.tensor}
    if isinstance(t, Binder):
        here = here.union(*(i.low.tensors | i.high.tensors for i in t.indices))
    return here.union(*(tensors(c) for c in t.children))


NEIGHBOURS = ("ijkl", "rstuvw", "abcdefgh", "opq", "mn")
"""Letters that a reader takes for one another; a bound index that must change its name changes to the next of these."""


def fresh(name: str, avoid: frozenset[str] | set[str]) -> str:
    """`name`, or the next letter beside it, or `name` with the first number, that differs from all in `avoid`."""
    if name not in avoid:
        return name
    letters = next((group for group in NEIGHBOURS if name in group), "")
    for letter in letters[letters.find(name) + 1 :]:
        if letter not in avoid:
            return letter
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


def freshen(t: Binder, avoid: frozenset[str] | set[str], taken: frozenset[str] | set[str] = frozenset()) -> Binder:
    """The same binder, bound names that are in `avoid` replaced by new ones, which are not in `taken` either."""
    if not any(i.name in avoid for i in t.indices):
        return t
    taken = set(avoid) | taken | names(t.body) | bound_names(t) | tensors(t)
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


@remembered
def alpha(t: Term) -> Term:
    """Canonical names and order for bound indices: `==` afterwards is equality up to renaming."""
    return _alpha(t, 0)


def _alpha(t: Term, depth: int) -> Term:
    if isinstance(t, Binder):
        order = {n: k for k, n in reversed(list(enumerate(occurrences(t.body))))}
        indices = t.indices
        if not isinstance(t, Select):  # Select's indices are matched with `at` by place
            indices = tuple(sorted(indices, key=lambda i: (order.get(i.name, len(order)), i.low.key, i.high.key)))
        mapping = {i.name: symbol(f"%{depth + k}") for k, i in enumerate(indices)}
        ranges = tuple(
            Index(f"%{depth + k}", i.low.substitute(mapping), i.high.substitute(mapping)) for k, i in enumerate(indices)
        )
        body = _alpha(rename(t.body, mapping), depth + len(indices))
        return replace(t, indices=ranges, body=body)  # type: ignore[type-var]
    if not bound_names(t):
        return t
    return t.rebuild(tuple(_alpha(c, depth) if depth else alpha(c) for c in t.children))
