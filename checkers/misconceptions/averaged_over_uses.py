"""Shared tensor: gradients are averaged where they add."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.shares import averaged_over_uses

AVERAGED_OVER_USES = Misconception(
    name="averaged_over_uses",
    title="shared tensor: gradients are averaged where they add",
    belief="the gradients of all uses of an entry are averaged",
    mistake=averaged_over_uses(),
    hint="The gradients of all uses add up; an average belongs here only if the loss is one.",
    credit=Fraction(1, 2),
)
