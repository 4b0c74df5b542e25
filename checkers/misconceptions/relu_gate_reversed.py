"""ReLU: its gate is the wrong way round."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import gate_closed

RELU_GATE_REVERSED = Misconception(
    name="relu_gate_reversed",
    title="ReLU: its gate is the wrong way round",
    belief="the gradient passes a ReLU where its input is negative",
    mistake=gate_closed(),
    hint="The derivative of the ReLU is 1 where its input is positive and 0 where it is negative.",
    credit=Fraction(2, 5),
)
