"""Count: flattening keeps the channels only."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.counts import channels_enter_dense

CHANNELS_ENTER_DENSE = Misconception(
    name="channels_enter_dense",
    title="count: flattening keeps the channels only",
    belief="a fully connected layer has one input for each channel",
    mistake=channels_enter_dense(),
    hint="Flattening makes one input of every position of every channel: multiply height, width and channels.",
    credit=Fraction(1, 2),
)
