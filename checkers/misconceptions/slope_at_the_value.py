"""Chain rule: the derivative is taken at the activation."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_at_value

SLOPE_AT_THE_VALUE = Misconception(
    name="slope_at_the_value",
    title="chain rule: the derivative is taken at the activation",
    belief="s' is to be evaluated at the output of the activation",
    mistake=slope_at_value("sigmoid", "tanh"),
    hint="Evaluate the derivative where the function was evaluated: s'(z), not s'(s(z)).",
    credit=Fraction(1, 2),
)
