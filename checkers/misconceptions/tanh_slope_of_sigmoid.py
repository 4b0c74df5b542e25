"""Tanh: differentiated like a sigmoid."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_of

TANH_SLOPE_OF_SIGMOID = Misconception(
    name="tanh_slope_of_sigmoid",
    title="tanh: differentiated like a sigmoid",
    belief="the derivative of tanh is t (1 - t)",
    mistake=slope_of("tanh", "sigmoid"),
    hint="t (1 - t) belongs to the sigmoid; tanh has 1 - t^2.",
    credit=Fraction(2, 5),
)
