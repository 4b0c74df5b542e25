"""Whole numbers at a list of points: the indices in scope, ranges opened into points, places in a tensor."""

from __future__ import annotations

from typing import Union

import torch
from torch import Tensor

from checkers.instance import Instance
from derivations import terms as T
from derivations.integers import Atom, Extreme, Floor, Integer, Read, Symbol

Points = dict[str, Tensor]  # index -> its value at each point, all of one length
Whole = Union[int, Tensor]  # the same at all points, or one at each


def full(value: Whole, count: int, instance: Instance) -> Tensor:
    """The value at each of `count` points."""
    if isinstance(value, Tensor):
        return value.expand(count)
    return torch.full((count,), value, dtype=torch.long, device=instance.device)


def integer(e: Integer, points: Points, instance: Instance) -> Whole:
    """An integer expression at each point. Raises ValueError for a name that is neither an index nor a size."""
    total: Whole = 0
    for monomial, c in e.parts:
        part: Whole = c
        for a in monomial:
            part = part * _atom(a, points, instance)
        total = total + part
    return total


def _atom(a: Atom, points: Points, instance: Instance) -> Whole:
    match a:
        case Symbol(name):
            if name in points:
                return points[name]
            if name in instance.sizes:
                return instance.sizes[name]
            raise ValueError(f"{name!r} is neither an index in scope nor a size of the instance")
        case Floor(n, d):
            top, bottom = integer(n, points, instance), integer(d, points, instance)
            if isinstance(top, int) and isinstance(bottom, int):
                return top // bottom
            return torch.div(*_pair(top, bottom, instance), rounding_mode="floor")
        case Extreme(kind, arguments):
            out = integer(arguments[0], points, instance)
            for other in (integer(x, points, instance) for x in arguments[1:]):
                if isinstance(out, int) and isinstance(other, int):
                    out = min(out, other) if kind == "min" else max(out, other)
                else:
                    pair = _pair(out, other, instance)
                    out = torch.minimum(*pair) if kind == "min" else torch.maximum(*pair)
            return out
        case Read(tensor, at):
            if tensor not in instance.integers:
                raise ValueError(f"{tensor} is read as an index and has no values in the instance")
            count = len(next(iter(points.values()))) if points else 1
            values = instance.integers[tensor]
            places = [full(integer(e, points, instance), count, instance) for e in at]
            flat, inside = locate(tensor, places, values.shape, count, instance)
            return torch.where(inside, values.reshape(-1)[flat], 0)


def _pair(a: Whole, b: Whole, instance: Instance) -> tuple[Tensor, Tensor]:
    return torch.as_tensor(a, device=instance.device), torch.as_tensor(b, device=instance.device)


def expand(indices: tuple[T.Index, ...], points: Points, count: int, instance: Instance) -> tuple[Points, Tensor]:
    """One point for each value of the indices, the last one fastest; and the row that each new point came from."""
    row = torch.arange(count, device=instance.device)
    for i in indices:
        here = len(row)
        low, high = (full(integer(e, points, instance), here, instance) for e in (i.low, i.high))
        lengths = (high - low + 1).clamp(min=0)
        source = torch.repeat_interleave(torch.arange(here, device=instance.device), lengths)
        within = torch.arange(len(source), device=instance.device) - (lengths.cumsum(0) - lengths)[source]
        points = {n: v[source] for n, v in points.items()} | {i.name: low[source] + within}
        row = row[source]
    return points, row


def locate(
    tensor: str, places: list[Tensor], shape: torch.Size, count: int, instance: Instance
) -> tuple[Tensor, Tensor]:
    """The position of each place in the tensor laid out flat (0 when outside), and which places are inside."""
    if len(places) != len(shape):
        raise ValueError(f"{tensor} has {len(shape)} axes and is read with {len(places)} indices")
    flat = torch.zeros(count, dtype=torch.long, device=instance.device)
    inside = torch.ones(count, dtype=torch.bool, device=instance.device)
    for place, low, length in zip(places, instance.low(tensor), shape):
        flat = flat * length + (place - low)
        inside = inside & (place >= low) & (place < low + length)
    return torch.where(inside, flat, 0), inside


def distinct(points: Points, count: int, instance: Instance) -> tuple[Tensor, Tensor]:
    """One representative of each group of equal points, and the group of every point."""
    code = torch.zeros(count, dtype=torch.long, device=instance.device)
    span = 1
    for v in points.values():
        low, high = int(v.min()), int(v.max())
        span *= high - low + 1
        code = code * (high - low + 1) + (v - low)
    if span >= 2**62:  # the code would not fit: treat all points as different
        same = torch.arange(count, device=instance.device)
        return same, same
    groups, inverse = torch.unique(code, return_inverse=True)
    first = torch.zeros(len(groups), dtype=torch.long, device=instance.device)
    first[inverse] = torch.arange(count, device=instance.device)
    return first, inverse
