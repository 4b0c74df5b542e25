"""SymPy as a judge: a program and its adjoint equations written out in plain symbols at small sizes, compared exactly.

Nothing of the derivation is used: the forward rule is written out as formulas in the inputs' entries (X_1_2), SymPy
differentiates the loss by each entry, and each difference to the closed form must vanish identically (vanishing.py).

Where a value decides a branch (relu, a maximum, a comparison) it is decided exactly at a rational point at which no two
candidates are equal, and the formulas of that branch are compared: they hold in a neighbourhood of the point. What is
identically equal (two reads outside a tensor) is no tie: the first is taken, as torch does.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy

from checkers.instance import SAMPLERS, fault, with_lengths
from checkers.vanishing import is_zero
from derivations import terms as T
from derivations.integers import Integer, value
from derivations.program import Program
from derivations.rule import Definition, Derivation
from derivations.scalars import formula, stopped, variable

ATTEMPTS = 5
POSITIVE = SAMPLERS.keys() - {"normal", "ties"}


class Kink(ValueError):
    """The point at which branches are decided lies on a border between two of them."""


@dataclass(frozen=True)
class Mismatch:
    """An entry whose closed form is not the derivative that SymPy finds."""

    tensor: str
    at: tuple[int, ...]
    derived: sympy.Expr
    expected: sympy.Expr


def symbolic_gap(
    program: Program,
    derivations: Sequence[Derivation],
    sizes: Mapping[str, int],
    draw: Mapping[str, str] | None = None,
    seed: int = 0,
) -> list[Mismatch]:
    """Every entry of an input's gradient at which the derived closed form differs from SymPy's derivative.

    sizes: the free sizes, small (1 or 2: formulas are written out in full). draw: the layer's samplers; they only say
    which inputs are positive where branches are decided. Premises of the program about values are used. Raises
    ValueError for sizes that the program excludes, Kink when no point away from all borders was found.
    """
    why = fault(program, sizes)
    if why:
        raise ValueError(f"the sizes {dict(sizes)} cannot be used: {why}")
    for attempt in range(ATTEMPTS):
        try:
            return _compare(program, derivations, sizes, draw or {}, seed + attempt)
        except Kink:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _compare(
    program: Program, derivations: Sequence[Derivation], sizes: Mapping[str, int], draw: Mapping[str, str], seed: int
) -> list[Mismatch]:
    forward = Expansion(program, program.definitions, with_lengths(sizes, program.lengths), draw, seed)
    closed = Expansion(
        program, (*program.definitions, *(d.equation for d in derivations)), forward.sizes, draw, seed, forward.integers
    )
    output = program.output
    loss = sum(
        (closed.entry(f"dL_{output}", at) if at else 1) * forward.entry(output, at) for at in forward.places(output)
    )
    given = forward.premises()
    found = []
    for d in derivations:
        tensor = d.goal.tensor.removeprefix("dL_")
        if tensor not in program.inputs:
            continue
        for at in forward.places(tensor):
            expected = sympy.diff(loss, forward.entry(tensor, at))
            derived = closed.entry(d.goal.tensor, at)
            # stop(x) is x once no derivative is left to take
            gap = (derived - expected).replace(stopped(), lambda x: x).subs(given)
            if not (is_zero(gap) or is_zero(expanded_logs(gap))):  # log(e^a / b) is a - log b
                found.append(Mismatch(d.goal.tensor, at, derived, expected))
    return found


def expanded_logs(e: sympy.Expr) -> sympy.Expr:
    """log(e^a / b) as a - log b: the numbers behind the symbols are real, so that powers of e are positive."""
    import sympy

    real = {x: sympy.Symbol(x.name, real=True) for x in e.free_symbols}
    return sympy.expand_log(sympy.expand_log(e.xreplace(real)))


@dataclass
class Expansion:
    """Definitions written out at concrete sizes; entries that no definition gives are symbols."""

    program: Program
    definitions: Sequence[Definition]
    sizes: Mapping[str, int]
    draw: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    integers: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)
    known: dict[tuple[str, tuple[int, ...]], Any] = field(default_factory=dict)
    point: dict[Any, Any] = field(default_factory=dict)

    def bounds(self, tensor: str) -> list[tuple[int, int]]:
        ranges = self.program.ranges[tensor.removeprefix("dL_") if tensor not in self.program.ranges else tensor]
        return [(value(low, self.sizes), value(high, self.sizes)) for low, high in ranges]

    def places(self, tensor: str) -> list[tuple[int, ...]]:
        """Every entry of a tensor."""
        return list(itertools.product(*(range(low, high + 1) for low, high in self.bounds(tensor))))

    def entry(self, tensor: str, at: tuple[int, ...]) -> Any:
        """An entry written out; 0 outside the tensor."""
        if tensor == "pi" and tensor not in self.program.ranges:
            return sympy.pi
        if (tensor, at) not in self.known:
            if any(not low <= k <= high for k, (low, high) in zip(at, self.bounds(tensor))):
                return sympy.Integer(0)
            self.known[tensor, at] = self.defined(tensor, at)
        return self.known[tensor, at]

    def defined(self, tensor: str, at: tuple[int, ...]) -> Any:
        pieces = [d for d in self.definitions if d.tensor == tensor]
        for d in pieces:
            env = {e.symbol: k for e, k in zip(d.at, at) if e.symbol in {i.name for i in d.indices}}
            inside = all(self.whole(i.low, env) <= env[i.name] <= self.whole(i.high, env) for i in d.indices)
            if inside and all(self.whole(e, env) == k for e, k in zip(d.at, at)):
                return self.expand(d.rhs, env)
        if pieces:
            raise ValueError(f"{tensor}{list(at)} is not defined")
        symbol = sympy.Symbol("_".join([tensor, *map(str, at)]))
        rng = random.Random(f"{self.seed}:{symbol.name}")
        magnitude = sympy.Rational(rng.randint(1, 997), 499)
        positive = self.draw.get(tensor, "normal") in POSITIVE or tensor in self.program.constants
        self.point[symbol] = magnitude if positive or rng.random() < 0.5 else -magnitude
        return symbol

    def whole(self, e: Integer, env: Mapping[str, int]) -> int:
        return value(e, {**self.sizes, **env}, self.integer_entry)

    def integer_entry(self, tensor: str, at: tuple[int, ...]) -> int:
        if any(not low <= k <= high for k, (low, high) in zip(at, self.bounds(tensor))):
            return 0
        if (tensor, at) not in self.integers:
            low, high = (value(e, self.sizes) for e in self.program.integers[tensor])
            self.integers[tensor, at] = random.Random(f"{self.seed}:{tensor}:{at}").randint(low, high)
        return self.integers[tensor, at]

    def premises(self) -> dict[Any, Any]:
        """The premises about values as replacements of one symbol each, for those that are linear in one."""
        found: dict[Any, Any] = {}
        for premise in self.program.premises.values():
            for env in self.assignments(premise.indices, {}):
                gap = sympy.expand((self.expand(premise.left, env) - self.expand(premise.right, env)).subs(found))
                linear = [s for s in sorted(gap.free_symbols, key=str) if sympy.degree(gap, s) == 1]
                solvable = next((s for s in linear if sympy.diff(gap, s).is_number), None)
                if solvable is not None:
                    found[solvable] = sympy.solve(gap, solvable)[0]
        return found

    def assignments(self, indices: tuple[T.Index, ...], env: Mapping[str, int]) -> list[dict[str, int]]:
        """Every choice of the indices on top of `env`, the last index fastest."""
        found = [dict(env)]
        for i in indices:
            found = [{**e, i.name: k} for e in found for k in range(self.whole(i.low, e), self.whole(i.high, e) + 1)]
        return found

    # ------------------------------------------------------------------ terms

    def expand(self, t: T.Term, env: Mapping[str, int]) -> Any:
        """A term written out, given a number for each index in scope."""
        match t:
            case T.Number(v):
                return sympy.Rational(v.numerator, v.denominator)
            case T.Size(v):
                return sympy.Integer(self.whole(v, env))
            case T.Entry(tensor, at):
                return self.entry(tensor, tuple(self.whole(e, env) for e in at))
            case T.Iverson(relation, left, right):
                return sympy.Integer(holds(relation, self.whole(left, env), self.whole(right, env)))
            case T.Compare(relation, left, right):
                sign = self.sign(self.expand(left, env) - self.expand(right, env))
                return sympy.Integer(holds(relation, sign, 0))
            case T.Add(terms):
                return sympy.Add(*(self.expand(u, env) for u in terms))
            case T.Mul(factors):
                gates = [f for f in factors if isinstance(f, T.Iverson)]
                if any(self.expand(g, env) == 0 for g in gates):
                    return sympy.Integer(0)
                return sympy.Mul(*(self.expand(f, env) for f in factors if f not in gates))
            case T.Pow(base, exponent):
                return sympy.Pow(self.expand(base, env), self.expand(exponent, env))
            case T.Apply(name, argument):
                return self.apply(formula(name), self.expand(argument, env))
            case T.Sum(indices, body):
                return sympy.Add(*(self.expand(body, e) for e in self.assignments(indices, env)))
            case T.Product(indices, body):
                return sympy.Mul(*(self.expand(body, e) for e in self.assignments(indices, env)))
            case T.Max(indices, body):
                values = [self.expand(body, e) for e in self.assignments(indices, env)]
                return values[self.greatest(values)] if values else sympy.S.NegativeInfinity
            case T.Select(indices, body, at):
                places = self.assignments(indices, env)
                first = self.greatest([self.expand(body, e) for e in places]) if places else None
                wanted = tuple(self.whole(e, env) for e in at)
                return sympy.Integer(first is not None and tuple(places[first][i.name] for i in indices) == wanted)
        raise TypeError(f"{type(t).__name__} cannot be written out; a closed form has no open derivative")

    def apply(self, e: Any, argument: Any) -> Any:
        """A scalar formula at an argument, its branches decided."""
        if e == variable():
            return argument
        if not e.args:
            return e
        parts = [self.apply(a, argument) for a in e.args]
        if isinstance(e, sympy.Max):
            return parts[self.greatest(parts)]
        if isinstance(e, sympy.Abs):
            return self.sign(parts[0]) * parts[0]
        if isinstance(e, sympy.sign):
            return sympy.Integer(self.sign(parts[0]))
        return e.func(*parts)

    def greatest(self, values: list[Any]) -> int:
        """The first place of the greatest value."""
        best = 0
        for k, v in enumerate(values):
            if self.sign(v - values[best]) > 0:
                best = k
        return best

    def sign(self, e: Any) -> int:
        """The sign at the point; 0 only for what is zero everywhere. Raises Kink for a zero of something else."""
        at = sympy.sympify(e).subs(self.point)
        number = at if at.is_Rational else sympy.re(sympy.N(at, 50))
        if abs(number) > sympy.Rational(1, 10**30):
            return 1 if number > 0 else -1
        if is_zero(e):
            return 0
        raise Kink(f"{e} is zero at the chosen point")


RELATIONS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "|": lambda a, b: b % a == 0,
}


def holds(relation: str, left: int, right: int) -> bool:
    """Whether a relation holds between two whole numbers."""
    return RELATIONS[relation](left, right)
