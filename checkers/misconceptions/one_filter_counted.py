"""Count: a convolution is counted as one filter."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import one_filter_counted

ONE_FILTER_COUNTED = Misconception(
    name="one_filter_counted",
    title="count: a convolution is counted as one filter",
    belief="a layer has one kernel",
    mistake=one_filter_counted(),
    hint="Multiply the parameters of one filter by the number of filters.",
    credit=Fraction(2, 5),
)
