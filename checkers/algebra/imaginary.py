"""First derivatives in float64: a number carries its derivative as a tiny imaginary part, f(x + ih) = f(x) + ih f'(x).

No difference is taken, so no digit is lost. What is not smooth, or has no known derivative, raises TypeError; the
derivative is then taken with sixty digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from checkers.algebra.numbers import DERIVATIVES, FLOATS, Array, Floats

STEP = 1e-30
AS_THEY_ARE = frozenset({"divide", "negative", "same", "float", "square"})


class Imaginary(Floats):
    """float64 with such a part."""

    def lift(self, a: Any) -> Array:
        return np.asarray(a) if np.iscomplexobj(a) else np.asarray(a, dtype=np.float64)

    def function(self, name: str) -> Callable[..., Array] | None:
        found = FLOATS.function(name)
        if found is None or name in AS_THEY_ARE:
            return found
        slope = DERIVATIVES.get((name, 1))

        def carried(*arguments: Any) -> Array:
            if not any(np.iscomplexobj(a) for a in arguments):
                return found(*arguments)
            if name == "power":
                return power(*arguments)
            x = arguments[0]
            if name == "sqrt":
                root = found(x.real)
                return root + 1j * (x.imag / (2 * root))
            if slope is None:
                raise TypeError(f"{name} of a number with an imaginary part")
            return found(x.real) + 1j * (slope(real_function, x.real) * x.imag)

        return carried


def real_function(name: str) -> Callable[..., Array]:
    found = FLOATS.function(name)
    assert found is not None
    return found


def power(a: Array, b: Array) -> Array:
    """a^b with the derivatives of both carried."""
    base, exponent = np.real(a), np.real(b)
    raise_to = real_function("power")
    value = raise_to(base, exponent)
    by_base = exponent * raise_to(base, exponent - 1) * np.imag(a)
    by_exponent = np.where(np.imag(b) == 0, 0.0, value * real_function("log")(base) * np.imag(b))
    return value + 1j * (np.where(np.imag(a) == 0, 0.0, by_base) + by_exponent)


IMAGINARY = Imaginary()
