"""The formulas about vanishing and exploding gradients, each built for a judge."""

from typing import Any

from derivations.claim import AtMost, Chain


def ordered(sympy: Any, names: str) -> Any:
    """Symbols whose products keep their order, as matrices do."""
    return sympy.symbols(names, commutative=False)


def unrolled(sympy: Any) -> Chain:
    """The adjoint of the first of four states, from the recurrence."""
    g1, g2, g3, g4, J2, J3, J4, a1, a2, a3, a4 = ordered(sympy, "g1 g2 g3 g4 J2 J3 J4 a1 a2 a3 a4")
    given = {a1: g1 + a2 * J2, a2: g2 + a3 * J3, a3: g3 + a4 * J4, a4: g4}
    return Chain((a1, g1 + g2 * J2 + g3 * J3 * J2 + g4 * J4 * J3 * J2), (), given)


def total(sympy: Any) -> Chain:
    """The argument of a sigmoid by the weight that also made the state in it."""
    w, u, x = sympy.symbols("w u x")
    h = sympy.Function("h")
    return Chain((sympy.Derivative(w * h(w) + u * x, w), h(w) + w * sympy.Derivative(h(w), w)))


def immediate(sympy: Any) -> Chain:
    """Total derivatives D from immediate ones I."""
    I1, I2, I3, J2, J3, D1, D2, D3 = ordered(sympy, "I1 I2 I3 J2 J3 D1 D2 D3")
    given = {D3: I3 + J3 * D2, D2: I2 + J2 * D1, D1: I1}
    return Chain((D3, I3 + J3 * I2 + J3 * J2 * I1), (), given)


def twice(sympy: Any) -> Chain:
    """What is counted too often when total derivatives stand where immediate ones belong."""
    I1, I2, I3, J2, J3, D1, D2, D3 = ordered(sympy, "I1 I2 I3 J2 J3 D1 D2 D3")
    given = {D3: I3 + J3 * D2, D2: I2 + J2 * D1, D1: I1}
    return Chain((D3 + J3 * D2 + J3 * J2 * D1, I3 + 2 * J3 * I2 + 3 * J3 * J2 * I1), (), given)


def slope(sympy: Any) -> Chain:
    """The derivative of the sigmoid."""
    a = sympy.Symbol("a", real=True)
    s = 1 / (1 + sympy.exp(-a))
    return Chain((sympy.Derivative(s, a), sympy.Mul(s, 1 - s, evaluate=False)))


def quarter(sympy: Any) -> AtMost:
    """It is at most 1/4."""
    s = sympy.Symbol("s", real=True)
    return AtMost(s * (1 - s), sympy.Rational(1, 4), (s - sympy.Rational(1, 2)) ** 2)


def coordinate(sympy: Any) -> AtMost:
    """One coordinate of diag(sigma') u against that of u / 4."""
    r, u = sympy.Symbol("r", positive=True), sympy.Symbol("u", real=True)
    rest = u**2 * (1 - r) ** 2 * (1 + 6 * r + r**2) / (16 * (1 + r) ** 4)
    return AtMost((r / (1 + r) ** 2) ** 2 * u**2, u**2 / 16, rest)


def power(sympy: Any) -> AtMost:
    """(norm / 4)^n <= 1 for a norm of at most 4."""
    w, n = sympy.symbols("w n", nonnegative=True)
    return AtMost((w / 4) ** n, sympy.Integer(1), None, ranges={w: (0, 4), n: (0, 200)})


def vanishes(sympy: Any) -> Chain:
    """(norm / 4)^n tends to 0 for a norm below 4, written as 4 / (1 + r)."""
    n, r, w = sympy.Symbol("n"), sympy.Symbol("r", positive=True), sympy.Symbol("w", positive=True)
    return Chain((sympy.Limit((w / 4) ** n, n, sympy.oo), sympy.Integer(0)), (), {w: 4 / (1 + r)})


def held(sympy: Any) -> Chain:
    """An input that keeps one unit at 1/2."""
    w, x = sympy.symbols("w x", real=True)
    half = sympy.Rational(1, 2)
    return Chain((1 / (1 + sympy.exp(-(x + w * half))), half), (), {x: -w / 2})


def attained(sympy: Any) -> Chain:
    """Its Jacobian."""
    h, w = sympy.symbols("h w", real=True)
    return Chain((h * (1 - h) * w, w / 4), (), {h: sympy.Rational(1, 2)})


def shifted(sympy: Any) -> Chain:
    """Two steps through a weight that only passes one unit on to another."""
    W = sympy.Matrix([[0, 100], [0, 0]])
    first, second = (sympy.diag(*sympy.symbols(f"{c}1 {c}2")) for c in "ab")
    product = sympy.MatMul(first, W, second, W)
    return Chain((product, sympy.zeros(2)))


def nilpotent(sympy: Any) -> Chain:
    """A weight whose square is 0, so that both of its eigenvalues are 0."""
    W = 8 * sympy.Matrix([[1, -1], [1, -1]])
    return Chain((sympy.MatMul(W, W), sympy.zeros(2)))


def rank_one(sympy: Any) -> Chain:
    """The Jacobian of that weight has the eigenvalue 8 (d1 - d2)."""
    d1, d2 = sympy.symbols("d1 d2")
    J = sympy.diag(d1, d2) * (8 * sympy.Matrix([[1, -1], [1, -1]]))
    return Chain((sympy.MatMul(J, J), sympy.MatMul(8 * (d1 - d2), J)))
