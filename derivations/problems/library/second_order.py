"""Newton's step and difference quotients: the lines and runs that the problems of the library show (claim.py).

Symbols: g a gradient, H a Hessian, w weights; X data with a row for each sample, t targets, p predictions, z scores, s
weights of samples.
"""

from __future__ import annotations

from typing import Any

from derivations.claim import AtMost, Chain, Measured

LETTERS = {"w": "w", "A": r"X^\top X", "c": r"X^\top t", "N": "N", "f_0": "f", "f_1": "f'", "f_2": "f''",
           "r_plus": "f'''(\\xi)", "r_minus": "f'''(\\zeta)", "M": "M", "u": "u", "F": "F", "h": "h"}  # fmt: skip
SAMPLES, FEATURES = 200, 3
STEPS = 8


def model_minimum(sympy: Any) -> Chain:
    """The model g.s + s.Hs/2 in two variables, where g = -H r, is a square around r less a number without s."""
    a, b, c, g1, g2, s1, s2, r1, r2 = sympy.symbols("a b c g_1 g_2 s_1 s_2 r_1 r_2", real=True)

    def half(x: Any, y: Any) -> Any:
        return (a * x**2 + 2 * b * x * y + c * y**2) / 2

    model = g1 * s1 + g2 * s2 + half(s1, s2)
    given = {g1: -a * r1 - b * r2, g2: -b * r1 - c * r2}
    return Chain((model, half(s1 - r1, s2 - r2) - half(r1, r2)), ("the square is completed",), given)


def least_squares_step(sympy: Any) -> Chain:
    """w - A^-1 (A w - c) with A = X^T X and c = X^T t, of any size, is the solution A^-1 c of the normal equations."""
    a, w, c = sympy.symbols("A w c", commutative=False)
    return Chain((w - a**-1 * (a * w - c), a**-1 * c), ("the inverse meets its matrix",))


def reweighted(sympy: Any) -> Chain:
    """The entry of one feature x of X^T S z - X^T (p - t), z the scores, and of X^T S (z + S^-1 (t - p))."""
    x, z, p, t, s = (sympy.symbols(f"{n}_1:4", real=True) for n in "xzpts")
    rows = range(3)
    left = sum(s[n] * x[n] * z[n] for n in rows) - sum(x[n] * (p[n] - t[n]) for n in rows)
    right = sum(s[n] * x[n] * (z[n] + (t[n] - p[n]) / s[n]) for n in rows)
    return Chain((left, right), ("the weights cancel",))


def slope(sympy: Any) -> Chain:
    """The derivative of the sigmoid by its score is p (1 - p)."""
    z = sympy.Symbol("z", real=True)
    p = 1 / (1 + sympy.exp(-z))
    return Chain((sympy.Derivative(p, z), sympy.exp(-z) * p**2, p * (1 - p)),
                 ("the chain rule", "$e^{-z} = 1/p - 1$"))  # fmt: skip


def curved(sympy: Any) -> AtMost:
    """What one sample with two features adds to u.Hu is its weight times a square."""
    weight = sympy.Symbol("s", positive=True)
    x1, x2, u1, u2 = sympy.symbols("x_1 x_2 u_1 u_2", real=True)
    square = weight * (x1 * u1 + x2 * u2) ** 2
    return AtMost(sympy.Integer(0), sympy.expand(square), square)


def data(numpy: Any, seed: int) -> tuple[Any, Any]:
    """Scores that overlap, so that the best logistic weights are finite, and labels drawn by them."""
    random = numpy.random.default_rng(seed)
    x = random.normal(size=(SAMPLES, FEATURES))
    labels = random.uniform(size=SAMPLES) < 1 / (1 + numpy.exp(-x @ random.uniform(-1, 1, size=FEATURES)))
    return x, labels.astype(float)


def one_step(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """One step from weights far away, against a least-squares solver that forms no normal equations."""
    x, t = data(numpy, seed)
    w = 100 * numpy.random.default_rng(seed + 1).normal(size=FEATURES)
    step = w - numpy.linalg.solve(x.T @ x / SAMPLES, x.T @ (x @ w - t) / SAMPLES)
    best = numpy.linalg.lstsq(x, t, rcond=None)[0]
    return (Measured("Distance to the solution after one step", float(abs(step - best).max()), "<=", 1e-10),)


def newton_run(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """Newton's steps of logistic regression from 0: the gradient, and how fast the distance shrinks at the end."""
    x, t = data(numpy, seed)
    path = [numpy.zeros(FEATURES)]
    for _ in range(STEPS):
        p = 1 / (1 + numpy.exp(-x @ path[-1]))
        hessian = x.T @ ((p * (1 - p))[:, None] * x)
        path.append(path[-1] - numpy.linalg.solve(hessian, x.T @ (p - t)))
    p = 1 / (1 + numpy.exp(-x @ path[-1]))
    away = [float(numpy.linalg.norm(w - path[-1])) for w in path]
    near = next(k for k, d in enumerate(away) if d < 0.05)
    return (
        Measured(f"Largest entry of the gradient after {STEPS} steps", float(abs(x.T @ (p - t)).max()), "<=", 1e-10),
        Measured("Distance to the end, from where it is below 1/20, one step later", away[near + 1], "<=",
                 10 * away[near] ** 2),
    )  # fmt: skip


# ------------------------------------------------------------------ difference quotients


def values(sympy: Any) -> tuple[Any, ...]:
    """h, f and its first two derivatives at x, the third derivative at a place on either side, and its bound M."""
    h, bound = sympy.symbols("h M", positive=True)
    return h, *sympy.symbols("f_0 f_1 f_2 r_plus r_minus", real=True), bound


def central(sympy: Any) -> Chain:
    """The central difference quotient by Taylor's formula with Lagrange's remainder."""
    h, f0, f1, f2, right, left, _ = values(sympy)
    ahead = f0 + h * f1 + h**2 * f2 / 2 + h**3 * right / 6
    behind = f0 - h * f1 + h**2 * f2 / 2 - h**3 * left / 6
    return Chain(((ahead - behind) / (2 * h), f1 + h**2 * (right + left) / 12), ("even powers cancel",))


def one_sided(sympy: Any) -> Chain:
    """The quotient of one side keeps the second derivative."""
    h, f0, f1, f2, right, _, _ = values(sympy)
    ahead = f0 + h * f1 + h**2 * f2 / 2 + h**3 * right / 6
    return Chain(((ahead - f0) / h, f1 + h * f2 / 2 + h**2 * right / 6), ("only the value itself cancels",))


def best_width(sympy: Any) -> Chain:
    """Where the bound M h^2/6 + u F/h has slope 0."""
    h, unit, size, bound = sympy.symbols("h u F M", positive=True)
    whole = bound * h**2 / 6 + unit * size / h
    return Chain((sympy.Derivative(whole, h), bound * h / 3 - unit * size / h**2, sympy.Integer(0)),
                 ("term by term", "at this width"), {h: sympy.cbrt(3 * unit * size / bound)})  # fmt: skip


def observed_order(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The errors for a sum of sigmoids, at a width and at half of it: powers of 2 between them."""
    random = numpy.random.default_rng(seed)
    weights, scores = random.uniform(0.5, 1.5, size=(2, 8))

    def f(x: float) -> float:
        return float((weights / (1 + numpy.exp(-scores - x))).sum())

    p = 1 / (1 + numpy.exp(-scores))
    exact = float((weights * p * (1 - p)).sum())
    middle = [abs((f(h) - f(-h)) / (2 * h) - exact) for h in (0.02, 0.01)]
    ahead = [abs((f(h) - f(0.0)) / h - exact) for h in (0.02, 0.01)]
    orders = [float(numpy.log2(e[0] / e[1])) for e in (middle, ahead)]
    return (
        Measured("Distance of the central quotient's order from 2", abs(orders[0] - 2), "<=", 0.05),
        Measured("Distance of the one-sided quotient's order from 1", abs(orders[1] - 1), "<=", 0.05),
        Measured("Error of the central quotient over that of the one-sided one", middle[1] / ahead[1], "<", 0.1),
    )
