"""Is a SymPy expression identically zero? Decided by algebra, in exact arithmetic, not by `simplify`'s heuristics.

Exponentials, roots and other functions are replaced by new symbols under the laws exp(a + b) = exp(a) exp(b),
exp(log b) = b and (b^(1/q))^q = b; what is left is a rational function, and it is zero when its numerator is, expanded
and reduced by the laws of the roots. "Zero" is a proof. "Not zero" may be wrong only where a law is needed that is not
named here (sin^2 + cos^2 = 1, the root of a square).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import sympy

DIGITS = 40  # of the quick look for a place where an expression is not zero
HYPERBOLIC = (sympy.tanh, sympy.sinh, sympy.cosh, sympy.coth)


def is_zero(e: sympy.Expr) -> bool:
    """True when the expression is proved to be zero everywhere."""
    if e == 0:
        return True
    if _differs_somewhere(e):
        return False
    for rewritten in (False, True):  # tanh as a function of its own is much shorter, and mostly enough
        kernels = _Kernels(rewritten)
        if kernels.reduced(kernels.rational(sympy.sympify(e))) == 0:
            return True
        if not e.has(*HYPERBOLIC):
            return False
    return False


def _differs_somewhere(e: Any) -> bool:
    """Whether the expression is clearly not zero at one rational point: far quicker than finding no proof."""
    symbols = sorted(e.free_symbols, key=str)
    for start in (2, 31):
        at = {s: sympy.Rational(sympy.prime(start + k), 7 + start) for k, s in enumerate(symbols)}
        number = sympy.N(e.subs(at), DIGITS)
        if number.is_number and number.is_finite and abs(number) > sympy.Float(10) ** (-DIGITS // 2):
            return True
    return False


@dataclass
class _Kernels:
    """New symbols for what is not rational: exponentials and roots by argument, functions by name and argument."""

    rewritten: bool = False  # hyperbolic functions as exponentials
    exponentials: dict[Any, Any] = field(default_factory=dict)
    roots: dict[Any, Any] = field(default_factory=dict)
    others: dict[Any, Any] = field(default_factory=dict)

    def rational(self, e: Any) -> Any:
        """The expression in the new symbols; these may still carry fractional exponents."""
        if e.is_Symbol or e.is_Rational:
            return e
        if e.is_Add or e.is_Mul:
            return e.func(*map(self.rational, e.args))
        if self.rewritten and isinstance(e, HYPERBOLIC):
            return self.rational(e.rewrite(sympy.exp))
        if isinstance(e, sympy.exp):
            return sympy.Mul(*map(self.exponential, self.addends(e.args[0])))
        if e.is_Pow and e.exp.is_Integer:
            return self.rational(e.base) ** e.exp
        if e.is_Pow and e.exp.is_Rational:
            return self.new(self.roots, self.canonical(e.base), "R") ** e.exp
        if e.is_Pow:
            return self.rational(sympy.exp(e.exp * sympy.log(e.base), evaluate=False))
        key = (e.func, *map(self.canonical, e.args)) if e.args else e
        return self.new(self.others, key, "G")

    def addends(self, e: Any) -> list[Any]:
        """The addends of an exponent in lowest terms, those over one denominator together."""
        over: dict[Any, Any] = {}
        for a in sympy.Add.make_args(sympy.expand(e)):
            top, bottom = sympy.fraction(self.canonical(a))
            rest = bottom / bottom.as_coeff_Mul()[0]
            over[rest] = over.get(rest, 0) + top / bottom.as_coeff_Mul()[0]
        return [self.canonical(top / bottom) for bottom, top in over.items()]

    def exponential(self, addend: Any) -> Any:
        """exp of one addend: a new symbol for its monomial, to the power of its number."""
        number, rest = addend.as_coeff_Mul()
        return sympy.Mul(*(self.exponential_of(number, a) for a in sympy.Add.make_args(rest)))

    def exponential_of(self, number: Any, term: Any) -> Any:
        own, rest = term.as_coeff_Mul()  # a bare number is a power of exp(1)
        number = number * own
        logarithm = next((key for key, symbol in self.others.items() if symbol == rest), None)
        if isinstance(logarithm, tuple) and logarithm[0] is sympy.log:  # exp(q log b) = b^q
            base = logarithm[1]
            return (base if number.is_Integer else self.new(self.roots, base, "R")) ** number
        return self.new(self.exponentials, rest, "E") ** number

    def canonical(self, e: Any) -> Any:
        """A rational function in lowest terms, its content in front."""
        top, bottom = sympy.fraction(sympy.cancel(sympy.together(self.rational(e))))
        content, top = top.primitive() if top.is_Add else (sympy.Integer(1), top)
        if top.is_Add and top.could_extract_minus_sign():
            content, top = -content, -top
        return content * (sympy.expand(top / bottom) if bottom.is_Rational else top / bottom)

    def new(self, table: dict[Any, Any], key: Any, letter: str) -> Any:
        if key not in table:
            table[key] = sympy.Symbol(f"{letter}%{len(table)}", positive=True)
        return table[key]

    def reduced(self, e: Any) -> Any:
        """The numerator without fractional exponents, reduced by the laws of the roots, the newest first."""
        whole: dict[Any, Any] = {}
        laws = []
        for table in (self.exponentials, self.roots):
            for key, symbol in table.items():
                powers = [p.exp for p in e.atoms(sympy.Pow) if p.base == symbol and p.exp.is_Rational]
                degree = math.lcm(1, *(int(p.q) for p in powers))
                if degree > 1:
                    part = sympy.Symbol(f"{symbol.name}'", positive=True)
                    whole[symbol] = part**degree
                    if table is self.roots:
                        laws.append((part, degree, key))
                elif table is self.roots:
                    whole[symbol] = key
        for _ in range(len(self.roots) + 1):  # a root's base may hold other roots
            e = e.subs(whole)
        top = _numerator(e)
        for part, degree, base in reversed(laws):
            base = base.subs(whole)
            powers = sympy.Poly(top, part).terms()
            top = _numerator(sum(c * base ** (p // degree) * part ** (p % degree) for (p,), c in powers))
        return top


def _numerator(e: Any) -> Any:
    return sympy.expand(sympy.fraction(sympy.cancel(sympy.together(e)))[0])
