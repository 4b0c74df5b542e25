"""Exact numbers: read, brought to normal form, compared, and printed as terms or decimals. SymPy holds them."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from derivations import terms as T


def exact(number: Any) -> Any:
    """A given number as an exact SymPy number; a float is refused, since what it stands for is not known."""
    import sympy

    if isinstance(number, (bool, float)):
        raise ValueError(f"{number!r} is not exact; write a whole number, a Fraction or text such as '3/10'")
    if isinstance(number, (int, Fraction, str)):
        try:
            fraction = Fraction(number)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{number!r} is not a number; write a whole number or '3/10' or '0.3'") from None
        return sympy.Rational(fraction.numerator, fraction.denominator)
    if isinstance(number, sympy.Expr) and number.is_number and not number.has(sympy.Float):
        return number
    raise ValueError(f"{number!r} is not an exact number")


def sign(number: Any) -> int:
    """-1, 0 or 1; ValueError where exactness cannot be settled."""
    number = normal(number)
    for answer, decided in ((0, number.is_zero), (1, number.is_positive), (-1, number.is_negative)):
        if decided:
            return answer
    raise ValueError(f"the sign of {number} cannot be decided exactly")


def normal(number: Any) -> Any:
    """The normal form: one fraction in lowest terms, numerator and denominator polynomials in powers of e."""
    import sympy

    if number.is_Rational:
        return number
    number = sympy.expand_log(number, force=True)
    unit, powers = _in_powers(number)
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(powers)))
    return sympy.factor_terms((top / bottom).subs(_power(), sympy.exp(unit)))


def _power() -> Any:
    import sympy

    return sympy.Symbol("E")  # no assumptions: with them SymPy looks for roots of polynomials in it, and may fail


def _in_powers(number: Any) -> tuple[Any, Any]:
    """The exponent u, and the number with every rational power of e written as a power of E, which stands for e^u."""
    import sympy

    found = [a for a in number.atoms(sympy.exp) if a.args[0].is_Rational]
    step = sympy.ilcm(1, *(a.args[0].q for a in found)) if found else 1
    powers = {a: _power() ** (a.args[0] * step) for a in found} | {sympy.E: _power() ** step}
    return sympy.Rational(1, step), number.xreplace(powers)


def decimal(number: Any, digits: int = 15) -> str:
    """The number to so many significant digits; one that has no more of them is given exactly."""
    if number.is_Integer:
        return str(number)
    if number.is_Rational:
        exact = Context(prec=digits)
        quotient = exact.divide(Decimal(int(number.p)), Decimal(int(number.q)))
        if not exact.flags[Inexact]:
            return f"{quotient:f}"
    return str(number.evalf(digits))


def is_decimal(number: Any, digits: int = 15) -> bool:
    """Do so many significant digits give the number exactly?"""
    return bool(number.is_Rational) and Fraction(decimal(number, digits)) == Fraction(int(number.p), int(number.q))


def as_term(number: Any) -> T.Term:
    """The number as a term for the printers: (503 + 493*exp(1))/(500*(1 + exp(1))), powers of e ascending."""
    import sympy

    if number.is_Rational:
        return _rational(number)
    unit, powers = _in_powers(number)
    big = _power()
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(powers)))
    symbols = {*top.free_symbols, *bottom.free_symbols}
    if symbols != {big} or not all(p.is_polynomial(big) for p in (top, bottom)):
        return _tree(number)
    if not all(c.is_Rational for p in (top, bottom) for c in sympy.Poly(p, big).coeffs()):
        return _tree(number)
    if bottom.subs(big, sympy.exp(unit)).is_negative:
        top, bottom = -top, -bottom
    numerator, denominator = (sympy.Poly(p, big).primitive() for p in (top, bottom))
    factor = numerator[0] / denominator[0]
    above = _side(factor.p, numerator[1], unit)
    below = _side(factor.q, denominator[1], unit)
    return above if below == T.ONE else T.Mul((above, T.Pow(below, T.MINUS_ONE)))


def _rational(number: Any) -> T.Number:
    return T.Number(Fraction(int(number.p), int(number.q)))


def _side(factor: Any, polynomial: Any, unit: Any) -> T.Term:
    """factor * polynomial, lowest power first; a sum keeps the factor in front of it, a sign goes into it."""
    sign_out, factor = (-1 if factor < 0 else 1), abs(factor)
    if len(polynomial.terms()) > 1 and all(c * sign_out < 0 for c in polynomial.coeffs()):
        sign_out, factor = -sign_out, -factor  # -2*(1 + e) rather than 2*(-1 - e)
    terms = []
    for (k,), c in sorted(polynomial.terms()):
        c = Fraction(int((c * sign_out).p), int(c.q))
        power = T.Apply("exp", _rational(unit * k)) if k else None
        terms.append(T.Number(c) if power is None else power if c == 1 else T.Mul((T.Number(c), power)))
    if len(terms) == 1:
        own = T.factors_of(terms[0])
        scaled = T.Number(own[0].value * int(factor)) if isinstance(own[0], T.Number) else T.number(int(factor))
        rest = own[1:] if isinstance(own[0], T.Number) else own
        return T.product([*([scaled] if scaled != T.ONE or not rest else []), *rest])
    return T.Add(tuple(terms)) if factor == 1 else T.Mul((T.number(int(factor)), T.Add(tuple(terms))))


def _tree(e: Any) -> T.Term:
    """Any exact SymPy number as a term, node by node."""
    import sympy

    if e.is_Rational:
        return _rational(e)
    if e is sympy.pi:
        return T.Entry("pi", ())
    if e is sympy.E:
        return T.Apply("exp", T.ONE)
    if e.is_Add:
        return T.Add(tuple(map(_tree, sorted(e.args, key=sympy.default_sort_key))))
    if e.is_Mul:
        return T.Mul(tuple(map(_tree, e.args)))
    if isinstance(e, sympy.Function) and len(e.args) == 1:
        return T.Apply(type(e).__name__.lower(), _tree(e.args[0]))
    if e.is_Pow:
        if e.exp == sympy.Rational(1, 2):
            return T.Apply("sqrt", _tree(e.base))
        return T.Pow(_tree(e.base), _tree(e.exp))
    raise ValueError(f"no term for the number {e}")
