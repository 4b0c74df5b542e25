"""Lengths that the sums of a document state: z has N entries where g = softmax(z) and g_i is summed from 1 to N."""

from __future__ import annotations

from checkers.algebra.ground import Ground
from checkers.algebra.inference import TO_NUMBER
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import hints_of
from checkers.algebra.tree import Apply, Name, Node, Number

KEEPING = frozenset(FUNCTIONS.values()) - TO_NUMBER - {"diag", "outer", "inv", "ones", "zeros", "eye"}


def lengths_summed(ground: Ground) -> None:
    """State the axis of a vector of which nothing is known but how far a sum over a function of it runs."""
    bodies = [d.body for found in ground.definitions.values() for d in found]
    taken = {*ground.definitions, *ground.functions, *ground.shapes, *ground.families}
    for (name, axis), (low, high) in hints_of(bodies).items():
        inside = argument(ground, name)
        if axis == 0 and isinstance(high, Name) and isinstance(low, Number) and low.value == 1 and inside:
            if inside not in taken and high.name not in ground.definitions:
                ground.shapes[inside] = (high,)
                taken.add(inside)


def argument(ground: Ground, name: str) -> str:
    """z of the only definition g = softmax(z), "" for any other one."""
    found: list[Node] = [d.body for d in ground.definitions.get(name, ()) if not d.letters]
    match found:
        case [Apply(function, (Name(inside),), 0)] if function in KEEPING:
            return inside
    return ""


__all__ = ["lengths_summed"]
