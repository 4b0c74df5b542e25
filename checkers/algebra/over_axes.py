"""Named functions over the entries of an array or along one of its axes: sums, means, extremes, softmax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.scope import Scope
from checkers.algebra.sliding import Sliding
from checkers.algebra.tree import Apply, Node, Number, walked
from checkers.algebra.values import NoValue, Unsure, Value, aligned, is_number, scalar

KEEPING = frozenset({"sum", "prod", "mean", "var", "std", "logsumexp", "max", "min"})


class OverAxes(Sliding):
    """The part of the evaluator that knows functions over axes."""

    def axes(self, node: Apply) -> tuple[tuple[int, ...] | None, bool]:
        """The axes that are stated, None for all, and whether they are kept with length 1."""
        options = dict(node.options)
        text = options.get("axis", options.get("dim", options.get("axes")))
        keep = options.get("keepdims", options.get("keepdim", "")) in ("True", "true", "1")
        if options.get("dims", "").isdigit():  # Julia counts axes from 1 and keeps them
            return (int(options["dims"]) - 1,), True
        if text is None or text == "None":
            return None, keep
        try:
            return tuple(int(w) for w in text.strip("()[]").split(",") if w.strip()) or None, keep
        except ValueError:
            raise Unsure(f"axis={text} is not read") from None

    def axis(self, node: Apply) -> tuple[int | None, bool]:
        """The one axis that is stated."""
        axes, keep = self.axes(node)
        if axes is not None and len(axes) > 1:
            raise Unsure(f"{node.function} along several axes is not evaluated")
        return (None if axes is None else axes[0]), keep

    def reduced(self, node: Apply, scope: Scope, f: Callable[..., Any]) -> Value:
        """A function over all entries, or along some axes."""
        v = self.value(node.arguments[0], scope)
        axes, keep = self.axes(node)
        if len(node.arguments) == 2 and isinstance(node.arguments[1], Number):
            axis = int(node.arguments[1].value)
            matlab = axis >= 1 and not self.numpy and not node.options  # which counts from 1 and keeps the axis
            axes, keep = ((axis - 1,), True) if matlab else ((axis,), keep)
        if v.eye or any(v.stretch):
            raise Unsure("the size of what is summed is not known")
        if is_number(v):
            return v
        for axis in axes or ():
            if not -v.axes <= axis < v.axes:
                raise NoValue(f"{v.described()} has no axis {axis}")
        at = sorted({axis % v.axes + 1 for axis in axes or range(v.axes)})
        count, left = v.data.shape[0], [k for k in range(1, v.data.ndim) if k not in at]
        flat = np.transpose(v.data, (0, *left, *at)).reshape(count, *(v.data.shape[k] for k in left), -1)
        out = f(flat, axis=flat.ndim - 1)
        if keep:
            out = out.reshape(count, *(1 if k in at else n for k, n in enumerate(v.data.shape) if k))
        if out.ndim == 1:
            return scalar(out)
        return Value(out, None) if out.ndim == 2 else Value(out)

    def broadcasting(self, read: Callable[[bool], Value], node: Node) -> Value:
        """read(broadcast) as programs do; elsewhere also beside a sum that keeps its axis, as in P - sum(P, 2)."""
        try:
            return read(self.numpy)
        except NoValue:
            if self.numpy or not any(keeps_axis(n) for n in walked(node, Apply)):
                raise
            return read(True)

    def f_sum(self, node: Apply, scope: Scope) -> Value:
        return self.reduced(node, scope, np.sum)

    def f_prod(self, node: Apply, scope: Scope) -> Value:
        return self.reduced(node, scope, np.prod)

    def f_mean(self, node: Apply, scope: Scope) -> Value:
        return self.reduced(node, scope, lambda a, axis, keepdims=False: np.sum(a, axis=axis, keepdims=keepdims) /
                            a.shape[axis])  # fmt: skip

    def f_var(self, node: Apply, scope: Scope) -> Value:
        def variance(a: Any, axis: int, keepdims: bool = False) -> Any:
            mean = np.sum(a, axis=axis, keepdims=True) / a.shape[axis]
            return np.sum((a - mean) ** 2, axis=axis, keepdims=keepdims) / a.shape[axis]

        return self.reduced(node, scope, variance)

    def f_std(self, node: Apply, scope: Scope) -> Value:
        v = self.f_var(node, scope)
        return replace(v, data=self.function("sqrt")(v.data))

    def extreme(self, node: Apply, scope: Scope, both: Any, over: Any) -> Value:
        if len(node.arguments) == 1:
            return self.reduced(node, scope, over)
        found = self.value(node.arguments[0], scope)
        for other in node.arguments[1:]:
            x, y, like = aligned(found, self.value(other, scope), "a maximum", True)
            found = Value(both(x, y), like.row)
        return found

    def larger(self, x: Any, y: Any) -> Any:
        return np.maximum(x, y)

    def smaller(self, x: Any, y: Any) -> Any:
        return np.minimum(x, y)

    def largest(self, a: Any, axis: int, keepdims: bool = False) -> Any:
        return np.max(a, axis=axis, keepdims=keepdims)

    def smallest(self, a: Any, axis: int, keepdims: bool = False) -> Any:
        return np.min(a, axis=axis, keepdims=keepdims)

    def f_max(self, node: Apply, scope: Scope) -> Value:
        return self.extreme(node, scope, self.larger, self.largest)

    def f_min(self, node: Apply, scope: Scope) -> Value:
        return self.extreme(node, scope, self.smaller, self.smallest)

    f_maximum, f_minimum = f_max, f_min

    def f_clip(self, node: Apply, scope: Scope) -> Value:
        if len(node.arguments) != 3:
            raise NoValue("clip takes a value and two ends")
        v, low, high = (self.value(a, scope) for a in node.arguments)
        x, y, like = aligned(v, low, "clip", True)
        x, y, like = aligned(Value(self.larger(x, y), like.row), high, "clip", True)
        return Value(self.smaller(x, y), like.row)

    def f_softmax(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        axis, _ = self.axis(node)
        if is_number(v) or v.eye:
            raise NoValue("softmax takes a vector")
        at = -1 if axis is None else axis + 1 if axis >= 0 else axis
        if v.axes == 2 and v.shape[1] == 1 and axis is None and self.has_columns():
            at = 1
        powers = self.function("exp")(v.data - self.shift(v.data, at))
        return replace(v, data=powers / np.sum(powers, axis=at, keepdims=True))

    def has_columns(self) -> bool:
        """Is what has one column a vector, rather than a matrix whose size is 1 only here?"""
        declared = any(len(axes) == 2 and axes[1] == 1 for axes in self.table.shapes.values())
        return declared or 1 not in self.world.sizes.values()

    def shift(self, data: Any, axis: int) -> Any:
        """What is taken off exponents, so that none is large."""
        return np.max(data, axis=axis, keepdims=True)

    def f_log_softmax(self, node: Apply, scope: Scope) -> Value:
        v = self.f_softmax(node, scope)
        return replace(v, data=self.function("log")(v.data))

    def f_logsumexp(self, node: Apply, scope: Scope) -> Value:
        powers = lambda a, axis, keepdims=False: self.function("log")(  # noqa: E731
            np.sum(self.function("exp")(a), axis=axis, keepdims=keepdims)
        )
        return self.reduced(node, scope, powers)


def keeps_axis(node: Apply) -> bool:
    """Is it a sum or mean along an axis that stays with length 1, as in MATLAB, Julia and with keepdims=True?"""
    matlab = len(node.arguments) == 2 and isinstance(node.arguments[1], Number) and node.function not in ("max", "min")
    return node.function in KEEPING and (matlab or any(k in ("dims", "keepdim", "keepdims") for k, _ in node.options))
