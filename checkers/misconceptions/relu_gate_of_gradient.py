"""ReLU: its gate looks at the gradient."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import gate_of_gradient

RELU_GATE_OF_GRADIENT = Misconception(
    name="relu_gate_of_gradient",
    title="ReLU: its gate looks at the gradient",
    belief="a ReLU stops negative gradients",
    mistake=gate_of_gradient(),
    hint="The gate looks at the input on the way forward: where that is positive a gradient of either sign passes.",
    credit=Fraction(2, 5),
)
