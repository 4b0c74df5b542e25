"""Chain rule: the activation stands where its derivative belongs."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_is_value

ACTIVATION_FOR_ITS_SLOPE = Misconception(
    name="activation_for_its_slope",
    title="chain rule: the activation stands where its derivative belongs",
    belief="the gradient is multiplied with the activation itself",
    mistake=slope_is_value("sigmoid", "tanh", "relu"),
    hint="Multiply with the derivative of the activation, not with its value.",
    credit=Fraction(2, 5),
)
