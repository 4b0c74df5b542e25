"""Shared tensor: only its last use is counted."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.shares import last_use_only

LAST_USE_ONLY = Misconception(
    name="last_use_only",
    title="shared tensor: only its last use is counted",
    belief="an entry that is used many times receives the gradient of its last use",
    mistake=last_use_only(),
    hint="Add the gradients of all places, examples or steps at which the entry is used.",
    credit=Fraction(2, 5),
)
