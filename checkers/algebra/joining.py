"""Named functions that join arrays: hstack, vstack, concatenate, stack, column_stack, block, append."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.algebra.blocks import block_matrix, end_to_end, joined, stacked
from checkers.algebra.keywords import whole_number
from checkers.algebra.over_axes import OverAxes
from checkers.algebra.scope import Scope
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Apply, Entry, Name, Node, Number, Rows
from checkers.algebra.values import NoValue, Unsure, Value, is_number, matrix_product, room


class Joining(OverAxes):
    """The part of the evaluator that knows functions that join arrays."""

    def entry(self, node: Entry, scope: Scope) -> Value:
        """An entry; also the zeros 0_{2 x 3}, and W[h, x] of vectors h and x, which is W times both end to end."""
        if node.base == Number(Fraction(0)):
            return self.value(Apply("zeros", node.places, start=node.start), scope)
        vectors = [isinstance(p, (Name, Entry)) and self.is_vector(p) for p in node.places]
        if node.upper or self.numpy or len(vectors) < 2 or not all(vectors):
            return super().entry(node, scope)
        return matrix_product(self.value(node.base, scope), end_to_end([self.value(p, scope) for p in node.places]))

    def is_vector(self, node: Node) -> bool:
        """Is it declared with one axis?"""
        name = entry_name(node)
        return name is not None and len(self.table.shapes.get(name, ())) == 1

    def to_be_joined(self, node: Apply, scope: Scope) -> tuple[list[Value], int | None]:
        """The arrays that are joined, and the axis that is stated: f([a, b], 1), f((a, b), dim=1), f(a, b)."""
        first, axis = node.arguments, None
        if isinstance(first[0], Rows):
            first, rest = first[0].cells, first[1:]
            if len(rest) > 1 or (rest and whole_number(rest[0]) is None):
                raise NoValue(f"{node.function} takes its arrays in one list, and an axis")
            axis = whole_number(rest[0]) if rest else None
        stated, _ = self.axis(node)
        return [self.value(c, scope) for c in first], axis if stated is None else stated

    def f_concatenate(self, node: Apply, scope: Scope) -> Value:
        values, axis = self.to_be_joined(node, scope)
        if any(v.axes == 1 for v in values):  # the list [1] of one number is read as the number
            values = [one_entry(v) for v in values]
        return joined(values, 0 if axis is None else axis)

    def f_cat_dims(self, node: Apply, scope: Scope) -> Value:
        """MATLAB's cat(1, A, B), and torch.cat((A, B), 1)."""
        along = whole_number(node.arguments[0])
        if along is None:
            return self.f_concatenate(node, scope)
        values = [as_matrix(self.value(c, scope)) for c in node.arguments[1:]]
        return joined(values, along - 1)

    def f_stack(self, node: Apply, scope: Scope) -> Value:
        values, axis = self.to_be_joined(node, scope)
        return stacked(values, 0 if axis is None else axis)

    def f_hstack(self, node: Apply, scope: Scope) -> Value:
        values, _ = self.to_be_joined(node, scope)
        return joined([one_entry(v) for v in values], 0 if values[0].axes <= 1 else 1)

    def f_vstack(self, node: Apply, scope: Scope) -> Value:
        values, _ = self.to_be_joined(node, scope)
        return joined([Value(v.data.reshape(v.data.shape[0], 1, -1)) if known(v).axes < 2 else v for v in values], 0)

    def f_column_stack(self, node: Apply, scope: Scope) -> Value:
        values, _ = self.to_be_joined(node, scope)
        return joined([Value(v.data.reshape(v.data.shape[0], -1, 1)) if known(v).axes < 2 else v for v in values], 1)

    def f_horzcat(self, node: Apply, scope: Scope) -> Value:
        return block_matrix([[self.value(a, scope) for a in node.arguments]])

    def f_vertcat(self, node: Apply, scope: Scope) -> Value:
        return block_matrix([[self.value(a, scope)] for a in node.arguments])

    def f_block(self, node: Apply, scope: Scope) -> Value:
        """np.block: the inner lists side by side, and these below each other."""
        whole = node.arguments[0]
        if len(node.arguments) != 1 or not isinstance(whole, Rows):
            raise NoValue("block takes one list of blocks")
        if not all(isinstance(c, Rows) for c in whole.cells):
            return block_row([self.value(c, scope) for c in whole.cells])
        rows = [block_row([self.value(c, scope) for c in r.cells]) for r in whole.cells if isinstance(r, Rows)]
        return joined([as_line(v) for v in rows], 0)

    def f_block_diag(self, node: Apply, scope: Scope) -> Value:
        cells = node.arguments[0].cells if len(node.arguments) == 1 and isinstance(node.arguments[0], Rows) else None
        values = [self.value(c, scope) for c in cells or node.arguments]
        if not values or any(v.eye or v.axes not in (0, 2) for v in values):
            raise Unsure("block_diag takes matrices")
        sides = [v.shape or (1, 1) for v in values]
        room(scope.count, sum(h for h, _ in sides), sum(w for _, w in sides))
        whole = (scope.count, sum(h for h, _ in sides), sum(w for _, w in sides))
        out = np.full(whole, self.full(0.0, scope)[0], np.result_type(*(v.data.dtype for v in values)))
        row = column = 0
        for v, (height, width) in zip(values, sides):
            out[:, row : row + height, column : column + width] = v.data.reshape(-1, height, width)
            row, column = row + height, column + width
        return Value(out)

    def f_append(self, node: Apply, scope: Scope) -> Value:
        a, b = (self.value(x, scope) for x in node.arguments[:2])
        axis, _ = self.axis(node)
        third = whole_number(node.arguments[2]) if len(node.arguments) == 3 else None
        axis = third if axis is None else axis
        if axis is not None:
            return joined([a, b], axis)
        flat: Callable[[Value], Any] = lambda v: Value(known(v).data.reshape(v.data.shape[0], -1))  # noqa: E731
        return end_to_end([flat(a), flat(b)])


def known(v: Value) -> Value:
    """The value, whose size is known. Raises Unsure."""
    if v.eye or any(v.stretch):
        raise Unsure("the size of what is joined is not known")
    return v


def one_entry(v: Value) -> Value:
    """A number as a list of one."""
    return Value(v.data[:, None]) if is_number(v) else v


def as_line(v: Value) -> Value:
    """An array with one axis as a matrix of one row."""
    return Value(known(v).data.reshape(v.data.shape[0], 1, -1)) if v.axes < 2 else v


def as_matrix(v: Value) -> Value:
    """A number, a row or a column as a matrix."""
    shape = (1, -1) if v.row or v.axes == 0 else (-1, 1)
    return Value(known(v).data.reshape(v.data.shape[0], *shape)) if v.axes < 2 else v


def block_row(values: list[Value]) -> Value:
    """Blocks side by side as np.block joins them: what has fewer axes is a row."""
    if all(v.axes < 2 for v in values):
        return joined([one_entry(known(v)) for v in values], 0)
    return joined([as_line(v) for v in values], 1)
