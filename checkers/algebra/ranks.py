"""How many axes sums and products have, by those of the names in them."""

from __future__ import annotations

from collections.abc import Callable

from checkers.algebra.tree import Name, Node, Number, Operation, Transpose, walked


def axes(node: Node, of_name: Callable[[str], int | None]) -> int | None:
    """How many axes a product or sum has, None where that is not clear; an outer product counts as an inner one."""
    match node:
        case Number():
            return 0
        case Name(name):
            return of_name(name)
        case Operation(" " | "@" | ".", left, right):
            a, b = axes(left, of_name), axes(right, of_name)
            return None if a is None or b is None else max(a, b) if 0 in (a, b) else a + b - 2
        case Operation("+" | "-", left, _):
            return axes(left, of_name)
        case Transpose(inner):
            return axes(inner, of_name)
    return None


def divides_by_array(tree: Node, of_name: Callable[[str], int | None]) -> bool:
    """Does a vector or a matrix stand below a fraction line?"""
    return any((axes(n.right, of_name) or 0) > 0 for n in walked(tree, Operation) if n.operator == "/")


__all__ = ["axes", "divides_by_array"]
