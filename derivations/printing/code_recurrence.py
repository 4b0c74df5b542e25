"""Definitions that read themselves or one another: found, put in order, and given the direction of a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import Integer
from derivations.prover import is_proved, nonnegative
from derivations.rule import Definition, Range


@dataclass(frozen=True)
class Loop:
    """How a group is computed step by step. axis: tensor -> the axis along which the loop runs.

    direction: 1 from the least place up, -1 from the greatest down. order: the tensors within one step.
    """

    axis: Mapping[str, int]
    direction: int
    order: tuple[str, ...]


def groups(definitions: Sequence[Definition]) -> list[list[str]]:
    """Tensors that read each other, directly or not, together; a group after all that it reads."""
    reads: dict[str, set[str]] = {d.tensor: set() for d in definitions}
    for d in definitions:
        reads[d.tensor] |= T.tensors(d.rhs) & reads.keys()
    found: list[list[str]] = []
    low: dict[str, int] = {}
    place: dict[str, int] = {}
    stack: list[str] = []

    def visit(t: str) -> None:  # strongly connected components (Tarjan 1972)
        place[t] = low[t] = len(place)
        stack.append(t)
        for u in sorted(reads[t]):
            if u not in place:
                visit(u)
                low[t] = min(low[t], low[u])
            elif u in stack:
                low[t] = min(low[t], place[u])
        if low[t] == place[t]:
            k = stack.index(t)
            found.append([u for u in reads if u in stack[k:]])
            del stack[k:]

    for t in reads:
        if t not in place:
            visit(t)
    return found


def recursive(group: Sequence[str], definitions: Sequence[Definition]) -> bool:
    return len(group) > 1 or any(d.tensor == group[0] and group[0] in T.tensors(d.rhs) for d in definitions)


def loop(pieces: Sequence[Definition], ranges: Mapping[str, tuple[Range, ...]], facts: Facts) -> Loop | None:
    """A loop that computes every entry after those it reads; None where no axis is such a time."""
    tensors = list(dict.fromkeys(d.tensor for d in pieces))
    for axes in product(*(range(len(ranges[t])) for t in tensors)):
        axis = dict(zip(tensors, axes))
        for direction in (1, -1):
            same = _same_step(pieces, axis, direction, facts)
            order = _sorted(tensors, same) if same is not None else None
            if order is not None:
                return Loop(axis, direction, order)
    return None


def _same_step(
    pieces: Sequence[Definition], axis: Mapping[str, int], direction: int, facts: Facts
) -> set[tuple[str, str]] | None:
    """Which tensor reads which in the same step; None when a read is not proved to be of an earlier or this step."""
    same: set[tuple[str, str]] = set()
    for d in pieces:
        now = d.at[axis[d.tensor]]
        for path, t in T.positions(d.rhs):
            if any(e.tensors & axis.keys() for e in T.own_integers(t)):
                return None
            if not isinstance(t, T.Entry) or t.tensor not in axis:
                continue
            inside = facts.within(d.indices).within(T.binders_above(d.rhs, path))
            ahead = (now - t.at[axis[t.tensor]]) * direction
            if _holds(ahead - 1, inside):
                continue
            if ahead != Integer({}):
                return None
            same.add((d.tensor, t.tensor))
    return same


def _holds(claim: Integer, facts: Facts) -> bool:
    return not claim.tensors and is_proved(nonnegative(claim, facts))


def _sorted(tensors: Sequence[str], reads: set[tuple[str, str]]) -> tuple[str, ...] | None:
    """The tensors, each after those it reads in the same step; None when they read each other."""
    order: list[str] = []
    while len(order) < len(tensors):
        ready = [t for t in tensors if t not in order and all(u in order for v, u in reads if v == t)]
        if not ready:
            return None
        order.append(ready[0])
    return tuple(order)
