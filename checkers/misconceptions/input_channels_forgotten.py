"""Count: the input channels are missing."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import input_channels_forgotten

INPUT_CHANNELS_FORGOTTEN = Misconception(
    name="input_channels_forgotten",
    title="count: the input channels are missing",
    belief="a kernel has one channel",
    mistake=input_channels_forgotten(),
    hint="A kernel reaches through all channels of its input: multiply by their number.",
    credit=Fraction(2, 5),
)
