"""Named functions about diagonals: eye with its offset, diag, tri, tril and triu."""

from __future__ import annotations

from typing import Any

import numpy as np

from checkers.algebra.joining import Joining
from checkers.algebra.keywords import OFFSETS
from checkers.algebra.scope import Scope
from checkers.algebra.tree import Apply, Name, Operation, Rows
from checkers.algebra.values import NoValue, Unsure, Value, identity, is_number, room


class Diagonals(Joining):
    """The part of the evaluator that knows functions about diagonals."""

    def offset(self, node: Apply, place: int, scope: Scope) -> int:
        """Which diagonal is meant: 0 the main one, 1 the one above it."""
        options = dict(node.options)
        text = next((options[w] for w in OFFSETS if w in options), None)
        if text is None and len(node.arguments) > place:
            return int(self.whole(node.arguments[place], scope)[0])
        return int(text or 0)

    def sides(self, node: Apply, scope: Scope) -> tuple[int, int] | None:
        """The rows and columns that eye(n), eye(n, m), eye((n, m)) and eye(n, M=m) state; None where none are."""
        cells = node.arguments[0].cells if node.arguments and isinstance(node.arguments[0], Rows) else node.arguments
        if not cells:
            return None
        if len(cells) == 1 and isinstance(cells[0], Operation) and cells[0].operator == ".":  # I_{m x n}
            cells = (cells[0].left, cells[0].right)
        given = [c for c in cells[:2] if c != Name("None")]
        sizes = [int(self.whole(c, scope)[0]) for c in given]
        options = dict(node.options)
        other = options.get("M", options.get("m"))
        if other is not None:
            sizes = [sizes[0], int(other)]
        if any(not 0 <= n <= 200 for n in sizes):
            raise NoValue("an array of this size is not made")
        return sizes[0], sizes[-1]

    def pattern(self, ones: Any, scope: Scope) -> Value:
        """A matrix of zeros and ones at every entry of the scope."""
        room(scope.count, *ones.shape)
        return Value(self.full(1.0, scope)[:, None, None] * (ones if self.full(1.0, scope).dtype == object else
                                                             ones.astype(np.float64)))  # fmt: skip

    def f_eye(self, node: Apply, scope: Scope) -> Value:
        sides = self.sides(node, scope)
        one = Value(self.full(1.0, scope), eye=True)
        if sides is None:
            return one
        offset = self.offset(node, 2, scope)
        if sides[0] == sides[1] and not offset:
            return identity(one, sides[0])
        return self.pattern(np.eye(*sides, k=offset, dtype=np.int64), scope)

    def f_tri(self, node: Apply, scope: Scope) -> Value:
        sides = self.sides(node, scope)
        if sides is None:
            raise NoValue("tri takes a size")
        return self.pattern(np.tri(*sides, k=self.offset(node, 2, scope), dtype=np.int64), scope)

    def triangle(self, node: Apply, scope: Scope, lower: bool) -> Value:
        v, k = self.value(node.arguments[0], scope), self.offset(node, 1, scope)
        if v.eye or any(v.stretch) or v.axes != 2:
            raise NoValue(f"{node.function} of {v.described()}")
        keep = np.tri(v.shape[0], v.shape[1], k if lower else k - 1, dtype=np.bool_)
        return Value(np.where(keep if lower else ~keep, v.data, 0 * np.ones_like(v.data)))

    def f_tril(self, node: Apply, scope: Scope) -> Value:
        return self.triangle(node, scope, True)

    def f_triu(self, node: Apply, scope: Scope) -> Value:
        return self.triangle(node, scope, False)

    def f_diagonal(self, node: Apply, scope: Scope) -> Value:
        v, k = self.value(node.arguments[0], scope), self.offset(node, 1, scope)
        if v.eye or any(v.stretch) or v.axes != 2 or not -v.shape[0] < k < v.shape[1]:
            raise NoValue(f"the diagonal {k} of {v.described()}")
        return Value(np.diagonal(v.data, k, axis1=1, axis2=2), None if self.numpy else False)

    def f_diag(self, node: Apply, scope: Scope) -> Value:
        several = len(node.arguments) > 1
        options = dict(node.options)
        first = self.value(node.arguments[0], scope)
        moved = any(w in options for w in OFFSETS) or (len(node.arguments) == 2 and not is_number(first))
        if moved and first.axes == 2 and 1 not in first.shape and isinstance(node.arguments[-1], Name):  # diag(A, B)
            return self.f_block_diag(node, scope)
        if moved:
            return self.on_diagonal(first, self.offset(node, 1, scope), node, scope)
        v = self.value(Rows(node.arguments), scope) if several else first
        if v.axes == 2 and 1 in v.shape and v.shape != (1, 1):
            v = Value(v.data.reshape(v.data.shape[0], -1))
        if v.axes == 1 and any(v.stretch):
            return Value(v.data[:, 0], eye=True)
        if v.axes == 1:
            room(scope.count, v.shape[0], v.shape[0])
            eye = np.eye(v.shape[0], dtype=np.int64)
            return Value(v.data[:, :, None] * (eye if v.data.dtype == object else eye.astype(np.float64)))
        if v.axes == 2 and v.shape[0] == v.shape[1]:
            return Value(np.diagonal(v.data, axis1=1, axis2=2), False)
        raise NoValue(f"diag of {v.described()}")

    def on_diagonal(self, v: Value, k: int, node: Apply, scope: Scope) -> Value:
        """diag(v, k): a vector on another diagonal, or another diagonal of a matrix."""
        if v.eye or any(v.stretch) or v.axes not in (1, 2):
            raise NoValue(f"diag of {v.described()} on another diagonal")
        if v.axes == 2 and 1 not in v.shape:
            return self.f_diagonal(node, scope)
        flat, side = v.data.reshape(v.data.shape[0], -1), max(v.shape) + abs(k)
        if side > 200:
            raise Unsure("an array of this size is not made")
        room(scope.count, side, side)
        out = np.zeros((v.data.shape[0], side, side), dtype=v.data.dtype)
        out = out + self.full(0.0, scope)[:, None, None]
        at = np.arange(flat.shape[1])
        out[:, at + max(-k, 0), at + max(k, 0)] = flat
        return Value(out)


__all__ = ["Diagonals"]
