"""Symbols that stand for values of functions, and the equations that they satisfy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

Fact = tuple[Any, bool]  # an expression that is >= 0, or > 0 where the second is True


class Undefined(Exception):
    """A formula has no value here."""


class NotShown(Exception):
    """What these rules do not prove."""


class StandIns:
    """The symbols of a statement: its own, and those that stand for e^u, roots, logarithms and other values.

    bounds: facts by the domains; chosen: what is 0 because a quantity has a few values only.
    """

    def __init__(self, domains: list[dict[str, Any]]):
        self.own = [_symbol(k, d) for k, d in enumerate(domains)]
        self.pi = sympy.Symbol("pi", positive=True)
        self.bounds: list[Fact] = []
        self.chosen: list[Any] = []
        for x, d in zip(self.own, domains):
            if d["low"] is not None:
                self.bounds.append((x - _exact(d["low"]), bool(d["low open"])))
            if d["high"] is not None:
                self.bounds.append((_exact(d["high"]) - x, bool(d["high open"])))
            if d["chosen"]:
                self.chosen.append(sympy.expand(sympy.Mul(*(x - _exact(c) for c in d["chosen"]))))
        self.made: dict[Any, Any] = {}
        self.equations: dict[Any, Any] = {}  # a symbol -> what is 0 by its meaning
        self.log_of: dict[Any, Any] = {}
        self.exp_of: dict[Any, Any] = {}
        self.root_of: dict[Any, tuple[Any, int]] = {}

    def symbol(self, key: Any, **known: bool) -> Any:
        """The symbol for a meaning, the same every time."""
        if key not in self.made:
            self.made[key] = sympy.Symbol(f"made{len(self.made)}", real=True, **known)
        return self.made[key]

    def signed(self, x: Any) -> Any:
        """A positive symbol in the place of an own one, or of its negative."""
        return self.symbol(("positive", x), positive=True, **({"integer": True} if x.is_integer else {}))

    def exp(self, u: Any, q: int = 1) -> Any:
        """e^(u/q)."""
        found = self.symbol(("exp", u, q), positive=True)
        self.exp_of[found] = u / q
        if q > 1:
            self.equations[found] = found**q - self.exp(u)
        return found

    def log(self, u: Any) -> Any:
        """The logarithm of a positive irreducible expression."""
        if u in self.exp_of:
            return self.exp_of[u]
        if u in self.root_of:
            base, q = self.root_of[u]
            return self.log(base) / q
        found = self.symbol(("log", u), **({"positive": True} if u.is_Integer else {}))
        self.log_of[found] = u
        return found

    def root(self, u: Any, q: int) -> Any:
        """The root of a positive irreducible expression."""
        if u in self.exp_of:
            (c, m) = self.exp_of[u].as_coeff_Mul(rational=True)
            return self.exp(m, int(c.q) * q) ** c.p
        found = self.symbol(("root", u, q), positive=True)
        self.root_of[found] = (u, q)
        self.equations[found] = found**q - u
        return found

    def circle(self, u: Any, q: int) -> tuple[Any, Any]:
        """Sine and cosine of u/q."""
        sine, cosine = (self.symbol((name, u, q)) for name in ("sin", "cos"))
        self.equations[sine] = self.equations[cosine] = sine**2 + cosine**2 - 1
        return sine, cosine

    def parity(self, n: Any) -> Any:
        """(-1)^n of a whole number."""
        found = self.symbol(("parity", n))
        self.equations[found] = found**2 - 1
        return found

    def opaque(self, name: str, u: Any) -> Any:
        """A function of which nothing is used."""
        return self.symbol((name, u))

    def closed(self, expressions: Iterable[Any]) -> list[Any]:
        """The equations among the expressions after the first two, and those of every symbol that occurs."""
        first, second, *found = expressions
        seen: set[Any] = set()
        waiting = [first, second, *found]
        while waiting:
            for x in sorted(waiting.pop().free_symbols - seen, key=str):
                seen.add(x)
                equation = self.equations.get(x)
                if equation is not None and equation not in found:
                    found.append(equation)
                    waiting.append(equation)
        return found


def _exact(x: float) -> Any:
    return sympy.Rational(*float(x).as_integer_ratio())


def _symbol(k: int, d: dict[str, Any]) -> Any:
    """A symbol with what its domain says."""
    low, high, known = d["low"], d["high"], {"real": True}
    if low is not None and low >= 0:
        known["positive" if low > 0 or d["low open"] or d["nonzero"] else "nonnegative"] = True
    elif high is not None and high <= 0:
        known["negative" if high < 0 or d["high open"] or d["nonzero"] else "nonpositive"] = True
    elif d["nonzero"]:
        known["nonzero"] = True
    if d["whole"]:
        known["integer"] = True
    return sympy.Symbol(f"x{k}", **known)
