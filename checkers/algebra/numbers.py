"""Two number systems with one set of functions: float64 over many points, and sixty digits at a few of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

Array = Any  # an ndarray of float64, or of objects that are mpf
DIGITS = 60


class Floats:
    """float64; what is undefined is NaN."""

    exact = False
    tiny = 1e-9

    def lift(self, a: Any) -> Array:
        """Numbers of a world in this system."""
        return np.asarray(a, dtype=np.float64)

    def number(self, value: Any) -> Array:
        """A fraction."""
        try:
            return np.float64(value.numerator / value.denominator)
        except OverflowError:
            return np.float64(np.inf if value > 0 else -np.inf)

    def finite(self, a: Array) -> Any:
        return np.isfinite(a)

    def function(self, name: str) -> Callable[..., Array] | None:
        """The elementwise function of that name."""
        return FLOAT.get(name)

    def inverse(self, a: Array) -> Array:
        try:
            return np.linalg.inv(a)
        except np.linalg.LinAlgError:
            return np.full_like(a, np.nan)

    def determinant(self, a: Array) -> Array:
        return np.linalg.det(a)


class Digits:
    """Sixty decimal digits by mpmath, entry by entry."""

    exact = True
    tiny = 1e-25

    @cached_property
    def context(self) -> Any:
        from mpmath import MPContext  # type: ignore[import-untyped]

        made = MPContext()
        made.dps = DIGITS
        return made

    @cached_property
    def functions(self) -> dict[str, Callable[..., Array]]:
        mp = self.context
        nan = mp.nan

        large = mp.mpf(10) ** 15  # beyond it few digits of a sine are left

        def guarded(f: Callable[..., Any], arguments: int = 1, bound: Any = mp.inf) -> Callable[..., Any]:
            def safe(*a: Any) -> Any:
                try:
                    if any(mp.isnan(x) or (arguments == 1 and abs(x) > bound) for x in a):
                        return nan
                    out = f(*a)
                except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                    return nan
                return nan if isinstance(out, mp.mpc) else out

            found: Callable[..., Array] = np.frompyfunc(safe, arguments, 1)
            return found

        sigmoid = lambda x: 1 / (1 + mp.exp(-x))  # noqa: E731
        one = {
            "exp": lambda x: nan if abs(x) > 10**6 else mp.exp(x),
            "log": lambda x: mp.log(x) if x > 0 else (mp.mpf("-inf") if x == 0 else nan),
            "log2": lambda x: mp.log(x) / mp.log(2) if x > 0 else nan,
            "log10": lambda x: mp.log(x) / mp.log(10) if x > 0 else nan,
            "log1p": lambda x: mp.log(1 + x) if x > -1 else nan,
            "expm1": lambda x: mp.exp(x) - 1,
            "sqrt": lambda x: mp.sqrt(x) if x >= 0 else nan,
            "cbrt": lambda x: mp.cbrt(x) if x >= 0 else -mp.cbrt(-x),
            "sin": lambda x: mp.sin(x),
            "cos": lambda x: mp.cos(x),
            "tan": lambda x: mp.tan(x),
            "sinh": lambda x: mp.sinh(x),
            "cosh": lambda x: mp.cosh(x),
            "tanh": lambda x: mp.tanh(x),
            "sech": lambda x: 1 / mp.cosh(x),
            "coth": lambda x: 1 / mp.tanh(x),
            "arctan": lambda x: mp.atan(x),
            "erf": lambda x: mp.erf(x),
            "erfc": lambda x: mp.erfc(x),
            "gamma_function": lambda x: mp.gamma(x) if abs(x) < 10**4 else nan,
            "log_gamma": lambda x: mp.log(abs(mp.gamma(x))) if abs(x) < 10**4 else nan,
            "digamma": lambda x: mp.psi(0, x) if abs(x) < 10**6 else nan,
            "normal_cdf": lambda x: (1 + mp.erf(x / mp.sqrt(2))) / 2,
            "normal_pdf": lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),
            "sigmoid": sigmoid,
            "relu": lambda x: x if x > 0 else mp.mpf(0),
            "softplus": lambda x: mp.log(1 + mp.exp(x)),
            "silu": lambda x: x * sigmoid(x),
            "gelu": lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2,
            "abs": lambda x: abs(x),
            "sign": lambda x: mp.mpf(mp.sign(x)),
            "floor": lambda x: mp.floor(x),
            "ceil": lambda x: mp.ceil(x),
            "heaviside": lambda x: mp.mpf(1) if x > 0 else (mp.mpf(0) if x < 0 else nan),
            "square": lambda x: x * x,
            "negative": lambda x: -x,
            "reciprocal": lambda x: 1 / x,
            "float": lambda x: x,
            "same": lambda x: x,
            "factorial": lambda x: mp.factorial(x) if 0 <= x <= 50 and x == mp.floor(x) else nan,
        }
        waves = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "expm1", "softplus", "sigmoid", "silu", "sech", "coth"}
        bounds = {name: large if name in ("sin", "cos", "tan") else mp.mpf(10) ** 6 for name in waves}
        return {name: guarded(f, 1, bounds.get(name, mp.inf)) for name, f in one.items()} | {
            "power": guarded(self._power, 2),
            "divide": np.frompyfunc(lambda a, b: a / b if b != 0 else nan, 2, 1),
        }

    def _power(self, a: Any, b: Any) -> Any:
        mp = self.context
        if (a == 0 and b < 0) or not (mp.isfinite(a) and mp.isfinite(b)):
            return mp.nan
        if a != 0 and abs(b) * (abs(mp.mag(a)) + 1) > 10**6:  # beyond all use, and slow to find
            return mp.nan
        if b == mp.floor(b) and abs(b) < 10**6:
            return a ** int(b)
        return mp.nan if a < 0 else mp.power(a, b)

    def lift(self, a: Any) -> Array:
        if isinstance(a, np.ndarray) and a.dtype == object:
            return a
        numbers = np.asarray(a, dtype=object)
        out = np.empty(numbers.shape, dtype=object)
        out.reshape(-1)[:] = [
            self.context.mpf(float(x) if isinstance(x, np.generic) else x) for x in numbers.reshape(-1)
        ]
        return out

    def number(self, value: Any) -> Array:
        return self.context.mpf(value.numerator) / value.denominator

    def finite(self, a: Array) -> Any:
        return np.frompyfunc(lambda x: bool(self.context.isfinite(x)), 1, 1)(a).astype(bool)

    def function(self, name: str) -> Callable[..., Array] | None:
        return self.functions.get(name)

    def inverse(self, a: Array) -> Array:
        out = np.empty_like(a)
        for k in range(a.shape[0]):
            try:
                out[k] = np.array((self.context.matrix(a[k].tolist()) ** -1).tolist(), dtype=object)
            except (ZeroDivisionError, ValueError):
                out[k] = self.context.nan
        return out

    def determinant(self, a: Array) -> Array:
        return np.array([self.context.det(self.context.matrix(m.tolist())) for m in a], dtype=object)


def _sigmoid(x: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _power(a: Array, b: Array) -> Array:
    out = np.power(np.asarray(a, dtype=np.float64), b)
    return np.where((np.asarray(a) == 0) & (np.asarray(b) < 0), np.nan, out)


def _special(name: str) -> Callable[[Array], Array]:
    """A function of the standard library for every entry, nan where it has none."""
    import math

    def one(x: float) -> float:
        try:
            return float(getattr(math, name)(x))
        except (ValueError, OverflowError):
            return math.nan

    return lambda x: np.vectorize(one, otypes=[np.float64])(x)


_erf = _special("erf")


def _digamma(x: Array) -> Array:
    from mpmath import fp

    def one(at: float) -> float:
        return float(fp.digamma(at)) if np.isfinite(at) and (at > 0 or at != np.floor(at)) else np.nan

    return np.vectorize(one, otypes=[np.float64])(x)


def _factorial(x: Array) -> Array:
    from math import factorial

    table = np.array([*(float(factorial(k)) for k in range(51)), np.nan])
    return table[np.where((x >= 0) & (x <= 50) & (x == np.floor(x)), x, 51).astype(np.int64)]


FLOAT: dict[str, Callable[..., Array]] = {
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sech": lambda x: 1 / np.cosh(x),
    "coth": lambda x: 1 / np.tanh(x),
    "arctan": np.arctan,
    "erf": _erf,
    "erfc": _special("erfc"),
    "gamma_function": _special("gamma"),
    "log_gamma": _special("lgamma"),
    "digamma": _digamma,
    "normal_cdf": lambda x: 0.5 * (1 + _erf(x / np.sqrt(2))),
    "normal_pdf": lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi),
    "sigmoid": _sigmoid,
    "relu": lambda x: np.maximum(x, 0),
    "softplus": lambda x: np.logaddexp(0, x),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: 0.5 * x * (1 + _erf(x / np.sqrt(2))),
    "abs": np.abs,
    "sign": np.sign,
    "floor": lambda x: np.floor(x + 1e-9),
    "ceil": lambda x: np.ceil(x - 1e-9),
    "heaviside": lambda x: np.where(x > 0, 1.0, np.where(x < 0, 0.0, np.nan)),
    "square": np.square,
    "negative": np.negative,
    "reciprocal": lambda x: 1 / x,
    "float": lambda x: x,
    "same": lambda x: x,
    "factorial": _factorial,
    "power": _power,
    "divide": lambda a, b: np.where(np.asarray(b) == 0, np.nan, np.divide(a, b)),
}
FLOATS, MANY_DIGITS = Floats(), Digits()

DERIVATIVES: dict[tuple[str, int], Callable[[Callable[[str], Callable[..., Array]], Array], Array]] = {
    ("sigmoid", 1): lambda f, x: f("sigmoid")(x) * (1 - f("sigmoid")(x)),
    ("sigmoid", 2): lambda f, x: f("sigmoid")(x) * (1 - f("sigmoid")(x)) * (1 - 2 * f("sigmoid")(x)),
    ("tanh", 1): lambda f, x: 1 - f("tanh")(x) * f("tanh")(x),
    ("tanh", 2): lambda f, x: -2 * f("tanh")(x) * (1 - f("tanh")(x) * f("tanh")(x)),
    ("relu", 1): lambda f, x: f("heaviside")(x),
    ("softplus", 1): lambda f, x: f("sigmoid")(x),
    ("exp", 1): lambda f, x: f("exp")(x),
    ("log", 1): lambda f, x: f("reciprocal")(x),
    ("sin", 1): lambda f, x: f("cos")(x),
    ("cos", 1): lambda f, x: -f("sin")(x),
    ("gamma_function", 1): lambda f, x: f("gamma_function")(x) * f("digamma")(x),
    ("log_gamma", 1): lambda f, x: f("digamma")(x),
}
"""(function, order) -> its derivative, from the functions of a number system."""
