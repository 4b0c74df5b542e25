"""Parts of arrays: X[:, j], x[:, None], x[1:n+1], x[::-1], x_{2:n}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from checkers.algebra.tree import Negative, Node, Number, Slice
from checkers.algebra.values import NoValue, Ragged, Value

Whole = Callable[[Node], Any]  # a node as whole numbers, one for each entry of the batch


def part_of(whole: Value, places: tuple[Node, ...], number: Whole, lows: tuple[int, ...], name: str) -> Value:
    """The part of an array that these places name. Raises NoValue where it does not exist.

    number: a place as whole numbers; lows: the first place along each axis.
    """
    data, axis, from_, rows = whole.data, 1, 0, np.arange(whole.data.shape[0])
    if whole.eye:
        raise NoValue("a part of an identity of unknown size")
    for p in places:
        if isinstance(p, Slice) and p.new:
            data = np.expand_dims(data, axis)
            axis += 1
            continue
        if axis >= data.ndim:
            raise NoValue(f"{name} has fewer axes than indices")
        length, low = data.shape[axis], lows[from_] if from_ < len(lows) else 1
        from_ += 1
        moved = np.moveaxis(data, axis, 1)
        if isinstance(p, Slice) and p.step:
            if p != Slice():
                at = stretch(p, number, length, low, name)
                data = np.moveaxis(moved[rows[:, None], at], 1, axis)
            axis += 1
            continue
        at = number(p) - low if not isinstance(p, Slice) else number(p.low or p) + length  # x[-1]
        if ((at < 0) | (at >= length)).any():
            raise NoValue(f"an entry of {name} does not exist")
        data = moved[rows, at]
    return Value(data, None) if data.ndim == 2 else Value(data)


def stretch(p: Slice, number: Whole, length: int, low: int, name: str) -> Any:
    """The places from 0 of a slice, one row for each entry of the batch; of one length everywhere."""
    if not p.python:  # as in a formula: both ends belong to it
        first = number(p.low) - low if p.low is not None else np.zeros(1, dtype=np.int64)
        last = number(p.high) - low if p.high is not None else np.full(1, length - 1)
        if (first < 0).any() or (last >= length).any():
            raise NoValue(f"an entry of {name} does not exist")
        counts = last - first + 1
    elif p.step < 0 and (p.low is not None or p.high is not None):
        raise NoValue(f"this part of {name} is not evaluated")
    elif p.step < 0:
        return np.arange(length - 1, -1, p.step)[None, :]
    else:
        first = end(p.low, 0, number, length)
        last = np.minimum(end(p.high, length, number, length), length)
        if (first < 0).any():
            raise NoValue(f"an entry of {name} does not exist")
        counts = -((first - last) // p.step)
    counts = np.maximum(counts, 0)
    if len(np.unique(counts)) != 1:
        raise Ragged(f"this part of {name} has another length in every row")
    return np.reshape(first, (-1, 1)) + p.step * np.arange(int(counts.reshape(-1)[0]))[None, :]


def end(node: Node | None, missing: int, number: Whole, length: int) -> Any:
    """An end of a program's slice; -1 is the last place."""
    if node is None:
        return np.full(1, missing)
    backwards = isinstance(node, Negative) and isinstance(node.operand, Number)
    return number(node) + length if backwards else number(node)
