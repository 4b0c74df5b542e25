"""A second evaluator in plain Python, for the tests: one point at a time, derivatives by dual numbers.

It shares no code with checkers/evaluate.py except the term language itself.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from checkers.instance import Instance
from derivations import terms as T
from derivations.integers import Integer, value


@dataclass(frozen=True)
class Dual:
    """A number and its derivative."""

    value: float
    slope: float = 0.0

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)


Wrt = tuple[str, tuple[int, ...]] | None


def brute(t: T.Term, env: Mapping[str, int], instance: Instance, wrt: Wrt = None) -> Dual:
    """The value of a term at one point, and its derivative by one entry."""
    whole = lambda e: value(e, {**instance.sizes, **env}, lambda n, at: read(instance.integers[n], at, instance.low(n)))  # noqa: E731
    go = lambda u: brute(u, env, instance, wrt)  # noqa: E731
    match t:
        case T.Number(v):
            return Dual(float(v))
        case T.Size(v):
            return Dual(float(whole(v)))
        case T.Entry(tensor, at):
            place = tuple(map(whole, at))
            inside = in_range(instance, tensor, place)
            v = float(read(instance.values[tensor], place, instance.low(tensor)))
            return Dual(v, float(inside and wrt == (tensor, place)))
        case T.Iverson(relation, left, right):
            return Dual(float(holds(relation, whole(left), whole(right))))
        case T.Compare(relation, left, right):
            return Dual(float(holds(relation, go(left).value, go(right).value)))
        case T.Add(terms):
            out = Dual(0.0)
            for u in terms:
                out = out + go(u)
            return out
        case T.Mul(factors):
            if any(isinstance(f, T.Iverson) and go(f).value == 0 for f in factors):
                return Dual(0.0)
            out = Dual(1.0)
            for f in factors:
                out = out * go(f)
            return out
        case T.Pow(base, T.Number(p)):
            b, n = go(base), float(p)
            return Dual(b.value**n, n * b.value ** (n - 1) * b.slope if b.slope else 0.0)
        case T.Apply(name, argument):
            return apply(name, go(argument))
        case T.Partial(of, entry):
            assert wrt is None, "one open derivative at a time"
            place = tuple(map(whole, entry.at))
            slope = brute(of, env, instance, (entry.tensor, place)).slope
            return Dual(slope if in_range(instance, entry.tensor, place) else 0.0)
        case T.Sum(indices, body):
            out = Dual(0.0)
            for e in assignments(indices, env, instance):
                out = out + brute(body, e, instance, wrt)
            return out
        case T.Product(indices, body):
            out = Dual(1.0)
            for e in assignments(indices, env, instance):
                out = out * brute(body, e, instance, wrt)
            return out
        case T.Max(indices, body):
            values = [brute(body, e, instance, wrt) for e in assignments(indices, env, instance)]
            return max(values, key=lambda d: d.value, default=Dual(-math.inf))  # the first of equals
        case T.Select(indices, body, at):
            places = assignments(indices, env, instance)
            if not places:
                return Dual(0.0)
            first = max(range(len(places)), key=lambda k: (brute(body, places[k], instance).value, -k))
            return Dual(float(all(places[first][i.name] == whole(e) for i, e in zip(indices, at))))
    raise TypeError(type(t))


def assignments(indices: tuple[T.Index, ...], env: Mapping[str, int], instance: Instance) -> list[dict[str, int]]:
    found = [dict(env)]
    for i in indices:
        number = lambda e, scope: value(e, {**instance.sizes, **scope})  # noqa: E731
        found = [{**e, i.name: k} for e in found for k in range(number(i.low, e), number(i.high, e) + 1)]
    return found


def read(values: object, at: tuple[int, ...], low: tuple[int, ...]) -> float:
    shape = values.shape  # type: ignore[attr-defined]
    place = tuple(k - a for k, a in zip(at, low))
    return values[place].item() if all(0 <= k < n for k, n in zip(place, shape)) else 0  # type: ignore[index]


def in_range(instance: Instance, tensor: str, at: tuple[int, ...]) -> bool:
    return all(a <= k < a + n for k, a, n in zip(at, instance.low(tensor), instance.values[tensor].shape))


def holds(relation: str, a: float, b: float) -> bool:
    table = {"=": a == b, "!=": a != b, "<=": a <= b, "<": a < b, ">=": a >= b, ">": a > b}
    return table[relation] if relation != "|" else b % a == 0


def apply(name: str, x: Dual) -> Dual:
    v = x.value
    match name:
        case "tanh":
            return Dual(math.tanh(v), (1 - math.tanh(v) ** 2) * x.slope)
        case "sigmoid":
            s = 1 / (1 + math.exp(-v))
            return Dual(s, s * (1 - s) * x.slope)
        case "relu":
            return Dual(max(v, 0.0), x.slope if v > 0 else 0.0)
        case "exp":
            return Dual(math.exp(v), math.exp(v) * x.slope)
        case "log":
            return Dual(math.log(v), x.slope / v)
    raise KeyError(name)


def grid(indices: tuple[T.Index, ...], instance: Instance) -> list[dict[str, int]]:
    ranges = [range(number(i.low, instance), number(i.high, instance) + 1) for i in indices]
    return [dict(zip([i.name for i in indices], at)) for at in itertools.product(*ranges)]


def number(e: Integer, instance: Instance) -> int:
    return value(e, instance.sizes)
