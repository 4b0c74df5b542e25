"""Gradient descent: the step is multiplied with the parameter."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import step_proportional

STEP_PROPORTIONAL = Misconception(
    name="step_proportional",
    title="gradient descent: the step is multiplied with the parameter",
    belief="the new parameter is a multiple of the old one",
    mistake=step_proportional(),
    hint="Subtract the learning rate times the gradient; the parameter is no factor of it.",
    credit=Fraction(2, 5),
)
