"""Values of matrices, lists, sums and products with dots: a general entry, and each shown one at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from checkers.algebra.dots_forms import Form
from checkers.algebra.dots_layout import Layout, Place, dotted, layout
from checkers.algebra.dots_pattern import COLUMN, ROW, Pattern, pattern
from checkers.algebra.tree import Dots, Name, Negative, Node, Operation, Rows, has_kind, walked
from checkers.algebra.values import NoValue, Unsure, Value, is_number, room

if TYPE_CHECKING:
    from checkers.algebra.lookup import Lookup
    from checkers.algebra.scope import Scope

MAX_SIDE = 64


def matrix_of(evaluator: Lookup, node: Rows, scope: Scope) -> Value:
    """A matrix or list with dots. Raises Unsure where its general entry or its size cannot be told."""
    found = pattern(node)
    if found is None or found.partial or found.doubt or found.layout.uneven or any(found.unsure):
        raise Unsure("the general entry of what is written with dots cannot be told from the entries shown")
    height = side(evaluator, found.height, scope, "rows")
    width = side(evaluator, found.width, scope, "columns")
    room(scope.count, height, width)
    ones = np.ones(scope.count, dtype=np.int64)
    deep = sum(name.startswith(ROW.name) for name in scope.indices)  # dots within dots have rows of their own
    row, column = Name(f"{ROW.name} {deep}"), Name(f"{COLUMN.name} {deep}")
    inner = scope.over(row.name, ones, ones * height)[0]
    inner = inner.over(column.name, np.ones(inner.count, dtype=np.int64), np.full(inner.count, width))[0]
    body = entry_of(evaluator, found.body(row, column), inner)
    if not is_number(body):
        return beside_each_other(evaluator, found.layout, body, scope, (height, width))
    data = put_in(evaluator, found.layout, body.data.reshape(scope.count, height, width).copy(), scope)
    return Value(data[:, :, 0]) if found.layout.flat else Value(data)


def beside_each_other(evaluator: Lookup, found: Layout, body: Value, scope: Scope, sides: tuple[int, int]) -> Value:
    """A row or list of columns with dots, [x_1 d, ..., x_n d], and rows with dots below each other.

    body: its vectors at every place, one after another. Raises Unsure where they are no vectors, or of the other kind.
    """
    height, width = sides
    across = not body.row and (height == 1 or found.flat)
    vectors = body.axes == 1 and not body.eye and not any(body.stretch)
    if not vectors or not (across or (body.row and width == 1 and not found.flat)):
        raise Unsure("the entries of what is written with dots are no numbers")
    data = body.data.reshape(scope.count, height * width, *body.shape).copy()
    for s in found.shown:
        k = position(s.row, height) * width + position(s.column, width)
        if 0 <= position(s.row, height) < height and 0 <= position(s.column, width) < width:
            v = entry_of(evaluator, s.node, scope)
            if v.shape != body.shape or v.row != body.row:
                raise Unsure("the entries of what is written with dots have different shapes")
            data[:, k] = v.data
    rows = not across or (evaluator.numpy and found.flat)  # a program's list of arrays is a list of rows
    return Value(data if rows else data.swapaxes(1, 2))


def entry_of(evaluator: Lookup, node: Node, scope: Scope) -> Value:
    """The value of an entry; one that has none does not make the matrix another one: nobody can say."""
    try:
        return evaluator.value(node, scope)
    except NoValue as error:
        raise Unsure(f"an entry of what is written with dots has no value: {error}") from None


def put_in(evaluator: Lookup, found: Layout, data: Any, scope: Scope) -> Any:
    """The shown entries at their places."""
    height, width = data.shape[1:]
    for s in found.shown:
        k, j = position(s.row, height), position(s.column, width)
        if 0 <= k < height and 0 <= j < width:
            v = entry_of(evaluator, s.node, scope)
            if is_number(v):
                data[:, k, j] = v.data
    return data


def shown_alone(evaluator: Lookup, node: Node, scope: Scope, like: Value) -> Value | None:
    """The shown entries among those of the value that is expected; None where the places cannot be told."""
    found = layout(node) if isinstance(node, Rows) else None
    if found is None or like.eye or any(like.stretch) or like.axes not in (1, 2):
        return None
    ends_shown = (not found.open_rows or any(s.row.from_end for s in found.shown)) and (
        not found.open_columns or any(s.column.from_end for s in found.shown))  # fmt: skip
    if not ends_shown or len(found.shown) < 2 ** (found.open_rows + found.open_columns):
        return None
    line = found.flat or not (found.open_rows and found.open_columns)
    data = like.data.copy()
    if like.axes == 1:
        if not line:
            return None
        across = not found.flat and found.open_columns
        whole = put_in(evaluator, found, data[:, None, :] if across else data[:, :, None], scope)
        return Value(whole.reshape(data.shape), like.row)
    if not found.open_rows and not found.flat and found.height != data.shape[1]:
        return None
    return Value(put_in(evaluator, found, data, scope)) if not found.flat else None


def position(place: Place, length: int) -> int:
    """The place counted from 0."""
    return length - 1 - place.k if place.from_end else place.k - 1


def side(evaluator: Lookup, form: Form | None, scope: Scope, what: str) -> int:
    """How many rows or columns there are in this world."""
    if form is None:
        raise Unsure(f"how many {what} stand behind the dots is not said")
    lengths = set(evaluator.whole(form.node(), scope).tolist())
    if len(lengths) != 1:
        raise Unsure(f"the number of {what} behind the dots is not the same everywhere")
    length = int(lengths.pop())
    if not 0 < length <= MAX_SIDE:
        raise NoValue(f"a matrix with {length} {what}")
    return length


def chain_of(evaluator: Lookup, node: Operation, scope: Scope) -> Value | None:
    """a_1 + a_2 + ... + a_n, and a product written so; None where no dots stand in this chain."""
    terms = terms_of(node)
    if not any(isinstance(t, Dots) for t in terms):
        return None
    listed = matrix_of(evaluator, Rows(tuple(terms)), scope)
    data: Any = listed.data.sum(axis=1) if node.operator in "+-" else listed.data.prod(axis=1)
    return Value(data)


def terms_of(node: Operation) -> list[Node]:
    """The terms of a sum with their signs, or the factors of a product, from the left."""
    sums = node.operator in "+-"
    out: list[Node] = []
    here: Node = node
    while isinstance(here, Operation) and (here.operator in "+-") == sums and (sums or here.operator in " .*"):
        right = here.right
        out.append(Negative(right) if here.operator == "-" and not isinstance(right, Dots) else right)
        here = here.left
    return [here, *out][:1] + out[::-1]


def sizes_with_dots(trees: Iterable[Node]) -> set[str]:
    """Names that say how long something written with dots is."""
    found: set[str] = set()
    for tree in trees:
        if not has_kind(tree, Dots):
            continue
        sums = [n for n in walked(tree, Operation) if isinstance(n.left, Operation) and isinstance(n.left.right, Dots)]
        lists = [*dotted(tree), *(Rows(tuple(terms_of(n))) for n in sums)]
        for matrix in lists:
            made: Pattern | None = pattern(matrix)
            if made is not None:
                found |= {n for f in (made.height, made.width) if f is not None for n in f.names()}
    return found


__all__ = ["chain_of", "matrix_of", "sizes_with_dots", "terms_of"]
