"""Quotient rule: its second term has the wrong sign."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import reciprocal_without_minus

QUOTIENT_RULE_SIGN = Misconception(
    name="quotient_rule_sign",
    title="quotient rule: its second term has the wrong sign",
    belief="the derivative of 1/v is v'/v^2",
    mistake=reciprocal_without_minus(),
    hint="The derivative of 1/v is -v'/v^2; subtract the second term of the quotient rule.",
    credit=Fraction(1, 2),
)
