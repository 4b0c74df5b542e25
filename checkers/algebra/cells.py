"""A matrix with dots that is said to be a derivative: each shown entry against the derivative of that place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from checkers.algebra.dots_layout import Place, has_dots, layout
from checkers.algebra.ground import Ground
from checkers.algebra.table import Axis
from checkers.algebra.tree import (
    Derivative,
    Dots,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    has_kind,
    walked,
)

MOST = 9  # entries that are judged in one matrix


@dataclass(frozen=True)
class Cell:
    """left: the quantity at the place; right: what is shown there; place: for a sentence."""

    left: Node
    right: Node
    place: str


def cells(ground: Ground, start: Node, matrix: Node) -> list[Cell]:
    """The entries to judge of `start = matrix`; none where the places cannot be told."""
    found = taken_apart(matrix)
    entry = entry_at(ground, start)
    if found is None or entry is None:
        return []
    wrap, rows = found
    laid = layout(rows)
    if laid is None or laid.flat:
        return []
    at, axes = entry
    out = []
    for s in laid.shown:
        if laid.uneven and (s.row.from_end or s.column.from_end):
            continue
        if has_kind(s.node, Dots):
            continue
        places = (located(s.row, axes[0]), located(s.column, axes[1]))
        out.append(Cell(at(places), wrap(s.node), f"({said(s.row, axes[0])}, {said(s.column, axes[1])})"))
    step = max(1, len(out) // MOST)
    return out[::step][: MOST + 2]


def entry_at(ground: Ground, start: Node) -> tuple[Callable[[tuple[Node, ...]], Node], tuple[Axis, ...]] | None:
    """How an entry of the whole is written, and its axes: dL/dS at (d, e) is dL/dS_{d,e}."""
    variable = start.variables[0] if isinstance(start, Derivative) and len(start.variables) == 1 else start
    if not isinstance(variable, Name):
        return None
    axes = ground.shapes.get(variable.name)
    if axes is None or len(axes) != 2:
        return None

    def at(places: tuple[Node, ...]) -> Node:
        entry = Entry(variable, places)
        return Derivative(start.body, (entry,)) if isinstance(start, Derivative) else entry

    return at, axes


def taken_apart(tree: Node) -> tuple[Callable[[Node], Node], Rows] | None:
    """A matrix with dots and what stands before it: (1/4) M, -M."""
    if isinstance(tree, Rows) and has_dots(tree):
        return (lambda n: n), tree
    if isinstance(tree, Negative) and (found := taken_apart(tree.operand)):
        inner, rows = found
        return (lambda n: Negative(inner(n))), rows
    if isinstance(tree, Operation) and tree.operator in (" ", ".", "*") and not has_matrix(tree.left):
        if found := taken_apart(tree.right):
            inner, rows = found
            return (lambda n: Operation(" ", tree.left, inner(n))), rows
    return None


def has_matrix(tree: Node) -> bool:
    return has_kind(tree, Rows, Dots) or any(len(n.name) == 1 and n.name.isupper() for n in walked(tree, Name))


def located(place: Place, axis: Axis) -> Node:
    """The place as an index."""
    if not place.from_end:
        return whole(place.k)
    end = whole(axis) if isinstance(axis, int) else axis
    return Operation("-", end, whole(place.k)) if place.k else end


def said(place: Place, axis: Axis) -> str:
    if not place.from_end:
        return str(place.k)
    return "last" if not place.k else f"last but {place.k}"


def whole(value: int) -> Number:
    return Number(Fraction(value), str(value))
