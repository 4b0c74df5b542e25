"""Lists in matrix products: behind a column a list is a row, in front of a row it is a column."""

from __future__ import annotations

from dataclasses import replace

from checkers.algebra.tree import Node, Operation, Rows, Transpose
from checkers.algebra.values import Value


def as_lines(a: Value, b: Value, node: Operation) -> tuple[Value, Value]:
    """The factors of a product of matrices, with a list as the row or column that fits beside the other factor.

    [0.5; -1] [2, 3, 4] is an outer product. Two vectors of one length stay what they are, unless the list is written
    out: a transpose that is missing is not put in. `*` can be a product entry by entry as well, and `@` is that of
    programs: there a list is a row only where it is written as one, [2 3 4], or behind a column that is, [0.5; -1].
    """
    if is_list(b) and is_column(a) and (a.axes == 2 or a.shape != b.shape or written(node.right)):
        if node.operator in (" ", ".") or spaced(node.right) or (node.operator == "*" and upright(node.left)):
            return a, replace(b, row=True)
    if is_list(a) and is_row(b) and (b.axes == 2 or a.shape != b.shape) and a.shape != (1,):
        if node.operator in (" ", "."):
            return replace(a, row=False), b
    return a, b


def is_list(v: Value) -> bool:
    """Is it a vector that is neither a row nor a column?"""
    return v.axes == 1 and v.row is None and not any(v.stretch) and v.shape != (1,)


def is_column(v: Value) -> bool:
    return not any(v.stretch) and ((v.axes == 1 and v.row is False) or (v.axes == 2 and v.shape[1] == 1))


def is_row(v: Value) -> bool:
    return not any(v.stretch) and ((v.axes == 1 and v.row is True) or (v.axes == 2 and v.shape[0] == 1))


def written(node: Node) -> bool:
    """Is the list written out here?"""
    return isinstance(node, Rows)


def spaced(node: Node) -> bool:
    """Is it a row of MATLAB, [2 3 4], without commas?"""
    return isinstance(node, Rows) and node.spaced


def upright(node: Node) -> bool:
    """Is it a column that is written as one: [a; b], [[a], [b]], [a b]', (a, b)^T?"""
    if isinstance(node, Transpose):
        return isinstance(node.operand, Rows)
    return isinstance(node, Rows) and (not node.flat or all(isinstance(c, Rows) for c in node.cells))
