"""Count: biases are counted against the question."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import count_with_bias

BIAS_COUNTED = Misconception(
    name="bias_counted",
    title="count: biases are counted against the question",
    belief="a count of weights includes biases",
    mistake=count_with_bias(),
    hint="The question leaves the biases out: subtract them.",
    credit=Fraction(1, 2),
)
