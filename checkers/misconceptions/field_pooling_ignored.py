"""Receptive field: the windows of pooling are left out."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_pooling_ignored

FIELD_POOLING_IGNORED = Misconception(
    name="field_pooling_ignored",
    title="receptive field: the windows of pooling are left out",
    belief="pooling changes the jump alone",
    mistake=field_pooling_ignored(),
    hint="Pooling of width 2 adds one jump to the width, before it doubles the jump.",
    credit=Fraction(1, 2),
)
