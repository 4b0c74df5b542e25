"""The step of gradient descent is added."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import step_added

UPDATE_ADDED = Misconception(
    name="update_added",
    title="gradient descent: the step is added",
    belief="the gradient is added to the parameters",
    mistake=step_added(),
    hint="Descent goes against the gradient: subtract the learning rate times the gradient.",
    credit=Fraction(3, 4),
)
