"""Cross-entropy: target and prediction are exchanged."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.forwards import log_arguments_exchanged

TARGETS_EXCHANGED = Misconception(
    name="targets_exchanged",
    title="cross-entropy: target and prediction are exchanged",
    belief="cross-entropy is the sum of -q log p",
    mistake=log_arguments_exchanged(),
    hint="The logarithm is taken of the prediction, and weighted with the target.",
    credit=Fraction(2, 5),
)
