"""Quotient rule: the denominator is not squared."""

from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.slopes import reciprocal_not_squared

QUOTIENT_RULE_NOT_SQUARED = Misconception(
    name="quotient_rule_not_squared",
    title="quotient rule: the denominator is not squared",
    belief="the derivative of 1/v is -v'/v",
    mistake=reciprocal_not_squared(),
    hint="The denominator of the quotient rule is squared: -v'/v^2.",
    credit=Fraction(1, 2),
)
