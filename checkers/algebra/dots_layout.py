"""Where the shown entries of a matrix with dots stand: counted from its first row and column, or from its last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from checkers.algebra.dots_forms import PRODUCTS, Form, form_of
from checkers.algebra.tree import Dots, Entry, Label, Name, Node, Number, Operation, Rows, Slice, walked

HOLE = Name("\x00")


@dataclass(frozen=True)
class Place:
    """The k-th from the first, counted from 1; or, from_end, the k-th before the last, which is the 0-th."""

    k: int
    from_end: bool = False


@dataclass(frozen=True)
class Shown:
    """An entry that is printed, with its places; its skeleton has holes where `forms` stand."""

    row: Place
    column: Place
    node: Node
    skeleton: Node
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Layout:
    """The entries of a matrix with dots; open: rows, columns are left out. A list is one column, `flat`."""

    shown: tuple[Shown, ...]
    open_rows: bool
    open_columns: bool
    height: int  # the rows, where none is left out
    width: int
    flat: bool = False
    uneven: bool = False  # rows of different lengths, or with empty cells: places from the end are doubtful


def has_dots(node: Node) -> bool:
    """Is it a list or a matrix in which entries are left out?"""
    if not isinstance(node, Rows):
        return False
    return any(isinstance(c, Dots) or (isinstance(c, Rows) and any(isinstance(d, Dots) for d in c.cells))
               for c in node.cells)  # fmt: skip


def dotted(tree: Node) -> list[Rows]:
    """Every matrix and list with dots in a tree; the rows of a matrix are no lists of their own."""
    if isinstance(tree, Rows) and has_dots(tree):
        return [tree]
    return [m for c in tree.children for m in dotted(c)]


def layout(matrix: Rows) -> Layout | None:
    """The layout of a matrix or list with dots; None where places cannot be told."""
    matrix = with_two_places(matrix)
    flat = not any(isinstance(c, Rows) for c in matrix.cells)
    if not flat and not all(isinstance(c, (Rows, Dots)) for c in matrix.cells):
        return None
    rows = [c.cells if isinstance(c, Rows) else (c,) for c in matrix.cells]
    gaps = [k for k, r in enumerate(rows) if all(isinstance(c, Dots) for c in r)]
    inner = [r for k, r in enumerate(rows) if k not in gaps]
    if not inner:
        return None
    across = any(isinstance(c, Dots) for r in inner for c in r)
    if not across and len({len(r) for r in inner}) > 1:
        return None
    shown: list[Shown] = []
    for k, row in enumerate(rows):
        down = placed(k, len(rows), gaps)
        if k in gaps or down is None:
            continue
        left_out = [j for j, c in enumerate(row) if isinstance(c, Dots)]
        if across and not left_out:
            continue
        for j, cell in enumerate(row):
            along = placed(j, len(row), left_out)
            if not isinstance(cell, Dots) and along is not None:
                skeleton, forms = taken_apart(cell)
                shown.append(Shown(down, along, cell, skeleton, forms))
    uneven = len({len(r) for r in inner}) > 1 or any(isinstance(c, Dots) and c.blank for r in inner for c in r[:-1])
    return Layout(tuple(shown), bool(gaps), across, len(rows), len(inner[0]), flat, uneven) if shown else None


def with_two_places(matrix: Rows) -> Rows:
    """w_{11}, w_{1n}, w_{mn} with two places each, where every entry of w in the matrix can be read so."""
    entries = [n for n in walked(matrix, Entry) if isinstance(n.base, Name)]
    apart: dict[str, bool] = {}
    for n in entries:
        parts = pair(n) if len(n.places) == 1 else None
        apart[n.base.name if isinstance(n.base, Name) else ""] = parts is not None and apart.get(
            n.base.name if isinstance(n.base, Name) else "", True
        )
    mixed = {n.base.name for n in entries if isinstance(n.base, Name) and isinstance(n.places[0], Operation)}
    split = {name for name, both in apart.items() if both and name in mixed}

    def visit(n: Node) -> Node:
        if isinstance(n, Entry) and isinstance(n.base, Name) and n.base.name in split:
            return replace(n, places=pair(n) or n.places)
        return n.rebuild(tuple(visit(c) for c in n.children)) if n.children else n

    found = visit(matrix) if split else matrix
    return found if isinstance(found, Rows) else matrix


def pair(n: Entry) -> tuple[Node, ...] | None:
    """The two places of w_{12}, w_{1n}, w_{mn}."""
    place = n.places[0]
    if isinstance(place, Number) and len(place.text) == 2 and place.text.isdigit():
        return tuple(Number(Fraction(int(c)), c, start=place.start) for c in place.text)
    if isinstance(place, Operation) and place.operator == " ":
        parts = (place.left, place.right)
        if all(isinstance(p, Name) or (isinstance(p, Number) and len(p.text) == 1) for p in parts):
            return parts
    return None


def placed(k: int, count: int, gaps: list[int]) -> Place | None:
    """The place of the k-th of some rows; None for one between two gaps."""
    if not gaps or k < gaps[0]:
        return Place(k + 1)
    return Place(count - 1 - k, True) if k > gaps[-1] else None


def taken_apart(node: Node) -> tuple[Node, tuple[Form, ...]]:
    """The skeleton of an entry and the forms in its holes; products look the same however they are written."""
    forms: list[Form] = []

    def visit(n: Node) -> Node:
        if not isinstance(n, (Label, Slice, Name)) or n == HOLE:
            found = form_of(n)
            if found is not None:
                forms.append(found)
                return HOLE
        if isinstance(n, Entry):
            places = tuple(hole(p) for p in n.places)
            return Entry(visit(n.base) if not isinstance(n.base, Name) else n.base, places, n.upper)
        if isinstance(n, Operation) and n.operator == "^":
            return Operation("^", visit(n.left), hole(n.right))
        if isinstance(n, Operation) and n.operator in PRODUCTS:
            factors = [visit(f) for f in in_order(n)]
            out = factors[0]
            for f in factors[1:]:
                out = Operation(" ", out, f)
            return out
        return n.rebuild(tuple(visit(c) for c in n.children))

    def hole(p: Node) -> Node:
        if isinstance(p, (Label, Slice)):
            return p
        found = form_of(p, entries=True)
        if found is None:
            return visit(p)
        forms.append(found)
        return HOLE

    whole = form_of(node)
    return (HOLE, (whole,)) if whole is not None else (visit(node), tuple(forms))


def in_order(node: Node) -> list[Node]:
    """The factors of a product, from the left, with one sign in front."""
    if isinstance(node, Operation) and node.operator in PRODUCTS:
        return [*in_order(node.left), *in_order(node.right)]
    return [node]


def filled(skeleton: Node, values: tuple[Node, ...]) -> Node:
    """The skeleton with its holes filled, in order."""
    left = list(values)

    def visit(n: Node) -> Node:
        if n == HOLE:
            return left.pop(0)
        if isinstance(n, Entry) and isinstance(n.base, Name):
            return Entry(n.base, tuple(visit(p) for p in n.places), n.upper)
        return n.rebuild(tuple(visit(c) for c in n.children))

    return visit(skeleton)


__all__ = ["HOLE", "Layout", "Place", "Shown", "dotted", "filled", "has_dots", "layout", "taken_apart"]
