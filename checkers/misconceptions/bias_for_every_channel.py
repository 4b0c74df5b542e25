"""Count: a bias for every channel of a kernel."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import bias_for_every_channel

BIAS_FOR_EVERY_CHANNEL = Misconception(
    name="bias_for_every_channel",
    title="count: a bias for every channel of a kernel",
    belief="each channel of a kernel has its own bias",
    mistake=bias_for_every_channel(),
    hint="A filter sums over its channels and adds one bias.",
    credit=Fraction(1, 2),
)
