"""Matrices whose entries are matrices, vectors, numbers, ones and identities: blocks side by side and below another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from checkers.algebra.values import NoValue, UnknownSize, Value, identity, is_number, room

Grid = Sequence[Sequence[Value]]
Sides = tuple[int | None, int | None]  # rows and columns of a block; None: any


def block_matrix(grid: Grid) -> Value:
    """The matrix that the blocks make up. Raises NoValue where they do not fit, UnknownSize where nothing says a size.

    A vector is the column or row that it is; a list that is neither is a column where that fits its row of blocks,
    else a row. A number 0, the identity and a vector of ones take the shape of their row and column of blocks; another
    number is 1 x 1.
    """
    if len({len(row) for row in grid}) > 1:
        raise NoValue("the rows of this matrix have different lengths")
    heights, widths = fixed_sides(grid)
    lines = []
    room(grid[0][0].data.shape[0], sum(heights), sum(widths))
    for height, row in zip(heights, grid):
        line = [filled(v, height, width) for v, width in zip(row, widths)]
        lines.append(np.concatenate(line, axis=2))
    return Value(np.concatenate(lines, axis=1))


def fixed_sides(grid: Grid) -> tuple[list[int], list[int]]:
    """The height of each row of blocks, and the width of each column."""
    heights: list[int | None] = [None] * len(grid)
    widths: list[int | None] = [None] * len(grid[0])

    def state(k: int, j: int, sides: Sides) -> None:
        for known, at, side in ((heights, k, sides[0]), (widths, j, sides[1])):
            if side is not None and known[at] not in (None, side):
                line = "row" if known is heights else "column"
                raise NoValue(f"blocks of {known[at]} and of {side} stand in one {line} of blocks")
            known[at] = known[at] if side is None else side

    places = [(k, j, v) for k, row in enumerate(grid) for j, v in enumerate(row)]
    for k, j, v in places:
        if not is_list(v):
            state(k, j, sides_of(v))
    for k, j, v in places:
        if is_list(v):
            length = v.shape[0]
            column = heights[k] in (None, length) and widths[j] in (None, 1)
            state(k, j, (length, 1) if column else (1, length))
    for lines, known in ((grid, heights), (list(zip(*grid)), widths)):  # numbers alone
        for k, line in enumerate(lines):
            if known[k] is None and all(is_number(v) for v in line) and not all(is_zero(v) for v in line):
                known[k] = 1
    square, before = [(k, j) for k, j, v in places if v.eye], None
    while square and before != (before := (tuple(heights), tuple(widths))):  # an identity is square
        for k, j in square:
            state(k, j, (widths[j], heights[k]))
    if None in heights or None in widths:
        raise UnknownSize("nothing says how large a block of this matrix is")
    return [n for n in heights if n is not None], [n for n in widths if n is not None]


def is_list(v: Value) -> bool:
    """Is it a vector that is neither a row nor a column?"""
    return v.axes == 1 and v.row is None and not any(v.stretch)


def is_zero(v: Value) -> bool:
    return is_number(v) and bool((v.data == 0).all())


def sides_of(v: Value) -> Sides:
    if v.eye or is_zero(v):
        return None, None
    if is_number(v):
        return 1, 1
    if v.axes > 2:
        raise NoValue(f"{v.described()} stands among the blocks of a matrix")
    free = [None if v.stretches(k) else n for k, n in enumerate(v.shape)]
    if v.axes == 1:
        return (1, free[0]) if v.row else (free[0], 1)
    return free[0], free[1]


def filled(v: Value, height: int, width: int) -> Any:
    """The entries of a block of this height and width."""
    count = v.data.shape[0]
    if v.eye:
        if height != width:
            raise NoValue(f"an identity matrix stands where a block of {height} x {width} belongs")
        return identity(Value(v.data), height).data
    if is_number(v):
        return np.broadcast_to(v.data[:, None, None], (count, height, width))
    data = v.data
    if v.axes == 1:
        data = data.reshape((count, 1, -1) if v.row or (v.row is None and v.shape != (height,)) else (count, -1, 1))
    try:
        return np.broadcast_to(data, (count, height, width)) if any(v.stretch) else data.reshape(count, height, width)
    except ValueError:
        raise NoValue(f"{v.described()} stands where a block of {height} x {width} belongs") from None


def of_rows(grid: Grid, listed: bool) -> Value:
    """The blocks of a matrix, [A, B; C, D]; listed: written as a list of lists, which may be one of vectors."""
    if not listed or any(v.eye or v.axes == 2 for line in grid for v in line):
        return block_matrix(grid)
    return list_of([list_of(line, False) for line in grid], False)


def list_of(cells: Sequence[Value], program: bool) -> Value:
    """A list of what is of one shape; outside of programs also [A B], matrices side by side, and (x, 1), end to end."""
    matrices = any(v.axes == 2 for v in cells) and not program
    if any(v.eye for v in cells) and not matrices:
        raise NoValue("a matrix stands inside a list")
    if matrices:
        return block_matrix([cells])
    if len({v.shape for v in cells}) == 1:
        return Value(np.stack([v.data for v in cells], axis=1))
    if program:
        raise NoValue("the entries of this list have different shapes")
    return end_to_end(cells)


def end_to_end(values: Sequence[Value]) -> Value:
    """One list of the entries of vectors and numbers, in order."""
    parts = []
    for v in values:
        if v.eye or v.axes > 1 or any(v.stretch):
            raise NoValue("the entries of this list have different shapes")
        parts.append(v.data.reshape(v.data.shape[0], -1))
    rows = {v.row for v in values if v.axes}
    return Value(np.concatenate(parts, axis=1), True if rows == {True} else None)


def joined(values: Sequence[Value], axis: int) -> Value:
    """Arrays of as many axes end to end along one of them, as programs join them. Raises NoValue."""
    axes = {v.axes for v in values}
    if any(v.eye or any(v.stretch) for v in values):
        raise NoValue("an identity matrix or a vector of ones without its length is joined with other arrays")
    if len(axes) != 1 or not -min(axes) <= axis < min(axes):
        said = " and ".join(v.described() for v in values[:2])
        raise NoValue(f"{said} are not joined along axis {axis}")
    at = axis % axes.pop() + 1
    if len({(*v.data.shape[:at], *v.data.shape[at + 1 :]) for v in values}) > 1:
        raise NoValue(f"{' and '.join(v.described() for v in values[:2])} are not joined along axis {axis}")
    room(values[0].data.shape[0], *(n for v in values[:1] for n in v.shape), len(values))
    out = np.concatenate([v.data for v in values], axis=at)
    return Value(out, values[0].row if out.ndim == 2 else None)


def stacked(values: Sequence[Value], axis: int) -> Value:
    """Arrays of one shape along a new axis. Raises NoValue."""
    if any(v.eye or any(v.stretch) for v in values) or len({v.shape for v in values}) > 1:
        raise NoValue("arrays of different shapes are stacked")
    axes = values[0].axes
    if not -axes - 1 <= axis <= axes:
        raise NoValue(f"{values[0].described()} is not stacked along axis {axis}")
    return Value(np.stack([v.data for v in values], axis=axis % (axes + 1) + 1))


__all__ = ["block_matrix", "end_to_end", "joined", "list_of", "of_rows", "stacked"]
