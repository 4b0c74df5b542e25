"""Adaptive step: the gradient is not squared."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import gradient_not_squared

GRADIENT_NOT_SQUARED = Misconception(
    name="gradient_not_squared",
    title="adaptive step: the gradient is not squared",
    belief="the running mean is one of gradients",
    mistake=gradient_not_squared(),
    hint="The running mean that scales the step is one of squared gradients.",
    credit=Fraction(1, 2),
)
