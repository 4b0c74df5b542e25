"""Slips with the digits of a number: two exchanged, one another, the point elsewhere, one off, no whole number."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite

import numpy as np

from checkers.algebra.decide import Judgement
from checkers.algebra.question import Question
from checkers.algebra.slips.products import constant
from checkers.algebra.tree import Node, Number, walked

MOST_DECIMALS = 20
NEAR = 0.2  # how far off, as a part of the right number, a slip in a calculation may lead


def slips_of_digits(question: Question, tree: Node, found: Judgement) -> list[str]:
    """The names of slips that lead from the right number to the answer."""
    if found.got is None or found.wanted is None or len(found.got) != len(found.wanted):
        return []
    if any(np.ndim(x) for x in (found.got[0], found.wanted[0])):  # values at points: the answer names a quantity
        return []
    if len(found.got) > 1:
        right = [abs(x - y) <= 1e-4 * (1 + abs(y)) for x, y in zip(found.got, found.wanted)]
        return ["entry_wrong", "arithmetic_slip"] if sum(right) > len(right) / 2 else []
    x, y = float(found.got[0]), float(found.wanted[0])
    if not (isfinite(x) and isfinite(y)):
        return []
    names: list[str] = []
    if question.context.integer and x != round(x):
        names.append("not_a_whole_number")
        if abs(x - y) < 1:
            names.append("rounding_forgotten")
    if y and x and _power_of_ten(x / y):
        names.append("decimal_slip")
    value = constant(tree)
    if value is not None and y == round(y) and x == round(x):
        if abs(x - y) == 1:
            names.append("offset_by_one")
        if digits_slip(int(x), int(y)):
            names.append("arithmetic_slip")
        if abs(y) >= 1000 and int(x) % 100 == 0 and _rounded(int(x), int(y)):
            names.insert(0, "rounded_too_coarsely")
    shown = [n.decimals for n in walked(tree, Number) if n.decimals]
    places = shown[0] if shown and abs(x) + abs(y) < 1e12 else MOST_DECIMALS + 1
    if places <= MOST_DECIMALS and digits_slip(round(abs(x) * 10**places), round(abs(y) * 10**places)):
        names.append("arithmetic_slip")
    if y and abs(x - y) <= NEAR * abs(y):
        names.append("arithmetic_slip")
    return names


def _power_of_ten(ratio: float) -> bool:
    return any(abs(ratio / 10.0**k - 1) < 1e-3 for k in range(-9, 10) if k)


def relations(tree: Node, found: Judgement) -> list[str]:
    """What is forgotten, where a simple function of the answer is the right number: a slope, a root, a square."""
    if found.got is None or found.wanted is None or len(found.got) != 1 or np.ndim(found.got[0]):
        return []
    x, y = float(found.got[0]), float(found.wanted[0])
    if not (isfinite(x) and isfinite(y)):
        return []
    slack = 4 * shown_slack(tree) + 1e-6 * abs(y)
    made = {
        "sigmoid_derivative_forgotten": x * (1 - x) if 0 < x < 1 else None,
        "tanh_derivative_forgotten": 1 - x * x if abs(x) < 1 else None,
        "square_forgotten": 1 - (1 - x) ** 2 if 0 < x < 1 else None,
        "root_forgotten": x**0.5 if x > 0 else None,
        "square_factor_forgotten": 2 * x,
        "reciprocal": 1 / x if x else None,
    }
    return [name for name, value in made.items() if value is not None and abs(value - y) <= slack]


def digits_slip(x: int, y: int) -> bool:
    """Do the two differ by one digit, or by two digits next to one another exchanged, or by one left out?"""
    a, b = str(abs(x)), str(abs(y))
    if len(a) == len(b):
        off = [k for k in range(len(a)) if a[k] != b[k]]
        return len(off) == 1 or (len(off) == 2 and a[off[0]] == b[off[1]] and a[off[1]] == b[off[0]])
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def _rounded(x: int, y: int) -> bool:
    """Is x the number y with its last digits 0, rounded or cut off?"""
    for power in range(2, len(str(abs(y)))):
        step = 10**power
        if x % step == 0 and abs(x - y) < step and Fraction(abs(x - y), abs(y)) < Fraction(1, 50):
            return True
    return False


def shown_slack(tree: Node) -> float:
    """How far a number may be off as it is written."""
    shown = [n.decimals for n in walked(tree, Number) if n.decimals]
    return 0.5000001 * 10.0 ** -min(shown) if shown else 0.0
