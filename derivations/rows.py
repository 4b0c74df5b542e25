"""Layers that treat every example alone, such as linear: an example may then have axes of its own, as tokens have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from derivations import terms as T
from derivations.integers import ONE, symbol
from derivations.layer import Layer
from derivations.printing.text import integer_text, text
from derivations.rule import Definition

SPARE = "TSABEFGKPUVZ"  # letters for the axes put in; the first that the layer leaves free


def is_rowwise(layer: Layer) -> bool:
    """Is the first axis of the data carried along, one example never read for another?"""
    program = layer.program
    data = next(iter(layer.shapes))
    axes = program.ranges[data]
    if not axes or axes[0][0] != ONE or axes[0][1].symbol is None or program.premises or data in program.integers:
        return False
    size = axes[0][1].symbol
    carried = {t for t, found in program.ranges.items() if found and found[0] == axes[0]}
    if any(size in b.names for t, found in program.ranges.items() for r in found[t in carried :] for b in r):
        return False
    if any(size in e.names for e in (*program.lengths.values(), *program.facts.premises)) or program.integers:
        return False
    return all(_carries(d, size, carried) for d in program.definitions)


def _carries(d: Definition, size: str, carried: set[str]) -> bool:
    if d.tensor not in carried or not d.indices or d.at[0] != d.indices[0].integer or d.indices[0].high.symbol != size:
        return False
    own = d.indices[0].name
    if any(own in p.names for p in d.at[1:]) or any(size in b.names for i in d.indices[1:] for b in (i.low, i.high)):
        return False
    for _, t in T.positions(d.rhs):
        places = T.own_integers(t)
        if isinstance(t, T.Entry) and t.tensor in carried:
            if t.at[0] != symbol(own):
                return False
            places = t.at[1:]
        if any({own, size} & e.names for e in places):
            return False
    return True


def with_rows(layer: Layer, rank: int) -> Layer:
    """The layer over data of `rank` axes: the axes put in stand behind the first one, and are carried along too."""
    program = layer.program
    data = next(iter(layer.shapes))
    first = program.ranges[data][0]
    taken = {
        n for d in program.definitions for n in (*T.names(d.rhs), *T.bound_names(d.rhs), *(i.name for i in d.indices))
    }
    taken |= program.sizes | set(program.ranges)
    spare = [c for c in SPARE if c not in taken and c.lower() not in taken][: rank - len(program.ranges[data])]
    carried = {t for t, found in program.ranges.items() if found and found[0] == first}
    places = tuple(symbol(c.lower()) for c in spare)

    def moved(t: T.Term) -> T.Term:
        if isinstance(t, T.Entry) and t.tensor in carried:
            return T.Entry(t.tensor, (t.at[0], *places, *t.at[1:]))
        return t.rebuild(tuple(map(moved, t.children)))

    def line(d: Definition) -> str:
        bound = {i.name: f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in d.indices}
        slots = [bound.get(p.symbol or "", integer_text(p)) for p in d.at]
        slots[1:1] = [f"{c.lower()} in 1..{c}" for c in spare]
        return f"{d.tensor}[{', '.join(slots)}] = {text(moved(d.rhs))}"

    def wider(axes: str) -> str:
        head, *rest = axes.split()
        return " ".join([head, *spare, *rest])

    def oracle(torch: Any, size: Any, **given: Any) -> Any:
        lead = given[data].shape[: 1 + len(spare)]
        rows = {t: v.reshape(-1, *v.shape[1 + len(spare) :]) if t in carried else v for t, v in given.items()}
        out = layer.oracle(torch, size={**size, str(first[1].symbol): lead.numel()}, **rows)
        return out.reshape(*lead, *out.shape[1:])

    return replace(
        layer,
        shapes={t: wider(axes) if t in carried else axes for t, axes in layer.shapes.items()},
        forward="\n".join(map(line, program.definitions)),
        oracle=oracle,
    )


def fits(layer: Layer, rank: int) -> bool:
    """Could the layer take data of so many axes once rows are put in?"""
    return rank > len(next(iter(layer.shapes.values())).split()) and is_rowwise(layer)
