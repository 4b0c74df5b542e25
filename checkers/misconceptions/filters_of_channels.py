"""Count: each channel of a filter is counted."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import filters_of_channels

FILTERS_OF_CHANNELS = Misconception(
    name="filters_of_channels",
    title="count: each channel of a filter is counted",
    belief="a filter is a two-dimensional kernel",
    mistake=filters_of_channels(),
    hint="A filter includes all its input channels; count one for each output channel.",
    credit=Fraction(1, 2),
)
