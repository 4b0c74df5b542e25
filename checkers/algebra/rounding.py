"""How far the value of a formula in numbers can be off because its numbers are printed rounded: 7.3891 + 2.7183."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from checkers.algebra.tree import Node, Number, walked
from checkers.algebra.worked_values import value_of

FEWEST = 2  # digits of a number that may be rounded: 0.5 and 3 are meant as they stand
LONG_NUMBER = 4  # digits of a number that is rounded, as few that are given have
MOST = 60  # numbers of a formula that are looked at


def spread(tree: Node, fewest: int = FEWEST) -> float | None:
    """The most that the value can change when every rounded number takes any value that is printed like it.

    fewest: digits of a number that may be rounded. 0 where no number is rounded; None where the formula has no value,
    or too many numbers.
    """
    rounded = [n for n in walked(tree, Number) if n.decimals and significant(n) >= fewest]
    value = value_of(tree)
    if value is None or len(rounded) > MOST:
        return None
    total = np.zeros_like(value)
    for n in rounded:
        moved = value_of(with_number(tree, n))
        if moved is None or moved.shape != value.shape:
            return None
        total = total + np.abs(moved - value)
    return float(np.max(total, initial=0.0))


def significant(n: Number) -> int:
    """The digits from the first that is not 0."""
    return len(n.text.lower().partition("e")[0].replace(".", "").lstrip("0"))


def with_number(node: Node, one: Number) -> Node:
    """The tree with this very number half a unit of its last digit larger."""
    if node is one:
        return replace(one, value=one.value + Fraction(1, 2 * 10 ** (one.decimals or 0)))
    return node.rebuild(tuple(with_number(c, one) for c in node.children)) if node.children else node
