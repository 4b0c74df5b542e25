"""Pooling: the gradient is read at the place of the entry."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.windows import window_not_divided

WINDOW_NOT_DIVIDED = Misconception(
    name="window_not_divided",
    title="pooling: the gradient is read at the place of the entry",
    belief="a pooled gradient has the size of what was pooled",
    mistake=window_not_divided(),
    hint="All entries of a window receive the gradient of that window: read it at ceil(d/2).",
    credit=Fraction(2, 5),
)
