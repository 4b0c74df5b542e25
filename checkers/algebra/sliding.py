"""Named functions that slide, repeat and turn arrays: convolve, correlate, tile, flip, tensordot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.scope import Scope
from checkers.algebra.slopes import Slopes
from checkers.algebra.tree import Apply, Label, Negative, Node, Number, Rows
from checkers.algebra.values import NoValue, Ragged, Unsure, Value, entrywise, matrix_product, room

MODES = ("full", "same", "valid")
MOST_GROUPS = 60  # values of the indices for which a slice is taken one after another


class Sliding(Slopes):
    """The part of the evaluator that knows convolutions and rearrangements."""

    def applied(self, node: Apply, scope: Scope) -> Value:
        """A function; where a slice has another length for every index, at one value of the indices after another."""
        try:
            return super().applied(node, scope)
        except Ragged:
            keys = np.stack(list(scope.indices.values()), axis=1) if scope.indices else np.zeros((scope.count, 0))
            groups, inverse = np.unique(keys, axis=0, return_inverse=True)
            if not 1 < len(groups) <= MOST_GROUPS:
                raise
            out: Any = None
            for k in range(len(groups)):
                rows = np.flatnonzero(inverse.reshape(-1) == k)
                part = super().applied(node, scope.taken(rows))
                if part.shape or part.eye:
                    raise
                out = np.empty(scope.count, dtype=part.data.dtype) if out is None else out
                out[rows] = part.data
            return Value(out)

    def slid(self, node: Apply, scope: Scope, axes: int, flip: bool, usual: str) -> Value:
        """A convolution, or a correlation where the second array is turned first (flip), in one of the modes."""
        words = [a.text for a in node.arguments if isinstance(a, Label)]
        mode = dict(node.options).get("mode", words[0] if words else usual)
        given = [self.value(a, scope) for a in node.arguments if not isinstance(a, Label)]
        if len(given) != 2 or mode not in MODES:
            raise NoValue(f"{node.function} takes two arrays and a mode, one of {', '.join(MODES)}")
        if any(v.eye or any(v.stretch) or v.axes != axes for v in given):
            raise NoValue(f"{node.function} of {given[0].described()} and {given[1].described()}")
        a, b = (v.data for v in given)
        inside = range(1, axes + 1)
        smaller = all(a.shape[k] <= b.shape[k] for k in inside)
        if flip:
            b = np.flip(b, tuple(inside))
        room(scope.count, *(a.shape[k] + b.shape[k] for k in inside))
        out = self.full_convolution(a, b)
        if mode == "full":
            return Value(out)
        if mode == "same":
            lengths = [max(a.shape[k], b.shape[k]) if axes == 1 else a.shape[k] for k in inside]
        else:
            lengths = [abs(a.shape[k] - b.shape[k]) + 1 for k in inside]
            if axes == 2 and not smaller and any(a.shape[k] < b.shape[k] for k in inside):
                raise NoValue("in the mode 'valid' one array is the smaller one along both axes")
        starts = [(out.shape[k] - n) // 2 for k, n in zip(inside, lengths)]
        cut = tuple(slice(s, s + n) for s, n in zip(starts, lengths))
        return Value(out[(slice(None), *cut)])

    def full_convolution(self, a: Any, b: Any) -> Any:
        """out[i + j] = sum of a[i] b[j], along all axes but the first."""
        sizes = [m + n - 1 for m, n in zip(a.shape[1:], b.shape[1:])]
        out = np.zeros((a.shape[0], *sizes), dtype=np.result_type(a.dtype, b.dtype))
        if out.dtype == object:
            out = out + self.system.lift(np.zeros(1))[0]
        for place in np.ndindex(*b.shape[1:]):
            here = tuple(slice(p, p + n) for p, n in zip(place, a.shape[1:]))
            out[(slice(None), *here)] += a * b[(slice(None), *place)].reshape(-1, *(1,) * (a.ndim - 1))
        return out

    def f_convolve(self, node: Apply, scope: Scope) -> Value:
        return self.slid(node, scope, 1, False, "full")

    def f_correlate(self, node: Apply, scope: Scope) -> Value:
        return self.slid(node, scope, 1, True, "valid")

    def f_convolve2d(self, node: Apply, scope: Scope) -> Value:
        return self.slid(node, scope, 2, False, "full")

    def f_correlate2d(self, node: Apply, scope: Scope) -> Value:
        return self.slid(node, scope, 2, True, "full")

    # ---------------------------------------------------------------- rearranged

    def f_cumsum(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        text = dict(node.options).get("axis", dict(node.options).get("dim", "0" if v.axes == 1 else ""))
        if v.eye or any(v.stretch) or not text.lstrip("-").isdigit() or not -v.axes <= int(text) < v.axes:
            raise NoValue(f"{node.function} of {v.described()}")
        return replace(v, data=np.cumsum(v.data, axis=int(text) % v.axes + 1))

    def f_roll(self, node: Apply, scope: Scope) -> Value:
        backwards = len(node.arguments) > 1 and isinstance(node.arguments[1], Negative)
        if backwards and isinstance(inner := node.arguments[1], Negative):
            node = replace(node, arguments=(node.arguments[0], inner.operand, *node.arguments[2:]))
        v, times, axis = self.count_and_axis(node, scope)
        times = -times if backwards else times
        if v.axes != 1 and axis is None:
            raise NoValue(f"roll of {v.described()} takes an axis")
        return replace(v, data=np.roll(v.data, times, axis=(axis or 0) + 1))

    def f_diff(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        if v.axes != 1 or v.stretches(0) or len(node.arguments) > 1 or node.options:
            raise NoValue(f"diff of {v.described()}")
        return Value(v.data[:, 1:] - v.data[:, :-1])

    def f_multi_dot(self, node: Apply, scope: Scope) -> Value:
        cells = node.arguments[0].cells if node.arguments and isinstance(node.arguments[0], Rows) else node.arguments
        values = [self.value(c, scope) for c in cells]
        out = values[0]
        for v in values[1:]:
            out = matrix_product(out, v, dotted=True, numpy=True)
        return out

    def count_and_axis(self, node: Apply, scope: Scope) -> tuple[Value, int, int | None]:
        if len(node.arguments) not in (2, 3):
            raise NoValue(f"{node.function} takes an array and a number")
        v = self.value(node.arguments[0], scope)
        times = int(self.whole(node.arguments[1], scope)[0])
        axis = dict(node.options).get("axis", dict(node.options).get("dim"))
        at = int(axis) if axis is not None and axis.lstrip("-").isdigit() else None
        if len(node.arguments) == 3:
            at = int(self.whole(node.arguments[2], scope)[0])
        if v.eye or any(v.stretch) or not v.axes or not 0 <= times <= 64 or (at is not None and not 0 <= at < v.axes):
            raise NoValue(f"{node.function} of {v.described()}")
        room(scope.count, *v.shape, times)
        return v, times, at

    def f_repeat(self, node: Apply, scope: Scope) -> Value:
        v, times, axis = self.count_and_axis(node, scope)
        if axis is None:
            return Value(np.repeat(v.data.reshape(scope.count, -1), times, axis=1))
        return Value(np.repeat(v.data, times, axis=axis + 1))

    def f_spread(self, node: Apply, scope: Scope) -> Value:
        """`.*` of MATLAB and Julia, where a column meets every column of a matrix."""
        a, b = (self.value(x, scope) for x in node.arguments)
        for flat, full in ((a, b), (b, a)):
            if flat.axes == 1 and not flat.row and not flat.stretches(0) and full.axes == 2:
                if flat.shape[0] == full.shape[0]:
                    return Value(flat.data[:, :, None] * full.data)
        return entrywise(a, b, True)

    def f_tile(self, node: Apply, scope: Scope) -> Value:
        v, times, _ = self.count_and_axis(node, scope)
        return Value(np.concatenate([v.data] * max(times, 1), axis=-1))

    def turned(self, node: Apply, scope: Scope, axes: tuple[int, ...]) -> Value:
        """The array turned round along the axes, all of them where none is named."""
        v = self.value(node.arguments[0], scope)
        axes = axes or tuple(range(v.axes))
        if v.eye or any(a >= v.axes for a in axes):
            raise NoValue(f"{node.function} of {v.described()}")
        return Value(np.flip(v.data, tuple(a + 1 for a in axes)), v.row)

    def f_flip(self, node: Apply, scope: Scope) -> Value:
        text = dict(node.options).get("axis", dict(node.options).get("dims", ""))
        given = [text] if text.isdigit() else [c for c in text if c.isdigit()]
        numbers = [a for a in node.arguments[1:] if isinstance(a, Number)]
        axes = tuple(int(a) for a in given) or tuple(int(a.value) for a in numbers)
        return self.turned(node, scope, axes)

    def f_flipud(self, node: Apply, scope: Scope) -> Value:
        return self.turned(node, scope, (0,))

    def f_fliplr(self, node: Apply, scope: Scope) -> Value:
        return self.turned(node, scope, (1,))

    def f_rot90(self, node: Apply, scope: Scope) -> Value:
        v = self.value(node.arguments[0], scope)
        times = int(self.whole(node.arguments[1], scope)[0]) if len(node.arguments) > 1 else 1
        if v.axes != 2:
            raise NoValue(f"rot90 of {v.described()}")
        return Value(np.rot90(v.data, times % 4, axes=(1, 2)))

    def f_tensordot(self, node: Apply, scope: Scope) -> Value:
        if len(node.arguments) < 2:
            raise NoValue("tensordot takes two arrays")
        a, b = (self.value(x, scope) for x in node.arguments[:2])
        if any(v.eye or any(v.stretch) for v in (a, b)):
            raise Unsure("the size of what is multiplied is not known")
        first, second = self.summed_axes(node, a, b)
        pairs = [(v, k) for v, ks in ((a, first), (b, second)) for k in ks]
        if len(first) != len(second) or any(not -v.axes <= k < v.axes for v, k in pairs):
            raise NoValue("the axes of tensordot do not fit its arguments")
        letters = [chr(97 + k) for k in range(a.axes + b.axes)]
        left, right = letters[: a.axes], letters[a.axes :]
        for k, m in zip(first, second):
            if a.shape[k] != b.shape[m]:
                raise NoValue(f"axes of {a.described()} and {b.described()} of different lengths are summed")
            right[m] = left[k]
        kept = [c for c in left + right if (left + right).count(c) == 1]
        data = np.einsum(f"P{''.join(left)},P{''.join(right)}->P{''.join(kept)}", a.data, b.data)
        return Value(data, None) if data.ndim == 2 else Value(data)

    def summed_axes(self, node: Apply, a: Value, b: Value) -> tuple[list[int], list[int]]:
        """The axes that tensordot sums: axes=1, axes=([0], [1]), axes=(0, 0)."""
        if len(node.arguments) == 3:
            third = node.arguments[2]
            if isinstance(third, Number):
                return last_axes(int(third.value), a)
            if isinstance(third, Rows) and len(third.cells) == 2:
                return numbers_in(third.cells[0]), numbers_in(third.cells[1])
        text = dict(node.options).get("axes", "2").strip()
        if text.isdigit():
            return last_axes(int(text), a)
        inside = text.strip("()[]") if text[:2] in ("([", "[[", "((", "[(") else text[1:-1]
        halves = inside.replace(")", "]").replace("(", "[").split("],[") if "]" in inside else inside.split(",")
        found = [[int(w) for w in half.replace("[", "").replace("]", "").split(",") if w.lstrip("-").isdigit()]
                 for half in halves]  # fmt: skip
        if len(found) != 2:
            raise NoValue("the axes of tensordot are a number or two lists")
        return found[0], found[1]


def last_axes(count: int, a: Value) -> tuple[list[int], list[int]]:
    return list(range(a.axes - count, a.axes)), list(range(count))


def numbers_in(node: Node) -> list[int]:
    cells = node.cells if isinstance(node, Rows) else (node,)
    return [(-1 if isinstance(c, Negative) else 1) * int(n.value) for c in cells
            if isinstance(n := c.operand if isinstance(c, Negative) else c, Number)]  # fmt: skip
