"""Evaluation that notices reads of entries that do not exist, and a bound on its cost before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from checkers.evaluate import Evaluator, all_points
from checkers.instance import Instance
from checkers.points import Points, full, integer
from derivations import terms as T
from derivations.integers import Atom, Extreme, Floor, Integer, Read, Symbol

Interval = tuple[int, int]
MAX_COST, MAX_INTEGER = 3_000_000, 2**40


@dataclass
class Strict(Evaluator):
    """An evaluator that keeps the first read outside each tensor: tensor -> the entry that does not exist."""

    outside: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def entry(self, tensor: str, at: tuple[Integer, ...], points: Points, count: int) -> Tensor:
        if at and count and tensor not in self.outside:
            places = torch.stack([full(integer(e, points, self.instance), count, self.instance) for e in at], 1)
            low = torch.tensor(self.instance.low(tensor))
            high = low + torch.tensor(self.instance.shape(tensor)) - 1
            wrong = ((places < low) | (places > high)).any(1).nonzero()
            if len(wrong):
                self.outside[tensor] = tuple(places[int(wrong[0])].tolist())
        return super().entry(tensor, at, points, count)


def evaluate_strictly(
    term: T.Term, instance: Instance, indices: tuple[T.Index, ...]
) -> tuple[Tensor, Mapping[str, tuple[int, ...]]]:
    """The values at every point of the indices, in order, and the reads that do not exist (they count as 0)."""
    points = all_points(instance, indices)
    evaluator = Strict(instance)
    columns = {i.name: points[:, k] for k, i in enumerate(indices)}
    return evaluator.at(term, columns, len(points)), evaluator.outside


def cost(term: T.Term, instance: Instance, indices: tuple[T.Index, ...]) -> int:
    """A bound on the number of single values that an evaluation computes; at most a little over MAX_COST."""
    known: dict[str, Interval] = {n: (v, v) for n, v in instance.sizes.items()}
    return _cost(term, *_opened(indices, known, 1))


def _cost(t: T.Term, known: dict[str, Interval], points: int) -> int:
    spent = points
    for e in T.own_integers(t):
        if max(map(abs, interval(e, known))) > MAX_INTEGER:
            return MAX_COST + 1
    if isinstance(t, T.Binder):
        known, points = _opened(t.indices, known, points)
    for c in t.children:
        if points > MAX_COST or spent > MAX_COST:
            return MAX_COST + 1
        spent += _cost(c, known, points)
    return spent


def _opened(indices: tuple[T.Index, ...], known: dict[str, Interval], points: int) -> tuple[dict[str, Interval], int]:
    known = dict(known)
    for i in indices:
        low, high = interval(i.low, known)[0], interval(i.high, known)[1]
        known[i.name] = (low, max(low, high))
        points *= max(1, high - low + 1)
    return known, points


def interval(e: Integer, known: Mapping[str, Interval]) -> Interval:
    """Bounds of an integer expression, given bounds of its names."""
    low = high = 0
    for monomial, c in e.parts:
        part: Interval = (c, c)
        for a in monomial:
            ends = [x * y for x in part for y in _atom(a, known)]
            part = (min(ends), max(ends))
        low, high = low + part[0], high + part[1]
    return low, high


def _atom(a: Atom, known: Mapping[str, Interval]) -> Interval:
    match a:
        case Symbol(name):
            return known[name]
        case Floor(n, d):
            (a0, a1), (b0, b1) = interval(n, known), interval(d, known)
            ends = [x // max(1, y) for x in (a0, a1) for y in (b0, b1)]
            return min(ends), max(ends)
        case Extreme(kind, arguments):
            bounds = [interval(x, known) for x in arguments]
            pick = min if kind == "min" else max
            return pick(b[0] for b in bounds), pick(b[1] for b in bounds)
        case Read():
            return -(2**20), 2**20
