"""Nested lists of terms, entry by entry."""

from __future__ import annotations

from collections.abc import Callable

from checkers.readers.syntax import Array, Node, ReadingError
from checkers.readers.whole import walked
from derivations import terms as T

Value = T.Term | tuple["Value", ...]


def has_array(node: Node) -> bool:
    return any(isinstance(n, Array) for n in walked(node))


def negated(t: T.Term) -> T.Term:
    """Minus the term; the sign goes into a leading number."""
    first, *rest = T.factors_of(t)
    return T.product([T.Number(-first.value), *rest] if isinstance(first, T.Number) else [T.MINUS_ONE, first, *rest])


def mapped(f: Callable[..., T.Term], value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(mapped(f, v) for v in value)
    return f(value)


def paired(f: Callable[..., T.Term], left: Value, right: Value, start: int) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return tuple(paired(f, a, b, start) for a, b in zip(left, right))
    if isinstance(left, tuple) or isinstance(right, tuple):
        raise ReadingError("these two lists have different shapes", start)
    return f(left, right)


def transposed(value: Value, start: int) -> Value:
    if isinstance(value, tuple):
        rows = [row for row in value if isinstance(row, tuple)]
        if not rows:
            return value
        if len(rows) == len(value) and len({len(row) for row in rows}) == 1:
            return tuple(zip(*rows))
    raise ReadingError("only a list or a matrix is transposed", start)
