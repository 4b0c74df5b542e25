"""Softmax: its exponentials are missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.normalisers import without_exponentials

SOFTMAX_WITHOUT_EXPONENTIALS = Misconception(
    name="softmax_without_exponentials",
    title="softmax: its exponentials are missing",
    belief="a softmax is z divided by its sum",
    mistake=without_exponentials(),
    hint="Take e^z of every entry before dividing by the sum.",
    credit=Fraction(2, 5),
)
