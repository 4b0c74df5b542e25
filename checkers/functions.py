"""Scalar functions in torch: the SymPy formula of each (derivations/scalars.py), walked with a table.

Kinks are fixed here as torch has them: the maximum of a number and x has slope 0 at the tie (relu), sign(0) = 0.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy
import torch

from derivations.scalars import formula, stopped, variable

Unary = Callable[[torch.Tensor], torch.Tensor]

TABLE: dict[Any, Unary] = {
    sympy.exp: torch.exp,
    sympy.log: torch.log,
    sympy.sin: torch.sin,
    sympy.cos: torch.cos,
    sympy.tan: torch.tan,
    sympy.asin: torch.asin,
    sympy.acos: torch.acos,
    sympy.atan: torch.atan,
    sympy.sinh: torch.sinh,
    sympy.cosh: torch.cosh,
    sympy.tanh: torch.tanh,
    sympy.erf: torch.erf,
    sympy.Abs: torch.abs,
    sympy.sign: torch.sign,
    stopped(): lambda v: v.detach(),
}

STABLE: dict[str, Unary] = {
    "sigmoid": torch.sigmoid,
    "softplus": lambda v: torch.logaddexp(v, torch.zeros_like(v)),
}
"""Where the formula as it stands overflows for large arguments; the tests compare each with its formula."""


@cache
def function(name: str) -> Unary:
    """The scalar function of that name, entry by entry, differentiable. KeyError for an unknown name."""
    return STABLE[name] if name in STABLE else walked(name)


@cache
def walked(name: str) -> Unary:
    """The function that its SymPy formula is, without the numerically stable forms."""
    e = formula(name)
    return lambda v: _walk(e, v)


def _walk(e: Any, v: torch.Tensor) -> torch.Tensor:
    if e == variable():
        return v
    if e.is_number:
        return torch.full_like(v, float(e))
    if e.is_Pow and e.exp.is_number:  # a number as exponent has an exact slope at base 0; a tensor has not
        return _walk(e.base, v) ** float(e.exp)
    arguments = [_walk(a, v) for a in e.args]
    if e.is_Add:
        return sum(arguments[1:], arguments[0])
    if e.is_Mul:
        out = arguments[0]
        for a in arguments[1:]:
            out = out * a
        return out
    if isinstance(e, (sympy.Max, sympy.Min)):
        ordered = sorted(zip(e.args, arguments), key=lambda pair: not pair[0].is_number)  # a tie keeps the number
        out = ordered[0][1]
        for _, a in ordered[1:]:
            out = torch.where(a > out if isinstance(e, sympy.Max) else a < out, a, out)
        return out
    if e.func in TABLE:
        return TABLE[e.func](arguments[0])
    raise ValueError(f"the formula {e} uses {e.func.__name__}, which has no torch function in checkers/functions.py")
