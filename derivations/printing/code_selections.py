"""The first greatest place in printed code: a selection is 1 exactly there."""

from __future__ import annotations

from derivations import terms as T
from derivations.integers import Integer
from derivations.printing import code_binders, code_terms
from derivations.printing.code_arrays import ATOM, LOOSE, Array, ordered
from derivations.printing.code_whole import joined, whole
from derivations.printing.code_writer import Scope, Writer


def selected(w: Writer, t: T.Select, scope: Scope) -> Array:
    """Where `at` is the first place at which the body is greatest, the leftmost index slowest."""
    inner, body, names, gates = code_binders.opened(w, t.indices, t.body, scope)
    x = code_terms.chosen(w, gates, code_terms.term(w, body, inner), "-math.inf", inner)
    chosen = first_places(w, t, x, names, inner)
    at = {i.name: e for i, e in zip(t.indices, t.at)}
    conditions: list[Array] = []
    for name, i, e in zip(names, t.indices, t.at):
        place = e - i.low.substitute(at)
        found = chosen.get(name, Array("0", kind="whole", python=True))
        conditions.append(joined(w, [found, whole(w, place, scope)], scope, ["=="], 0))
        if gates:  # an empty range has no place
            conditions += [code_terms.truth(w, g, scope) for g in _inside(i, e, at)]
    parts, axes = w.align(conditions, scope.order)
    if len(parts) == 1:
        return Array(parts[0].code, axes, LOOSE, "truth", conditions[0].python)
    python = all(c.python for c in conditions)
    return Array(" & ".join(f"({c.code})" for c in parts), axes, LOOSE, "truth", python)


def _inside(i: T.Index, e: Integer, at: dict[str, Integer]) -> list[T.Term]:
    return [T.Iverson("<=", i.low.substitute(at), e), T.Iverson("<=", e, i.high.substitute(at))]


def first_places(w: Writer, t: T.Select, x: Array, names: list[str], scope: Scope) -> dict[str, Array]:
    """Index -> where along its axis, from 0, the body is greatest; an index that the body lacks is not among them."""
    x = ordered(x, scope.order, w.dialect.transpose)
    present = [n for n in names if n in x.axes]
    if not present:
        return {}
    left = x.axes[: len(x.axes) - len(present)]
    key = ("first", t.indices, t.body, scope.meaning(T.names(t.body)))
    if key not in w.kept:
        values = w.keep((*key, "values"), "values", lambda: x)
        flat = values.code if len(present) == 1 else f"{values.code}.reshape(*{values.code}.shape[:{len(left)}], -1)"
        w.keep(key, "first", lambda: Array(f"{flat}.argmax(-1)", left, kind="whole"))
        if len(present) > 1:
            places = [w.fresh(f"first_{n}") for n in present]
            shape = f"{values.code}.shape[{len(left)}:]"
            w.line(f"{', '.join(places)} = {w.dialect.unravel.format(x=w.kept[key].code, shape=shape)}")
            for n, place in zip(present, places):
                w.kept[(*key, n)] = Array(place, left, ATOM, "whole")
        else:
            w.kept[(*key, present[0])] = w.kept[key]
    return {n: w.kept[(*key, n)] for n in present}
