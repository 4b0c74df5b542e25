"""Receptive field: each layer adds its whole width."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_adds_width

FIELD_ADDS_WIDTH = Misconception(
    name="field_adds_width",
    title="receptive field: each layer adds its whole width",
    belief="a window of width k adds k",
    mistake=field_adds_width(),
    hint="Neighbouring windows overlap: a window of width k adds k - 1 jumps.",
    credit=Fraction(1, 2),
)
