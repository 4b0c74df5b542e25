"""Count: convolutions are counted, not their filters."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import layers_as_filters

LAYERS_AS_FILTERS = Misconception(
    name="layers_as_filters",
    title="count: convolutions are counted, not their filters",
    belief="a convolution is one filter",
    mistake=layers_as_filters(),
    hint="A convolution has one filter for each of its output channels: add their numbers.",
    credit=Fraction(2, 5),
)
