"""Adaptive step: the square root is missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import root_forgotten

ROOT_FORGOTTEN = Misconception(
    name="root_forgotten",
    title="adaptive step: the square root is missing",
    belief="the step is divided by the mean square",
    mistake=root_forgotten(),
    hint="Divide by the square root of the mean square.",
    credit=Fraction(1, 2),
)
