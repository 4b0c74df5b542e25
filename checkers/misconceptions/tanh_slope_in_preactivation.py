"""Tanh: 1 - z^2 for 1 - t^2."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_in_argument

TANH_SLOPE_IN_PREACTIVATION = Misconception(
    name="tanh_slope_in_preactivation",
    title="tanh: 1 - z^2 for 1 - t^2",
    belief="the derivative of tanh is made of its input",
    mistake=slope_in_argument("tanh"),
    hint="In 1 - t^2 stands the output of tanh, not its input.",
    credit=Fraction(1, 2),
)
