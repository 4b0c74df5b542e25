"""Numbers against the exact key: right to the digits asked, right but rounded too coarsely, or different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.numbers import MANY_DIGITS
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table
from checkers.algebra.values import NoValue, Unsure, identity, scalar
from checkers.algebra.world import World
from checkers.answers.reading import Reading
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable, Witness

Places = tuple[int, ...]
SLACK = "1e-9"  # of a rounding unit: a half unit is allowed to be a half unit in floating point
CLOSE, SAME = "1e-11", "1e-40"  # relative; an exact form agrees so far, or it is another number
MAX_DECIMALS = 30


@dataclass(frozen=True)
class Judgement:
    """A verdict on numbers; coarse: every entry is right as far as it goes, and some have too few digits."""

    verdict: AnyVerdict
    coarse: bool = False


@dataclass(frozen=True)
class Asked:
    """How near numbers have to be: so many significant digits, or a greatest distance; ignored: a row may stand for a
    column."""

    digits: int = 4
    tolerance: Fraction | None = None
    ignored: bool = True


@dataclass(frozen=True)
class Numbers:
    """The entries of an answer in sixty digits, the last axis fastest."""

    shape: tuple[int, ...]
    entries: tuple[Any, ...]

    @cached_property
    def floats(self) -> tuple[float, ...]:
        return tuple(float(x) for x in self.entries)

    @cached_property
    def decimals(self) -> tuple[int, ...]:
        """How many digits stand after the point of each number that ends; 0 for any other."""
        return tuple(map(decimals_of, self.entries))

    def fitted(self, expected: tuple[int, ...], ignored: bool = True) -> Numbers | None:
        """The answer in the shape asked: a vector may be a row or a column, a number may stand in brackets.

        ignored: it does not matter which; else a list or a column stands for a vector.
        """
        if self.shape == expected:
            return self
        if not ignored and len(expected) == 1 and self.shape == (1, *expected) and expected != (1,):
            return None
        line = [n for n in self.shape if n != 1] == [n for n in expected if n != 1]
        return replace(self, shape=expected) if line and len(expected) <= 1 else None


def numbers(reading: Reading, known: Mapping[str, Fraction]) -> Numbers:
    """The numbers that an answer gives, with names of known value. Raises NoValue, Unsure, Ambiguous."""
    mp = MANY_DIGITS.context
    values = {n: scalar(np.array([mp.mpf(v.numerator) / v.denominator], dtype=object)) for n, v in known.items()}
    scope = Scope(np.zeros(1, dtype=np.int64)).with_local(values)
    value = Evaluator(Table(), World(0, 0, 1, 0), MANY_DIGITS, reading.numpy).value(reading.tree, scope)
    if value.eye:
        value = identity(value, 1)
    return Numbers(value.shape, tuple(value.data.reshape(-1)))


def right_numbers(key: Any) -> Numbers:
    """Exact nested entries in sixty digits."""
    return Numbers(shape_of(key), tuple(exactly(v) for _, v in entries_of(key)))


def exactly(value: Any) -> Any:
    """An exact SymPy number in sixty digits."""
    mp = MANY_DIGITS.context
    if value.is_Rational:
        return mp.mpf(int(value.p)) / int(value.q)
    return mp.mpf(str(value.evalf(mp.dps + 5)))


def decide_numbers(answer: Numbers, right: Numbers, asked: Asked, name: str) -> Judgement:
    """Compare the entries with the exact ones, as near as is asked."""
    digits = asked.digits
    fit = answer.fitted(right.shape, asked.ignored)
    if fit is None:
        sentence = f"{name} has {shaped(right.shape)}; the answer has {shaped(answer.shape)}"
        return Judgement(Different(Witness(shaped(answer.shape), shaped(right.shape), sentence)))
    mp = MANY_DIGITS.context
    scale = max((abs(r) for r in right.entries), default=mp.mpf(1)) or mp.mpf(1)
    outcomes = [
        compared(x, r, d, digits, scale, asked.tolerance)
        for x, r, d in zip(fit.entries, right.entries, fit.decimals, strict=True)
    ]
    if "undecided" in outcomes:
        return Judgement(Undecided("a number in the answer is too large to be worked out"))
    for wanted in ("different", "coarse"):
        for k, outcome in enumerate(outcomes):
            if outcome == wanted:
                x, r, at = fit.entries[k], right.entries[k], place(k, right.shape)
                sentence = sentence_of(name, at, x, r, fit.decimals[k], digits, wanted)
                witness = Witness(spelled(x, fit.decimals[k], digits), decimal_text(r, digits), sentence, {}, at)
                return Judgement(Different(witness), wanted == "coarse")
    if set(outcomes) == {"same"}:
        return Judgement(Equal("equal to forty significant digits"))
    if "rounded" in outcomes:
        near = f"to {digits} significant digits" if asked.tolerance is None else f"within {float(asked.tolerance):g}"
        return Judgement(Equal(f"right {near}"))
    return Judgement(Equal("equal to 11 significant digits"))


def compared(x: Any, right: Any, decimals: int, digits: int, scale: Any, tolerance: Fraction | None = None) -> str:
    """One entry: same, close, rounded, coarse or different; tolerance: takes the place of the digits."""
    mp = MANY_DIGITS.context
    if not mp.isfinite(x):
        return "different" if mp.isnan(x) else "undecided"
    gap = abs(x - right)
    if gap <= mp.mpf(SAME) * (abs(right) or scale):
        return "same"
    if gap <= mp.mpf(CLOSE) * (abs(right) or scale):
        return "close"
    if tolerance is not None:
        return "rounded" if gap <= MANY_DIGITS.number(tolerance) * (1 + mp.mpf(SLACK)) else "different"
    if right == 0:
        return "different"
    half = unit_of(right, digits) / 2
    if gap <= half * (1 + mp.mpf(SLACK)):
        return "rounded"
    if decimals:
        unit = mp.mpf(10) ** -decimals
        significant = exponent_of(right) + 1 + decimals
        if gap < unit and 2 * half <= unit and significant >= min(2, digits):
            return "coarse"
    return "different"


def agrees(answer: Numbers, key: Numbers, right: Numbers, digits: int) -> bool:
    """Is the answer this (wrong) key, within the digits shown, and can it be told from the right key with them?"""
    fit = answer.fitted(key.shape)
    if fit is None or key.shape != right.shape:
        return False
    mp = MANY_DIGITS.context
    told = False
    for x, a, b, decimals in zip(fit.entries, key.entries, right.entries, fit.decimals, strict=True):
        tolerance = unit_of(a, digits) / 2 if a else mp.mpf(CLOSE)
        if decimals:
            tolerance = max(tolerance, mp.mpf(10) ** -decimals / 2)
        if not mp.isfinite(x) or abs(x - a) > tolerance * (1 + mp.mpf(SLACK)):
            return False
        told = told or abs(a - b) > 2 * tolerance
    return told


# ------------------------------------------------------------------ whole numbers


def decide_count(answer: Numbers, total: int, square: bool = False) -> AnyVerdict:
    """One whole number; square: rows by columns may be given for the width."""
    mp = MANY_DIGITS.context
    if len(answer.entries) != 1:
        return Unreadable("a count is one whole number", 0)
    got = answer.entries[0]
    if not mp.isfinite(got):
        return Unreadable("a count is a whole number, or a sum and product of whole numbers", 0)
    if got == total:
        return Equal("the same whole number")
    if square and got == total**2:
        return Equal("rows by columns of the square")
    whole = bool(mp.isint(got))
    shown = f"{int(got):,}" if whole and abs(got) < 10**30 else mp.nstr(got, 6)
    off = f", off by {mp.nstr(abs(got - total), 15).removesuffix('.0')}" if whole else ", which is not a whole number"
    return Different(Witness(shown, f"{total:,}", f"the answer is {shown}; expected {total:,}{off}"))


# ------------------------------------------------------------------ digits


def shape_of(value: Any) -> tuple[int, ...]:
    """The number of entries along each axis of nested tuples."""
    return (len(value), *shape_of(value[0])) if isinstance(value, tuple) else ()


def entries_of(value: Any, at: Places = ()) -> Iterator[tuple[Places, Any]]:
    """Every entry with its place, counted from 1."""
    if isinstance(value, tuple):
        for k, v in enumerate(value, 1):
            yield from entries_of(v, (*at, k))
    else:
        yield at, value


def place(k: int, shape: tuple[int, ...]) -> Places:
    """The place of entry k, counted from 1."""
    return tuple(int(i) + 1 for i in np.unravel_index(k, shape)) if shape else ()


def exponent_of(number: Any) -> int:
    """The place of the first significant digit: 0 for 1 to 9.99, -1 for 0.1."""
    mp = MANY_DIGITS.context
    return int(mp.floor(mp.log10(abs(number)) + mp.mpf("1e-50")))


def unit_of(number: Any, digits: int) -> Any:
    """One unit of the last of so many significant digits."""
    return MANY_DIGITS.context.mpf(10) ** (exponent_of(number) - digits + 1)


def decimals_of(number: Any) -> int:
    """How many digits stand after the point of a number that ends; 0 for a whole number and any other."""
    mp = MANY_DIGITS.context
    if not mp.isfinite(number) or abs(number) > mp.mpf(10) ** 20:
        return 0
    if number == mp.nint(number):
        return 0
    scaled = number
    for k in range(1, MAX_DECIMALS + 1):
        scaled = scaled * 10
        if abs(scaled - mp.nint(scaled)) <= mp.mpf(10) ** (k - 50):
            return k
    return 0


# ------------------------------------------------------------------ sentences


def shaped(shape: tuple[int, ...]) -> str:
    return f"{' x '.join(map(str, shape))} entries" if shape else "one number"


def entry_name(name: str, at: Places) -> str:
    return f"{name}[{','.join(map(str, at))}]" if at else name


def decimal_text(exact: Any, digits: int) -> str:
    """The number to so many significant digits, a whole number as it is."""
    mp = MANY_DIGITS.context
    return str(int(exact)) if mp.isint(exact) else f"{float(exact):.{digits}g}"


def spelled(x: Any, decimals: int, digits: int) -> str:
    if not MANY_DIGITS.context.isfinite(x):
        return "not a finite number"
    text = f"{float(x):.{digits}g}"
    return text if not decimals or float(text) == float(x) else f"{float(x):.15g}"


def sentence_of(name: str, at: Places, x: Any, right: Any, decimals: int, digits: int, outcome: str) -> str:
    yours, expected = spelled(x, decimals, digits), decimal_text(right, digits)
    if outcome == "coarse":
        return f"{entry_name(name, at)} is given as {yours}, and {digits} significant digits are asked"
    return f"{entry_name(name, at)} is {yours} in the answer; expected {expected}"


__all__ = ["Ambiguous", "NoValue", "Unsure"]
