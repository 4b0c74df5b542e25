"""Values with shapes over many points at once: products that know rows from columns, ones and I of inferred size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_ENTRIES, MAX_MADE = 400_000, 400_000


class NoValue(Exception):
    """An answer that can be read and has no value, and why: shapes that do not fit, an index that is no number."""


class Unsure(Exception):
    """What cannot be decided here, and why."""


class Ragged(NoValue):
    """A slice with another length at every value of an index."""


class UnknownSize(Unsure):
    """An identity or a vector of ones whose length nothing says here; what stands around it may say it."""


@dataclass
class Value:
    """data: one entry for each point along the first axis, then the value's own axes.

    row: for a value with one axis, True for a row, False for a column, None for a list that is neither.
    stretch: axes that stand for any length (a column of ones). eye: data times the identity of any size.
    """

    data: Any
    row: bool | None = None
    stretch: tuple[bool, ...] = ()
    eye: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = self.data.shape[1:]
        return shape

    @property
    def axes(self) -> int:
        axes: int = self.data.ndim - 1
        return axes

    def stretches(self, axis: int) -> bool:
        return bool(self.stretch) and self.stretch[axis]

    def described(self) -> str:
        """The shape for a sentence."""
        if self.eye:
            return "an identity matrix"
        if not self.shape:
            return "a number"
        sizes = " x ".join("?" if self.stretches(k) else str(n) for k, n in enumerate(self.shape))
        if self.axes == 1:
            return f"{'a row' if self.row else 'a list' if self.row is None else 'a column'} of {sizes}"
        return sizes


def room(*lengths: int) -> None:
    """Refuse to make an array of more entries than any answer needs. Raises Unsure."""
    total = 1
    for n in lengths:
        total *= max(int(n), 1)
    if total > MAX_MADE:
        raise Unsure("an array of this size is not made")


CASES = "the values and conditions of a case have different shapes"


def joint(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape of which all are parts. Raises NoValue."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise NoValue(CASES) from None


def spread(data: Any, shape: tuple[int, ...]) -> Any:
    """Data with its own axes first, for every entry of a shape. Raises NoValue."""
    try:
        return np.broadcast_to(data.reshape(data.shape + (1,) * (len(shape) - data.ndim)), shape)
    except ValueError:
        raise NoValue(CASES) from None


def scalar(data: Any) -> Value:
    return Value(data)


def stretched(value: Value, shape: tuple[int, ...]) -> Value:
    """The value with its axes of any length made as long as asked."""
    if not any(value.stretch) or len(shape) != value.axes:
        return value
    room(value.data.shape[0], *shape)
    target = tuple(n if value.stretches(k) else value.shape[k] for k, n in enumerate(shape))
    return Value(np.broadcast_to(value.data, (value.data.shape[0], *target)), value.row)


def identity(value: Value, size: int) -> Value:
    """data times the identity of a size."""
    room(value.data.shape[0], size, size)
    eye = np.eye(size, dtype=np.int64)
    return Value(value.data[:, None, None] * (eye if value.data.dtype == object else eye.astype(np.float64)))


def transposed(a: Value, numpy: bool) -> Value:
    if a.eye or not a.shape:
        return a
    if a.axes == 1:
        return a if numpy and a.row is None else Value(a.data, not a.row, a.stretch)
    if a.axes == 2:
        return Value(np.swapaxes(a.data, 1, 2), None, a.stretch[::-1])
    if numpy:
        return Value(np.transpose(a.data, (0, *range(a.axes, 0, -1))))
    raise NoValue(f"only matrices and vectors are transposed, and this is {a.described()}")


def _squared(a: Value, b: Value) -> Value:
    """Beside an identity, an axis of any length is as long as the other one."""
    if b.eye and a.axes == 2 and any(a.stretch) and not all(a.stretch):
        length = a.shape[0] if a.stretches(1) else a.shape[1]
        return stretched(a, (length, length))
    return a


def aligned(a: Value, b: Value, what: str, broadcast: bool) -> tuple[Any, Any, Value]:
    """Two values brought to one shape, entry against entry, and a value with that shape's flags."""
    a, b = _squared(a, b), _squared(b, a)
    if any(i.eye and m.axes == 2 and m.stretch and all(m.stretch) for i, m in ((a, b), (b, a))):
        raise UnknownSize(f"{what}: nothing says how large the identity is; declare a quantity with its shape")
    if a.eye and b.axes == 2 and b.shape[0] == b.shape[1]:
        a = identity(a, b.shape[0])
    if b.eye and a.axes == 2 and a.shape[0] == a.shape[1]:
        b = identity(b, a.shape[0])
    if a.eye or b.eye:
        if a.eye and b.eye:
            return a.data, b.data, a
        raise NoValue(f"{what}: {a.described()} and {b.described()} do not fit")
    if not a.shape or not b.shape:
        x = a.data.reshape(a.data.shape + (1,) * (b.axes - a.axes)) if not a.shape else a.data
        y = b.data.reshape(b.data.shape + (1,) * (a.axes - b.axes)) if not b.shape else b.data
        return x, y, (a if a.shape else b)
    if a.axes == b.axes:
        a, b = stretched(a, b.shape), stretched(b, a.shape)
        if a.shape == b.shape:
            if a.axes == 1 and a.row is not None and b.row is not None and a.row != b.row:
                raise NoValue(f"{what}: {a.described()} and {b.described()} do not fit")
            return a.data, b.data, Value(a.data, a.row if a.row is not None else b.row)
        if broadcast and all(m == n or 1 in (m, n) for m, n in zip(a.shape, b.shape)):
            return a.data, b.data, Value(a.data)
    elif {a.axes, b.axes} == {1, 2}:
        flat, full = (a, b) if a.axes == 1 else (b, a)
        rows, columns = full.shape
        data = None
        if flat.stretches(0):
            data = flat.data[:, None, :] if flat.row else flat.data[:, :, None]
        elif 1 in (rows, columns) and rows * columns == flat.shape[0] and not broadcast:
            fits = flat.row is None or (rows == 1) == flat.row
            data = flat.data.reshape(flat.data.shape[0], rows, columns) if fits else None
        elif (
            (flat.shape[0] == columns and (rows != columns or broadcast) and flat.row is not False)
            or (flat.shape[0] == columns and rows != columns)
            or (broadcast and flat.shape[0] == columns)
            or (broadcast and columns == 1 != flat.shape[0])
        ):
            data = flat.data[:, None, :]
        if data is not None:
            x, y = (data, full.data) if a.axes == 1 else (full.data, data)
            return x, y, Value(full.data)
    raise NoValue(f"{what}: {a.described()} and {b.described()} do not fit")


def added(a: Value, b: Value, sign: int, broadcast: bool) -> Value:
    x, y, like = aligned(a, b, "a sum", broadcast)
    data = x + y if sign > 0 else x - y
    if like.eye:
        return Value(data, eye=True)
    return Value(data, like.row, like.stretch if data.ndim - 1 == len(like.stretch) else ())


def entrywise(a: Value, b: Value, broadcast: bool) -> Value:
    x, y, like = aligned(a, b, "a product entry by entry", broadcast)
    data = x * y
    return Value(data, like.row, like.stretch if data.ndim - 1 == len(like.stretch) else (), eye=like.eye)


def scaled(a: Value, b: Value) -> Value:
    """A number times anything."""
    number, other = (a, b) if not a.shape and not a.eye else (b, a)
    factor = number.data.reshape(number.data.shape + (1,) * (other.data.ndim - 1))
    return Value(factor * other.data, other.row, other.stretch, other.eye)


def is_number(a: Value) -> bool:
    return a.data.ndim == 1 and not a.eye


def outer(a: Value, b: Value) -> Value:
    if a.axes != 1 or b.axes != 1:
        a = _flat(a) if a.axes == 2 and 1 in a.shape else a
        b = _flat(b) if b.axes == 2 and 1 in b.shape else b
    if a.axes != 1 or b.axes != 1:
        raise NoValue(f"an outer product takes two vectors, not {a.described()} and {b.described()}")
    room(a.data.shape[0], *a.shape, *b.shape)
    stretch = (a.stretches(0), b.stretches(0))
    return Value(a.data[:, :, None] * b.data[:, None, :], None, stretch if any(stretch) else ())


def _flat(a: Value) -> Value:
    return Value(a.data.reshape(a.data.shape[0], -1), a.shape[0] == 1)


def matrix_product(a: Value, b: Value, dotted: bool = False, numpy: bool = False) -> Value:
    """a b as matrices. A list takes the part that fits; dotted: two columns of one length give their inner product."""
    if is_number(a) or is_number(b):
        return scaled(a, b)
    if a.eye:
        return scaled(Value(a.data), b) if not b.eye else Value(a.data * b.data, eye=True)
    if b.eye:
        return scaled(a, Value(b.data))
    if numpy and max(a.axes, b.axes) > 2:
        return _stacked(a, b)
    if a.axes > 2 or b.axes > 2:
        raise NoValue(f"a matrix product of {a.described()} and {b.described()} has no meaning")
    if a.axes == 1 and b.axes == 1:
        return _vectors(a, b, dotted, numpy)
    left = a if a.axes == 2 else None
    right = b if b.axes == 2 else None
    if left is not None and right is not None:
        return Value(_multiply(left, right), None, (left.stretches(0), right.stretches(1))
                     if left.stretches(0) or right.stretches(1) else ())  # fmt: skip
    if left is not None:  # matrix times vector
        if b.row and not b.stretches(0) and left.shape[1] == 1:
            return outer(_flat(left), b)
        if b.row and left.shape[1] != 1:
            raise NoValue(f"a product of {a.described()} and {b.described()} does not fit")
        column = Value(b.data[:, :, None], None, (b.stretches(0), False) if b.stretches(0) else ())
        return Value(_multiply(left, column)[:, :, 0], False, (True,) if left.stretches(0) else ())
    assert right is not None
    array = numpy and a.shape[0] == right.shape[0]  # an array before a matrix, of one entry too where sizes are drawn
    if a.row is False and right.shape[0] == 1 and not array:
        return outer(a, _flat(right))
    if a.row is False and not array:
        raise NoValue(f"a product of {a.described()} and {b.described()} does not fit")
    line = Value(a.data[:, None, :], None, (False, a.stretches(0)) if a.stretches(0) else ())
    return Value(_multiply(line, right)[:, 0, :], True if not numpy else None, (True,) if right.stretches(1) else ())


def _stacked(a: Value, b: Value) -> Value:
    """Products of the matrices in the last two axes, the axes before them broadcast, as programs have them."""
    if any(a.stretch) or any(b.stretch):
        raise Unsure("the length of the vector of ones is not known")
    x = a.data if a.axes > 1 else a.data[:, None, :]
    y = b.data if b.axes > 1 else b.data[:, :, None]
    refused = NoValue(f"a matrix product of {a.described()} and {b.described()} does not fit")
    try:
        lead = np.broadcast_shapes(x.shape[1:-2], y.shape[1:-2])
    except ValueError:
        raise refused from None
    if x.shape[-1] != y.shape[-2]:
        raise refused
    room(x.shape[0], *lead, x.shape[-2], y.shape[-1])
    x, y = (d.reshape(d.shape[0], *(1,) * (len(lead) + 3 - d.ndim), *d.shape[1:]) for d in (x, y))
    out = np.matmul(x, y)
    out = out if a.axes > 1 else out[..., 0, :]
    return Value(out if b.axes > 1 else out[..., 0])


def _vectors(a: Value, b: Value, dotted: bool, numpy: bool) -> Value:
    inner = a.row is True and not b.row
    outward = not a.row and b.row is True
    if not inner and not outward:
        same = a.shape == b.shape or a.stretches(0) or b.stretches(0)
        if (dotted or numpy or (a.row is None and not b.row)) and same:
            inner = True
        elif numpy and a.shape != b.shape:
            outward = True
        else:
            raise NoValue(f"{a.described()} times {b.described()} has no meaning; a transpose or ⊙ is missing")
    if outward:
        return outer(a, b)
    a, b = stretched(a, b.shape), stretched(b, a.shape)
    if any(a.stretch) or any(b.stretch):
        raise Unsure("the length of the vector of ones is not known")
    if a.shape != b.shape:
        raise NoValue(f"the inner product of {a.described()} and {b.described()} does not fit")
    return scalar((a.data * b.data).sum(axis=1))


def _multiply(a: Value, b: Value) -> Any:
    x, y = a.data, b.data
    if a.stretches(1) and b.stretches(0):
        raise Unsure("the length of the vector of ones is not known")
    if a.stretches(1):
        x = np.broadcast_to(x, (*x.shape[:2], y.shape[1]))
    if b.stretches(0):
        y = np.broadcast_to(y, (y.shape[0], x.shape[2], y.shape[2]))
    room(x.shape[0], x.shape[1], y.shape[2])
    if x.shape[2] != y.shape[1]:
        raise NoValue(f"a matrix product of {a.described()} and {b.described()} does not fit")
    return np.matmul(x, y)
