"""Scalar functions. Each is one SymPy formula; its derivative is SymPy's, so nobody can state a wrong one.

Conventions at kinks, equal to torch's, in one place: relu'(0) = 0, |x|' = sign(x) with sign(0) = 0, step(0) = 0.
stop(x) is x, with derivative 0 everywhere (`stopped`).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from derivations import terms as T

if TYPE_CHECKING:
    import sympy

FORMULAS = {
    "exp": "exp(x)",
    "log": "log(x)",
    "sqrt": "sqrt(x)",
    "sin": "sin(x)",
    "cos": "cos(x)",
    "tanh": "tanh(x)",
    "sigmoid": "1/(1 + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "erf": "erf(x)",
    "relu": "Max(0, x)",
    "abs": "Abs(x)",
    "sign": "sign(x)",
    "stop": "stop(x)",
}
"""Name -> formula in x, in SymPy's spelling. These strings are the project's own; no student text comes here."""


@cache
def formula(name: str) -> sympy.Expr:
    """The SymPy formula of a scalar function in the real symbol x."""
    import sympy

    return sympy.sympify(FORMULAS[name], locals={"x": variable(), "stop": stopped()})


@lru_cache(maxsize=1)
def stopped() -> type[sympy.Function]:
    """stop(x) is x as a value, and a constant to every derivative: what is frozen is read through it."""
    import sympy

    class stop(sympy.Function):
        nargs = 1

        @classmethod
        def eval(cls, x: Any) -> Any:
            return x if x.is_number else None

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0)

    return stop


@cache
def variable() -> sympy.Symbol:
    import sympy

    return sympy.Symbol("x", real=True)


def derivative_at(name: str, argument: T.Term) -> T.Term:
    """The derivative of a scalar function at an argument."""
    return _put(derivative(name), argument)


def _put(t: T.Term, argument: T.Term) -> T.Term:
    return argument if t == T.Entry("x", ()) else t.rebuild(tuple(_put(c, argument) for c in t.children))


@cache
def derivative(name: str) -> T.Term:
    """The derivative of a scalar function as a term in the scalar tensor `x`.

    Where SymPy's derivative is a function of this table (softplus' = sigmoid) or a polynomial of degree at most 2 in
    the function's own value (s(1 - s), 1 - tanh^2, exp), that form is found by exact linear algebra and used: it is
    the one that textbooks write.
    """
    import sympy

    slope = sympy.diff(formula(name), variable()).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    return _by_value(name, slope) or _as_term(slope)


def _in_exponential(e: Any) -> Any:
    """The expression as a rational function of E = exp(x), or None when it is not one."""
    import sympy

    x, big = variable(), sympy.Symbol("E")
    e = e.rewrite(sympy.exp).subs(sympy.exp(-x), 1 / sympy.exp(x)).subs(sympy.exp(x), big)
    return sympy.cancel(e) if e.free_symbols <= {big} and e.is_rational_function(big) else None


def _by_value(name: str, slope: Any) -> T.Term | None:
    import sympy

    big = sympy.Symbol("E")
    wanted, own = _in_exponential(slope), _in_exponential(formula(name))
    if wanted is None or not wanted.free_symbols:
        return None
    if own is None:
        same = [other for other in FORMULAS if other != name and _in_exponential(formula(other)) == wanted]
        return T.Apply(same[0], _X) if same else None
    samples = [(sympy.Matrix([[1, v, v**2]]), wanted.subs(big, at)) for at in (1, 2, 3) for v in (own.subs(big, at),)]
    matrix = sympy.Matrix.vstack(*(row for row, _ in samples))
    if matrix.det() == 0:
        return None
    c = [Fraction(int(v.p), int(v.q)) for v in matrix.solve(sympy.Matrix([right for _, right in samples]))]
    if sympy.cancel(sum(sympy.Rational(k.numerator, k.denominator) * own**p for p, k in enumerate(c)) - wanted) != 0:
        return None
    return _polynomial(c, T.Apply(name, _X))


def _polynomial(c: list[Fraction], y: T.Term) -> T.Term:
    """c0 + c1 y + c2 y^2, with y taken out where c0 = 0."""

    def part(k: Fraction, power: T.Term | None) -> T.Term:
        return T.Number(k) if power is None else power if k == 1 else T.Mul((T.Number(k), power))

    if c[0] == 0:
        inner = T.total([part(k, p) for k, p in zip(c[1:], (None, y)) if k])
        return y if inner == T.ONE else T.Mul((y, inner))
    return T.total([part(k, p) for k, p in zip(c, (None, y, T.Pow(y, T.number(2)))) if k])


_X = T.Entry("x", ())


def _as_term(e: Any, known: dict[Any, T.Term] | None = None) -> T.Term:
    """A SymPy scalar expression in x as a term; functions are met by name."""
    import sympy

    known = {variable(): _X, **(known or {})}
    go = lambda a: _as_term(a, known)  # noqa: E731
    if e in known:
        return known[e]
    if e.is_Rational:
        return T.Number(Fraction(int(e.p), int(e.q)))
    if e is sympy.pi:
        return T.Entry("pi", ())
    if e.is_Add:
        return T.Add(
            tuple(go(a) for a in sorted(e.args, key=lambda a: (not a.is_number, a.could_extract_minus_sign(), str(a))))
        )
    if e.is_Mul:
        return T.Mul(tuple(go(a) for a in sorted(e.args, key=lambda a: (not a.is_number, a.is_Add, str(a)))))
    if isinstance(e, sympy.exp):
        return T.Apply("exp", go(e.args[0]))
    if e.is_Pow:
        if e.exp == sympy.Rational(1, 2):
            return T.Apply("sqrt", go(e.base))
        if e.exp == sympy.Rational(-1, 2):
            return T.Pow(T.Apply("sqrt", go(e.base)), T.MINUS_ONE)
        return T.Pow(go(e.base), go(e.exp))
    if isinstance(e, sympy.Heaviside):
        return T.Compare(">", go(e.args[0]), T.ZERO)
    name = type(e).__name__.lower()
    if name in FORMULAS and len(e.args) == 1:
        return T.Apply(name, go(e.args[0]))
    raise ValueError(f"no term for the SymPy expression {e}")
