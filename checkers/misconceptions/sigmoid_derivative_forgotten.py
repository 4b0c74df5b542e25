"""The gradient passes a sigmoid unchanged."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_one

SIGMOID_DERIVATIVE_FORGOTTEN = Misconception(
    name="sigmoid_derivative_forgotten",
    title="sigmoid: its derivative is missing",
    belief="the gradient passes a sigmoid unchanged",
    mistake=slope_one("sigmoid"),
    hint="Multiply by the derivative of the sigmoid, s (1 - s).",
    credit=Fraction(2, 5),
)
