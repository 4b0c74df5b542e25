"""Sigmoid: differentiated like tanh."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_of

SIGMOID_SLOPE_OF_TANH = Misconception(
    name="sigmoid_slope_of_tanh",
    title="sigmoid: differentiated like tanh",
    belief="the derivative of the sigmoid is 1 - s^2",
    mistake=slope_of("sigmoid", "tanh"),
    hint="1 - s^2 belongs to tanh; the sigmoid has s (1 - s).",
    credit=Fraction(2, 5),
)
