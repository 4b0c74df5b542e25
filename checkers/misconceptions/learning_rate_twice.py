"""Gradient descent: the learning rate is used twice."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import rate_twice

LEARNING_RATE_TWICE = Misconception(
    name="learning_rate_twice",
    title="gradient descent: the learning rate is used twice",
    belief="the gradient contains the learning rate already",
    mistake=rate_twice(),
    hint="Multiply the gradient by the learning rate once.",
    credit=Fraction(1, 2),
)
