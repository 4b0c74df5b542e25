"""A number system in which equality is exact: numbers modulo a prime, with a second prime for what stands in exponents.

e^u is g^u with g of order Q modulo P, so that e^u e^v = e^(u+v) holds; sigmoid, tanh and their kin are made of e^u. A
function that is made of nothing here, such as a logarithm, has a value of its own at every argument: equal arguments
give equal values, no more is claimed. Two expressions that agree here at random points are the same function of
quantities, roots, exponentials and such values, except with a chance that the degree and the primes bound.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from zlib import crc32

import numpy as np

Q = 1152921504606846869
P = 62 * Q + 1
G = pow(2, (P - 1) // Q, P)  # its order is Q
MOST_POWER = 64


class NotExact(Exception):
    """What has no exact value here: an order, a limit, a number that is no ratio."""


class Residue:
    """value modulo P, in an exponent modulo Q; exact: the rational number that it is, log: the u of an e^u, or None."""

    __slots__ = ("exact", "inside", "log", "value")

    def __init__(self, value: int, inside: int, exact: Fraction | None = None, log: int | None = None):
        self.value, self.inside, self.exact, self.log = value % P, inside % Q, exact, log

    def __add__(self, other: Any) -> Residue:
        o = residue(other)
        return Residue(self.value + o.value, self.inside + o.inside, _both(self, o, lambda a, b: a + b))

    def __sub__(self, other: Any) -> Residue:
        o = residue(other)
        return Residue(self.value - o.value, self.inside - o.inside, _both(self, o, lambda a, b: a - b))

    def __mul__(self, other: Any) -> Residue:
        o = residue(other)
        return Residue(self.value * o.value, self.inside * o.inside, _both(self, o, lambda a, b: a * b))

    def __truediv__(self, other: Any) -> Residue:
        o = residue(other)
        if not o.value or not o.inside:
            raise NotExact("divided by 0")
        exact = _both(self, o, lambda a, b: a / b)
        return Residue(self.value * pow(o.value, -1, P), self.inside * pow(o.inside, -1, Q), exact)

    def __rsub__(self, other: Any) -> Residue:
        return residue(other) - self

    def __rtruediv__(self, other: Any) -> Residue:
        return residue(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Residue:
        return Residue(-self.value, -self.inside, None if self.exact is None else -self.exact)

    def __eq__(self, other: object) -> bool:
        raise NotExact("numbers are compared")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise NotExact("a number is a condition")

    def __float__(self) -> float:
        if self.exact is None:
            raise NotExact("the size of a number is asked for")
        return float(self.exact)


def _both(a: Residue, b: Residue, made: Callable[[Fraction, Fraction], Fraction]) -> Fraction | None:
    return None if a.exact is None or b.exact is None else made(a.exact, b.exact)


def rational(value: Fraction) -> Residue:
    if value.denominator % P == 0 or value.denominator % Q == 0:
        raise NotExact("a denominator of the prime")
    return Residue(
        value.numerator * pow(value.denominator, -1, P), value.numerator * pow(value.denominator, -1, Q), value
    )


def residue(x: Any) -> Residue:
    """A number as a residue: a small whole number as itself, any other float as a random one that belongs to it."""
    if isinstance(x, Residue):
        return x
    number = float(x)
    if number != number or number in (np.inf, -np.inf):
        raise NotExact("no number")
    if number == int(number) and abs(number) < 10**6:
        return rational(Fraction(int(number)))
    return drawn("number", float(number).hex())


def drawn(name: str, what: str) -> Residue:
    """The value that belongs to a name and an argument, spread over all residues."""
    words = [crc32(f"{k} {name} {what}".encode()) for k in range(6)]
    first, second = words[0] << 64 | words[1] << 32 | words[2], words[3] << 64 | words[4] << 32 | words[5]
    return Residue(first, second)


def exp(u: Residue) -> Residue:
    if u.exact == 0:
        return rational(Fraction(1))
    value = pow(G, u.inside, P)
    return Residue(value, drawn("exp", str(value)).inside, None, u.inside)


def sigmoid(u: Residue) -> Residue:
    return 1 / (1 + exp(-u))


def tanh(u: Residue) -> Residue:
    e = exp(u + u)
    return (e - 1) / (e + 1)


def root(a: Residue) -> Residue:
    """A square root, where there is one; in exponents a value of its own. P is 3 modulo 4."""
    found = pow(a.value, (P + 1) // 4, P)
    if found * found % P != a.value:
        raise NotExact("no square at this point")
    return Residue(found, own("sqrt", a).inside)


def power(a: Residue, b: Residue) -> Residue:
    if b.exact is not None and b.exact.denominator == 1:
        n = int(b.exact)
        if abs(n) > MOST_POWER or (n < 0 and not (a.value and a.inside)):
            raise NotExact("a high power")
        return Residue(pow(a.value, n, P), pow(a.inside, n, Q), None if a.exact is None or not a.exact else a.exact**n)
    if a.log is not None:
        return exp(Residue(0, a.log * b.inside))
    if b.exact is not None and b.exact.denominator == 2:
        return power(a, rational(b.exact - Fraction(1, 2))) * root(a)
    return drawn("power", f"{a.value} {b.value}")


MADE: dict[str, Callable[..., Residue]] = {
    "exp": exp, "sigmoid": sigmoid, "tanh": tanh, "power": power, "sqrt": root, "divide": lambda a, b: a / b,
    "sinh": lambda u: (exp(u) - exp(-u)) / 2, "cosh": lambda u: (exp(u) + exp(-u)) / 2,
    "sech": lambda u: 2 / (exp(u) + exp(-u)), "coth": lambda u: 1 / tanh(u), "expm1": lambda u: exp(u) - 1,
    "silu": lambda u: u * sigmoid(u), "square": lambda u: u * u, "negative": lambda u: -u,
    "reciprocal": lambda u: 1 / u, "float": lambda u: u, "same": lambda u: u,
    "softplus": lambda u: own("log", 1 + exp(u)), "log1p": lambda u: own("log", 1 + u),
}  # fmt: skip
OWN = frozenset({"log", "log2", "log10", "sin", "cos", "tan", "arctan", "erf", "relu", "abs", "sign", "cbrt", "gelu"})


def own(name: str, u: Residue) -> Residue:
    """A function of which nothing is known: a value for every argument."""
    return drawn(name, str(u.value))


class Residues:
    """The number system for the evaluator."""

    exact = True
    tiny = 0.0
    context: Any = None

    def lift(self, a: Any) -> Any:
        numbers = np.asarray(a, dtype=object)
        out = np.empty(numbers.shape, dtype=object)
        out.reshape(-1)[:] = [residue(x) for x in numbers.reshape(-1)]
        return out

    def number(self, value: Any) -> Residue:
        return rational(Fraction(value))

    def finite(self, a: Any) -> Any:
        return np.ones(np.shape(a), dtype=bool)

    def function(self, name: str) -> Callable[..., Any] | None:
        if name in OWN:
            found: Callable[..., Any] = np.frompyfunc(lambda u: own(name, residue(u)), 1, 1)
            return found
        made = MADE.get(name)
        if made is None:
            return None
        arguments = 2 if name in ("power", "divide") else 1
        applied: Callable[..., Any] = np.frompyfunc(lambda *u: made(*map(residue, u)), arguments, 1)
        return applied

    def inverse(self, a: Any) -> Any:
        return np.stack([_inverse(m) for m in a])

    def determinant(self, a: Any) -> Any:
        raise NotExact("a determinant")


def _inverse(m: Any) -> Any:
    """The inverse by elimination."""
    n = len(m)
    rows = [[residue(x) for x in row] + [rational(Fraction(int(i == j))) for j in range(n)] for i, row in enumerate(m)]
    for k in range(n):
        pivot = next((r for r in range(k, n) if rows[r][k].value and rows[r][k].inside), None)
        if pivot is None:
            raise NotExact("a matrix without an inverse")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(n):
            if r != k:
                rows[r] = [x - rows[r][k] * y for x, y in zip(rows[r], rows[k])]
    out = np.empty((n, n), dtype=object)
    for i in range(n):
        out[i] = rows[i][n:]
    return out


RESIDUES = Residues()
