"""Labels that are names elsewhere: w_f and b_f belong to the gate f_t, and f counts nothing there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checkers.algebra.reading import Side
from checkers.algebra.table import bound_names, side_by_side
from checkers.algebra.tree import Entry, Label, Name, Node, walked

STEPS = frozenset("tnk")  # what counts the steps of a sequence


def gates(statements: Iterable[Sequence[Side]]) -> frozenset[str]:
    """Small letters that are defined step by step, f_t = ..., are bound by no sum and stand below other letters."""
    heads: set[str] = set()
    below: set[str] = set()
    counting: set[str] = set()
    for sides in statements:
        left = sides[0].trees[0] if sides else None
        if isinstance(left, Entry) and isinstance(left.base, Name) and left.places and len(sides) > 1:
            if left.base.name.islower() and isinstance(left.places[0], Name) and left.places[0].name in STEPS:
                heads.add(left.base.name)
        for side in sides:
            counting |= bound_names(side.trees[0])
            for n in walked(side.trees[0]):
                if isinstance(n, Entry) and len(n.places) == 1:
                    letters = [p.name for p in side_by_side(n.places[0]) if isinstance(p, Name)]
                    below |= set(letters[-2:]) if len(letters) <= 2 else set()
                elif above(n) is not None:
                    below.add(str(above(n)))
    return frozenset(heads & below - counting - STEPS)


def above(node: Node) -> str | None:
    """The letter i above in a^{(i)}_t, None elsewhere."""
    if isinstance(node, Entry) and isinstance(node.base, Name) and len(node.places) == 2:
        first = node.places[0]
        return first.name if node.base.name.endswith("^") and isinstance(first, Name) else None
    return None


def with_labels(sides: Sequence[Side], letters: frozenset[str]) -> list[Side]:
    """The sides with W_{xf} and b_f as names of their own."""
    return [replace(s, trees=tuple(_labelled(t, letters) for t in s.trees)) for s in sides]


def _labelled(node: Node, letters: frozenset[str]) -> Node:
    if isinstance(node, Entry) and len(node.places) == 1 and isinstance(node.base, Name):
        parts = [p.name for p in side_by_side(node.places[0]) if isinstance(p, Name)]
        if 0 < len(parts) <= 2 and len(parts) == len(side_by_side(node.places[0])) and letters & set(parts):
            if not set(parts) & STEPS:
                return replace(node, places=(Label("".join(parts), start=node.places[0].start),))
    if above(node) in letters and isinstance(node, Entry) and isinstance(node.base, Name):
        base = replace(node.base, name=f"{node.base.name}{above(node)}")
        return replace(node, base=base, places=node.places[1:])
    return node.rebuild(tuple(_labelled(c, letters) for c in node.children)) if node.children else node
