"""Runs definitions: a forward rule, or the adjoint equations of its derivations, also where they are recursive.

Tensors that read each other, or themselves, are computed entry by entry in levels: first the entries that read no
unknown one, then those that read only these, and so on. Which entry reads which is found by evaluating the right
sides once while watching the reads, so it does not matter whether a recurrence runs forward, backward or both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from checkers.evaluate import Evaluator, Watch, all_points, evaluate_at
from checkers.instance import Instance
from checkers.points import full, integer, locate
from derivations import terms as T
from derivations.program import Program
from derivations.rule import Definition, Range

OWNER = "%entry"
Pieces = Sequence[Definition]


def run(program: Program, instance: Instance, added: Mapping[str, Tensor] | None = None) -> Instance:
    """The instance with the values of every tensor that the program defines; see `run_definitions`."""
    return run_definitions(program.definitions, program.ranges, instance, added)


def run_definitions(
    definitions: Pieces,
    ranges: Mapping[str, tuple[Range, ...]],
    instance: Instance,
    added: Mapping[str, Tensor] | None = None,
) -> Instance:
    """The instance with the values of every tensor that is defined; differentiable with respect to the values given.

    definitions: in any order; several pieces may define one tensor. added: tensor -> numbers that are added to its
    entries where they are computed, so that the adjoint of an entry is the derivative by what is added to it.
    Raises ValueError when an entry depends on itself, is defined twice, or is not defined.
    """
    instance = instance.with_values({}, ranges)
    pieces: dict[str, list[Definition]] = {}
    for d in definitions:
        pieces.setdefault(d.tensor, []).append(d)
    reads = {t: frozenset().union(*(T.tensors(d.rhs) for d in ds)) & pieces.keys() for t, ds in pieces.items()}
    for group in groups(reads):
        grids = [(d, all_points(instance, d.indices)) for t in group for d in pieces[t]]
        blank = {t: torch.zeros(instance.shape(t), dtype=torch.float64, device=instance.device) for t in group}
        instance = instance.with_values(blank)
        places = [_places(d, points, instance) for d, points in grids]
        for t in group:
            _check_single(t, [p for (d, _), p in zip(grids, places) if d.tensor == t], instance)
        recursive = len(group) > 1 or group[0] in reads[group[0]]
        levels = _levels(group, grids, places, instance) if recursive else [torch.zeros_like(p) for p in places]
        last = max((int(v.max()) for v in levels if len(v)), default=0)
        for level in range(last + 1):
            instance = instance.with_values(_at_level(level, grids, places, levels, instance, added or {}))
    return instance


def groups(reads: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Tensors that read each other, directly or not, together; a group after all that it reads."""
    reach = {t: set(r) for t, r in reads.items()}
    for middle in reads:
        for t in reads:
            if middle in reach[t]:
                reach[t] |= reach[middle]
    pending, found = list(reads), []
    done: set[str] = set()
    while pending:
        t = next(t for t in pending if all(u in done or t in reach[u] for u in reach[t]))
        group = [u for u in pending if u == t or (u in reach[t] and t in reach[u])]
        found.append(group)
        done.update(group)
        pending = [u for u in pending if u not in done]
    return found


def _places(d: Definition, points: Tensor, instance: Instance) -> Tensor:
    """The position of every defined entry in its tensor laid out flat."""
    count = len(points)
    columns = {i.name: points[:, k] for k, i in enumerate(d.indices)}
    at = [full(integer(e, columns, instance), count, instance) for e in d.at]
    flat, inside = locate(d.tensor, at, torch.Size(instance.shape(d.tensor)), count, instance)
    if not bool(inside.all()):
        raise ValueError(f"{d.tensor} is defined outside its ranges")
    return flat


def _check_single(tensor: str, places: list[Tensor], instance: Instance) -> None:
    shape = instance.shape(tensor)
    total = int(torch.tensor(shape).prod()) if shape else 1
    times = torch.bincount(torch.cat(places), minlength=total)
    if bool((times > 1).any()):
        raise ValueError(f"{tensor} has entries that are defined twice")
    if bool((times == 0).any()):
        raise ValueError(f"{tensor} has {int((times == 0).sum())} of {total} entries that are not defined")


def _levels(
    group: list[str], grids: list[tuple[Definition, Tensor]], places: list[Tensor], instance: Instance
) -> list[Tensor]:
    """For each definition, the level of each of its entries: one more than the highest level that it reads."""
    base: dict[str, int] = {}
    total = 0
    for t in group:
        base[t] = total
        total += instance.values[t].numel()
    writers, read = [], []
    with torch.no_grad():
        for (d, points), place in zip(grids, places):
            watch = Watch(frozenset(group), OWNER)
            columns = {i.name: points[:, k] for k, i in enumerate(d.indices)}
            columns[OWNER] = place + base[d.tensor]
            Evaluator(instance, watch).at(d.rhs, columns, len(points))
            for tensor, owner, flat in watch.reads:
                writers.append(owner)
                read.append(flat + base[tensor])
    level = torch.zeros(total, dtype=torch.long, device=instance.device)
    if writers:
        into, source = torch.cat(writers), torch.cat(read)
        for _ in range(total + 1):
            higher = level.scatter_reduce(0, into, level[source] + 1, "amax")
            if torch.equal(higher, level):
                break
            level = higher
        else:
            raise ValueError(f"{', '.join(group)}: an entry depends on itself")
    return [level[place + base[d.tensor]] for (d, _), place in zip(grids, places)]


def _at_level(
    level: int,
    grids: list[tuple[Definition, Tensor]],
    places: list[Tensor],
    levels: list[Tensor],
    instance: Instance,
    added: Mapping[str, Tensor],
) -> dict[str, Tensor]:
    """The tensors of a group with the entries of one level filled in (a new tensor: gradients flow through)."""
    new: dict[str, Tensor] = {}
    for (d, points), place, own in zip(grids, places, levels):
        chosen = (own == level).nonzero()[:, 0]
        if not len(chosen):
            continue
        values = evaluate_at(d.rhs, instance, d.indices, points[chosen])
        if d.tensor in added:
            values = values + added[d.tensor].reshape(-1)[place[chosen]]
        before = new.get(d.tensor, instance.values[d.tensor])
        new[d.tensor] = before.reshape(-1).index_put((place[chosen],), values).reshape(before.shape)
    return new
