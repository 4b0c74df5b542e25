"""Numbers at which a formula changes its branch, as 6 in min(z, 6): points must lie on both sides of each."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.algebra.tree import Apply, Cases, Node, Number, Relation, walked

USUAL, FARTHEST = 2, 12  # ordinary points lie around numbers up to USUAL; a bound beyond FARTHEST guards a program
BRANCHING = frozenset({"max", "min", "maximum", "minimum", "clip", "where", "relu", "abs", "sign", "heaviside"})


def far(tree: Node) -> float:
    """The largest number of a branch that ordinary points lie below; 1 where there is none."""
    numbers = [abs(n.value) for n in compared(tree)]
    return float(max((x for x in numbers if USUAL < x <= FARTHEST), default=1))


def compared(tree: Node) -> Iterator[Number]:
    """The numbers in conditions, and in functions that choose between values."""
    for n in walked(tree):
        if isinstance(n, (Relation, Cases)) or (isinstance(n, Apply) and n.function in BRANCHING):
            yield from (m for m in walked(n, Number))
