"""Rows and columns of a gradient are exchanged."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.layout import transposed_gradient

GRADIENT_TRANSPOSED = Misconception(
    name="gradient_transposed",
    title="rows and columns are exchanged",
    belief="the gradient by a matrix may be written transposed",
    mistake=transposed_gradient(),
    hint="The gradient has the layout of its parameter: entry (i, j) belongs to the parameter's entry (i, j).",
    credit=Fraction(1, 2),
)
