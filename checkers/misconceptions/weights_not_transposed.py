"""Backward: the weights are not transposed."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.layout import weights_not_transposed

WEIGHTS_NOT_TRANSPOSED = Misconception(
    name="weights_not_transposed",
    title="backward: the weights are not transposed",
    belief="a gradient passes a matrix the way the input did",
    mistake=weights_not_transposed(),
    hint="On the way back the sum runs over the other index of the matrix: use its transpose.",
    credit=Fraction(1, 2),
)
