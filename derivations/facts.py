"""What may be assumed about integers, and small numbers at which it all holds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from derivations.integers import Integer, value
from derivations.terms import Index

Bounds = tuple[Integer, Integer]
INSTANCES = 60
SPREAD = 4  # above the least value of a size
TRIES = 15  # draws of the sizes of a premise, ever smaller, before an instance is given up


@dataclass(frozen=True, eq=False)
class Facts:
    """What may be assumed: least values of sizes, premises (each >= 0), and index ranges, outermost first.

    A symbol without an entry in `least` and without a range is a size, and sizes are at least 1. declared: integer
    tensors, with the ranges of their axes and the range of their values. lengths: sizes with the expressions that the
    premises say they are; they help to find small numbers, and say nothing that the premises do not.
    """

    least: tuple[tuple[str, int], ...] = ()
    premises: tuple[Integer, ...] = ()
    ranges: tuple[Index, ...] = ()
    declared: tuple[tuple[str, tuple[Bounds, ...], Bounds], ...] = ()
    lengths: tuple[tuple[str, Integer], ...] = ()

    @cached_property
    def about_sizes(self) -> Facts:
        """The facts in which no index occurs: the same in every scope of a program, and looked at once."""
        own = frozenset(i.name for i in self.ranges)
        premises = tuple(p for p in self.premises if not p.names & own)
        return Facts(self.least, premises, (), self.declared, self.lengths) if own else self

    @cached_property
    def further(self) -> tuple[Integer, ...]:
        """The premises beyond those about sizes."""
        known = set(self.about_sizes.premises)
        return tuple(p for p in self.premises if p not in known)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What is compared: names, and the keys of the integers."""
        declared = tuple((t, tuple((a.key, b.key) for a, b in axes), low.key, high.key)
                         for t, axes, (low, high) in self.declared)  # fmt: skip
        return self.least, tuple(p.key for p in self.premises), self._ranges, declared

    @cached_property
    def _ranges(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((i.name, i.low.key, i.high.key) for i in self.ranges)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts) or self._ranges != other._ranges:
            return False
        return self.further == other.further if self.about_sizes is other.about_sizes else self.key == other.key

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # what equal facts share, however they came about; not the many premises about sizes
        return hash((self._ranges, len(self.premises), self.premises[-1].key if self.premises else ""))

    def within(self, indices: tuple[Index, ...]) -> Facts:
        """The facts in the scope of a binder."""
        return self._over(self.further, self.ranges + indices) if indices else self

    def given(self, premises: tuple[Integer, ...]) -> Facts:
        """The facts with more premises, each >= 0."""
        return self._over(self.further + premises, self.ranges)

    def elsewhere(self, indices: tuple[Index, ...]) -> Facts:
        """What holds of sizes, in the scope of other indices than these facts are about."""
        own = frozenset(i.name for i in self.ranges)
        return self._over(tuple(p for p in self.further if not p.names & own), indices)

    def _over(self, further: tuple[Integer, ...], ranges: tuple[Index, ...]) -> Facts:
        sizes = self.about_sizes
        premises = sizes.premises + further if further else sizes.premises
        new = Facts(self.least, premises, ranges, self.declared, self.lengths)
        new.__dict__.update(about_sizes=sizes, further=further)
        return new

    def least_of(self, name: str) -> int:
        """The least value of a size."""
        return self._least.get(name, 1)

    @cached_property
    def _least(self) -> dict[str, int]:
        return dict(self.least)

    def premises_with(self, names: frozenset[str]) -> list[Integer]:
        """The premises in which one of the names occurs."""
        about = self.about_sizes._by_name
        found = dict(sorted(kp for n in names for kp in about.get(n, {}).items()))
        return [*found.values(), *(p for p in self.further if p.names & names)]

    @cached_property
    def _by_name(self) -> dict[str, dict[int, Integer]]:
        found: dict[str, dict[int, Integer]] = {}
        for k, p in enumerate(self.premises):
            for n in p.names:
                found.setdefault(n, {})[k] = p
        return found

    @cached_property
    def reads_tensors(self) -> bool:
        """Does a range or a premise depend on the values of an integer tensor?"""
        if self.about_sizes is not self and self.about_sizes.reads_tensors:
            return True
        further = self.further if self.about_sizes is not self else self.premises
        return self.ranges_read_tensors or any(p.tensors for p in further)

    @property
    def ranges_read_tensors(self) -> bool:
        """Does a range depend on the values of an integer tensor?"""
        return any(i.low.tensors | i.high.tensors for i in self.ranges)

    @cached_property
    def _instances(self) -> _Instances:
        return _Instances(self)


def small_instances(facts: Facts, names: frozenset[str]) -> Iterator[dict[str, int]]:
    """Seeded choices of small sizes and indices at which the facts hold, for these names and those that bound them."""
    draw = random.Random(0)
    bound = {i.name for i in facts.ranges}
    used = names.union(*(i.low.names | i.high.names for i in facts.ranges), *(p.names for p in facts.further))
    sizes = sorted(used - bound)
    for known in facts.about_sizes._instances:
        at = {n: known[n] if n in known else facts.least_of(n) + draw.randint(0, SPREAD) for n in sizes}
        for i in facts.ranges:
            low, high = value(i.low, at), value(i.high, at)
            if low > high:
                break
            at[i.name] = draw.choice((low, high, draw.randint(low, high)))
        else:
            if all(value(p, at) >= 0 for p in facts.further):
                yield at


class _Instances:
    """Sizes at which all premises about sizes hold, drawn when they are first asked for and kept.

    One premise after another: the sizes it brings in are drawn until it holds, ever smaller. Drawing all sizes at once
    would never meet the premises of a long network.
    """

    def __init__(self, facts: Facts):
        self.facts, self.lengths = facts, dict(facts.lengths)
        self.draw, self.left = random.Random(0), INSTANCES
        self.kept: list[dict[str, int]] = []

    def __iter__(self) -> Iterator[dict[str, int]]:
        yield from self.kept
        while self.left:
            self.left -= 1
            at: dict[str, int] = {}
            if all(self._meet(p, at) for p in self.facts.premises):
                self.kept.append(at)
                yield at

    def _meet(self, premise: Integer, at: dict[str, int]) -> bool:
        """Draw what the premise needs and is not chosen yet."""
        for k in range(TRIES):
            drawn: dict[str, int] = {}
            fits = all(self._choose(n, at, drawn, max(0, SPREAD - k // 3)) for n in sorted(premise.names))
            if fits and value(premise, {n: drawn[n] if n in drawn else at[n] for n in premise.names}) >= 0:
                at.update(drawn)
                return True
            if not drawn:
                return False
        return False

    def _choose(self, name: str, at: dict[str, int], drawn: dict[str, int], spread: int) -> bool:
        if name in at or name in drawn:
            return True
        least = self.facts.least_of(name)
        if name not in self.lengths:
            drawn[name] = least + self.draw.randint(0, spread)
            return True
        length = self.lengths[name]
        if not all(self._choose(n, at, drawn, spread) for n in sorted(length.names)):
            return False
        drawn[name] = value(length, {n: drawn[n] if n in drawn else at[n] for n in length.names})
        return drawn[name] >= least
