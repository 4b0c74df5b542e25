"""Other orders of the same sums and products, in which the size of an identity is known: (I - 1 1^T - h h^T) g."""

from __future__ import annotations

from checkers.algebra.tree import Name, Negative, Node, Operation, walked

PRODUCTS = frozenset({" ", ".", "@", "*"})


def regrouped(node: Operation) -> Node | None:
    """The same value in an order in which more sizes are known; None where there is none."""
    if node.operator in "+-":
        terms = terms_of(node)
        known = [t for t in terms if any(map(says_size, walked(t[1])))]
        rest = [t for t in terms if t not in known]
        if not known or not rest or [*known, *rest] == terms:
            return None
        return summed([*known, *rest])
    if node.operator not in PRODUCTS:
        return None
    left = node.left
    if isinstance(left, Negative):
        return Negative(Operation(node.operator, left.operand, node.right, start=node.start), start=node.start)
    if isinstance(left, Operation) and left.operator in "+-":  # (A + B) v = A v + B v
        return summed([(s, Operation(node.operator, t, node.right, start=t.start)) for s, t in terms_of(left)])
    if isinstance(left, Operation) and left.operator in PRODUCTS:  # (a B) v = a (B v)
        inner = Operation(node.operator, left.right, node.right, start=left.right.start)
        return Operation(left.operator, left.left, inner, start=node.start)
    return None


def says_size(node: Node) -> bool:
    """Is it a quantity, rather than an identity, ones, or the sign of an operation?"""
    return isinstance(node, Name) and node.name != "I"


def terms_of(node: Node) -> list[tuple[str, Node]]:
    """The summands with their signs."""
    if isinstance(node, Operation) and node.operator in "+-":
        if node.operator == "+":
            return [*terms_of(node.left), *terms_of(node.right)]
        return [*terms_of(node.left), *(("-" if sign == "+" else "+", t) for sign, t in terms_of(node.right))]
    if isinstance(node, Negative):
        return [("-", node.operand)]
    return [("+", node)]


def summed(terms: list[tuple[str, Node]]) -> Node:
    (sign, first), *rest = terms
    out = first if sign == "+" else Negative(first, start=first.start)
    for s, t in rest:
        out = Operation(s, out, t, start=first.start)
    return out
