"""Softmax: its denominator is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.normalisers import not_normalised

SOFTMAX_NOT_NORMALISED = Misconception(
    name="softmax_not_normalised",
    title="softmax: its denominator is missing",
    belief="a softmax is e^z",
    mistake=not_normalised(),
    hint="Divide e^z by the sum of all e^z, so that the entries sum to 1.",
    credit=Fraction(2, 5),
)
