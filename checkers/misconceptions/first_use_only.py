"""Shared tensor: only its first use is counted."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.shares import first_use_only

FIRST_USE_ONLY = Misconception(
    name="first_use_only",
    title="shared tensor: only its first use is counted",
    belief="an entry that is used many times receives the gradient of its first use",
    mistake=first_use_only(),
    hint="Add the gradients of all places, examples or steps at which the entry is used.",
    credit=Fraction(2, 5),
)
