"""Forward: the ReLU takes absolute values."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.forwards import activation_replaced

RELU_AS_ABSOLUTE_VALUE = Misconception(
    name="relu_as_absolute_value",
    title="forward: the ReLU takes absolute values",
    belief="a ReLU drops the sign",
    mistake=activation_replaced("relu", "abs"),
    hint="A ReLU gives 0 for every negative number, not its absolute value.",
    credit=Fraction(2, 5),
)
