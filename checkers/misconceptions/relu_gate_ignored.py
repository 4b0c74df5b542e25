"""The gradient passes a ReLU unchanged, also where its input is negative."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import slope_one

RELU_GATE_IGNORED = Misconception(
    name="relu_gate_ignored",
    title="ReLU: its gate is ignored",
    belief="the gradient passes a ReLU unchanged, also where its input is negative",
    mistake=slope_one("relu"),
    hint="Where the input of the ReLU is negative its derivative is 0, and so is the gradient that passes.",
    credit=Fraction(2, 5),
)
