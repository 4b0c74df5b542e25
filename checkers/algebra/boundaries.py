"""Formulas that ask which side of a boundary they are on."""

from __future__ import annotations

from checkers.algebra.tree import Apply, Big, Cases, Node, Relation, walked

BRANCHING = frozenset(
    {"abs", "max", "min", "maximum", "minimum", "relu", "sign", "heaviside", "where", "clip", "leaky_relu"}
)


def branching(tree: Node) -> bool:
    """Does the tree ask which side of a boundary it is on?"""
    return any(
        isinstance(n, (Cases, Relation)) or (isinstance(n, Apply) and n.function in BRANCHING)
        or (isinstance(n, Big) and n.kind in ("max", "min")) for n in walked(tree)
    )  # fmt: skip
