"""Product: what the parameter is multiplied with is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import input_factor_forgotten

INPUT_FACTOR_FORGOTTEN = Misconception(
    name="input_factor_forgotten",
    title="product: what the parameter is multiplied with is missing",
    belief="the gradient by a weight is that by its output",
    mistake=input_factor_forgotten(),
    hint="The derivative of w x by w is x: multiply with it.",
    credit=Fraction(2, 5),
)
