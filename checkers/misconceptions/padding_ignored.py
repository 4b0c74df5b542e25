"""Window: the padding is left out of the indices."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import padding_ignored

PADDING_IGNORED = Misconception(
    name="padding_ignored",
    title="window: the padding is left out of the indices",
    belief="padding does not move the window",
    mistake=padding_ignored(),
    hint="Padding by p moves every place by p: subtract it.",
    credit=Fraction(1, 2),
)
