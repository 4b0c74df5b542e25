"""Receptive field: unpooling keeps the jump."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_jump_kept

FIELD_JUMP_KEPT = Misconception(
    name="field_jump_kept",
    title="receptive field: unpooling keeps the jump",
    belief="the jump never becomes smaller",
    mistake=field_jump_kept(),
    hint="Unpooling halves the jump.",
    credit=Fraction(1, 2),
)
