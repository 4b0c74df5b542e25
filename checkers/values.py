"""Numbers against the exact key: right to the digits asked, right but rounded too coarsely, or different."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from checkers.constants import exactly, floating, fraction
from checkers.readers.nested import Value
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Witness
from derivations import terms as T

SLACK = Fraction(1, 10**9)  # of a rounding unit: a half unit is allowed to be a half unit in floating point
CLOSE = Fraction(1, 10**11)  # relative; an exact form agrees so far, or it is another number
Places = tuple[int, ...]


@dataclass(frozen=True)
class Judgement:
    """A verdict on numbers; coarse: every entry is right as far as it goes, and some have too few digits."""

    verdict: AnyVerdict
    coarse: bool = False


def shape_of(value: Any) -> tuple[int, ...] | None:
    """The number of entries along each axis of nested tuples; None when they are ragged."""
    if not isinstance(value, tuple):
        return ()
    inner = {shape_of(v) for v in value}
    first = inner.pop() if len(inner) == 1 else None
    return None if first is None else (len(value), *first)


def fitted(answer: Value, expected: tuple[int, ...]) -> Value | None:
    """The answer in the shape asked: a vector may be a row or a column, a number may stand in brackets."""
    shape = shape_of(answer)
    if shape is None or shape == expected:
        return answer if shape is not None else None
    if len(expected) <= 1 and tuple(n for n in shape if n != 1) == tuple(n for n in expected if n != 1):
        entries = tuple(v for _, v in entries_of(answer))
        return entries if expected else entries[0]
    return None


def entries_of(value: Any, at: Places = ()) -> Iterator[tuple[Places, Any]]:
    """Every entry with its place, counted from 1."""
    if isinstance(value, tuple):
        for k, v in enumerate(value, 1):
            yield from entries_of(v, (*at, k))
    else:
        yield at, value


def decide_values(answer: Value, key: Any, digits: int, name: str) -> Judgement:
    """Compare nested lists of numbers with the exact entries, to so many significant digits."""
    expected, shape = shape_of(key) or (), shape_of(answer)
    fit = fitted(answer, expected)
    if fit is None:
        sentence = f"{name} has {shaped(expected)}; the answer has {shaped(shape)}"
        return Judgement(Different(Witness(shaped(shape), shaped(expected), sentence)))
    pairs = [(at, term, exact) for (at, term), (_, exact) in zip(entries_of(fit), entries_of(key))]
    scale = max((abs(rational(e)) for _, _, e in pairs), default=Fraction(1)) or Fraction(1)
    outcomes = [(at, term, exact, compared(term, exact, digits, scale)) for at, term, exact in pairs]
    if any(outcome == "undecided" for _, _, _, outcome in outcomes):
        return Judgement(Undecided("a number in the answer is too large to be worked out"))
    for wanted in ("different", "coarse"):
        for at, term, exact, outcome in outcomes:
            if outcome == wanted:
                sentence = sentence_of(name, at, term, exact, digits, wanted)
                return Judgement(
                    Different(Witness(spelled(term, digits), decimal_text(exact, digits), sentence, {}, at)),
                    wanted == "coarse",
                )
    found = {outcome for _, _, _, outcome in outcomes}
    if found == {"proved"}:
        return Judgement(Equal("exactly equal"))
    if "rounded" in found:
        return Judgement(Equal(f"right to {digits} significant digits"))
    return Judgement(Equal("equal to 11 significant digits"))


def compared(term: T.Term, exact: Any, digits: int, scale: Fraction) -> str:
    """One entry: proved, close, rounded, coarse or different."""
    own, right = fraction(term), rational(exact)
    if own is not None and exact.is_Rational and own == right:
        return "proved"
    number = own
    if number is None:
        try:
            approximate = floating(term)
        except OverflowError:
            return "undecided"
        if approximate is None:
            return "different"
        number = Fraction(approximate)
    gap = abs(number - right)
    if gap <= CLOSE * (abs(right) or scale):
        if own is None:
            mine = exactly(term)
            if mine is not None and mine == exact:
                return "proved"
        return "close"
    if right == 0:
        return "different"
    half = unit_of(right, digits) / 2
    if gap <= half * (1 + SLACK):
        return "rounded"
    decimals = decimals_of(own)
    if decimals:
        unit = Fraction(1, 10**decimals)
        significant = exponent_of(right) + 1 + decimals
        if gap < unit and 2 * half <= unit and significant >= min(2, digits):
            return "coarse"
    return "different"


def agrees(answer: Value, key: Any, right: Any, digits: int) -> bool:
    """Is the answer this (wrong) key, within the digits shown, and can it be told from the right key with them?"""
    shape = shape_of(key) or ()
    fit = fitted(answer, shape)
    if fit is None or shape != (shape_of(right) or ()):
        return False
    told = False
    for (_, term), (_, wrong), (_, true) in zip(entries_of(fit), entries_of(key), entries_of(right)):
        number = fraction(term)
        if number is None:
            approximate = floating(term)
            if approximate is None:
                return False
            number = Fraction(approximate)
        a, b = rational(wrong), rational(true)
        tolerance = unit_of(a, digits) / 2 if a else CLOSE
        decimals = decimals_of(fraction(term))
        if decimals:
            tolerance = max(tolerance, Fraction(1, 2 * 10**decimals))
        if abs(number - a) > tolerance * (1 + SLACK):
            return False
        told = told or abs(a - b) > 2 * tolerance
    return told


# ------------------------------------------------------------------ digits


def rational(exact: Any) -> Fraction:
    """An exact SymPy number as a fraction, right to 40 digits."""
    if exact.is_Rational:
        return Fraction(int(exact.p), int(exact.q))
    return Fraction(str(exact.evalf(40)))


def exponent_of(number: Fraction) -> int:
    """The place of the first significant digit: 0 for 1 to 9.99, -1 for 0.1."""
    guess = math.floor(math.log10(abs(number.numerator)) - math.log10(number.denominator))
    for e in (guess + 1, guess, guess - 1):
        if abs(number) >= Fraction(10) ** e:
            return e
    return guess


def unit_of(number: Fraction, digits: int) -> Fraction:
    """One unit of the last of so many significant digits."""
    return Fraction(10) ** (exponent_of(number) - digits + 1)


def decimals_of(number: Fraction | None) -> int:
    """How many digits stand after the point of a number that ends; 0 for any other."""
    if number is None:
        return 0
    for k in range(1, 31):
        if 10**k % number.denominator == 0:
            return k if number.denominator != 1 else 0
    return 0


# ------------------------------------------------------------------ sentences


def shaped(shape: tuple[int, ...] | None) -> str:
    if shape is None:
        return "rows of different lengths"
    if not shape:
        return "one number"
    return f"{' x '.join(map(str, shape))} entries"


def entry_name(name: str, at: Places) -> str:
    return f"{name}[{','.join(map(str, at))}]" if at else name


def decimal_text(exact: Any, digits: int) -> str:
    """The number to so many significant digits, a whole number as it is."""
    if exact.is_Integer:
        return str(exact)
    return f"{float(exact):.{digits}g}"


def spelled(term: T.Term, digits: int) -> str:
    number = floating(term)
    if number is None:
        return "not a finite number"
    text = f"{number:.{digits}g}"
    exact = fraction(term)
    return text if exact is None or Fraction(text) == exact or not decimals_of(exact) else f"{number:.15g}"


def sentence_of(name: str, at: Places, term: T.Term, exact: Any, digits: int, outcome: str) -> str:
    yours, right = spelled(term, digits), decimal_text(exact, digits)
    if outcome == "coarse":
        return f"{entry_name(name, at)} is given as {yours}, and {digits} significant digits are asked"
    return f"{entry_name(name, at)} is {yours} in the answer; expected {right}"
