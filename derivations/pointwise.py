"""Layers that act on each entry alone, such as relu: they fit behind a tensor of any shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derivations import terms as T
from derivations.integers import symbol
from derivations.layer import Layer
from derivations.printing.text import text


def is_pointwise(layer: Layer) -> bool:
    """Does each entry of the output depend on the same entry of the one input alone?"""
    program = layer.program
    if len(layer.shapes) != 1 or program.integers:
        return False
    axes = program.ranges[next(iter(layer.shapes))]
    return all(
        tuple(i.integer for i in d.indices) == d.at
        and tuple((i.low, i.high) for i in d.indices) == axes
        and not T.contains(d.rhs, (T.Binder, T.Partial, T.Size, T.Iverson))
        and all(t.at in ((), d.at) for _, t in T.positions(d.rhs) if isinstance(t, T.Entry))
        for d in program.definitions
    )


def lifted(layer: Layer, letters: Iterable[str]) -> Layer:
    """A pointwise layer over as many axes as there are index letters; the size of axis `n` is `N`."""
    letters = tuple(letters)
    places = tuple(map(symbol, letters))
    sizes = " ".join(n.upper() for n in letters)
    data = next(iter(layer.shapes))

    def moved(t: T.Term) -> T.Term:
        if isinstance(t, T.Entry):
            return T.Entry(t.tensor, places if t.at else ())
        return t.rebuild(tuple(map(moved, t.children)))

    head = ", ".join(f"{n} in 1..{n.upper()}" for n in letters)
    lines = [f"{d.tensor}[{head}] = {text(moved(d.rhs))}" for d in layer.program.definitions]
    return replace(layer, shapes={data: sizes}, forward="\n".join(lines))
