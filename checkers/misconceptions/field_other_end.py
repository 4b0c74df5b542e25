"""Receptive field: the other end is given."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_other_end

FIELD_OTHER_END = Misconception(
    name="field_other_end",
    title="receptive field: the other end is given",
    belief="all positions have fields of one width, or the question is for the other end",
    mistake=field_other_end(),
    hint="Widths differ behind unpooling: look at the first and at the second of a pair.",
    credit=Fraction(1, 2),
)
