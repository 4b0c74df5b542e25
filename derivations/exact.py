"""Exact values: definitions evaluated at given numbers, in rational numbers and whatever exp and log make of them.

SymPy holds the numbers and brings them to normal form; sums, ranges and reads are ours. No float occurs. An entry read
outside its tensor's ranges is 0; at the kinks the conventions of scalars.py hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from derivations import terms as T
from derivations.exact_numbers import exact, normal, sign
from derivations.integers import Integer, value
from derivations.rule import Definition, Range
from derivations.scalars import derivative_at, formula, variable

MAX_ENTRIES = 100_000
Places = tuple[int, ...]


def evaluate_exact(
    definitions: Iterable[Definition],
    ranges: Mapping[str, tuple[Range, ...]],
    given: Mapping[str, Any],
    sizes: Mapping[str, int],
) -> dict[str, Any]:
    """Every defined tensor: nested tuples of exact SymPy numbers in normal form, one level for each axis.

    given: tensor -> nested tuples of whole numbers, Fractions, exact SymPy numbers or text such as "3/10" and "0.3"
    (read as 3/10); a scalar is a bare number. Definitions may stand in any order and may be recurrences. Raises
    ValueError for a float, a wrong shape, a tensor that is neither given nor defined, or a value that does not exist.
    """
    definitions = tuple(definitions)
    machine = Machine(definitions, ranges, given, sizes)
    return {d.tensor: machine.tensor(d.tensor) for d in definitions}


class Machine:
    """Exact entries on demand, each computed once."""

    def __init__(
        self,
        definitions: Iterable[Definition],
        ranges: Mapping[str, tuple[Range, ...]],
        given: Mapping[str, Any],
        sizes: Mapping[str, int],
    ):
        self.sizes = dict(sizes)
        self.ranges = ranges
        self.definitions: dict[str, list[Definition]] = {}
        for d in definitions:
            self.definitions.setdefault(d.tensor, []).append(d)
        self.known: dict[tuple[str, Places], Any] = {}
        self.open: set[tuple[str, Places]] = set()
        self.bounds: dict[str, tuple[tuple[int, int], ...]] = {}
        for tensor, numbers in given.items():
            self._give(tensor, self.bounds_of(tensor), numbers, ())

    def bounds_of(self, tensor: str) -> tuple[tuple[int, int], ...]:
        """The lowest and highest index along each axis."""
        if tensor not in self.bounds:
            if tensor not in self.ranges:
                raise ValueError(f"{tensor} is not a tensor here; known: {', '.join(sorted(self.ranges))}")
            axes = self.ranges[tensor]
            self.bounds[tensor] = tuple((self.integer(low, {}), self.integer(high, {})) for low, high in axes)
        return self.bounds[tensor]

    def _give(self, tensor: str, bounds: tuple[tuple[int, int], ...], numbers: Any, at: Places) -> None:
        if len(at) == len(bounds):
            self.known[tensor, at] = exact(numbers)
            return
        low, high = bounds[len(at)]
        if not isinstance(numbers, (tuple, list)) or len(numbers) != high - low + 1:
            got = f"{len(numbers)} entries" if isinstance(numbers, (tuple, list)) else repr(numbers)
            raise ValueError(f"{tensor} has {high - low + 1} entries along axis {len(at) + 1}, not {got}")
        for k, part in enumerate(numbers):
            self._give(tensor, bounds, part, (*at, low + k))

    def tensor(self, tensor: str) -> Any:
        """All entries, nested."""
        bounds = self.bounds_of(tensor)
        entries = 1
        for low, high in bounds:
            entries *= max(0, high - low + 1)
        if entries > MAX_ENTRIES:
            raise ValueError(f"{tensor} has {entries} entries; at most {MAX_ENTRIES} are evaluated exactly")

        def nested(at: Places) -> Any:
            if len(at) == len(bounds):
                return self.entry(tensor, at)
            low, high = bounds[len(at)]
            return tuple(nested((*at, k)) for k in range(low, high + 1))

        return nested(())

    def entry(self, tensor: str, at: Places) -> Any:
        """One entry; 0 outside the tensor's ranges."""
        key = (tensor, at)
        if key in self.known:
            return self.known[key]
        if any(not low <= k <= high for k, (low, high) in zip(at, self.bounds_of(tensor))):
            return exact(0)
        if key in self.open:
            raise ValueError(f"{_name(tensor, at)} is defined by itself")
        import sympy

        self.open.add(key)
        for d in self.definitions.get(tensor, ()):
            names = self._match(d, at)
            if names is not None:
                found = normal(self.term(d.rhs, names))
                if found.is_finite is False or found.is_real is False or found is sympy.nan:
                    raise ValueError(f"{_name(tensor, at)} has no finite real value here")
                self.known[key] = found
                self.open.discard(key)
                return found
        raise ValueError(f"{_name(tensor, at)} is neither given nor defined")

    def _match(self, d: Definition, at: Places) -> dict[str, int] | None:
        """The index values at which a definition's left side is this entry."""
        own = {i.name for i in d.indices}
        names = {p.symbol: k for p, k in zip(d.at, at) if p.symbol in own}
        if any(self.integer(p, names) != k for p, k in zip(d.at, at)):
            return None
        inside = all(self.integer(i.low, names) <= names[i.name] <= self.integer(i.high, names) for i in d.indices)
        return {str(n): k for n, k in names.items()} if inside else None

    def integer(self, e: Integer, names: Mapping[Any, int]) -> int:
        """The number an integer expression is."""
        return value(e, {**self.sizes, **names}, lambda tensor, at: int(self.entry(tensor, at)))

    def over(self, indices: tuple[T.Index, ...], names: Mapping[str, int]) -> Iterator[dict[str, int]]:
        """The values of a set of bound indices, the leftmost slowest."""
        if not indices:
            yield dict(names)
            return
        first, *rest = indices
        for k in range(self.integer(first.low, names), self.integer(first.high, names) + 1):
            yield from self.over(tuple(rest), {**names, first.name: k})

    def term(self, t: T.Term, names: Mapping[str, int]) -> Any:
        """The exact number a term is."""
        import sympy

        def go(child: T.Term) -> Any:
            return self.term(child, names)

        match t:
            case T.Number(v):
                return exact(v)
            case T.Size(e):
                return exact(self.integer(e, names))
            case T.Entry("pi", ()):
                return sympy.pi
            case T.Entry(tensor, at):
                return self.entry(tensor, tuple(self.integer(p, names) for p in at))
            case T.Iverson(relation, left, right):
                return exact(int(_holds(relation, self.integer(left, names) - self.integer(right, names))))
            case T.Compare(relation, left, right):
                return exact(int(_holds(relation, sign(go(left) - go(right)))))
            case T.Add(terms):
                return sympy.Add(*map(go, terms))
            case T.Mul(factors):
                return sympy.Mul(*map(go, factors))
            case T.Pow(base, exponent):
                return normal(go(base)) ** go(exponent)
            case T.Apply(function, argument):
                return formula(function).subs(variable(), normal(go(argument)))
            case T.Sum(indices, body):
                return sympy.Add(*(self.term(body, own) for own in self.over(indices, names)))
            case T.Product(indices, body):
                return sympy.Mul(*(self.term(body, own) for own in self.over(indices, names)))
            case T.Max(indices, body):
                return self.first_greatest(indices, body, names)[1]
            case T.Select(indices, body, at):
                best = self.first_greatest(indices, body, names)[0]
                return exact(int(all(best[i.name] == self.integer(p, names) for i, p in zip(indices, at))))
            case T.Partial(of, wrt):
                return self.term(slope(of, wrt), names)
        raise TypeError(f"no exact value for {type(t).__name__}")

    def first_greatest(self, indices: tuple[T.Index, ...], body: T.Term, names: Mapping[str, int]) -> Any:
        """The first place at which the body is greatest, and its value there."""
        best: Any = None
        for own in self.over(indices, names):
            number = self.term(body, own)
            if best is None or sign(number - best[1]) > 0:
                best = (own, number)
        if best is None:
            raise ValueError("a maximum over no index has no value")
        return best


def _name(tensor: str, at: Places) -> str:
    return f"{tensor}[{','.join(map(str, at))}]" if at else tensor


def _holds(relation: str, difference: int) -> bool:
    """Does left `relation` right hold, by the sign of left - right?"""
    return {
        "=": difference == 0,
        "!=": difference != 0,
        "<": difference < 0,
        "<=": difference <= 0,
        ">": difference > 0,
        ">=": difference >= 0,
    }[relation]


def slope(t: T.Term, wrt: T.Entry) -> T.Term:
    """The derivative of a term by one entry; other tensors are constant.

    These are the elementary rules once more, on purpose: exact values judge what the engine derives, and a judge that
    differentiated by the engine's own rules would repeat their mistakes. Only the scalar functions' derivatives,
    which are SymPy's, are shared.
    """
    match t:
        case T.Entry(tensor, at):
            if tensor != wrt.tensor:
                return T.ZERO
            return T.product([T.Iverson("=", p, w) for p, w in zip(at, wrt.at)])
        case T.Add(terms):
            return T.Add(tuple(slope(u, wrt) for u in terms))
        case T.Mul(factors):
            return T.Add(tuple(T.Mul((*factors[:k], slope(f, wrt), *factors[k + 1 :])) for k, f in enumerate(factors)))
        case T.Pow(base, exponent):
            return T.Mul((exponent, T.Pow(base, T.Add((exponent, T.MINUS_ONE))), slope(base, wrt)))
        case T.Apply(function, argument):
            return T.Mul((derivative_at(function, argument), slope(argument, wrt)))
        case T.Partial(of, inner):
            return slope(slope(of, inner), wrt)
        case T.Binder():
            free: frozenset[str] = frozenset().union(*(p.names for p in wrt.at))
            t = T.freshen(t, free)
            inside = slope(t.body, wrt)
            places = tuple(i.integer for i in t.indices)
            match t:
                case T.Sum(indices):
                    return T.Sum(indices, inside)
                case T.Max(indices, body):
                    # read at its own places the bound names of the selection are its own
                    chosen = T.freshen(T.Select(indices, body, places), {i.name for i in indices} | free)
                    return T.Sum(indices, T.Mul((T.Select(chosen.indices, chosen.body, places), inside)))
                case T.Product(indices, body):
                    others = T.freshen(T.Product(indices, body), {i.name for i in indices} | free)
                    same = T.product([T.Iverson("=", o.integer, i.integer) for o, i in zip(others.indices, indices)])
                    rest = T.Add((same, T.Mul((T.Add((T.ONE, T.negative(same))), others.body))))
                    return T.Sum(indices, T.Mul((T.Product(others.indices, rest), inside)))
            return T.ZERO  # a selected place is constant wherever it has a derivative
        case _:
            return T.ZERO
