"""Sigmoid: its derivative has the wrong sign."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_negative

SIGMOID_SLOPE_NEGATIVE = Misconception(
    name="sigmoid_slope_negative",
    title="sigmoid: its derivative has the wrong sign",
    belief="the minus of e^(-z) is left when the sigmoid is differentiated",
    mistake=slope_negative("sigmoid"),
    hint="Two minus signs meet, of the reciprocal and of e^(-z): the sigmoid grows, and s (1 - s) is positive.",
    credit=Fraction(1, 2),
)
