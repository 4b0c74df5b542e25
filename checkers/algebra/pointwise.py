"""Functions written without their arguments, F' = f, and the normal distribution where its density is defined."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache

from checkers.algebra.definitions import Definition
from checkers.algebra.ground import Ground
from checkers.algebra.tree import Apply, Name, Number, Operation, with_names
from checkers.algebra.worked_values import value_of

LETTER = r"[A-Za-z]|\\[A-Za-z]{2,8}"
EQUATION = re.compile(
    rf"(?<![A-Za-z\\_^{{])(?P<one>{LETTER})(?P<primes>'{{1,3}})\s?(?P<equals>&?\s?=)\s?(?P<other>{LETTER})(?P<more>'{{0,3}})"
    r"(?=\s?(?:[.,;$&]|\\q?quad|\\\\|\\text|\Z))"
)
TRIED = (Fraction(-13, 10), Fraction(0), Fraction(1, 2), Fraction(2))
CLOSE = 1e-12


def with_arguments(text: str, formulas: str) -> str:
    """F'(x) = f(x) for F' = f, where both letters are called elsewhere."""

    def called(m: re.Match[str]) -> str:
        first, second = argument(m["one"], formulas), argument(m["other"], formulas)
        if not first or not second:
            return m[0]
        return f"{m['one']}{m['primes']}({second}) {m['equals']} {m['other']}{m['more']}({second})"

    return EQUATION.sub(called, text)


@lru_cache(maxsize=64)
def argument(letter: str, formulas: str) -> str:
    """The letter in the brackets behind a letter, "" where there is none."""
    m = re.search(rf"(?<![A-Za-z\\_^{{]){re.escape(letter)}'{{0,3}}(?:\\left)?\(([a-z])(?:\\right)?\)", formulas)
    return m[1] if m else ""


def normal_distribution(ground: Ground) -> None:
    """Phi is the distribution function of the standard normal density that the document defines, if nothing else."""
    densities = [d for found in ground.functions.values() for d in found if is_density(d)]
    if densities and "Phi" not in {*ground.heads(), *ground.shapes, *ground.families}:
        x, two = Name("x"), Number(Fraction(2), "2")
        inside = Operation("/", x, Apply("sqrt", (two,)))
        body = Operation("/", Operation("+", Number(Fraction(1), "1"), Apply("erf", (inside,))), two)
        first = min(densities, key=lambda d: d.line)
        ground.functions["Phi"] = [Definition("Phi", ("x",), body, first.line, True, section=first.section)]


def is_density(d: Definition) -> bool:
    """Is it exp(-x^2 / 2) / sqrt(2 pi)?"""
    if not d.function or len(d.letters) != 1:
        return False
    for x in TRIED:
        v = value_of(with_names(d.body, {d.letters[0]: Number(x)}))
        expected = math.exp(-(float(x) ** 2) / 2) / math.sqrt(2 * math.pi)
        if v is None or v.size != 1 or abs(float(v.reshape(-1)[0]) - expected) > CLOSE:
            return False
    return True


__all__ = ["normal_distribution", "with_arguments"]
