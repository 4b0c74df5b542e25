"""Domains of quantities, as a course states them: "nonzero real", "(0, 1)", "positive integer", "{0, 1}", "1..n"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from checkers.algebra.properties import PROPERTIES, in_one_word, together

INFINITY = float("inf")
LONGEST = 1_000  # characters of a domain
NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+|∞|inf(?:inity)?|\\infty|pi)"
INTERVAL = re.compile(rf"^([(\[\]])\s*({NUMBER})\s*[,;]\s*({NUMBER})\s*([)\]\[])$")
RANGE = re.compile(r"^(-?\d+|[A-Za-z]\w*)\s*(?:\.\.+|to|\\dots|,\s*\.\.+\s*,|-|–)\s*(-?\d+|[A-Za-z]\w*)$")
BOUND = re.compile(rf"^(>=|<=|>|<|≥|≤|\\ge|\\le)\s*({NUMBER})$")
ENTRIES = re.compile(
    r"^(?:(?:(?:vector|matrix|array) )?(?:(?:of|with) )?(?:all )?(?:entries|elements|components)|reals?|real numbers?"
    r"|in|∈|\\in)\s*(?:in|from|between|,|:|∈|\\in)?\s*([(\[{><≥≤].*)$",
    re.IGNORECASE,
)
SET = re.compile(r"^\{(.*)\}$")
WORDS = {
    "strictly": "", "numbers": "", "number": "", "a": "", "an": "", "any": "", "scalar": "", "value": "", "values": "",
    "in": "", "ℝ": "real", "reals": "real", "r": "real", "\\mathbb{r}": "real", "float": "real", "non-zero": "nonzero",
    "non-negative": "nonnegative", "non-positive": "nonpositive", "naturals": "natural", "integers": "integer",
    "int": "integer", "whole": "integer", "even": "even", "odd": "odd", "ints": "integer", "ℕ": "natural",
    "ℤ": "integer", "vector": "", "matrix": "", "symmetric": "symmetric", "entries": "", "of": "", "with": "",
    "bool": "binary", "boolean": "binary", "bit": "binary", "prob": "probability", "probabilities": "probability",
    "is": "", "are": "", "be": "", "the": "", "all": "", "vectors": "", "matrices": "",
    "has": "", "have": "", "and": "", "valued": "", "real-valued": "", "scalars": "", "constant": "", "parameter": "",
}  # fmt: skip


class DomainError(ValueError):
    """A domain that is not read: the sentence says what would be."""


@dataclass(frozen=True)
class Domain:
    """low and high with whether they belong to it; whole: integers only; zero: may it be 0; chosen: a finite set.

    shape: a property of the whole quantity, one of those in properties.py, such as "simplex" or "symmetric", or "".
    ends: names of sizes for the first and last value of an index, where they are no numbers.
    """

    low: float = -INFINITY
    high: float = INFINITY
    closed_low: bool = True
    closed_high: bool = True
    whole: bool = False
    zero: bool = True
    chosen: tuple[float, ...] = ()
    shape: str = ""
    ends: tuple[str, str] = ("", "")
    declared: bool = True

    def contains(self, x: float) -> bool:
        """Is the number in the domain?"""
        if self.chosen:
            return x in self.chosen
        above = x >= self.low if self.closed_low else x > self.low
        below = x <= self.high if self.closed_high else x < self.high
        return above and below and (self.zero or x != 0) and (not self.whole or x == int(x))

    def contain(self, values: Any) -> Any:
        """Which of the numbers are in the domain?"""
        return np.vectorize(self.contains, otypes=[bool])(values) if values.size else np.ones(values.shape, dtype=bool)

    def draw(self, rng: Any, shape: tuple[int, ...]) -> Any:
        """Random members: ordinary ones, small ones, large ones."""
        u = rng.random(shape)
        kind = rng.random(shape)
        if self.chosen:
            return np.asarray(self.chosen, dtype=np.float64)[(u * len(self.chosen)).astype(int)]
        if self.whole:
            low = self.low if self.low > -INFINITY else (-5 if self.high == INFINITY else self.high - 8)
            high = self.high if self.high < INFINITY else max(low + 6, 5)
            low, high = low + (not self.closed_low), high - (not self.closed_high)
            found = np.floor(low + u * (high - low + 1))
            return np.where((found == 0) & (not self.zero), max(low, 1), found)
        if self.low > -INFINITY and self.high < INFINITY:
            width = self.high - self.low
            near = np.where(kind < 0.08, 0.02 * u, np.where(kind > 0.92, 1 - 0.02 * u, 0.02 + 0.96 * u))
            return self.low + width * near
        if self.low > -INFINITY or self.high < INFINITY:
            size = np.where(kind < 0.6, 0.1 + 2.4 * u, np.where(kind < 0.9, 0.05 + 7 * u, 0.001 + 0.1 * u))
            return self.low + size if self.low > -INFINITY else self.high - size
        size = np.where(kind < 0.6, 0.05 + 2 * u, np.where(kind < 0.9, 0.05 + 6 * u, 0.003 + 0.1 * u))
        return size * np.where(rng.random(shape) < 0.5, -1.0, 1.0)

    def stretched(self, values: Any, factor: float) -> Any:
        """Members farther from 0, or from their one end, by the factor; what has two ends, or steps, stays."""
        if factor == 1 or self.whole or self.chosen or self.shape or (self.low > -INFINITY and self.high < INFINITY):
            return values
        end = self.low if self.low > -INFINITY else self.high if self.high < INFINITY else 0.0
        return end + (values - end) * factor

    def special(self, rng: Any, shape: tuple[int, ...]) -> Any:
        """Members at which conventions show: 0, 1, -1, and ends that belong to it; many are equal to each other."""
        listed = [x for x in (0.0, 1.0, -1.0, 2.0, self.low, self.high) if abs(x) < INFINITY and self.contains(x)]
        if not listed:
            return self.draw(rng, shape)
        weights = np.array([3.0 if x == 0 else 1.0 for x in listed])
        return rng.choice(np.asarray(listed), size=shape, p=weights / weights.sum())


ANY = Domain(declared=False, zero=False)


def read_domain(text: str) -> Domain:
    """The domain that a text states. Raises DomainError."""
    if len(text) > LONGEST:
        raise DomainError(f"a domain of {len(text)} characters is not read; {LONGEST} are enough for one")
    said = " ".join(text.replace("\\,", " ").replace("−", "-").split()).strip().rstrip(".")
    said, whole = in_one_word(said), False
    if m := re.match(
        r"^(integers?|int|whole numbers?|index|indices)(?![a-z])\s*(?:in|from|between|,|:|∈|\\in)?\s*(.+)$", said, re.I
    ):
        whole, said = True, m[2].strip()
    elif m := ENTRIES.match(said):
        said = m[1].strip()
    if m := INTERVAL.match(said):
        return Domain(_end(m[2]), _end(m[3]), m[1] == "[", m[4] == "]", whole)
    if m := BOUND.match(said):
        x = _end(m[2])
        strict = m[1] in "<>"
        if m[1] in (">", ">=", "≥", "\\ge"):
            return Domain(low=x, closed_low=not strict, whole=whole)
        return Domain(high=x, closed_high=not strict, whole=whole)
    if m := SET.match(said):
        inside = m[1].strip("\\ ")
        if r := RANGE.match(re.sub(r",\s*(?:\.\.\.|\\l?dots|…)\s*,", "..", inside)):
            return _range(r)
        try:
            return Domain(chosen=tuple(_end(x.strip("\\ ")) for x in inside.split(",")))
        except ValueError:
            raise DomainError(f"the set {text!r} is not read; {{0, 1}} and {{1, ..., n}} are") from None
    if (m := RANGE.match(said)) and not (m[1].isalpha() and m[2].isalpha() and min(len(m[1]), len(m[2])) > 1):
        return _range(m)
    return _in_words(said, whole, text)


def _range(m: re.Match[str]) -> Domain:
    ends = tuple("" if e.lstrip("-").isdigit() else e for e in (m[1], m[2]))
    low = float(m[1]) if not ends[0] else 1.0
    high = float(m[2]) if not ends[1] else INFINITY
    return Domain(low, high, whole=True, ends=(ends[0], ends[1]))


def _end(word: str) -> float:
    word = word.replace("−", "-").strip()
    if word.strip("+-") in ("∞", "inf", "infinity", "\\infty"):
        return -INFINITY if word.startswith("-") else INFINITY
    return float(np.pi) if word == "pi" else float(word)


def _in_words(said: str, whole: bool, text: str) -> Domain:
    low, high, closed_low, closed_high, zero, shape = -INFINITY, INFINITY, True, True, True, ""
    chosen: tuple[float, ...] = ()
    ends = ("", "")
    for raw in re.split(r"[\s,]+", said.lower()):
        word = WORDS.get(raw, raw)
        match word:
            case "" | "real" | "finite":
                pass
            case "positive" | "natural":
                low, closed_low = 0.0, False
                whole = whole or word == "natural"
            case "negative":
                high, closed_high = 0.0, False
            case "nonnegative":
                low = 0.0
            case "nonpositive":
                high = 0.0
            case "nonzero":
                zero = False
            case "integer" | "index":
                whole = True
            case "probability":
                low, high, closed_low, closed_high = 0.0, 1.0, False, False
            case "binary":
                chosen = (0.0, 1.0)
            case _ if word in PROPERTIES:
                both = together(word, shape)
                if both is None:
                    raise DomainError(f"values that are {shape} and {word} at once are not drawn")
                shape = both
            case _:
                raise DomainError(
                    f"the domain {text!r} is not read; 'real', 'nonzero real', 'positive integer', '(0, 1)', "
                    "'{0, 1}' and '1..n' are"
                )
    return Domain(low, high, closed_low, closed_high, whole, zero, tuple(chosen), shape, ends)
