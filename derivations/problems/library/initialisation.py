"""How large weights have to be at the start: exact moments, and the lines that lead to Xavier's and He's variances.

The functions build what a problem's claims and experiments show (claim.py); every line is judged, none is believed.
Symbols: w a weight and x an input, independent; E w = mu, Var w = s; E x = nu, Var x = t; n inputs, m outputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from derivations.claim import AtMost, Chain, Measured

LETTERS = {"mu": r"\mu", "s": r"\sigma^2", "nu": r"\nu", "t": r"\tau^2", "q": "q", "g": "g", "k": r"\ell", "z": "z",
           "r": "r", "v": "v", "V_product": r"\operatorname{Var}(w x)", "E_product": r"\operatorname{E}(w x)",
           "E_square": r"\operatorname{E}(w^2 x^2)"}  # fmt: skip
DRAWS, INPUTS = 200_000, 64
DEPTH, WIDTH = 30, 512
DEVIATIONS = 5  # standard deviations: a right formula misses that bound about once in two million runs


def expectation(sympy: Any, polynomial: Any, moments: Mapping[Any, Sequence[Any]]) -> Any:
    """The expectation of a polynomial in independent random symbols; moments[x][k] is E x^k, from k = 0 on.

    A monomial's expectation is the product of the moments of its powers: that is independence. Raises IndexError where
    a power is higher than the moments that are given.
    """
    variables = tuple(moments)
    terms = sympy.Poly(sympy.expand(polynomial), *variables).terms()
    return sum(c * sympy.Mul(*(moments[v][k] for v, k in zip(variables, powers, strict=True))) for powers, c in terms)


def numbers(sympy: Any) -> tuple[Any, ...]:
    """mu, s, nu, t: means and variances of a weight and of an input."""
    mu, nu = sympy.symbols("mu nu", real=True)
    s, t = sympy.symbols("s t", positive=True)
    return mu, s, nu, t


def product_variance(sympy: Any) -> Chain:
    """Var(w x) from the moments of w and x."""
    mu, s, nu, t = numbers(sympy)
    w, x = sympy.symbols("w x", real=True)
    moments = {w: (1, mu, mu**2 + s), x: (1, nu, nu**2 + t)}
    variance, mean, square = sympy.symbols("V_product E_product E_square")
    given = {
        variance: square - mean**2,
        square: expectation(sympy, w**2 * x**2, moments),
        mean: expectation(sympy, w * x, moments),
    }
    second = (mu**2 + s) * (nu**2 + t) - mu**2 * nu**2
    reasons = ("the definition of a variance", "independence: moments of a product are products", "multiplied out")
    return Chain((variance, square - mean**2, second, s * t + s * nu**2 + mu**2 * t), reasons, given)


def centred(sympy: Any) -> Chain:
    """The same for weights of mean 0."""
    mu, s, nu, t = numbers(sympy)
    q = sympy.Symbol("q", positive=True)
    whole = s * t + s * nu**2 + mu**2 * t
    return Chain((whole, s * (t + nu**2), s * q), ("the weights have mean 0",
                 "$q$ is the mean square of an input"), {mu: sympy.Integer(0), q: t + nu**2})  # fmt: skip


def variance_of_sum(sympy: Any, count: int) -> Chain:
    """Var(w_1 x_1 + ... + w_n x_n) for n = count centred weights: E(w_i w_j) E(x_i x_j) over all pairs, and n s q.

    a_ij is the expectation of w_i w_j, computed; c_ij that of x_i x_j, any number for i unlike j: inputs may depend on
    one another.
    """
    s, q = sympy.symbols("s q", positive=True)
    weights = sympy.symbols(f"w1:{count + 1}")
    moments = dict.fromkeys(weights, (1, 0, s))
    given: dict[Any, Any] = {}
    total = sympy.Integer(0)
    for i, v in enumerate(weights, 1):
        for j, w in enumerate(weights[:i], 1):
            a, c = sympy.symbols(f"a_{j}{i} c_{j}{i}")
            total += a * c if i == j else 2 * a * c
            given[a] = expectation(sympy, v * w, moments)
            given |= {c: q} if i == j else {}
    return Chain((total, count * s * q), ("independent centred weights",), given)


def many(sympy: Any) -> Chain:
    """The sum over all n inputs."""
    n, i = sympy.symbols("n i", integer=True, positive=True)
    s, q = sympy.symbols("s q", positive=True)
    return Chain((sympy.Sum(s * q, (i, 1, n)), n * s * q), ("every input adds the same",))


def kept(sympy: Any, size: str, carried: str, gain: int = 1) -> Chain:
    """The variance at which a mean square is carried on unchanged: size * s * carried / gain = carried."""
    n = sympy.Symbol(size, integer=True, positive=True)
    s, q = sympy.symbols(f"s {carried}", positive=True)
    return Chain((n * s * q / gain, q), ("the weights have this variance",), {s: gain / n})


def compromise(sympy: Any) -> AtMost:
    """With the variance 2/(n + m), the factors forward and backward multiply to at most 1."""
    n, m = sympy.symbols("n m", integer=True, positive=True)
    forward, back = 2 * n / (n + m), 2 * m / (n + m)
    return AtMost(forward * back, sympy.Integer(1), (n - m) ** 2 / (n + m) ** 2)


def uniform(sympy: Any) -> Chain:
    """The variance of a uniform weight, and the half width that Xavier's variance asks for."""
    n, m = sympy.symbols("n m", integer=True, positive=True)
    r = sympy.Symbol("r", positive=True)
    v = sympy.Symbol("v", real=True)
    whole = sympy.Integral(v**2 / (2 * r), (v, -r, r))
    reasons = ("the antiderivative of $v^2$ is $v^3/3$", "the half width")
    return Chain((whole, r**2 / 3, 2 / (n + m)), reasons, {r: sympy.sqrt(6 / (n + m))})


def halved(sympy: Any) -> Chain:
    """The mean square of the positive part of a centred normal number of variance s."""
    z = sympy.Symbol("z", real=True)
    s = sympy.Symbol("s", positive=True)
    density = sympy.exp(-(z**2) / (2 * s)) / sympy.sqrt(2 * sympy.pi * s)
    half, whole = (
        sympy.Integral(z**2 * density, (z, 0, sympy.oo)),
        sympy.Integral(z**2 * density, (z, -sympy.oo, sympy.oo)),
    )
    return Chain((half, whole / 2, s / 2), ("the integrand is even", "the variance of $z$"))


def deep(sympy: Any) -> Chain:
    """The factor after k layers with weights of variance 1/n before ReLUs."""
    n, k, i = sympy.symbols("n k i", integer=True, positive=True)
    s = sympy.Symbol("s", positive=True)
    each = n * s / 2
    return Chain((sympy.Product(each, (i, 1, k)), each**k, sympy.Rational(1, 2) ** k),
                 ("the same factor a layer", "the variance $1/n$, as without a ReLU"), {s: 1 / n})  # fmt: skip


def one_sum(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The variance of one unit, drawn many times, against n s q; the bound follows from the fourth moments.

    Weights are uniform of variance s = 1/n (E w^4 = 9 s^2 / 5), inputs positive parts of standard normal numbers
    (q = 1/2, E x^4 = 3/2). So the kurtosis of a sum of n products is 3 + (54/5 - 3)/n, and the variance estimated from
    N draws has the relative standard deviation sqrt((kurtosis - 1)/N).
    """
    random = numpy.random.default_rng(seed)
    width = (3 / INPUTS) ** 0.5
    total = numpy.zeros(DRAWS)
    for _ in range(INPUTS):
        total += random.uniform(-width, width, DRAWS) * numpy.maximum(random.normal(size=DRAWS), 0)
    expected = INPUTS * (1 / INPUTS) * 0.5
    kurtosis = 3 + (54 / 5 - 3) / INPUTS
    bound = DEVIATIONS * ((kurtosis - 1) / DRAWS) ** 0.5
    found = abs(float((total**2).mean()) / expected - 1)
    return (Measured(f"Relative error of $n \\sigma^2 q$ over {DRAWS} draws", found, "<=", bound),)


def through_layers(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The mean square after many layers with ReLUs, against the first, with He's variance and with half of it.

    A layer of n normal sums has as mean of its squared positive parts a number of relative variance (6 - 1)/n, since
    E relu^4 / (E relu^2)^2 = (3/2)/(1/4) = 6. Over k layers the logarithm of the product therefore has a standard
    deviation of about sqrt(5 k/n) around -5 k/(2 n).
    """
    random = numpy.random.default_rng(seed)
    spread = DEVIATIONS * (5 * DEPTH / WIDTH) ** 0.5 + 5 * DEPTH / (2 * WIDTH)

    def logarithm(variance: float) -> float:
        first = state = numpy.maximum(random.normal(size=WIDTH), 0)
        for _ in range(DEPTH):
            state = numpy.maximum(random.normal(size=(WIDTH, WIDTH)) @ state * variance**0.5, 0)
        return float(numpy.log2((state**2).mean() / (first**2).mean()))

    bound, what = spread / math.log(2), f"mean square after {DEPTH} layers over the first"
    return (
        Measured(f"Powers of 2 in the {what}, variance $2/n$", abs(logarithm(2 / WIDTH)), "<=", bound),
        Measured(f"The same plus {DEPTH}, variance $1/n$", abs(logarithm(1 / WIDTH) + DEPTH), "<=", bound),
    )
