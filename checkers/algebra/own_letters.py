"""Letters of constants that a document uses for quantities of its own: e = h - y beside e^{-x}, weights pi_k."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from checkers.algebra.definitions import numeric
from checkers.algebra.reading import Side
from checkers.algebra.tree import Entry, Name, Node, Number, Operation, Rows, Transpose, walked

EULER = Name("e")
OWN_ERROR = "e°"  # the mark is left out again where a witness is shown
CIRCLE, OWN_WEIGHTS = Name("pi"), "pi°"


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


def with_own_pi(statements: Sequence[Sequence[Side]], own: str = OWN_WEIGHTS) -> list[list[Side]]:
    """The sides of every statement with pi_k as an entry of a quantity, and pi as the quantity where they say so."""
    trees = [side.trees[0] for sides in statements for side in sides]
    if not any(n == CIRCLE for t in trees for n in walked(t)):
        return [list(sides) for sides in statements]
    bare = defines_pi([[s.trees[0] for s in sides] for sides in statements])
    return [
        [replace(s, trees=tuple(own_pi(t, bare, own) for t in s.trees)) for s in sides] for sides in statements
    ]  # fmt: skip


def defines_pi(statements: Sequence[Sequence[Node]]) -> bool:
    """Is pi itself a list or a formula in a statement, or transposed anywhere?"""
    for trees in statements:
        if trees and trees[0] == CIRCLE and any(isinstance(b, Rows) or not numeric(b) for b in trees[1:]):
            return True
        if any(n.operand == CIRCLE for t in trees for n in walked(t, Transpose)):
            return True
    return False


def own_pi(tree: Node, bare: bool, own: str = OWN_WEIGHTS) -> Node:
    """The tree with the weights pi_k under another name; bare: and pi, unless a number stands before it."""
    match tree:
        case Entry(Name("pi"), _):
            return replace(tree, base=Name(own, start=tree.base.start))
        case Name("pi"):
            return replace(tree, name=own) if bare else tree
        case Operation(_, Number() as factor, Name("pi") as circle):
            return replace(tree, left=factor, right=circle)
    return tree.rebuild(tuple(own_pi(c, bare, own) for c in tree.children)) if tree.children else tree


def _renamed(tree: Node) -> Node:
    match tree:
        case Name("e"):
            return replace(tree, name=OWN_ERROR)
        case Operation("^", Name("e"), right) if not isinstance(right, Number):
            return replace(tree, right=_renamed(right))
    if isinstance(tree, Entry):
        return replace(tree, base=_renamed(tree.base))
    return tree.rebuild(tuple(_renamed(c) for c in tree.children)) if tree.children else tree
