"""Terms without tensors or indices as numbers: in floating point, with a look at what cannot be one, and exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations import terms as T

MAX_NODES, MAX_POWER = 300, 64
"""What SymPy is given to prove: small terms with small exponents; larger ones are compared in floating point."""
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "erf": math.erf,
    "abs": abs,
    "relu": lambda x: max(0.0, x),
    "sign": lambda x: float((x > 0) - (x < 0)),
    "stop": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x)),
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
}


def floating(t: T.Term) -> float | None:
    """The value as a float; None where there is none (0/0, a logarithm of -1).

    Raises OverflowError where a number on the way is beyond all floats: the value itself may be an ordinary one.
    """
    try:
        found = _floating(t)
    except (ZeroDivisionError, ValueError):
        return None
    if not math.isfinite(found):
        raise OverflowError("a number on the way is too large")
    return found


def _floating(t: T.Term) -> float:
    match t:
        case T.Number(v):
            return float(v)
        case T.Size(v) if v.constant is not None:
            return float(v.constant)
        case T.Entry("pi", ()):
            return math.pi
        case T.Add(terms):
            return math.fsum(map(_floating, terms))
        case T.Mul(factors):
            return math.prod(map(_floating, factors))
        case T.Pow(base, exponent):
            found = _floating(base) ** _floating(exponent)
            if isinstance(found, complex):
                raise ValueError("a negative number has no real power of this kind")
            return float(found)
        case T.Apply(function, argument):
            return FUNCTIONS[function](_floating(argument))
    raise ValueError(f"{type(t).__name__} is no number")


def fraction(t: T.Term) -> Fraction | None:
    """The exact value of a term of numbers, + - * / and whole powers; None for any other."""
    match t:
        case T.Number(v):
            return v
        case T.Add(terms):
            parts = [fraction(u) for u in terms]
            return None if None in parts else sum((p for p in parts if p is not None), Fraction(0))
        case T.Mul(factors):
            out = Fraction(1)
            for f in factors:
                part = fraction(f)
                if part is None or _bits(out) > 4_000:
                    return None
                out *= part
            return out
        case T.Pow(base, T.Number(e)) if e.denominator == 1 and abs(e) <= MAX_POWER:
            inner = fraction(base)
            if inner is None or _bits(inner) > 4_000 or (inner == 0 and e < 0):
                return None
            return inner ** int(e)
    return None


def _bits(v: Fraction) -> int:
    return v.numerator.bit_length() + v.denominator.bit_length()


def exactly(t: T.Term) -> Any:
    """The value as an exact SymPy number in normal form; None when the term is too large to be worth the while."""
    for count, (_, u) in enumerate(T.positions(t), 1):
        large = isinstance(u, T.Pow) and not (isinstance(u.exponent, T.Number) and abs(u.exponent.value) <= MAX_POWER)
        long = isinstance(u, T.Number) and _bits(u.value) > 400
        steep = isinstance(u, T.Apply) and u.function == "exp" and abs(floating(u.argument) or 0.0) > MAX_POWER
        if count > MAX_NODES or large or long or steep:
            return None
    from derivations.exact import Machine
    from derivations.exact_numbers import normal

    try:
        return normal(Machine((), {}, {}, {}).term(t, {}))
    except Exception:  # SymPy failed to bring it to normal form: the comparison in floating point stands
        return None
