"""What is known of signs: by the domains, by what a case takes for granted, and what follows linearly from both."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from checkers.algebra.proving.inequalities import Inequality, impossible
from checkers.algebra.proving.stand_ins import Fact, StandIns

SIGNS = (-1, 0, 1)


class Unknown(Exception):
    """The sign of an expression decides, and is not known."""

    def __init__(self, expression: Any):
        super().__init__()
        self.expression = expression


class Case:
    """facts: expressions that are >= 0 or > 0; equal: what is 0; values: what own symbols are replaced with."""

    def __init__(self, symbols: StandIns, facts: list[Fact], equal: list[Any], values: dict[Any, Any]):
        self.symbols, self.facts, self.equal, self.values = symbols, facts, equal, values

    def quotient(self, u: Any) -> Any:
        """A quotient of polynomials without a common factor."""
        return sympy.cancel(sympy.together(u))

    def factors(self, u: Any) -> tuple[Any, list[tuple[Any, int, bool]]]:
        """A rational number, and (irreducible polynomial, multiplicity, is it in the numerator)."""
        above, below = sympy.fraction(self.quotient(u))
        number, found = sympy.factor_list(above)
        divisor, under = sympy.factor_list(below)
        return number / divisor, [*((f, m, True) for f, m in found), *((f, m, False) for f, m in under)]

    def sign(self, u: Any) -> int:
        """-1, 0 or 1. Raises Unknown with the factor whose sign is not known."""
        number, factors = self.factors(u)
        found = int(sympy.sign(number))
        for f, m, _ in factors:
            if found == 0:
                return 0
            found *= self.of_factor(f) ** m
        return found

    def nonzero(self, u: Any) -> bool:
        """Is it known not to be 0?"""
        try:
            return self.sign(u) != 0
        except Unknown:
            return bool(u.is_zero is False)

    def of_factor(self, f: Any) -> int:
        if f.is_positive:
            return 1
        if f.is_negative:
            return -1
        possible = [s for s in SIGNS if not (s == 0 and f.is_zero is False) and not self.contradicts(f, s)]
        if len(possible) == 1:
            return possible[0]
        raise Unknown(f)

    def contradicts(self, f: Any, sign: int) -> bool:
        """Does the sign contradict what is known?"""
        if (sign < 0 and f.is_nonnegative) or (sign > 0 and f.is_nonpositive):
            return True
        assumed = [(f * sign, True)] if sign else [(f, False), (-f, False)]
        return impossible(linear([*self.facts, *assumed, *((s * e, False) for e in self.equal for s in (1, -1))]))

    def split(self, f: Any) -> list[Case]:
        """The cases in which the factor is negative, 0 and positive, as far as they are possible."""
        return [self.where(f, s) for s in SIGNS if not (s == 0 and f.is_zero is False) and not self.contradicts(f, s)]

    def where(self, f: Any, sign: int) -> Case:
        """The case with one thing more taken for granted."""
        current = {*self.symbols.own, *(y for v in self.values.values() for y in v.free_symbols)}
        if f in current and f.is_Symbol:
            return self.put(f, sign * self.symbols.signed(f) if sign else sympy.Integer(0))
        if sign:
            return Case(self.symbols, [*self.facts, (f * sign, True)], self.equal, self.values)
        for x in sorted(f.free_symbols & current, key=str):
            slope = sympy.diff(f, x)
            if slope.is_Rational and not _stands_in(f, self.symbols):
                return self.put(x, sympy.expand(x - f / slope))
        return Case(self.symbols, self.facts, [*self.equal, f], self.values)

    def put(self, x: Any, value: Any) -> Case:
        """The case with a symbol replaced; what was known of it is known of its value."""
        known = [(sign, strict) for holds, sign, strict in (
            (x.is_positive, 1, True), (x.is_nonnegative, 1, False), (x.is_negative, -1, True),
            (x.is_nonpositive, -1, False)) if holds]  # fmt: skip
        facts = [(e.xreplace({x: value}), s) for e, s in [*((sign * x, s) for sign, s in known), *self.facts]]
        values = {n: v.xreplace({x: value}) for n, v in self.values.items()}
        if x in self.symbols.own:
            values[x] = value
        return Case(self.symbols, facts, [e.xreplace({x: value}) for e in self.equal], values)


def _stands_in(f: Any, symbols: StandIns) -> bool:
    """Does a symbol stand in it for a value of a function, which may depend on any other symbol?"""
    plain = {*symbols.own, *(s for key, s in symbols.made.items() if key[0] == "positive")}
    return bool(f.free_symbols - plain)


def numerator(u: Any) -> Any:
    return sympy.expand(sympy.fraction(sympy.together(u))[0])


def linear(facts: list[Fact]) -> list[Inequality]:
    """The facts with a number for each product of symbols, and what the signs of these products are."""
    found: list[Inequality] = []
    products: set[Any] = set()
    for u, strict in facts:
        coefficients, constant = dict[Any, Fraction](), Fraction(0)
        for term in sympy.Add.make_args(sympy.expand(u)):
            c, product = term.as_coeff_Mul(rational=True)
            number = Fraction(int(c.p), int(c.q))
            if product == 1:
                constant += number
            else:
                coefficients[product] = coefficients.get(product, Fraction(0)) + number
        products |= set(coefficients)
        found.append((coefficients, constant, strict))
    for p in sorted(products, key=str):
        for holds, sign, strict in ((p.is_positive, 1, True), (p.is_negative, -1, True),
                                    (p.is_nonnegative, 1, False), (p.is_nonpositive, -1, False)):  # fmt: skip
            if holds:
                found.append(({p: Fraction(sign)}, Fraction(0), strict))
                break
    return found
