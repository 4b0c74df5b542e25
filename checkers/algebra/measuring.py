"""How long every axis is in a world, and sizes under which an axis such as H - p + 1 has places at all."""

from __future__ import annotations

from collections.abc import Set
from itertools import permutations

import numpy as np

from checkers.algebra.evaluate import Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.padding import EVERY
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table
from checkers.algebra.tree import Name, Node, names_in
from checkers.algebra.world import World

ENOUGH, LONGEST, MOST_NAMES = 2, 64, 5  # places that tell a shift from none; of an axis; sizes that change places


def measure(world: World, table: Table, first: int, side: int | None) -> bool:
    """Give every quantity its axes in the world; False where one has no such length.

    first: the first place along an axis; side: every axis is this long.
    """
    blank = Scope(np.zeros(1, dtype=np.int64))
    looker = Evaluator(table, world, FLOATS)
    if first != 1:
        world.lows[EVERY] = (first,)
    for name, axes in table.shapes.items():
        lengths = tuple(length(a, looker, blank) if side is None else side for a in axes)
        if any(not 0 <= n <= LONGEST for n in lengths):
            return False
        world.shapes[name] = lengths
        if first != 1:
            world.lows[name] = (first,) * len(lengths)
    for name, axes in table.families.items():
        world.families[name] = tuple(length(a, looker, blank) for a in axes)
    return True


def length(axis: int | Node, looker: Evaluator, blank: Scope) -> int:
    return axis if isinstance(axis, int) else int(looker.whole(axis, blank)[0])


def make_room(world: World, table: Table, fixed: Set[str]) -> None:
    """Sizes change places until axes that are calculated, as H - p + 1 is, have places enough, and different numbers.

    fixed: sizes that the question gives, or that others determine.
    """
    wide = [a for axes in table.shapes.values() for a in axes if isinstance(a, Node) and not isinstance(a, Name)]
    free = sorted({n for a in wide for n in names_in(a)} & set(world.sizes) - fixed)
    if not wide or not 1 < len(free) <= MOST_NAMES:
        return
    blank, values = Scope(np.zeros(1, dtype=np.int64)), [world.sizes[n] for n in free]
    looker = Evaluator(table, world, FLOATS)
    best, chosen = (-LONGEST, 0), tuple(values)
    for order in permutations(values):
        world.sizes.update(zip(free, order))
        lengths = [length(a, looker, blank) for a in wide]
        if (found := (min(*lengths, ENOUGH), len(set(lengths)))) > best:
            best, chosen = found, order
    world.sizes.update(zip(free, chosen))
