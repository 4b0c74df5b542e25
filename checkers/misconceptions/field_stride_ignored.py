"""Receptive field: strides are left out."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_stride_ignored

FIELD_STRIDE_IGNORED = Misconception(
    name="field_stride_ignored",
    title="receptive field: strides are left out",
    belief="each layer adds its width less one",
    mistake=field_stride_ignored(),
    hint="Behind a stride each window reaches further: add (k - 1) times the jump.",
    credit=Fraction(2, 5),
)
