"""The gradient passes a hyperbolic tangent unchanged."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_one

TANH_DERIVATIVE_FORGOTTEN = Misconception(
    name="tanh_derivative_forgotten",
    title="tanh: its derivative is missing",
    belief="the gradient passes a tanh unchanged",
    mistake=slope_one("tanh"),
    hint="Multiply by the derivative of tanh, 1 - tanh^2.",
    credit=Fraction(2, 5),
)
