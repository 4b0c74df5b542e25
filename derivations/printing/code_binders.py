"""Indices of sums and greatest values in printed code: the axis that each gets, and which of its places exist.

Axes are rectangular and ranges need not be: a range whose ends depend on other indices is widened where only zeros are
added, counted from its own start where its length is even, and else given the axis of its longest case and a condition.
"""

from __future__ import annotations

from derivations import terms as T
from derivations.integers import ONE, ZERO, Extreme, Integer, extreme, symbol
from derivations.printing import code_terms
from derivations.printing.code_arrays import SUM, Array
from derivations.printing.code_whole import whole
from derivations.printing.code_writer import Scope, Writer


def opened(
    w: Writer, indices: tuple[T.Index, ...], body: T.Term, scope: Scope, widen: bool = False
) -> tuple[Scope, T.Term, list[str], list[Array]]:
    """The scope inside a binder, its body and names there, and the conditions under which a place exists.

    widen: places at which the body is 0 do not matter.
    """
    gates: list[Array] = []
    names: list[str] = []
    taken = set(scope.order) | set(scope.known) | set(w.ranges) | T.bound_names(body)
    moved: dict[str, T.Index] = {}
    values: dict[str, Integer] = {}
    for i in indices:
        i = T.Index(i.name, i.low.substitute(values), i.high.substitute(values))
        name = i.name
        if name in scope.order or name in scope.known:
            name = T.fresh(name, taken | set(names) | set(w.names))
            values[i.name] = symbol(name)
        moved[name] = T.Index(name, i.low, i.high)
        names.append(name)
    body = T.rename(body, values)
    for i in moved.values():
        i = widened(w, i, body, scope) if widen else i
        if scope.fixed(i.low) and scope.fixed(i.high):
            scope = scope.within(i)
        elif scope.fixed(i.high - i.low):  # of even length, from a place that moves: counted from 0 instead
            scope = scope.within(T.Index(i.name, ZERO, i.high - i.low))
            body = T.rename(body, {i.name: i.low + i.integer})
            later = {i.name: i.low + i.integer}
            for n in names[names.index(i.name) + 1 :]:
                moved[n] = T.Index(n, moved[n].low.substitute(later), moved[n].high.substitute(later))
        elif scope.fixed(i.low) != scope.fixed(i.high) and all(map(scope.fixed, ends := box(i, scope))):
            scope = scope.within(T.Index(i.name, *ends))  # one end moves: all places, and a condition on each
            low_moves = ends[0] != i.low
            relation = (i.low, i.integer) if low_moves else (i.integer, i.high)
            gates.append(code_terms.truth(w, T.Iverson("<=", *relation), scope))
        else:
            scope, gate = uneven(w, i, scope)
            gates.append(gate)
    return scope, body, names, gates


def widened(w: Writer, i: T.Index, body: T.Term, scope: Scope) -> T.Index:
    """The index over a range that is the same everywhere, where every place that is added reads a 0.

    In sum[r in max(1, i - 9)..min(5, i)] Y[i-r+1]*K[r] the range only keeps the read inside Y; a read outside is 0.
    """
    from derivations.printing.code_products import finite, parts_of

    p = parts_of((body,))
    if not all(map(finite, p.top)) or p.bottom:
        return i
    even = T.Index(i.name, *box(i, scope))
    inside = scope.facts.within((even,))
    ranges = {**scope.ranges, i.name: (even.low, even.high)}
    for bound, end, sign in ((i.low, even.low, 1), (i.high, even.high, -1)):
        for e in _arguments(bound):
            beyond = Scope(inside.given(((e - i.integer) * sign - 1,)), ranges=ranges)
            if not scope.fixed(e) and not any(_outside(w, f, beyond) for f in p.top):
                return i
        if not scope.fixed(end):
            return i
    return even


def box(i: T.Index, scope: Scope) -> tuple[Integer, Integer]:
    """The ends of a range without what depends on other indices; as they are where nothing else is left."""
    return _even(i.low, "max", scope), _even(i.high, "min", scope)


def _arguments(bound: Integer) -> tuple[Integer, ...]:
    """What the bound is the greatest or least of."""
    for a in bound.atoms:
        if isinstance(a, Extreme) and Integer({(a,): 1}) == bound:
            return a.arguments
    return (bound,)


def _even(bound: Integer, kind: str, scope: Scope) -> Integer:
    """The bound without what depends on other indices; itself where nothing else is left."""
    kept = [e for e in _arguments(bound) if scope.fixed(e)]
    return extreme(kind, kept) if kept else bound


def _outside(w: Writer, f: T.Term, scope: Scope) -> bool:
    """Is the factor an entry that lies outside its tensor wherever the facts in scope hold?"""
    if not isinstance(f, T.Entry) or f.tensor not in w.ranges:
        return False
    return any(
        scope.proved(low - 1 - e) or scope.proved(e - high - 1) for e, (low, high) in zip(f.at, w.ranges[f.tensor])
    )


def uneven(w: Writer, i: T.Index, scope: Scope) -> tuple[Scope, Array]:
    """An index whose range has a length that depends on other indices: its values, and where they are in range."""
    meaning = (i, scope.meaning(i.low.names | i.high.names))
    length = w.keep(("longest", meaning), f"{i.name}_count", lambda: longest(w, i, scope))
    order = (*scope.order, i.name)

    def make() -> Array:
        steps = Array(w.dialect.arange.format(low="0", past=length.code), (i.name,), kind="whole")
        (a, b), axes = w.align([whole(w, i.low, scope), steps], order)
        return Array(f"{a.held(SUM)} + {b.code}", axes, SUM, "whole")

    values = w.keep(("values", meaning), i.name, make)
    inner = scope.knowing(i.name, values)
    gate = code_terms.truth(w, T.Iverson("<=", i.integer, i.high), inner)
    return inner, gate


def longest(w: Writer, i: T.Index, scope: Scope) -> Array:
    """The number of values of an index where it has most."""
    x = whole(w, i.high - i.low + ONE, scope)
    if x.python:
        return Array(f"max({x.code}, 1)", kind="whole", python=True)
    return Array(f"{w.bring('longest')}({x.code})", kind="whole", python=True)
