"""A formula again with the numbers put in that some of its quantities have: L = -log p because t = 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from checkers.algebra.as_numbers import Unfit, numbers_for
from checkers.algebra.definitions import Definition
from checkers.algebra.table import CONSTANTS
from checkers.algebra.tree import Node, Number, names_in, with_names
from checkers.algebra.worked_values import value_of

POINTS = ((3, 5, 2, 7, 4, 6), (7, 2, 9, 4, 1, 8), (15, 26, 11, 19, 31, 23), (-4, 7, -9, 3, -2, 5))  # tenths
ENOUGH, CLOSE = 2, 1e-9


def at_the_numbers(old: Node, new: Node, given: Mapping[str, Sequence[Definition]], line: int) -> bool:
    """Does the new formula give what the old one gives with the values of the quantities that it does not read?"""
    missing = names_in(old) - names_in(new) - CONSTANTS
    values: dict[str, Node] = {}
    for name in missing:
        before = [d for d in given.get(name, ()) if d.line <= line and isinstance(d.body, Number)]
        if not before:
            return False
        values[name] = before[-1].body
    free = sorted((names_in(old) | names_in(new)) - missing - CONSTANTS)
    if not missing or len(free) > len(POINTS[0]) or not names_in(new) - CONSTANTS <= names_in(old):
        return False
    try:
        first, second = numbers_for(old), numbers_for(new)
    except Unfit:
        return False
    alike = []
    for tenths in POINTS:
        point = values | {n: Number(Fraction(k, 10), "") for n, k in zip(free, tenths)}
        a, b = value_of(with_names(first, point)), value_of(with_names(second, point))
        if a is not None and b is not None and a.size == b.size == 1:
            alike.append(abs(float(a.reshape(-1)[0]) - float(b.reshape(-1)[0])) < CLOSE)
    return len(alike) >= ENOUGH and all(alike)
