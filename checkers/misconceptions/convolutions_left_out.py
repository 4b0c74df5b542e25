"""Count: convolutions are missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import convolutions_left_out

CONVOLUTIONS_LEFT_OUT = Misconception(
    name="convolutions_left_out",
    title="count: convolutions are missing",
    belief="only fully connected layers have parameters",
    mistake=convolutions_left_out(),
    hint="Convolutions have kernels and biases: count them too.",
    credit=Fraction(1, 2),
)
