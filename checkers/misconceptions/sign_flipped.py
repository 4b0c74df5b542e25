"""The gradient has the wrong sign."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.chain import negated_answer

SIGN_FLIPPED = Misconception(
    name="sign_flipped",
    title="the sign is the wrong way round",
    belief="the gradient is the negative of what it is",
    mistake=negated_answer(),
    hint="Everything is right but the sign: follow the minus through the steps once more.",
    credit=Fraction(1, 2),
)
