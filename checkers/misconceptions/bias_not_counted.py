"""Biases are left out of a count of parameters."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import count_without_bias

BIAS_NOT_COUNTED = Misconception(
    name="bias_not_counted",
    title="biases are not counted",
    belief="only weights are parameters",
    mistake=count_without_bias(),
    hint="Every filter and every output unit has one bias: add them.",
    credit=Fraction(1, 2),
)
