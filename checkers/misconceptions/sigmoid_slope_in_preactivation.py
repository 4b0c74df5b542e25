"""Sigmoid: z (1 - z) for s (1 - s)."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_in_argument

SIGMOID_SLOPE_IN_PREACTIVATION = Misconception(
    name="sigmoid_slope_in_preactivation",
    title="sigmoid: z (1 - z) for s (1 - s)",
    belief="the derivative of the sigmoid is made of its input",
    mistake=slope_in_argument("sigmoid"),
    hint="In s (1 - s) stands the output of the sigmoid, not its input.",
    credit=Fraction(1, 2),
)
