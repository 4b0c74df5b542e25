"""A world: sizes, and a value for every quantity at a number of points. The same seed gives the same world."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from checkers.algebra.domains import ANY, Domain
from checkers.algebra.properties import given
from checkers.algebra.values import Unsure

ALL_SIZES = ((3, 4, 2, 5, 6, 7), (2, 3, 5, 4, 7, 6), (4, 2, 3, 5, 6, 7), (1, 2, 3, 4, 5, 6))
SMALL = ((2, 3, 4, 2, 3, 4), (4, 3, 2, 3, 2, 4))  # of any two of three names either is the larger one once

MANY = len(ALL_SIZES) + 7  # worlds of a question about whole numbers: equal ones, neighbours, and random ones


MAX_DRAWN = 2_000  # entries of a quantity without declared axes


@dataclass
class World:
    """Values at `points` points, the last `specials` of them at 0, 1 and other places where conventions show.

    shapes: declared axes of quantities in this world; families: axes of each member of a family; made: values, made
    when they are first asked for; fields: for a quantity without declared axes, its value at each tuple of whole
    numbers; lows: the first place along each axis of a quantity that is not counted from 1; borders: values that the
    question gives to places beyond an axis (h_0 = 0); stretch: how much farther than usual values without an end lie
    from 0, or from their one end; allowance: how many numbers of sixty digits may be made, 0 for
    the usual number.
    """

    number: int
    seed: int
    points: int
    specials: int
    sizes: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    families: dict[str, tuple[int, ...]] = field(default_factory=dict)
    borders: dict[str, dict[tuple[int, ...], Any]] = field(default_factory=dict)
    stretch: float = 1.0
    domains: Mapping[str, Domain] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, dict[tuple[int, ...], Any]] = field(default_factory=dict)
    allowance: int = 0
    steps: int = 0  # how many parts of premises were evaluated to make them true
    measured: dict[tuple[str, int], tuple[int, ...] | None] = field(default_factory=dict)

    def rng(self, name: str) -> Any:
        """Randomness of its own for every name, so that no value depends on the order of questions."""
        return np.random.Generator(np.random.PCG64([zlib.crc32(name.encode()), self.number, self.seed]))

    def domain(self, name: str) -> Domain:
        return self.domains.get(name, ANY)

    def value(self, name: str) -> Any:
        """The values of a quantity at all points, with its declared axes."""
        if name not in self.made:
            self.made[name] = self.draw(name, self.shapes.get(name, ()))
        return self.made[name]

    def draw(self, name: str, shape: tuple[int, ...], domain: Domain | None = None) -> Any:
        d = domain or self.domain(name)
        rng = self.rng(name)
        out = d.stretched(d.draw(rng, (self.points, *shape)), self.stretch)
        if self.specials:
            out[-self.specials :] = d.special(rng, (self.specials, *shape))
        return given(d.shape, out, rng) if d.shape else out

    def entry(self, name: str, place: tuple[int, ...]) -> Any:
        """The values at all points of one entry of a quantity without declared axes."""
        known = self.fields.setdefault(name, {})
        if place not in known:
            if len(known) >= MAX_DRAWN:
                raise Unsure(f"more than {MAX_DRAWN} entries of {name} are read")
            word = name + "".join(f"_{k}" for k in place)
            domain = self.domain(name) if name in self.domains else self.domain(word)
            known[place] = self.draw_entry(word, domain)
        return known[place]

    def draw_entry(self, word: str, domain: Domain) -> Any:
        """The values of an entry; worlds with the same points share them."""
        return drawn(word, domain, self.number, self.seed, self.points, self.specials, self.stretch).copy()

    def member(self, name: str, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
        """The values at all points of one array of a family."""
        word = name + "".join(f"_{k}" for k in place)
        key = f"{word} of a family"
        if key not in self.made:
            self.made[key] = self.draw(word, shape, self.domain(name))
        return self.made[key]


@lru_cache(maxsize=8_192)
def drawn(word: str, domain: Domain, number: int, seed: int, points: int, specials: int, stretch: float) -> Any:
    """The values of one entry, which a question and the one with earlier answers carried on share."""
    return World(number, seed, points, specials, stretch=stretch).draw(word, (), domain)


def sized(
    names: list[str], number: int, domains: Mapping[str, Domain], rows: tuple[tuple[int, ...], ...] = ALL_SIZES
) -> dict[str, int]:
    """Different small sizes for the names, other ones in every world."""
    found: dict[str, int] = {}
    row = rows[number % len(rows)]
    for k, name in enumerate(sorted(names)):
        value = row[k % len(row)] + (k // len(row)) * len(row)
        if number >= len(ALL_SIZES):  # one ahead of the next one, one behind it, equal ones, random ones
            chance = 1 + zlib.crc32(f"{name} {number}".encode()) % 9
            value = {0: 3, 1: 2 + k, 2: 1 + len(names) - k}.get(number - len(ALL_SIZES), chance)
        d = domains.get(name)
        if d is not None and not d.contains(value):
            candidates = [v for v in range(12) if d.contains(v)]
            value = candidates[(number + k) % len(candidates)] if candidates else value
        found[name] = value
    return found
