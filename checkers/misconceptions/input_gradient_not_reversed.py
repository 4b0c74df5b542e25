"""Convolution: the gradient by the input slides the wrong way."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import gradient_not_reversed

INPUT_GRADIENT_NOT_REVERSED = Misconception(
    name="input_gradient_not_reversed",
    title="convolution: the gradient by the input slides the wrong way",
    belief="the gradient by the input is a correlation as well",
    mistake=gradient_not_reversed(),
    hint="Solve p + r - 1 = i for p: the gradient is read at i - r + 1, which is a convolution.",
    credit=Fraction(1, 2),
)
