"""Named functions of linear algebra, and those that make and shape arrays."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.algebra.diagonals import Diagonals
from checkers.algebra.keywords import whole_number
from checkers.algebra.scope import Scope
from checkers.algebra.tree import Apply, Label, Number, Operation, Rows
from checkers.algebra.values import (
    NoValue,
    Unsure,
    Value,
    aligned,
    entrywise,
    is_number,
    matrix_product,
    outer,
    room,
    scalar,
    stretched,
    transposed,
)


class Arrays(Diagonals):
    """The part of the evaluator that knows named functions."""

    # ---------------------------------------------------------------- linear algebra

    def two(self, node: Apply, scope: Scope) -> tuple[Value, Value]:
        if len(node.arguments) != 2:
            raise NoValue(f"{node.function} takes two arguments, not {len(node.arguments)}")
        return self.value(node.arguments[0], scope), self.value(node.arguments[1], scope)

    def f_dot(self, node: Apply, scope: Scope) -> Value:
        return matrix_product(*self.two(node, scope), dotted=True, numpy=True)

    f_matmul = f_dot

    def f_outer(self, node: Apply, scope: Scope) -> Value:
        return outer(*self.two(node, scope))

    def f_kron(self, node: Apply, scope: Scope) -> Value:
        a, b = self.two(node, scope)
        room(scope.count, *a.shape, *b.shape)
        if a.axes == 1 and b.axes == 1:
            return Value((a.data[:, :, None] * b.data[:, None, :]).reshape(a.data.shape[0], -1), a.row)
        if a.axes != 2 or b.axes != 2:
            raise Unsure("this Kronecker product is not evaluated")
        data = a.data[:, :, None, :, None] * b.data[:, None, :, None, :]
        return Value(data.reshape(a.data.shape[0], a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]))

    def f_inner(self, node: Apply, scope: Scope) -> Value:
        a, b = self.two(node, scope)
        if self.numpy and a.axes == b.axes == 2 and not any(a.stretch) and not any(b.stretch):  # np.inner
            return matrix_product(a, transposed(b, True))
        v = entrywise(a, b, False)
        return v if is_number(v) else scalar(v.data.reshape(v.data.shape[0], -1).sum(axis=1))

    def f_vdot(self, node: Apply, scope: Scope) -> Value:
        v = entrywise(*self.two(node, scope), False)
        return v if is_number(v) else scalar(v.data.reshape(v.data.shape[0], -1).sum(axis=1))

    def f_multiply(self, node: Apply, scope: Scope) -> Value:
        return entrywise(*self.two(node, scope), True)

    def f_add(self, node: Apply, scope: Scope) -> Value:
        return self.value(Operation("+", *node.arguments), scope)

    def f_subtract(self, node: Apply, scope: Scope) -> Value:
        return self.value(Operation("-", *node.arguments), scope)

    def f_divide(self, node: Apply, scope: Scope) -> Value:
        return self.value(Operation("/", *node.arguments), scope)

    def f_power(self, node: Apply, scope: Scope) -> Value:
        a, b = self.two(node, scope)
        x, y, like = aligned(a, b, "a power", True)
        return Value(self.function("power")(x, y), like.row)

    def f_logaddexp(self, node: Apply, scope: Scope) -> Value:
        x, y, like = aligned(*self.two(node, scope), "logaddexp", True)
        exp = self.function("exp")
        return Value(self.function("log")(exp(x) + exp(y)), like.row)

    def f_mod(self, node: Apply, scope: Scope) -> Value:
        x, y, like = aligned(*self.two(node, scope), "mod", True)
        return Value(x - y * self.function("floor")(self.function("divide")(x, y)), like.row)

    def f_transpose(self, node: Apply, scope: Scope) -> Value:
        """A.transpose(), torch's A.transpose(1, 2), which swaps two axes, and numpy's transpose(A, (0, 2, 1))."""
        axes, _ = self.axes(node)
        if len(node.arguments) == 1 and axes is None:
            return transposed(self.value(node.arguments[0], scope), True)
        if len(node.arguments) == 3 and self.value(node.arguments[0], scope).axes != 2:
            return self.f_swapaxes(node, scope)
        if len(node.arguments) == 3:  # of a matrix: the two that it has
            return transposed(self.value(node.arguments[0], scope), True)
        order = tuple(Number(Fraction(k), str(k)) for k in axes or ())
        return self.f_permute(replace(node, arguments=(*node.arguments, *order)), scope)

    def f_swapaxes(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        at = [-9 if (k := whole_number(c)) is None else k for c in node.arguments[1:]]
        if len(at) != 2 or v.eye or not all(-v.axes <= k < v.axes for k in at):
            raise NoValue(f"{v.described()} does not have the two axes that are swapped")
        one, two = (k % v.axes + 1 for k in at)
        return transposed(v, True) if v.axes == 2 and one != two else Value(np.swapaxes(v.data, one, two), v.row)

    def f_trace(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        if is_number(v):
            return v
        if v.eye or v.axes != 2 or v.shape[0] != v.shape[1]:
            raise NoValue(f"the trace of {v.described()}")
        return scalar(np.trace(v.data, axis1=1, axis2=2))

    def square(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        if v.eye or v.axes != 2 or v.shape[0] != v.shape[1]:
            raise NoValue(f"{v.described()} is not a square matrix")
        return v

    def f_det(self, node: Apply, scope: Scope) -> Value:
        return scalar(self.system.determinant(self.square(node, scope).data))

    def f_inv(self, node: Apply, scope: Scope) -> Value:
        return Value(self.system.inverse(self.square(node, scope).data))

    def f_solve(self, node: Apply, scope: Scope) -> Value:
        _, right = self.two(node, scope)
        return matrix_product(self.f_inv(node, scope), right, numpy=self.numpy)

    def f_permute(self, node: Apply, scope: Scope) -> Value:
        v, order_ = self.value(node.arguments[0], scope), node.arguments[1:]
        cells = order_[0].cells if len(order_) == 1 and isinstance(order_[0], Rows) else order_
        order = [k % max(v.axes, 1) for c in cells if (k := whole_number(c)) is not None]
        if sorted(order) != list(range(v.axes)):
            raise NoValue(f"{v.described()} does not have the axes of this order")
        return Value(np.transpose(v.data, (0, *(n + 1 for n in order)))) if v.axes > 1 else v

    def f_unsqueeze(self, node: Apply, scope: Scope) -> Value:
        value, _ = self.two(node, scope)
        at = int(self.whole(node.arguments[1], scope)[0])
        if not -value.axes - 1 <= at <= value.axes:
            raise NoValue(f"{value.described()} has no axis {at}")
        return Value(np.expand_dims(value.data, at + 1 if at >= 0 else at))

    def norm(self, v: Value, kind: str) -> Value:
        if v.eye:
            raise Unsure("the norm of an identity of unknown size")
        flat = v.data.reshape(v.data.shape[0], -1)
        absolute = self.function("abs")(flat)
        if kind == "1":
            return scalar(absolute.sum(axis=1))
        if kind == "inf":
            return scalar(absolute.max(axis=1))
        if v.axes == 2 and kind == "2" and 1 not in v.shape:
            raise Unsure("the spectral norm is not evaluated; \\|.\\|_F is")
        return scalar(self.function("sqrt")((flat * flat).sum(axis=1)))

    def f_norm(self, node: Apply, scope: Scope) -> Value:
        kind = dict(node.options).get("ord", "F")
        if len(node.arguments) == 2:
            kind = "1" if node.arguments[1] == Number(_one()) else "F"
        return self.norm(self.value(node.arguments[0], scope), {"2": "F", "None": "F"}.get(kind, kind))

    def f_einsum(self, node: Apply, scope: Scope) -> Value:
        if not node.arguments or not isinstance(node.arguments[0], Label):
            raise NoValue("einsum starts with its indices in quotes")
        left, arrow, right = node.arguments[0].text.replace(" ", "").partition("->")
        if not arrow:
            right = "".join(sorted(c for c in set(left) - {","} if left.count(c) == 1))
        parts = left.split(",")
        given = node.arguments[1:]
        given = given[0].cells if len(given) == 1 and isinstance(given[0], Rows) and len(parts) > 1 else given
        values = [self.value(a, scope) for a in given]
        if len(parts) != len(values) or not set(right) <= set(left) - {","} or "P" in left or len(set(left)) > 12:
            raise NoValue("the indices of einsum do not fit its arguments")
        if any(len(p) != v.axes for p, v in zip(parts, values)):
            raise NoValue("the indices of einsum do not fit the axes of its arguments")
        lengths = {c: n for p, v in zip(parts, values) for c, n in zip(p, v.shape)}
        room(scope.count, *lengths.values())
        try:
            data = np.einsum(",".join("P" + p for p in parts) + "->P" + right, *(v.data for v in values))
        except (ValueError, IndexError, TypeError):
            raise NoValue("the axes of these arguments of einsum have different lengths") from None
        return Value(data, None) if data.ndim == 2 else Value(data)

    # ---------------------------------------------------------------- arrays

    def lengths(self, node: Apply, scope: Scope) -> list[int] | None:
        cells = node.arguments[0].cells if node.arguments and isinstance(node.arguments[0], Rows) else node.arguments
        if not cells:
            return None
        if len(cells) == 1 and isinstance(cells[0], Operation) and cells[0].operator == ".":  # 1_{m x n}
            cells = (cells[0].left, cells[0].right)
        sizes = [int(self.whole(c, scope)[0]) for c in cells]
        if any(not 0 <= n <= 200 for n in sizes) or len(sizes) > 3:
            raise NoValue("an array of this size is not made")
        return sizes

    def filled(self, node: Apply, scope: Scope, x: float) -> Value:
        sizes = self.lengths(node, scope)
        if sizes is None:
            return Value(self.full(x, scope)[:, None], False, (True,))
        room(scope.count, *sizes)
        data = np.broadcast_to(self.full(x, scope).reshape(-1, *(1,) * len(sizes)), (scope.count, *sizes)).copy()
        return Value(data, None if self.numpy else False) if len(sizes) == 1 else Value(data)

    def beside_ones(self, a: Value, b: Value, scope: Scope) -> tuple[Value, Value]:
        """The two summands; an identity beside ones alone is as large as the question says that ones are."""
        if self.table.ones and a.eye != b.eye and a.axes + b.axes == 2 and all((*a.stretch, *b.stretch)):
            (length,) = self.table.ones
            side = length if isinstance(length, int) else int(self.whole(length, scope)[0])
            return stretched(a, (side, side)), stretched(b, (side, side))
        return a, b

    def f_ones(self, node: Apply, scope: Scope) -> Value:
        return self.filled(node, scope, 1.0)

    def f_zeros(self, node: Apply, scope: Scope) -> Value:
        return self.filled(node, scope, 0.0)

    def f_ones_like(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return replace(v, data=v.data * 0 + 1)

    def f_zeros_like(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return replace(v, data=v.data * 0)

    def f_array(self, node: Apply, scope: Scope) -> Value:
        return self.value(node.arguments[0], scope)

    def f_where(self, node: Apply, scope: Scope) -> Value:
        if len(node.arguments) != 3:
            raise NoValue("where takes a condition and two values")
        from checkers.algebra.tree import Cases

        condition, yes, no = node.arguments
        return self.value(Cases((yes, no), (condition, None)), scope)

    def f_reshape(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        sizes = [int(self.whole(a, scope)[0]) for a in node.arguments[1:]] if not (
            len(node.arguments) == 2 and isinstance(node.arguments[1], Rows)
        ) else [int(self.whole(a, scope)[0]) for a in node.arguments[1].cells]  # fmt: skip
        try:
            data = v.data.reshape(v.data.shape[0], *sizes)
        except ValueError:
            raise NoValue(f"{v.described()} cannot be reshaped so") from None
        return Value(data)

    def f_flatten(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return Value(v.data.reshape(v.data.shape[0], -1))

    def f_squeeze(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return Value(v.data.reshape(v.data.shape[0], *(n for n in v.shape if n != 1)))

    def f_shape(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        which = int(self.whole(node.arguments[1], scope)[0])
        if not -v.axes <= which < v.axes:
            raise NoValue(f"{v.described()} has no axis {which}")
        return scalar(self.full(v.shape[which], scope))

    def f_len(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return scalar(self.full(v.shape[0] if v.shape else 1, scope))

    def f_size(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        return scalar(self.full(int(np.prod(v.shape)), scope))


def _one() -> Any:
    from fractions import Fraction

    return Fraction(1)
