"""Indices: rounded down where they are rounded up."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import floor_for_ceil

FLOOR_FOR_CEIL = Misconception(
    name="floor_for_ceil",
    title="indices: rounded down where they are rounded up",
    belief="entry d lies in window floor(d/2)",
    mistake=floor_for_ceil(),
    hint="Entries 1 and 2 lie in window 1: round d/2 up.",
    credit=Fraction(3, 5),
)
