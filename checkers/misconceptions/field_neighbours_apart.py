"""Receptive field: neighbours behind unpooling are taken apart."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.fields import field_neighbours_apart

FIELD_NEIGHBOURS_APART = Misconception(
    name="field_neighbours_apart",
    title="receptive field: neighbours behind unpooling are taken apart",
    belief="the recurrences of the way down hold on the way up",
    mistake=field_neighbours_apart(),
    hint="Behind unpooling two neighbours share a field: see where a window starts in the pair.",
    credit=Fraction(3, 5),
)
