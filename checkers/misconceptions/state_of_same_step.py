"""Recurrence: the state of the wrong step."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.shares import state_of_same_step

STATE_OF_SAME_STEP = Misconception(
    name="state_of_same_step",
    title="recurrence: the state of the wrong step",
    belief="the recurrent weights are multiplied with the new state",
    mistake=state_of_same_step(),
    hint="The recurrent weights act on the state before, h at t - 1.",
    credit=Fraction(1, 2),
)
