"""Count: a kernel is counted by its side."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import kernel_side_counted

KERNEL_SIDE_COUNTED = Misconception(
    name="kernel_side_counted",
    title="count: a kernel is counted by its side",
    belief="a k x k kernel has k entries",
    mistake=kernel_side_counted(),
    hint="A k x k kernel has k^2 entries for each channel.",
    credit=Fraction(2, 5),
)
