"""Indices: the place in the window is one off."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import counted_from_zero

WINDOW_OFF_BY_ONE = Misconception(
    name="window_off_by_one",
    title="indices: the place in the window is one off",
    belief="positions are counted from 0 in one place and from 1 in another",
    mistake=counted_from_zero(),
    hint="Check the first entry: with indices from 1, position i and offset r meet at i + r - 1.",
    credit=Fraction(3, 5),
)
