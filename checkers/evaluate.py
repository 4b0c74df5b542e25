"""The reference evaluator: slow, obvious, differentiable. A term is evaluated at a list of points.

A point gives a whole number to every index in scope. A sum makes one point for each value of its index and adds up
again, so ranges may depend on outer indices and nothing is computed outside them. A factor that is 0 or 1 (a bracket,
a comparison, a selection) is a gate: where it is 0 the product is 0 and the other factors are not computed, so
neither a value nor a gradient is ever 0 times infinity. A read outside a tensor's ranges is 0.

An open derivative means what autograd says: a number is added to the one entry it is taken by, at each point its own,
and autograd differentiates by that number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from checkers.functions import function
from checkers.instance import Instance
from checkers.points import Points, distinct, expand, full, integer, locate
from derivations import terms as T
from derivations.integers import Integer

RELATIONS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "=": torch.eq, "!=": torch.ne, "<=": torch.le, "<": torch.lt, ">=": torch.ge, ">": torch.gt,
    "|": lambda divisor, a: torch.remainder(a, divisor) == 0,  # the divisor is positive
}  # fmt: skip


def evaluate(term: T.Term, instance: Instance, indices: tuple[T.Index, ...] = ()) -> Tensor:
    """The values of a term, one axis for each index, in order.

    An axis starts at the index's least value; where its range depends on an earlier index, places outside are 0.
    Differentiable with respect to `instance.values`. Raises ValueError for a name without a value.
    """
    evaluator = Evaluator(instance)
    points, _ = expand(indices, {}, 1, instance)
    count = len(next(iter(points.values()))) if points else 1
    flat = evaluator.at(term, points, count)
    shape: list[int] = []
    place = torch.zeros(count, dtype=torch.long, device=instance.device)
    for i in indices:
        inside = points[i.name] if count else torch.zeros(1, dtype=torch.long)
        low = int(inside.min())
        shape.append(evaluator.length(i, inside))
        place = place * shape[-1] + (points[i.name] - low)
    if math.prod(shape) == count:
        return flat.reshape(shape)
    return flat.new_zeros(math.prod(shape)).index_put((place,), flat).reshape(shape)


def evaluate_at(term: T.Term, instance: Instance, indices: tuple[T.Index, ...], points: Tensor) -> Tensor:
    """The values of a term at chosen points: `points[p, k]` is the value of index k at point p; a value a point."""
    columns = {i.name: points[:, k] for k, i in enumerate(indices)}
    return Evaluator(instance).at(term, columns, len(points))


def all_points(instance: Instance, indices: tuple[T.Index, ...]) -> Tensor:
    """Every value of the indices, the last one fastest: one row a point."""
    points, rows = expand(indices, {}, 1, instance)
    columns = [points[i.name] for i in indices]
    return torch.stack(columns, 1) if columns else torch.zeros((len(rows), 0), dtype=torch.long, device=instance.device)


@dataclass(frozen=True)
class Nudge:
    """What an open derivative adds: `amount[o]` to the entry `places[.][o]` of a tensor, as owner o's points see it."""

    tensor: str
    owner: str  # the hidden index that remembers which point of the derivative a point came from
    places: tuple[Tensor, ...]
    amount: Tensor


@dataclass
class Evaluator:
    """Evaluates terms in one instance.

    watch: when given, it is told every read of the tensors it names, and no value gates a product (see run.py).
    """

    instance: Instance
    watch: Watch | None = None
    nudges: list[Nudge] = field(default_factory=list)
    known: dict[int, tuple[T.Term, frozenset[str], frozenset[str]]] = field(default_factory=dict)

    def length(self, i: T.Index, values: Tensor) -> int:
        """The number of places an axis needs: the range itself when it is the same everywhere."""
        if (i.low.names | i.high.names) <= self.instance.sizes.keys():
            return max(0, int(integer(i.high - i.low, {}, self.instance)) + 1)
        return int(values.max() - values.min()) + 1

    def wanted(self, t: T.Term) -> frozenset[str]:
        """The indices whose value matters to a term, hidden ones among them."""
        if id(t) not in self.known:
            self.known[id(t)] = (t, T.names(t), T.tensors(t))  # the term is kept: its id must stay its own
        _, names, tensors = self.known[id(t)]
        hidden = {n.owner for n in self.nudges if n.tensor in tensors}
        if self.watch and self.watch.tensors & tensors:
            hidden.add(self.watch.owner)
        return names | hidden

    def at(self, t: T.Term, points: Points, count: int) -> Tensor:
        """The value at each point; where points agree in all that matters, it is computed once."""
        if count > 1 and isinstance(t, (T.Binder, T.Partial)):
            wanted = self.wanted(t)
            kept = {n: v for n, v in points.items() if n in wanted}
            if len(kept) < len(points):
                first, inverse = distinct(kept, count, self.instance)
                if len(first) < count:
                    return self.node(t, {n: v[first] for n, v in kept.items()}, len(first))[inverse]
        return self.node(t, points, count)

    # ------------------------------------------------------------------ terms

    def node(self, t: T.Term, points: Points, count: int) -> Tensor:
        """The value at each point, by the kind of node."""
        match t:
            case T.Number(v):
                return self.real(count, float(v))
            case T.Size(v):
                return full(integer(v, points, self.instance), count, self.instance).to(torch.float64)
            case T.Entry(tensor, at):
                return self.entry(tensor, at, points, count)
            case T.Iverson() | T.Compare() | T.Select():
                return self.truth(t, points, count).to(torch.float64)
            case T.Add(terms):
                return sum((self.at(u, points, count) for u in terms), self.real(count, 0.0))
            case T.Mul():
                return self.gated(flattened(t), points, count)
            case T.Pow(base, T.Number(v)):
                return self.at(base, points, count) ** float(v)
            case T.Pow(base, exponent):
                return torch.pow(self.at(base, points, count), self.at(exponent, points, count))
            case T.Apply(name, argument):
                return function(name)(self.at(argument, points, count))
            case T.Sum(indices, body):
                return self.summed(indices, body, points, count)
            case T.Product(indices, body):
                return self.dense(indices, body, points, count, 1.0)[0].prod(1)
            case T.Max(indices, body):
                values, _, _ = self.dense(indices, body, points, count, -math.inf)
                if not values.shape[1]:
                    return self.real(count, -math.inf)
                return values.gather(1, first_greatest(values)[:, None])[:, 0]
            case T.Partial(of, wrt):
                return self.partial(of, wrt, points, count)
        raise TypeError(f"no value is defined for {type(t).__name__}")

    def real(self, count: int, value: float) -> Tensor:
        return torch.full((count,), value, dtype=torch.float64, device=self.instance.device)

    def gated(self, factors: list[T.Term], points: Points, count: int) -> Tensor:
        """A product; brackets first, then comparisons, each leaving only the points at which it is 1."""
        kinds = (T.Iverson,) if self.watch else (T.Iverson, T.Compare, T.Select)
        gate = next((f for kind in kinds for f in factors if isinstance(f, kind)), None)
        if gate is None:
            out = self.real(count, 1.0)
            for f in factors:
                out = out * self.at(f, points, count)
            return out
        rest = [f for f in factors if f is not gate]
        passed = self.truth(gate, points, count).nonzero()[:, 0]
        if len(passed) == count:
            return self.gated(rest, points, count)
        inner = self.gated(rest, {n: v[passed] for n, v in points.items()}, len(passed)) if len(passed) else None
        out = self.real(count, 0.0)
        return out if inner is None else out.index_put((passed,), inner)

    def truth(self, t: T.Term, points: Points, count: int) -> Tensor:
        """Where a bracket, a comparison or a selection is 1."""
        match t:
            case T.Iverson(relation, left, right):
                a, b = (full(integer(e, points, self.instance), count, self.instance) for e in (left, right))
                return RELATIONS[relation](a, b)
            case T.Compare(relation, left, right):
                return RELATIONS[relation](self.at(left, points, count), self.at(right, points, count))
            case T.Select(indices, body, at):
                values, inner, start = self.dense(indices, body, points, count, -math.inf)
                if not values.shape[1]:
                    return torch.zeros(count, dtype=torch.bool, device=self.instance.device)
                chosen = start + first_greatest(values)
                chosen = chosen.clamp(max=max(0, len(inner[indices[0].name]) - 1))  # an empty row has no first place
                nonempty = values.max(1).values > -math.inf
                same = [inner[i.name][chosen] == integer(e, points, self.instance) for i, e in zip(indices, at)]
                return torch.stack([nonempty, *same]).all(0)
        raise TypeError(f"{type(t).__name__} is no condition")

    def dense(
        self, indices: tuple[T.Index, ...], body: T.Term, points: Points, count: int, fill: float
    ) -> tuple[Tensor, Points, Tensor]:
        """The body over the indices: a row a point, filled up to the longest; the inner points; where rows start."""
        inner, row = expand(indices, points, count, self.instance)
        values, start = self.rows(self.at(body, inner, len(row)), row, count, fill)
        return values, inner, start

    def rows(self, values: Tensor, row: Tensor, count: int, fill: float) -> tuple[Tensor, Tensor]:
        """Values that belong to rows, one row of a matrix each, filled up to the longest; and where rows start."""
        lengths = torch.bincount(row, minlength=count)
        start = lengths.cumsum(0) - lengths
        longest = int(lengths.max()) if count else 0
        if len(row) == count * longest:
            return values.reshape(count, longest), start
        column = torch.arange(len(row), device=self.instance.device) - start[row]
        matrix = self.real(count * longest, fill).index_put((row * longest + column,), values)
        return matrix.reshape(count, longest), start

    def summed(self, indices: tuple[T.Index, ...], body: T.Term, points: Points, count: int) -> Tensor:
        """The sum; a bracket leaves points out as soon as its indices have values, before the other indices do."""
        factors = flattened(body)
        gates = [g for f in factors for g in brackets(f)]
        rest = [f for f in factors if not isinstance(f, T.Iverson)]
        order = by_bracket(indices, gates)
        inner, row = points, torch.arange(count, device=self.instance.device)
        for k in range(len(order) + 1):
            if k:
                inner, source = expand(order[k - 1 : k], inner, len(row), self.instance)
                row = row[source]
            later = {i.name for i in order[k:]}
            for gate in [g for g in gates if not T.names(g) & later]:
                gates.remove(gate)
                passed = self.truth(gate, inner, len(row)).nonzero()[:, 0]
                if len(passed) < len(row):
                    inner, row = {n: v[passed] for n, v in inner.items()}, row[passed]
        values = self.gated(rest, inner, len(row)) if len(row) else self.real(0, 0.0)
        return self.rows(values, row, count, 0.0)[0].sum(1)

    def partial(self, of: T.Term, wrt: T.Entry, points: Points, count: int) -> Tensor:
        """Autograd's derivative of `of` by one entry; 0 by an entry that does not exist."""
        open_outside = torch.is_grad_enabled()
        places = tuple(full(integer(e, points, self.instance), count, self.instance) for e in wrt.at)
        owner = f"%{len(self.nudges)}"
        amount = self.real(count, 0.0).requires_grad_()
        self.nudges.append(Nudge(wrt.tensor, owner, places, amount))
        with torch.enable_grad():
            inner = points | {owner: torch.arange(count, device=self.instance.device)}
            value = self.at(of, inner, count)
            slope = None
            if value.requires_grad:
                (slope,) = torch.autograd.grad(value.sum(), amount, create_graph=open_outside, allow_unused=True)
        self.nudges.pop()
        return self.real(count, 0.0) if slope is None else slope

    def entry(self, tensor: str, at: tuple[Integer, ...], points: Points, count: int) -> Tensor:
        """A read; 0 outside the tensor's ranges, and there its gradient is 0 too."""
        if tensor == "pi" and tensor not in self.instance.values:
            return self.real(count, math.pi)
        if tensor not in self.instance.values:
            raise ValueError(f"{tensor} is read and has no value; known: {', '.join(sorted(self.instance.values))}")
        places = [full(integer(e, points, self.instance), count, self.instance) for e in at]
        values = self.instance.values[tensor]
        flat, inside = locate(tensor, places, values.shape, count, self.instance)
        if self.watch and tensor in self.watch.tensors:
            self.watch.note(tensor, points, flat[inside], inside)
        zero = values.new_zeros(())
        out = torch.where(inside, values.reshape(-1)[flat], zero) if values.numel() else self.real(count, 0.0)
        for nudge in self.nudges:
            if nudge.tensor == tensor:
                mine = points[nudge.owner]
                same = torch.stack([inside, *(p == q[mine] for p, q in zip(places, nudge.places))]).all(0)
                out = out + torch.where(same, nudge.amount[mine], zero)
        return out


@dataclass
class Watch:
    """Collects which entries of some tensors are read, each with the hidden index `owner` of the point that reads."""

    tensors: frozenset[str]
    owner: str
    reads: list[tuple[str, Tensor, Tensor]] = field(default_factory=list)

    def note(self, tensor: str, points: Points, flat: Tensor, inside: Tensor) -> None:
        self.reads.append((tensor, points[self.owner][inside], flat))


def flattened(t: T.Term) -> list[T.Term]:
    """The factors of a product, those of products inside it among them."""
    return [g for f in t.factors for g in flattened(f)] if isinstance(t, T.Mul) else [t]


def brackets(factor: T.Term) -> list[T.Iverson]:
    """The brackets without which a factor is 0: itself, or those that multiply what an open derivative is taken of."""
    if isinstance(factor, T.Partial):
        return [g for f in flattened(factor.of) for g in brackets(f)]
    return [factor] if isinstance(factor, T.Iverson) else []


def by_bracket(indices: tuple[T.Index, ...], gates: list[T.Iverson]) -> tuple[T.Index, ...]:
    """The indices of a sum, those first that soonest complete a bracket; an index after those its range mentions."""
    left = list(indices)
    order: list[T.Index] = []
    while left:
        names = {i.name for i in left}
        missing = [T.names(g) & names for g in gates]
        ready = [i for i in left if not (i.low.names | i.high.names) & names] or left[:1]
        order.append(min(ready, key=lambda i: min((len(m) for m in missing if i.name in m), default=len(left) + 1)))
        left.remove(order[-1])
    return tuple(order)


def first_greatest(values: Tensor) -> Tensor:
    """The first column at which each row is greatest, as torch's max pooling chooses on ties."""
    greatest = values.detach().max(1, keepdim=True).values
    columns = torch.arange(values.shape[1], device=values.device)
    last = values.shape[1] - 1  # also the answer for a row of NaN, which nothing equals
    return torch.where(values.detach() == greatest, columns, last).min(1).values
