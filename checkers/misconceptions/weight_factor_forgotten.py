"""Chain rule: the weights between two layers are missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import weight_factor_forgotten

WEIGHT_FACTOR_FORGOTTEN = Misconception(
    name="weight_factor_forgotten",
    title="chain rule: the weights between two layers are missing",
    belief="a gradient passes from layer to layer without the weights",
    mistake=weight_factor_forgotten(),
    hint="The derivative of w h by h is w: multiply with the weights on the way back.",
    credit=Fraction(2, 5),
)
