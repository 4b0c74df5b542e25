"""A number system whose numbers are formulas: what an evaluation comes to, written down for a proof.

A formula is a place in a table of parts, so that a part that is met again is not written again. The table holds
numbers, names of functions of this program and the numbers of quantities; what a student typed is not in it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np

MOST_PARTS, MOST_POWER, MOST_DIGITS = 1500, 60, 40
Part = tuple[Any, ...]
CALLED = frozenset({"exp", "log", "sqrt", "sin", "cos", "arctan", "erf"})


class NotFormal(Exception):
    """What is not written as a formula."""


class Formulas:
    """The table: parts, each with its kind first; arguments are places of earlier parts."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.places: dict[Part, int] = {}

    def put(self, *part: Any) -> Formal:
        """The formula of a part. Raises NotFormal beyond the number of parts that is allowed."""
        if part not in self.places:
            if len(self.parts) >= MOST_PARTS:
                raise NotFormal("too many parts")
            self.places[part] = len(self.parts)
            self.parts.append(part)
        return Formal(self, self.places[part])

    def number(self, x: Fraction | int) -> Formal:
        x = Fraction(x)
        if max(abs(x.numerator), x.denominator) >= 10**MOST_DIGITS:
            raise NotFormal("a long number")
        return self.put("number", x.numerator, x.denominator)

    def of(self, x: Any) -> Formal:
        """A formula, or a whole number or a fraction with a small denominator as one. Raises NotFormal."""
        if isinstance(x, Formal):
            return x
        if isinstance(x, (bool, np.bool_, int, Fraction)):
            return self.number(x if isinstance(x, Fraction) else int(x))
        number = float(x)
        if not np.isfinite(number) or abs(number) > 10**9 or number * 1024 != int(number * 1024):
            raise NotFormal("a number that is rounded")
        return self.number(Fraction(number))

    def chosen(self, condition: Any, yes: Any, no: Any) -> Formal:
        """`yes` where the condition holds, else `no`."""
        if isinstance(condition, (bool, np.bool_)):
            return self.of(yes if condition else no)
        yes, no = self.of(yes), self.of(no)
        return yes if yes.place == no.place else self.put("if", condition.place, yes.place, no.place)

    @property
    def undefined(self) -> Formal:
        return self.put("undefined")


def degree(parts: list[Part]) -> float:
    """A bound on the degrees of all numerators and denominators; the value of a function counts as one symbol."""
    known: list[tuple[float, float]] = []
    for kind, *given in parts:
        above, below = 1.0, 0.0
        if kind in ("add", "multiply", "divide", "if"):
            (a, b), (c, d) = (known[p] for p in given[-2:])
            if kind == "if":
                above, below = max(a, c), max(b, d)
            elif kind == "divide":
                above, below = a + d, b + c
            else:
                above, below = max(a + d, b + c) if kind == "add" else a + c, b + d
        elif kind == "power" and parts[given[1]][0] == "number":
            exponent = abs(parts[given[1]][1] / parts[given[1]][2])
            above = below = max(1.0, exponent) * max(known[given[0]])
            below = below if parts[given[1]][1] < 0 or known[given[0]][1] else 0.0
        elif kind == "number":
            above = 0.0
        known.append((above, below))
    return max(max(d) for d in known)


class Formal:
    """One formula, or one condition."""

    __slots__ = ("place", "table")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, table: Formulas, place: int):
        self.table, self.place = table, place

    @property
    def part(self) -> Part:
        return self.table.parts[self.place]

    @property
    def exact(self) -> Fraction | None:
        """The number that it is."""
        return Fraction(self.part[1], self.part[2]) if self.part[0] == "number" else None

    def made(self, kind: str, a: Formal, b: Formal) -> Formal:
        """One operation; between numbers it is carried out."""
        x, y, table = a.exact, b.exact, self.table
        if x is not None and y is not None and not (kind == "divide" and y == 0):
            return table.number({"add": x + y, "multiply": x * y}[kind] if kind != "divide" else x / y)
        if kind != "divide" and x == (0 if kind == "add" else 1):
            return b
        if y == (0 if kind == "add" else 1):
            return a
        first, second = sorted((a.place, b.place)) if kind != "divide" else (a.place, b.place)
        return table.put(kind, first, second)

    def __add__(self, other: Any) -> Formal:
        return self.made("add", self, self.table.of(other))

    def __mul__(self, other: Any) -> Formal:
        return self.made("multiply", self, self.table.of(other))

    def __truediv__(self, other: Any) -> Formal:
        return self.made("divide", self, self.table.of(other))

    def __rtruediv__(self, other: Any) -> Formal:
        return self.made("divide", self.table.of(other), self)

    def __neg__(self) -> Formal:
        return self * -1

    def __sub__(self, other: Any) -> Formal:
        return self + self.table.of(other) * -1

    def __rsub__(self, other: Any) -> Formal:
        return self.table.of(other) + self * -1

    def __pow__(self, other: Any) -> Formal:
        return power(self, self.table.of(other))

    __radd__, __rmul__ = __add__, __mul__

    def compared(self, kind: str, a: Any, b: Any) -> Any:
        a, b = self.table.of(a), self.table.of(b)
        x, y = a.exact, b.exact
        if x is not None and y is not None:
            return {"below": x < y, "at most": x <= y, "equal": x == y}[kind]
        return self.table.put(kind, a.place, b.place)

    def __lt__(self, other: Any) -> Any:
        return self.compared("below", self, other)

    def __le__(self, other: Any) -> Any:
        return self.compared("at most", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.compared("below", other, self)

    def __ge__(self, other: Any) -> Any:
        return self.compared("at most", other, self)

    def __eq__(self, other: object) -> Any:
        return self.compared("equal", self, other)

    def __ne__(self, other: object) -> Any:
        return negated(self.compared("equal", self, other))

    def __bool__(self) -> bool:
        raise NotFormal("what a formula decides is not known")

    def __float__(self) -> float:
        x = self.exact
        if x is None:
            raise NotFormal("the size of a formula is asked for")
        return float(x)


def negated(condition: Any) -> Any:
    if isinstance(condition, (bool, np.bool_)):
        return not condition
    return condition.table.put("not", condition.place)


def joined(kind: str, a: Any, b: Any) -> Any:
    """Both conditions, or one of them; kind: `and` or `or`."""
    for first, second in ((a, b), (b, a)):
        if isinstance(first, (bool, np.bool_)):
            return second if bool(first) == (kind == "and") else first
    return a.table.put(kind, *sorted((a.place, b.place)))


def greater(a: Any, b: Any) -> Any:
    return a.table.chosen(a < b, b, a)


def smaller(a: Any, b: Any) -> Any:
    return a.table.chosen(b < a, b, a)


def power(a: Formal, b: Formal) -> Formal:
    x, n = a.exact, b.exact
    if n is not None and max(abs(n.numerator), n.denominator) > MOST_POWER:
        raise NotFormal("a high power")
    if n is not None and n.denominator == 1 and x is not None and (x or n >= 0):
        return a.table.number(x ** int(n))
    return a if n == 1 else a.table.put("power", a.place, b.place)


def call(name: str, u: Formal) -> Formal:
    if u.exact == 0 and name in ("exp", "sin", "cos"):
        return u.table.number(0 if name == "sin" else 1)
    return u.table.put("call", name, u.place)


def stepped(u: Formal, below: int, at: Any, above: int) -> Formal:
    """A number each for negative, zero and positive u."""
    table = u.table
    return table.chosen(u < 0, below, table.chosen(u > 0, above, at))


def rounded(u: Formal, up: bool) -> Formal:
    """The whole number below or above; only of a number."""
    if u.exact is None:
        raise NotFormal("a formula is rounded")
    return u.table.number(ceil(u.exact) if up else floor(u.exact))


def exp(u: Formal) -> Formal:
    return call("exp", u)


MADE: dict[str, Callable[..., Formal]] = {
    "power": power, "divide": lambda a, b: a / b, "square": lambda u: u * u, "negative": lambda u: -u,
    "reciprocal": lambda u: 1 / u, "float": lambda u: u, "same": lambda u: u,
    "sigmoid": lambda u: 1 / (1 + exp(-u)), "tanh": lambda u: 1 - 2 / (exp(u + u) + 1),
    "sinh": lambda u: (exp(u) - exp(-u)) / 2, "cosh": lambda u: (exp(u) + exp(-u)) / 2,
    "sech": lambda u: 2 / (exp(u) + exp(-u)), "coth": lambda u: 1 + 2 / (exp(u + u) - 1),
    "expm1": lambda u: exp(u) - 1, "log1p": lambda u: call("log", 1 + u), "softplus": lambda u: call("log", 1 + exp(u)),
    "silu": lambda u: u / (1 + exp(-u)), "gelu": lambda u: u * (1 + call("erf", u / call("sqrt", u * 0 + 2))) / 2,
    "tan": lambda u: call("sin", u) / call("cos", u), "log2": lambda u: call("log", u) / call("log", u * 0 + 2),
    "log10": lambda u: call("log", u) / call("log", u * 0 + 10),
    "relu": lambda u: u.table.chosen(u > 0, u, 0), "abs": lambda u: u.table.chosen(u < 0, -u, u),
    "sign": lambda u: stepped(u, -1, 0, 1), "heaviside": lambda u: stepped(u, 0, u.table.undefined, 1),
    "floor": lambda u: rounded(u, False), "ceil": lambda u: rounded(u, True),
}  # fmt: skip


class FormalSystem:
    """The number system for the evaluator, over one table."""

    exact = True
    tiny = 0.0
    context: Any = None

    def __init__(self, table: Formulas):
        self.table = table

    def lift(self, a: Any) -> Any:
        numbers = np.asarray(a, dtype=object)
        out = np.empty(numbers.shape, dtype=object)
        out.reshape(-1)[:] = [self.table.of(x) for x in numbers.reshape(-1)]
        return out

    def number(self, value: Any) -> Formal:
        return self.table.number(Fraction(value))

    def finite(self, a: Any) -> Any:
        return np.ones(np.shape(a), dtype=bool)

    def function(self, name: str) -> Callable[..., Any] | None:
        made = MADE.get(name) or ((lambda u: call(name, u)) if name in CALLED else None)
        if made is None:
            raise NotFormal(f"{name} is not written as a formula")
        found: Callable[..., Any] = np.frompyfunc(
            lambda *u: made(*map(self.table.of, u)), 2 if name in ("power", "divide") else 1, 1
        )
        return found

    def inverse(self, a: Any) -> Any:
        raise NotFormal("an inverse matrix")

    determinant = inverse
