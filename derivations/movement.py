"""Index movement: which entries of which tensors an entry of a closed form reads, at small sizes, found by running it.

Nothing is drawn by hand: the ranges of the sums, the conditions in brackets and the places of the entries are evaluated
in whole numbers for a chosen entry, and what is read is collected. An entry outside its tensor is 0 and is not read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derivations import terms as T
from derivations.integers import value
from derivations.program import Program
from derivations.rule import Definition, Range

Place = tuple[int, ...]
Sizes = Mapping[str, int]
Ranges = Mapping[str, tuple[Range, ...]]
TARGET = 3  # the length an axis is drawn with, if the premises let it be
LONGEST = 7  # cells along an axis
CHOICES = 2500  # choices of sizes that are looked at
READS = 40_000  # places of a run; counted, so that the same term always gives the same figure
RELATIONS = {"=": int.__eq__, "!=": int.__ne__, "<=": int.__le__}


class Unmoved(Exception):
    """There is no figure: no axes, entries read at values, or no small sizes."""


@dataclass(frozen=True)
class Grid:
    """A tensor by its last two axes (one row if it has one axis); low: the first place along them.

    marks: place -> the letters of the chosen entries that read it, whatever the places along the other axes.
    """

    tensor: str
    low: tuple[int, int]
    rows: int
    columns: int
    axes: int
    marks: Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Movement:
    """sizes: every size that matters; goal: the grid of the result, with the chosen entries; reads: the other grids."""

    sizes: Sizes
    goal: Grid
    reads: tuple[Grid, ...]


def movement(d: Definition, program: Program) -> Movement | None:
    """What two entries of a definition read, or None where a figure would say nothing."""
    if not d.indices or tuple(i.integer for i in d.indices) != d.at:
        return None
    for other in (0, 2):  # windows and strides as small as they may be; where that says nothing, 2
        try:
            return _found(d, program, other)
        except (Unmoved, KeyError, ValueError, ZeroDivisionError):  # a place read at a value is a ValueError
            continue
    return None


def _found(d: Definition, program: Program, other: int) -> Movement:
    ranges = {**{f"dL_{t}": r for t, r in program.ranges.items()}, **program.ranges}
    ranges[d.tensor] = tuple((i.low, i.high) for i in d.indices)
    names = [t for t in dict.fromkeys(e.tensor for e in _entries(d.rhs)) if ranges.get(t)]
    if not names or len(names) > 4:
        raise Unmoved
    sizes = _sizes(program, {n: ranges[n] for n in [d.tensor, *names]}, other)
    chosen = _chosen(d, sizes)
    reads = {letter: _run(d.rhs, dict(zip((i.name for i in d.indices), at)) | dict(sizes), ranges, sizes)
             for letter, at in chosen.items()}  # fmt: skip
    goal = _grid(d.tensor, {k: {at} for k, at in chosen.items()}, ranges, sizes)
    grids = tuple(_grid(n, {k: r.get(n, set()) for k, r in reads.items()}, ranges, sizes) for n in names)
    if all(_moves_along(g, goal) for g in grids) or not any(g.marks for g in grids):
        raise Unmoved
    drawn = {n for t in [d.tensor, *names] for low, high in ranges[t][-2:] for n in (low.names | high.names)}
    return Movement(
        {n: v for n, v in sorted(sizes.items()) if n in drawn or (n in program.free_sizes and v > 1)}, goal, grids
    )


def _moves_along(grid: Grid, goal: Grid) -> bool:
    """Does every entry read just its own place, or are there no places to tell apart?"""
    cells = grid.rows * grid.columns
    return cells == 1 or (grid.marks == goal.marks and (grid.rows, grid.columns) == (goal.rows, goal.columns))


def _entries(t: T.Term) -> Iterator[T.Entry]:
    if isinstance(t, T.Entry):
        yield t
    for c in t.children:
        yield from _entries(c)


def _sizes(program: Program, ranges: Ranges, other: int) -> dict[str, int]:
    """Sizes that the premises allow, under which the drawn axes are near TARGET.

    The other sizes are the least, or `other` where that is more and they may not be 0.
    """
    drawn = {n for axes in ranges.values() for low, high in axes[-2:] for n in (low.names | high.names)}
    for _ in program.lengths:
        drawn |= {n for size in drawn & program.lengths.keys() for n in program.lengths[size].names}
    least = {n: max(program.facts.least_of(n), 0) for n in program.free_sizes}
    bounds = [b for axes in program.ranges.values() for r in axes for b in r]
    axes = frozenset().union(*(b.names for b in bounds))
    along = axes & drawn
    least |= {n: max(v, other) for n, v in least.items() if v and n not in axes}
    free = [n for n in program.free_sizes if n in along]
    span = (2, 3, 4, 5) if len(free) <= 5 else (2, 3)
    best: tuple[int, dict[str, int]] | None = None
    for numbers in itertools.islice(itertools.product(span, repeat=len(free)), CHOICES):
        known = {**least, **dict(zip(free, (max(v, least[n]) for n, v in zip(free, numbers))))}
        cost = _cost(known, program, ranges)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, known)
    if best is None:
        raise Unmoved
    return _whole(best[1], program)


def _cost(known: Sizes, program: Program, ranges: Ranges) -> int | None:
    try:
        sizes = _whole(known, program)
    except ZeroDivisionError:
        return None
    if any(value(p, sizes) < 0 for p in program.facts.premises):
        return None
    lengths = [value(h - l + 1, sizes) for axes in ranges.values() for l, h in axes[-2:]]
    whole = [value(h - l + 1, sizes) for axes in ranges.values() for l, h in axes]
    if min(whole) < 1 or max(lengths) > LONGEST:
        return None
    return sum((n - TARGET) ** 2 + (12 if n < 2 else 0) for n in lengths)


def _whole(known: Sizes, program: Program) -> dict[str, int]:
    """With the lengths that follow. Raises Unmoved where one does not."""
    sizes = dict(known)
    left = dict(program.lengths)
    while left:
        ready = [n for n, e in left.items() if e.names <= sizes.keys()]
        if not ready:
            raise Unmoved
        for n in ready:
            sizes[n] = value(left.pop(n), sizes)
    return sizes


def _chosen(d: Definition, sizes: Sizes) -> dict[str, Place]:
    """An entry near the beginning, and the last one if it is another; along axes that are not drawn the first."""
    ends = [(value(i.low, sizes), value(i.high, sizes)) for i in d.indices]
    drawn = len(ends) - 2
    first = tuple(low if k < drawn or high - low < 2 else low + 1 for k, (low, high) in enumerate(ends))
    last = tuple(low if k < drawn else high for k, (low, high) in enumerate(ends))
    return {"A": first} if first == last else {"A": first, "B": last}


def _run(t: T.Term, env: dict[str, int], ranges: Ranges, sizes: Sizes) -> dict[str, set[Place]]:
    """The places read of each tensor."""
    found: dict[str, set[Place]] = {}
    count = 0

    def inside(e: T.Entry, at: Place) -> bool:
        axes = ranges.get(e.tensor, ())
        return all(value(lo, sizes) <= p <= value(hi, sizes) for p, (lo, hi) in zip(at, axes))

    def walk(t: T.Term, env: dict[str, int]) -> None:
        nonlocal count
        count += 1
        if count > READS:
            raise Unmoved
        match t:
            case T.Entry():
                at = tuple(value(e, env) for e in t.at)
                if inside(t, at):
                    found.setdefault(t.tensor, set()).add(at)
            case T.Mul():
                if not any(vanishes(f, env) for f in T.factors_of(t)):
                    for f in t.children:
                        walk(f, env)
            case T.Binder():
                for here in _bound(t.indices, env):
                    if not vanishes(t.body, here):
                        walk(t.body, here)
            case _:
                for c in t.children:
                    walk(c, env)

    def vanishes(f: T.Term, env: dict[str, int]) -> bool:
        match f:
            case T.Iverson("|", left, right):
                return value(right, env) % value(left, env) != 0
            case T.Iverson(relation, left, right):
                return not RELATIONS[relation](value(left, env), value(right, env))
            case T.Entry():
                return not inside(f, tuple(value(e, env) for e in f.at))
        return False

    walk(t, env)
    return found


def _bound(indices: tuple[T.Index, ...], env: dict[str, int]) -> Iterator[dict[str, int]]:
    if not indices:
        yield env
        return
    i, *rest = indices
    for v in range(value(i.low, env), value(i.high, env) + 1):
        yield from _bound(tuple(rest), {**env, i.name: v})


def _grid(tensor: str, read: Mapping[str, set[Place]], ranges: Ranges, sizes: Sizes) -> Grid:
    ends = [(value(lo, sizes), value(hi, sizes)) for lo, hi in ranges[tensor]]
    (top, bottom), (left, right) = ((1, 1), ends[0]) if len(ends) == 1 else ends[-2:]
    marks: dict[tuple[int, int], str] = {}
    for letter, places in read.items():
        for at in {((1, p[0]) if len(ends) == 1 else (p[-2], p[-1])) for p in places}:
            marks[at] = marks.get(at, "") + letter
    return Grid(tensor, (top, left), bottom - top + 1, right - left + 1, len(ends), marks)
