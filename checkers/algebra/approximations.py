"""What `\\approx` says: two numbers agree to the digits that are shown; two formulas are close, and no more.

`\\ln 1.2 \\approx 0.2 - 0.02` breaks a series off, `e_{k+1} \\approx c e_k^2` holds in the limit, and
`\\sqrt 7 \\approx 3` rounds to a whole number. None of them is an equation.
"""

from __future__ import annotations

import re
from typing import Any

from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import numeric
from checkers.algebra.reading import Side
from checkers.algebra.tree import Apply, Big, Entry, Name, Negative, Node, Number, Operation, Rows, walked
from checkers.algebra.worked_values import value_of

NEAR = "≈"
CLOSE = "≈ says that both sides are close, and not how close"
FACTOR = 2  # beyond it, or with another sign, nothing is close
MENDED = 0.1  # of the error may be left where a sign is put right
VALUE = r"(-?[\d.]+(?:e[+-]?\d+)?)"
VALUES = re.compile(rf"(?:yours|the answer) is {VALUE}[,;] expected {VALUE}")
SUM = ("+", "-")
Link = tuple[Side, Side, dict[str, Any]]


def judged_near(found: Judgement, left: Side, right: Side) -> Judgement:
    """The judgement of a link, taken back where `\\approx` claims less than it was judged by."""
    if right.relation != NEAR or found.verdict != "different":
        return found
    a, b = left.trees[0], right.trees[0]
    if between_formulas(a, b):
        return Judgement("undecided", CLOSE)
    values = VALUES.search(found.witness or "")
    if values is None:
        return found
    shown, expected = float(values[1]), float(values[2])
    if whole(b) is not None and abs(expected - shown) <= 0.5 * float(whole(b) or 1):
        return Judgement("equal", "rounded to a whole number")
    return Judgement("undecided", CLOSE) if loose(a, b) and close(b, expected, shown) else found


def gone_on(chain: list[Link], left: Side, right: Side, link: dict[str, Any]) -> list[Link]:
    """A chain with its next link; what follows a side that only comes near is measured against this one alone."""
    return [(right, right, link)] if link["how"] == CLOSE else [*chain, (left, right, link)]


def between_formulas(a: Node, b: Node) -> bool:
    """Are both sides formulas with quantities in them?"""
    return not (numeric(a) or numeric(b))


def loose(a: Node, b: Node) -> bool:
    """Is the right side an expression that only comes near, as a series broken off does, or 17/12 for a root?

    Where a sum stands for a sum or a fraction for a fraction, numbers were rounded on the way, and their digits count.
    """
    if not numeric(b) or plain(b):
        return False
    if not any(n.decimals for n in walked(b, Number)):
        return True  # 200/5 for 198/4.9
    if isinstance(a, (Name, Entry)):
        return False
    return kind(a) != kind(b) or bool(functions(a) - functions(b))


def plain(tree: Node) -> bool:
    """A number, or a list of numbers: 2.5, -3, 1.5 10^-3."""
    match tree:
        case Negative(operand):
            return plain(operand)
        case Rows(cells):
            return all(map(plain, cells))
        case Operation(operator, Number() as n, Operation("^", Number(), _)) if operator not in SUM:
            return bool(n.decimals)
    return isinstance(tree, Number)


def whole(tree: Node) -> int | None:
    """The unit of a whole number as it is rounded: 100 of 1200; None where a tree is no whole number."""
    n = tree.operand if isinstance(tree, Negative) else tree
    if not isinstance(n, Number) or n.value.denominator != 1 or n.decimals:
        return None
    digits = str(n.value)
    return int(10 ** (len(digits) - len(digits.rstrip("0")))) if n.value else 1


def kind(tree: Node) -> str:
    """Is it a sum, or a product or fraction?"""
    if isinstance(tree, Negative):
        return kind(tree.operand)
    return ("sum" if tree.operator in SUM else "product") if isinstance(tree, Operation) else "one"


def functions(tree: Node) -> set[str]:
    """The functions in a formula, and whether it has powers that are no plain ones."""
    found = {n.function for n in walked(tree, Apply)} | {"sum" for _ in walked(tree, Big)}
    powers = (n for n in walked(tree, Operation) if n.operator == "^" and not isinstance(n.right, Number))
    return found | {"^" for _ in powers}


def near(one: Any, other: Any, b: Node) -> bool:
    """Are two values, as arrays, nowhere far from each other? b: the formula of the other one."""
    if one is None or other is None or one.shape != other.shape:
        return True
    return all(close(b, float(u), float(v)) for u, v in zip(one.reshape(-1), other.reshape(-1)))


def close(b: Node, expected: float, shown: float) -> bool:
    """Can an approximation be as far off, and would no term of the other sign bring it near?"""
    if far(expected, shown):
        return False
    off = abs(shown - expected)
    return not any(abs(shown - 2 * t - expected) < MENDED * off for t in terms(b))


def terms(tree: Node, sign: int = 1) -> list[float]:
    """The values of the terms of a sum of numbers."""
    match tree:
        case Operation(operator, left, right) if operator in SUM:
            return [*terms(left, sign), *terms(right, -sign if operator == "-" else sign)]
        case Negative(operand):
            return terms(operand, -sign)
    value = value_of(tree)
    return [sign * float(value.reshape(-1)[0])] if value is not None and value.size == 1 else []


def far(expected: float, shown: float) -> bool:
    """Do two values differ by more than what a rough approximation may be off?"""
    if expected * shown <= 0:
        return abs(expected - shown) > max(abs(expected), abs(shown))  # another sign
    return not 1 / FACTOR <= shown / expected <= FACTOR


__all__ = ["NEAR", "between_formulas", "gone_on", "judged_near", "loose", "near"]
