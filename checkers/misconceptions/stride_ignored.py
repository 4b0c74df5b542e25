"""Window: its stride is taken to be 1."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import stride_one

STRIDE_IGNORED = Misconception(
    name="stride_ignored",
    title="window: its stride is taken to be 1",
    belief="a window moves on by one entry",
    mistake=stride_one(),
    hint="Window i starts at stride (i - 1) + 1.",
    credit=Fraction(2, 5),
)
