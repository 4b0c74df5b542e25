"""Where the axes of a question begin, and what it says of places beyond them: x_0, .., x_{n-1}; h_0 = 0."""

from __future__ import annotations

from checkers.algebra.context import Premise
from checkers.algebra.evaluate import Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table, entry_name, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Number, walked
from checkers.algebra.values import NoValue, Unsure
from checkers.algebra.world import World


def reads_zero(trees: tuple[Node, ...]) -> bool:
    """Does an index begin at 0, or does an entry number 0 stand there?"""
    for tree in trees:
        for n in walked(tree):
            ends = [b.low for b in n.bounds] if isinstance(n, Big) else list(n.places) if isinstance(n, Entry) else []
            if any(isinstance(e, Number) and e.value == 0 for e in ends):
                return True
    return False


def with_borders(premises: tuple[Premise, ...], table: Table, world: World) -> tuple[Premise, ...]:
    """The premises that are left once those about places beyond the axes (h_0 = 0) are put into the world."""
    import numpy as np

    evaluator, scope = Evaluator(table, world, FLOATS), Scope(np.zeros(1, dtype=np.int64))
    left: list[Premise] = []
    for p in premises:
        if p.relation == "beyond" and isinstance(p.left, Name):  # everywhere outside its axes
            world.borders.setdefault(p.left.name, {})[()] = constant(p.right) or 0.0
            continue
        number = constant(p.right)
        name = entry_name(p.left.base) if isinstance(p.left, Entry) and isinstance(p.left.base, Name) else None
        shape = world.shapes.get(name or "", ())
        if p.relation != "=" or number is None or not isinstance(p.left, Entry) or name is None or not shape:
            left.append(p)
            continue
        try:
            place = tuple(int(evaluator.whole(q, scope)[0]) for q in places_of(p.left, len(shape)))
        except (NoValue, Unsure):
            left.append(p)
            continue
        lows = world.lows.get(name, (1,) * len(shape))
        if len(place) == len(shape) and any(not low <= k < low + n for k, low, n in zip(place, lows, shape)):
            world.borders.setdefault(name, {})[place] = number
        else:
            left.append(p)
    return tuple(left)


def constant(node: Node) -> float | None:
    """The number that a node is, None for anything else."""
    return float(node.value) if isinstance(node, Number) else None
