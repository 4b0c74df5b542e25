"""Forward: the ReLU is not applied."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.forwards import activation_left_out

RELU_LEFT_OUT = Misconception(
    name="relu_left_out",
    title="forward: the ReLU is not applied",
    belief="negative numbers pass a ReLU",
    mistake=activation_left_out("relu"),
    hint="A ReLU gives 0 for every negative number.",
    credit=Fraction(2, 5),
)
