"""Count: units of fully connected layers are counted as filters."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import outputs_as_filters

OUTPUTS_AS_FILTERS = Misconception(
    name="outputs_as_filters",
    title="count: units of fully connected layers are counted as filters",
    belief="every output unit is a filter",
    mistake=outputs_as_filters(),
    hint="Only convolutions have filters.",
    credit=Fraction(1, 2),
)
