"""Forward: the bias is not added."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.forwards import bias_left_out

BIAS_LEFT_OUT = Misconception(
    name="bias_left_out",
    title="forward: the bias is not added",
    belief="a layer is a product with weights alone",
    mistake=bias_left_out(),
    hint="Add the bias of each output before the activation.",
    credit=Fraction(1, 2),
)
