"""Reads of tensors: a slice where the place is an index, windows where it is affine, a gather of entries elsewhere.

A read outside a tensor is 0. Slices and plain indexing are printed only where every place is proved to be inside; the
functions `windows` and `entries`, which the code brings along, put in the zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derivations.integers import Integer, Symbol
from derivations.integers import Read as IntegerRead
from derivations.printing.code_arrays import LOOSE, Array
from derivations.printing.code_whole import number, whole
from derivations.printing.code_writer import CodeError, Scope, Writer


@dataclass(frozen=True)
class Axis:
    """One axis of a read.

    kind: all, slice, scalar, windows or gather. place: counted from 0. indices: in the order of the axes that come
    out. step: of a slice, its stride; of windows, the distance of neighbours in the stretched tensor that they are cut
    from, if any. safe: is every place inside?
    """

    kind: str
    place: Integer
    indices: tuple[str, ...]
    safe: bool
    step: Integer | None = None


def read(
    w: Writer, tensor: str, at: tuple[Integer, ...], scope: Scope, stretches: Mapping[int, tuple[Integer, Integer]] = {}
) -> Array:
    """The entries of a tensor at a place, an axis for each index that occurs in it.

    stretches: axis -> (step, place from 0 in the tensor with step - 1 zeros between neighbours along that axis).
    """
    if len(at) != len(w.ranges[tensor]):
        raise CodeError(f"{tensor} has {len(w.ranges[tensor])} axes and is read with {len(at)} indices")
    axes = [_axis(w, tensor, k, e, scope, stretches.get(k)) for k, e in enumerate(at)]
    kind = "whole" if tensor in w.values else "real"
    shared = _shared(w, axes, scope)
    if shared:
        first, last = min(shared), max(shared)
        axes[first : last + 1] = [_as_gather(a) for a in axes[first : last + 1]]
    if all(a.kind in ("all", "slice") or (a.kind == "scalar" and a.safe) for a in axes):
        return Array(_subscript(w, w.name(tensor), axes, scope), _outcome(w, axes, scope), kind=kind)
    key = (tensor, at, tuple(stretches.items()), scope.meaning(n for e in at for n in e.names))
    return w.keep(key, f"{w.names[tensor]}_at", lambda: _built(w, tensor, axes, shared, scope, kind))


def _axis(w: Writer, tensor: str, k: int, e: Integer, scope: Scope, stretch: tuple[Integer, Integer] | None) -> Axis:
    low, high = w.ranges[tensor][k]
    if stretch is not None:
        step, place = stretch
        return Axis("windows", place, affine(place, scope) or (), False, step)
    place = e - low
    name = e.symbol or ""
    if name in scope.ranges and scope.ranges[name] == (low, high):
        return Axis("all", place, (name,), True)
    if e.tensors:
        inside = [a for a in e.atoms if isinstance(a, IntegerRead)]
        declared = len(inside) == 1 and Integer({(inside[0],): 1}) == e and w.values[inside[0].tensor] == (low, high)
        return Axis("gather", place, (), declared)
    safe = scope.proved(place) and scope.proved(high - e)
    if scope.fixed(e):
        return Axis("scalar", place, (), safe)
    indices = affine(place, scope)
    if indices is None:
        return Axis("gather", place, (), safe)
    if len(indices) == 1 and safe:
        stride = place.coefficient(Symbol(indices[0]))
        a, b = scope.ranges[indices[0]]
        if stride is not None and scope.proved(stride - 1) and scope.proved(b - a + 1):
            return Axis("slice", place, indices, True, stride)
    return Axis("windows", place, indices, False)


def affine(place: Integer, scope: Scope) -> tuple[str, ...] | None:
    """The indices of a place that is a number times each of them, plus a number; None when it is no such place."""
    indices = tuple(n for n in scope.order if n in place.names)
    if any(n not in scope.ranges or not all(map(scope.fixed, scope.ranges[n])) for n in indices):
        return None
    for n in indices:
        step = place.coefficient(Symbol(n))
        if step is None or not scope.fixed(step):
            return None
    return indices


def _names(w: Writer, a: Axis, scope: Scope) -> tuple[str, ...]:
    """The indices that become axes, in the order in which they do."""
    if a.kind in ("all", "slice", "windows"):
        return a.indices
    return () if a.kind == "scalar" else whole(w, a.place, scope).axes


def _shared(w: Writer, axes: list[Axis], scope: Scope) -> list[int]:
    """The axes whose places have an index in common: they are read together."""
    names = [set(_names(w, a, scope)) for a in axes]
    return [k for k, n in enumerate(names) if any(n & m for j, m in enumerate(names) if j != k)]


def _as_gather(a: Axis) -> Axis:
    if a.step is not None and a.kind == "windows":
        raise CodeError("a stretched axis shares an index with another")
    return Axis("gather", a.place, (), a.safe or a.kind == "all")


def _outcome(w: Writer, axes: list[Axis], scope: Scope) -> tuple[str, ...]:
    return tuple(n for a in axes for n in _names(w, a, scope))


def _subscript(w: Writer, code: str, axes: list[Axis], scope: Scope) -> str:
    """Slices and single places, in one pair of brackets; a full slice at the end is left out."""
    slots = [_slot(w, a, scope) for a in axes]
    while slots and slots[-1] == ":":
        slots.pop()
    return f"{code}[{', '.join(slots)}]" if slots else code


def _slot(w: Writer, a: Axis, scope: Scope) -> str:
    if a.kind == "all":
        return ":"
    if a.kind == "scalar":
        return number(w, a.place, scope)
    (name,) = a.indices
    low, high = scope.ranges[name]
    first, last = (a.place.substitute({name: e}) for e in (low, high))
    start = "" if first.constant == 0 else number(w, first, scope)
    assert a.step is not None
    step = "" if a.step.constant == 1 else f":{number(w, a.step, scope)}"
    return f"{start}:{number(w, last + 1, scope)}{step}"


def _built(w: Writer, tensor: str, axes: list[Axis], shared: list[int], scope: Scope, kind: str) -> Array:
    """The read as one operation after the other, from the last axis to the first, so that axes keep their places."""
    outcome: list[tuple[str, ...]] = []
    if shared:
        first, last = min(shared), max(shared)
        together = axes[first : last + 1]
    code, k = w.name(tensor), len(axes) - 1
    while k >= 0:
        if shared and k == last:
            names, code = _gathered(w, code, first, together, scope)
            outcome.insert(0, names)
            k = first - 1
            continue
        a = axes[k]
        outcome.insert(0, _names(w, a, scope))
        if a.kind == "windows":
            code = _windows(w, code, k, a, scope)
        elif a.kind == "gather":
            _, code = _gathered(w, code, k, [a], scope)
        elif a.kind == "scalar" and not a.safe:
            code = _single(w, code, k, a, scope, tensor, all(b.kind == "all" for b in axes[:k]))
        elif a.kind != "all":
            code = f"{code}[{':, ' * k}{_slot(w, a, scope)}]"
        k -= 1
    return Array(code, tuple(n for names in outcome for n in names), kind=kind)


def _windows(w: Writer, code: str, k: int, a: Axis, scope: Scope) -> str:
    """An affine place, zeros put in where it leaves the tensor."""
    if a.step is not None:
        code = f"{w.bring('stretched')}({code}, {k}, {number(w, a.step, scope)})"
    start = a.place.substitute({n: scope.ranges[n][0] for n in a.indices})
    steps = [a.place.coefficient(Symbol(n)) or Integer({}) for n in a.indices]
    lengths = [scope.ranges[n][1] - scope.ranges[n][0] + 1 for n in a.indices]
    listed = [", ".join(number(w, e, scope) for e in es) + ("," if len(es) == 1 else "") for es in (steps, lengths)]
    return f"{w.bring('windows')}({code}, {k}, {number(w, start, scope)}, ({listed[0]}), ({listed[1]}))"


def _gathered(w: Writer, code: str, k: int, axes: list[Axis], scope: Scope) -> tuple[tuple[str, ...], str]:
    """Places that are no affine function of the indices, of one axis or of neighbouring ones together."""
    places = [whole(w, a.place, scope) for a in axes]
    safe = all(a.safe for a in axes)
    aligned, names = w.align(places, scope.order)
    codes = [p.held(LOOSE) for p in aligned]
    if safe:
        return names, f"{code}[{':, ' * k}{', '.join(codes)}]"
    return names, f"{w.bring('entries')}({code}, {k}, {', '.join(codes)})"


def _single(w: Writer, code: str, k: int, a: Axis, scope: Scope, tensor: str, alone: bool) -> str:
    """One place that may lie outside: the entries there, or zeros of their shape."""
    low, high = w.ranges[tensor][k]
    first, place, last = (number(w, e, scope) for e in (low, a.place + low, high))
    zeros = w.dialect.zeros_like.format(x=f"{code}[{':, ' * k}0]")
    there = f"{code}[{':, ' * k}{number(w, a.place, scope)}]"
    above, below = scope.proved(a.place), scope.proved(high - low - a.place)
    test = f"{place} <= {last}" if above else f"{first} <= {place}" if below else f"{first} <= {place} <= {last}"
    choice = f"{there} if {test} else {zeros}"
    return choice if alone else f"({choice})"
