"""Count: one bias a layer."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import one_bias_a_layer

ONE_BIAS_A_LAYER = Misconception(
    name="one_bias_a_layer",
    title="count: one bias a layer",
    belief="a layer has a single bias",
    mistake=one_bias_a_layer(),
    hint="Every filter and every output unit has a bias of its own.",
    credit=Fraction(1, 2),
)
