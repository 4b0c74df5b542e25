"""Choices of small sizes under which mistakes show: all different, all equal, all 1, kernel larger than what remains.

All different: a transpose has the wrong shape. All equal: it has the right one and must fail by value. All 1:
broadcasting. Kernel larger than what remains: reads outside a tensor, lengths rounded down, outputs of length 1.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from checkers.instance import fault, with_lengths
from derivations import terms as T
from derivations.integers import Floor, Integer, value
from derivations.program import Program

NAMES = ("all different", "all equal", "all 1", "kernel larger than what remains")
TRIES = 200  # counted, so that the same program always gets the same sizes
GREATEST = 5


@dataclass(frozen=True)
class Pattern:
    """A choice of the free sizes; `sizes` is None when the program excludes the pattern, and `why` says so."""

    name: str
    sizes: Mapping[str, int] | None
    why: str = ""


def patterns(program: Program, seed: int = 0) -> tuple[Pattern, ...]:
    """The four patterns for a program, each with sizes that respect its premises or with the reason there are none."""
    if not program.free_sizes:
        return (Pattern("no sizes", {}),)
    found = (_different(program, seed), _equal(program), _ones(program), _remainder(program, seed))
    return tuple(Pattern(n, s, "" if s is not None else why) for n, (s, why) in zip(NAMES, found))


Score = Callable[[dict[str, int]], "tuple[int, ...] | None"]
Choice = tuple[dict[str, int] | None, str]


def axis_sizes(program: Program) -> tuple[str, ...]:
    """The free sizes that occur in the range of an axis or of an integer tensor's values."""
    bounds = [b for axes in program.ranges.values() for r in axes for b in r]
    bounds += [b for r in program.integers.values() for b in r]
    seen = frozenset().union(*(b.names for b in bounds))
    return tuple(n for n in program.free_sizes if n in seen)


def _trivial(program: Program, known: Mapping[str, int]) -> int:
    """How many sizes that are no axis (stride, window) are 0 or 1, or like another: they would hide a mistake."""
    others = [known[n] for n in program.free_sizes if n not in axis_sizes(program)]
    return sum(v < 2 for v in others) + len(others) - len(set(others))


def _lengths_along_axes(program: Program, known: Mapping[str, int]) -> list[int]:
    """The value of every axis length that is written differently."""
    written = {high - low + 1 for axes in program.ranges.values() for low, high in axes}
    return [value(e, known) for e in written if e.constant is None]


def _cost(program: Program, known: Mapping[str, int]) -> int:
    """About how many products the forward rule takes."""
    return sum(_points(d.indices, d.rhs, dict(known)) for d in program.definitions)


def _points(indices: tuple[T.Index, ...], body: T.Term, known: dict[str, int]) -> int:
    count = 1
    for i in indices:
        if (i.low.tensors | i.high.tensors) or not (i.low.names | i.high.names) <= known.keys():
            continue
        low, high = value(i.low, known), value(i.high, known)
        count *= max(1, high - low + 1)
        known = {**known, i.name: (low + high) // 2}
    inner = [_points(t.indices, t.body, known) for t in _outermost(body)]
    return count * max(1, sum(inner))


def _outermost(t: T.Term) -> Iterator[T.Binder]:
    if isinstance(t, T.Binder):
        yield t
        return
    for c in t.children:
        yield from _outermost(c)


def _best(program: Program, candidates: Iterator[dict[str, int]], score: Score) -> dict[str, int] | None:
    """The valid candidate of least score, the first of equals."""
    best: tuple[tuple[int, ...], dict[str, int]] | None = None
    for sizes in candidates:
        if fault(program, sizes):
            continue
        rank = score(with_lengths(sizes, program.lengths))
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, sizes)
    return best[1] if best else None


def _different(program: Program, seed: int) -> Choice:
    axes = axis_sizes(program)
    rng = random.Random(seed)

    def candidates() -> Iterator[dict[str, int]]:
        for attempt in range(TRIES):
            low = 1 + (attempt % 4 > 0)  # mostly from 2 on: an axis of length 1 hides what happens along it
            chosen = dict(zip(axes, rng.sample(range(low, low + len(axes) + attempt % 2), len(axes))))
            for n in program.free_sizes:
                chosen.setdefault(n, rng.randint(program.facts.least_of(n), 3))
            yield chosen

    def score(known: dict[str, int]) -> tuple[int]:
        lengths = _lengths_along_axes(program, known)
        trivial = sum(v < 2 for v in lengths) + _trivial(program, known)
        return (_cost(program, known) * 8 ** (len(lengths) - len(set(lengths)) + trivial),)

    return _best(program, candidates(), score), "the premises exclude sizes that all differ"


def _equal(program: Program) -> Choice:
    axes = axis_sizes(program)
    others = [n for n in program.free_sizes if n not in axes]
    for k in (3, 2, 4, 5):

        def candidates(k: int = k) -> Iterator[dict[str, int]]:
            yield dict.fromkeys(program.free_sizes, k)
            for chosen in itertools.islice(itertools.product(range(4), repeat=len(others)), TRIES):
                yield {**dict.fromkeys(axes, k), **dict(zip(others, chosen))}

        def score(known: dict[str, int]) -> tuple[int]:
            return (len(set(_lengths_along_axes(program, known))) + _trivial(program, known),)

        found = _best(program, candidates(), score)
        if found:
            return found, ""
    return None, "the premises exclude sizes that are all equal and greater than 1"


def _ones(program: Program) -> Choice:
    axes = axis_sizes(program)
    others = [n for n in program.free_sizes if n not in axes]

    def candidates() -> Iterator[dict[str, int]]:
        yield dict.fromkeys(program.free_sizes, 1)
        for chosen in itertools.islice(itertools.product(range(4), repeat=len(others)), TRIES):
            yield {**dict.fromkeys(axes, 1), **dict(zip(others, chosen))}

    return next((s for s in candidates() if not fault(program, s)), None), "the premises exclude sizes of 1"


def _remainder(program: Program, seed: int) -> Choice:
    rng = random.Random(seed + 1)

    def candidates() -> Iterator[dict[str, int]]:
        for _ in range(TRIES):
            yield {n: rng.randint(program.facts.least_of(n), GREATEST) for n in program.free_sizes}

    def score(known: dict[str, int]) -> tuple[int, int] | None:
        gain = _outside(program, known) + _rounded(program, known)
        return (_trivial(program, known) - gain, _cost(program, known)) if gain else None

    return _best(program, candidates(), score), "no read falls outside its tensor and no length is rounded down"


def _rounded(program: Program, known: Mapping[str, int]) -> int:
    """How many lengths are rounded down; one that is and leaves a single output counts twice."""
    count = 0
    for name, e in program.lengths.items():
        for f in (a for a in e.atoms if isinstance(a, Floor)):
            if value(f.numerator, known) % value(f.denominator, known):
                count += 1 + (known[name] == 1)
    return count


def _outside(program: Program, known: Mapping[str, int]) -> int:
    """How many reads leave their tensor below, and above, at a corner of the ranges of their indices."""
    count = 0
    for definition in program.definitions:
        for path, t in T.positions(definition.rhs):
            if not isinstance(t, T.Entry) or t.tensor not in program.ranges:
                continue
            scope = definition.indices + T.binders_above(definition.rhs, path)
            for e, (low, high) in zip(t.at, program.ranges[t.tensor]):
                if e.symbol or e.tensors or e.constant is not None:
                    continue
                seen = list(_corners(e, scope, known))
                if seen:
                    count += (min(seen) < value(low, known)) + (max(seen) > value(high, known))
    return count


def _corners(e: Integer, scope: tuple[T.Index, ...], known: Mapping[str, int]) -> Iterator[int]:
    """The values of an expression with each index at either end of its range, innermost first."""
    index = next((i for i in reversed(scope) if i.name in e.names), None)
    if index is None:
        yield value(e, known)
        return
    rest = scope[: scope.index(index)]
    for end in {index.low, index.high}:
        if not end.tensors:
            yield from _corners(e.substitute({index.name: end}), rest, known)
