"""The learning rate is left out of the step."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import step_without_rate

LEARNING_RATE_DROPPED = Misconception(
    name="learning_rate_dropped",
    title="gradient descent: the learning rate is missing",
    belief="the gradient itself is the step",
    mistake=step_without_rate(),
    hint="Multiply the gradient by the learning rate before subtracting it.",
    credit=Fraction(1, 2),
)
