"""The step of gradient descent is given for the new parameter."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.updates import step_alone

OLD_PARAMETER_DROPPED = Misconception(
    name="old_parameter_dropped",
    title="gradient descent: the old parameter is missing",
    belief="the step is the new parameter",
    mistake=step_alone(),
    hint="The step changes the parameter: add it to the old value.",
    credit=Fraction(1, 2),
)
