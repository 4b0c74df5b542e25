"""What numbers alone tell of a wrong answer: a ratio, an offset, a reciprocal, a transpose, entries that are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isfinite

from checkers.misconception import Misconception
from checkers.mistakes.kinds import Mistake

TOLERANCE = 1e-9
MAX_PART = 64  # the largest denominator that a ratio is told with
PARTLY = "fingerprint/partly_right"
MAX_ALONE = 16  # numerator and denominator of a ratio that is told of a single number


@dataclass(frozen=True)
class Sample:
    """An answer and the right values at one instance, entry by entry, the last axis fastest.

    shape: the number of entries along each axis. near: how far a number may be off as it is written, entry by entry.
    """

    answer: Sequence[float]
    right: Sequence[float]
    shape: tuple[int, ...]
    near: Sequence[float] = ()

    @cached_property
    def least(self) -> float:
        """How far any two numbers may be off."""
        return TOLERANCE * max((abs(v) for v in (*self.right, *self.answer)), default=0.0)

    def off(self, k: int) -> float:
        return max(self.near[k] if self.near else 0.0, self.least)

    def same(self, values: Sequence[float]) -> bool:
        """Is the answer these values?"""
        return all(abs(a - v) <= self.off(k) for k, (a, v) in enumerate(zip(self.answer, values)))


def _finding(name: str, title: str, belief: str, hint: str, credit: Fraction) -> Misconception:
    return Misconception(f"fingerprint/{name}", title, belief, Mistake(), hint, credit)


EXCHANGED = _finding("transpose", "rows and columns are exchanged", "the matrix may be written transposed",
                     "Entry (i, j) of the answer belongs to entry (i, j) of the matrix.", Fraction(1, 2))  # fmt: skip
"""The transpose of the right answer, of another shape where the sizes differ."""


INDICES = _finding("indices", "the factors are right, and their indices are not",
                   "which entry of each quantity belongs there is another one",
                   "Where all entries of the inputs are equal your formula is right: check which entries of each input "
                   "meet which entry of the gradient from above.", Fraction(1, 2))  # fmt: skip
INDICES_AND_FACTOR = _finding("indices_and_factor", "a constant factor and the indices are others",
                              "a constant factor is lost or added, and entries are taken from other places",
                              "Follow the constant factor through the steps first; then check which entries of each "
                              "input meet which entry of the gradient from above.", Fraction(1, 4))  # fmt: skip


def by_indices(answer: Sequence[float], right: Sequence[float]) -> Misconception | None:
    """What an answer shows where all entries of each input are equal: right there, or right but for a simple factor."""
    sample = Sample(answer, right, (len(right),))
    if not all(isfinite(v) for v in (*answer, *right)) or not any(right):
        return None
    if sample.same(right):
        return INDICES
    ratio = next((Fraction(a / r).limit_denominator(16) for a, r in zip(answer, right) if r), Fraction(0))
    simple = ratio and abs(ratio.numerator) <= 16 and sample.same([float(ratio) * r for r in right])
    return INDICES_AND_FACTOR if simple else None


def fingerprints(samples: Sequence[Sample]) -> tuple[Misconception, ...]:
    """Every fingerprint that all samples show, the first kind of them; none where values are not finite."""
    if not samples or not all(isfinite(v) for s in samples for v in (*s.answer, *s.right)):
        return ()
    for look in (_ratio, _offset, _reciprocal, _transpose, _partly):
        found = look(samples)
        if found is not None:
            return (found,)
    return ()


def _ratio(samples: Sequence[Sample]) -> Misconception | None:
    """One number times the right answer, everywhere; its simplest fraction within what the answer shows."""
    largest = max(((abs(r), a / r) for s in samples for a, r in zip(s.answer, s.right) if r), default=None)
    if largest is None or not largest[1]:
        return None
    exact = Fraction(largest[1])
    shown = next((f for d in (1, 4, 16, MAX_PART) if _is(samples, f := exact.limit_denominator(d))), exact)
    entries = sum(bool(r) for s in samples for r in s.right)
    if shown == 1 or not _is(samples, shown):
        return None
    if entries < 2 and max(abs(shown.numerator), shown.denominator) > MAX_ALONE:
        return None  # any single number is some multiple of any other
    if shown == -1:
        return _finding("negative", "the sign is the wrong way round", "the answer is the negative of what it is",
                        "Everything is right but the sign: follow the minus through the steps once more.",
                        Fraction(1, 2))  # fmt: skip
    factor = str(shown) if shown.denominator <= MAX_PART else f"{float(shown):.6g}"
    return _finding("ratio", f"every entry is {factor} times what it should be", "a constant factor is another",
                    f"Look where a factor {factor} comes in, or its reciprocal is lost.", Fraction(1, 2))  # fmt: skip


def _is(samples: Sequence[Sample], ratio: Fraction) -> bool:
    return bool(ratio) and all(s.same([float(ratio) * r for r in s.right]) for s in samples)


def _offset(samples: Sequence[Sample]) -> Misconception | None:
    """One number more than the right answer, everywhere."""
    gaps = [a - r for s in samples for a, r in zip(s.answer, s.right)]
    if len(gaps) < 2 or not all(s.same([r + gaps[0] for r in s.right]) for s in samples):
        return None
    by = f"{gaps[0]:.6g}"
    return _finding("offset", f"every entry is off by {by}", "a constant is added",
                    f"Look where {by} is added that does not depend on the entry.", Fraction(2, 5))  # fmt: skip


def _reciprocal(samples: Sequence[Sample]) -> Misconception | None:
    if not all(r for s in samples for r in s.right) or not all(s.same([1 / r for r in s.right]) for s in samples):
        return None
    return _finding("reciprocal", "the answer is the reciprocal of what it should be", "the fraction is upside down",
                    "Exchange numerator and denominator.", Fraction(2, 5))  # fmt: skip


def _transpose(samples: Sequence[Sample]) -> Misconception | None:
    square = [s for s in samples if len(s.shape) == 2 and s.shape[0] == s.shape[1] > 1]
    if not square:
        return None
    for s in square:
        n = s.shape[0]
        if not s.same([s.right[n * j + i] for i in range(n) for j in range(n)]):
            return None
    return EXCHANGED


def _partly(samples: Sequence[Sample]) -> Misconception | None:
    """A part of the entries, not all of them 0, is right."""
    right = sum(bool(r) and abs(a - r) <= s.off(k) for s in samples for k, (a, r) in enumerate(zip(s.answer, s.right)))
    same = sum(abs(a - r) <= s.off(k) for s in samples for k, (a, r) in enumerate(zip(s.answer, s.right)))
    entries = sum(len(s.right) for s in samples)
    if not right or 4 * same < entries:
        return None
    return _finding("partly_right", f"{same} of {entries} entries are right", "the answer holds for a part only",
                    "Find out which entries are right, and what the others have that these lack.",
                    Fraction(1, 5))  # fmt: skip
