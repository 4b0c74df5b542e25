"""Recurrence: the state before is held constant."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.shares import state_held

STATE_HELD_CONSTANT = Misconception(
    name="state_held_constant",
    title="recurrence: the state before is held constant",
    belief="a state depends on its own step only",
    mistake=state_held(),
    hint="The state before depends on the parameters as well: let the gradient go on to earlier steps.",
    credit=Fraction(2, 5),
)
