"""Count: fully connected layers are missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import dense_left_out

DENSE_LEFT_OUT = Misconception(
    name="dense_left_out",
    title="count: fully connected layers are missing",
    belief="only convolutions have parameters",
    mistake=dense_left_out(),
    hint="Fully connected layers have a weight for each pair of input and output, and biases.",
    credit=Fraction(1, 2),
)
