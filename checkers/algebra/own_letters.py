"""Letters of constants that a document uses for quantities of its own: e = h - y beside e^{-x}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from checkers.algebra.definitions import numeric
from checkers.algebra.reading import Side
from checkers.algebra.tree import Entry, Name, Node, Number, Operation, walked

EULER = Name("e")
OWN_ERROR = "e°"  # the mark is left out again where a witness is shown


def defines_e(sides: Sequence[Side]) -> bool:
    """Does the statement say what e is, other than a number?"""
    trees = [s.trees[0] for s in sides]
    pairs = [p for a, b in pairwise(trees) for p in ((a, b), (b, a))]
    return any((a.base if isinstance(a, Entry) else a) == EULER and b != EULER and not numeric(b) for a, b in pairs)


def measures_e(axes: Sequence[Node]) -> bool:
    """Is e the length of an axis, as in V of n x e?"""
    return any(n == EULER for a in axes for n in walked(a))


def own_length(axis: Node) -> Node:
    """An axis with e as a length."""
    return _renamed(axis)


def with_own_e(sides: Sequence[Side]) -> list[Side]:
    """The sides with e as a quantity, except below an exponent that is no number."""
    return [replace(s, trees=tuple(_renamed(t) for t in s.trees)) for s in sides]


def _renamed(tree: Node) -> Node:
    match tree:
        case Name("e"):
            return replace(tree, name=OWN_ERROR)
        case Operation("^", Name("e"), right) if not isinstance(right, Number):
            return replace(tree, right=_renamed(right))
    if isinstance(tree, Entry):
        return replace(tree, base=_renamed(tree.base))
    return tree.rebuild(tuple(_renamed(c) for c in tree.children)) if tree.children else tree
