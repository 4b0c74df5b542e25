"""Shapes of vectors that a document does not state, from their products with quantities whose shapes it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from checkers.algebra.definitions import read_parts, rows_name
from checkers.algebra.ground import Ground
from checkers.algebra.table import CONSTANTS, Axis, entry_name, places_of
from checkers.algebra.tree import Entry, Name, Negative, Node, Number, Operation, Rows, Transpose, walked

VECTOR = re.compile(r"(?:(?:hat|bar|tilde) )?[a-z]")
ROUNDS = 4
PRODUCTS = (" ", "@")
Axes = tuple[Axis, ...] | None


def fit(ground: Ground, trees: Sequence[Node]) -> None:
    """w of w^T x_i has the axes of x_i, y of X w - y those of X w; nothing that is stated or defined is changed."""
    listed_lengths(ground, trees)
    every = [n for t in trees for n in walked(t, Operation)]
    within = {(id(c), kind) for n in every if (kind := kind_of(n)) for c in (n.left, n.right)}
    every = [n for n in every if (id(n), kind_of(n)) not in within]  # whole products and whole sums only
    turned = {n.operand for t in trees for n in walked(t, Transpose)}
    for _ in range(ROUNDS):
        before = len(ground.shapes) + len(ground.families)
        for n in every:
            if n.operator in PRODUCTS:
                factors = factors_of(n)
                for a, b in pairwise(factors):
                    beside(ground, a, b)
                scaled(ground, factors, turned)
            elif n.operator in ("+", "-"):
                terms = flattened(n, "sum")
                found = (axes for t in terms if (axes := axes_of(ground, t)) is not None and len(axes) == 1)
                if (axes := next(found, None)) is not None:
                    for t in terms:
                        set_axes(ground, t, axes)
        if len(ground.shapes) + len(ground.families) == before:
            return


def listed_lengths(ground: Ground, trees: Sequence[Node]) -> None:
    """u of which a column lists all entries, u_1 and u_2, and of which nothing else is said: it has as many."""
    for t in trees:
        for n in walked(t, Rows):
            name = rows_name(n)
            if name is None or any(isinstance(c, Rows) and len(c.cells) > 1 for c in n.cells):
                continue
            known = {*ground.heads(), *ground.shapes, *ground.families, *ground.aliases, *ground.indices}
            if ground.meaning(name) == name and name not in known and stands_whole(name, trees):
                ground.shapes[name] = (length(n),)


def length(rows: Rows) -> Number:
    count = len(rows.cells)
    if count == 1 and isinstance(rows.cells[0], Rows):
        count = len(rows.cells[0].cells)
    return Number(Fraction(count), str(count))


def stands_whole(name: str, trees: Sequence[Node]) -> bool:
    return any(n == Name(name) for t in trees for n in read_parts(t, bases=False) if isinstance(n, Name))


def scaled(ground: Ground, factors: list[Node], turned: set[Node]) -> None:
    """y of y w^T x, which stands nowhere as a row: a number."""
    for a, row, b in zip(factors, factors[1:], factors[2:]):
        if isinstance(a, Negative):
            a = a.operand
        if isinstance(a, Name) and isinstance(row, Transpose) and a not in turned and axes_of(ground, a) is None:
            if all(axes is not None and len(axes) == 1 for axes in (axes_of(ground, row.operand), axes_of(ground, b))):
                set_axes(ground, a, ())


def kind_of(node: Operation) -> str:
    """ "product", "sum" or ""."""
    return "product" if node.operator in PRODUCTS else "sum" if node.operator in ("+", "-") else ""


def factors_of(node: Node) -> list[Node]:
    return flattened(node, "product")


def flattened(node: Node, kind: str) -> list[Node]:
    """The factors of a product, or the terms of a sum, however many operations it has; the node where it is neither."""
    found, waiting = list[Node](), [node]
    while waiting:
        n = waiting.pop()
        if isinstance(n, Operation) and kind_of(n) == kind:
            waiting += [n.right, n.left]
        else:
            found.append(n)
    return found


def beside(ground: Ground, a: Node, b: Node) -> None:
    """What two neighbours say of each other: a^T b, A b."""
    inside = a.operand if isinstance(a, Transpose) else a
    left, right = axes_of(ground, inside), axes_of(ground, b)
    if isinstance(a, Name) and ground.families.get(ground.meaning(a.name)) == () and left is None:
        row = axes_of(ground, b.operand) if isinstance(b, Transpose) else right
        if row is not None and len(row) == 1:
            ground.shapes[ground.meaning(a.name)] = ()  # y w^T x of one example
    if isinstance(a, Transpose):
        if left is not None and len(left) == 1:
            set_axes(ground, b, left)
        elif left is None and right is not None and len(right) == 1:
            set_axes(ground, inside, right)
        elif left is not None and len(left) == 2:
            set_axes(ground, b, left[:1])
    elif left is not None and len(left) == 2:
        set_axes(ground, b, left[1:])


def axes_of(ground: Ground, node: Node, opened: frozenset[str] = frozenset()) -> Axes:
    """The axes of a quantity or of a product of them, None where they are not known.

    opened: definitions that are being opened, which may lead back to themselves.
    """
    match node:
        case Name(name):
            name = ground.meaning(name)
            if name in ground.definitions and not ground.definitions[name][-1].letters:
                body = ground.definitions[name][-1].body
                return None if name in opened else axes_of(ground, body, opened | {name})
            return ground.shapes.get(name)
        case Entry(base):
            whole = entry_name(node)
            if whole in ground.shapes:
                return ground.shapes[str(whole)]
            name = ground.meaning(entry_name(base) or "")
            return ground.families.get(name) if isinstance(base, Name) and len(places_of(node, None)) == 1 else None
        case Negative(inner):
            return axes_of(ground, inner, opened)
        case Transpose(inner):
            axes = axes_of(ground, inner, opened)
            return axes[::-1] if axes is not None and len(axes) == 2 else None
        case Operation(" " | "@", left, right):
            a, b = axes_of(ground, left, opened), axes_of(ground, right, opened)
            return (*a[:-1], *b[1:]) if a and b and len(a) == 2 else None
        case Operation("+" | "-", left, right):
            return axes_of(ground, left, opened) or axes_of(ground, right, opened)
    return None


def set_axes(ground: Ground, node: Node, axes: tuple[Axis, ...]) -> None:
    """State the axes of a small letter, or of each member of a family, of which nothing is known."""
    if isinstance(node, Name):
        name = ground.meaning(node.name)
        taken = {*ground.heads(), *ground.shapes, *ground.lengths(), *ground.indices, *CONSTANTS}
        if VECTOR.fullmatch(name) and name not in taken and len(ground.families.get(name, axes)) == len(axes):
            ground.shapes[name] = axes
    elif isinstance(node, Entry) and isinstance(node.base, Name) and len(places_of(node, None)) == 1:
        name, place = ground.meaning(node.base.name), places_of(node, None)[0]
        taken = {*ground.heads(), *ground.families, *CONSTANTS, "delta"}
        counts = isinstance(place, Name) and place.name in ground.indices
        if VECTOR.fullmatch(name) and counts and name not in taken and entry_name(node) not in ground.heads():
            ground.families[name] = axes
