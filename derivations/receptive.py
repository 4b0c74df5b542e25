"""Receptive fields: which part of the input an entry of a result depends on, read off the forward rules.

Along one axis of the input the field of an entry is the span `first .. last`, both functions of where the entry stands.
Through convolution and pooling they are `jump*(i - 1) + start` with one and the same size everywhere, and follow the
well-known recurrences: size + (kernel - 1)*dilation*jump, jump*stride. Going up again, through unpooling or transposed
convolution, floors enter, and the size may depend on the position. A span may reach beyond the input: that is padding.

Statistics over the examples of a batch are left out, as in evaluation, where they are constants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derivations import terms as T
from derivations.architecture import INPUT, Network
from derivations.fitting import Applied, applied, input_shape
from derivations.floors import between, outermost, period
from derivations.integers import ONE, Extreme, Floor, Integer, Symbol, as_integer, ceil, extreme, floor, symbol
from derivations.layer import Layer
from derivations.support import Supports, conditions, place, put, supports


@dataclass(frozen=True)
class Span:
    """first .. last along one axis of the input, in the indices `#1`, `#2`, ... of the entry's axes."""

    first: Integer
    last: Integer

    @property
    def indices(self) -> tuple[str, ...]:
        """The indices that it moves with."""
        return tuple(sorted(n for n in self.first.names | self.last.names if n.startswith("#")))

    @property
    def size(self) -> Integer | None:
        """How many places, when that is the same for every entry."""
        length = self.last - self.first + 1
        return None if any(n.startswith("#") for n in length.names) else length

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many places for the entries 1, 2, ... of one period, after which sizes repeat; () when not numbers."""
        length = self.last - self.first + 1
        steps = period(length)
        slope = between(length, self.indices[0]) if len(self.indices) == 1 else None
        if len(self.indices) > 1 or steps is None or (slope is not None and slope[0]):
            return ()
        found = [length.substitute({n: as_integer(k) for n in self.indices}).constant for k in range(1, steps + 1)]
        return () if None in found else tuple(n for n in found if n is not None)

    @property
    def jump(self) -> Fraction | None:
        """How far the span moves from one entry to the next, on average over a period; 0 for a fixed span."""
        if not self.indices:
            return Fraction(0)
        slopes = {s[0] if (s := between(e, self.indices[0])) else None for e in (self.first, self.last)}
        found = slopes.pop() if len(slopes) == 1 and len(self.indices) == 1 else None
        return found or None  # a flattened axis goes through rows again and again

    @property
    def stride(self) -> Integer | None:
        """The jump where it is one and the same between all neighbours, a symbolic one too."""
        if not self.indices:
            return as_integer(0)
        factor = self.first.coefficient(Symbol(self.indices[0])) if len(self.indices) == 1 else None
        return None if factor is None or any(isinstance(a, (Floor, Extreme)) for a in self.first.atoms) else factor

    @property
    def start(self) -> Integer:
        """Where the span of the first entry starts; 0 and less is padding."""
        return self.first.substitute(dict.fromkeys(self.indices, ONE))


WHOLE = None
"""While a layer is gone through: an entry that depends on the whole axis, or on places that these rules cannot tell."""
Field = tuple[Span, ...]
"""A span for each measured axis of the input."""
Open = tuple["Span | None", ...]
"""A field whose spans may be WHOLE."""


def fields(network: Network, steps: Sequence[Applied] | None = None) -> dict[str, Field | None]:
    """Result -> the field of its entries; None where no data of this example is read."""
    rank = len(input_shape(network))
    found: dict[str, Field | None] = {
        INPUT: tuple(Span(symbol(place(k + 1)), symbol(place(k + 1))) for k in network.measured if k <= rank)
    }
    lengths = tuple(a.length for a in input_shape(network))
    bounds = tuple(lengths[k - 1] for k in network.measured if k <= rank)
    for step in steps if steps is not None else applied(network):
        given = {t: found[name] for t, name in step.reads.items()}
        found[step.result] = through(step.layer, step.lengths, given, bounds)
    return found


def through(
    layer: Layer, sizes: Mapping[str, Integer], given: Mapping[str, Field | None], bounds: Sequence[Integer]
) -> Field | None:
    """The field of a layer's output, from the fields of what it reads.

    In a program's own tensors the first axis, that of the examples, is `#1`. bounds: the lengths of the input's axes.
    """
    program = layer.program
    known: dict[str, Field | None] = dict(given)
    batch = program.ranges[next(iter(layer.shapes))][:1]
    zeros = supports(program)
    for d in program.definitions:
        if program.ranges[d.tensor][:1] != batch:
            continue  # no axis of examples: a statistic of the batch, constant in evaluation
        env = {i.name: symbol(f"~{i.name}") for i in d.indices}
        parts: list[Open] = []
        if d.tensor in T.tensors(d.rhs):  # a recurrence may reach back to the start
            parts.append((WHOLE,) * len(bounds))
        else:
            _collect(d.rhs, env, (), (), (known, zeros, sizes), parts)
        own = {p.symbol: symbol(place(k)) for k, p in enumerate(d.at, 1) if p.symbol in env}
        back = {f"~{n}": own.get(n, symbol(f"~{n}")) for n in env}
        pieces = [tuple(_clean(s, back, b) for s, b in zip(part, bounds)) for part in parts]
        before = known.get(d.tensor)
        if pieces:
            known[d.tensor] = _union([*pieces, *([] if before is None else [before])], bounds)
    return known.get(program.output)


@dataclass(frozen=True)
class _Bound:
    """An index of a sum: its name in spans and its range."""

    name: str
    low: Integer
    high: Integer


def _collect(
    t: T.Term, env: Mapping[str, Integer], bound: tuple[_Bound, ...], needed: tuple[T.Iverson, ...],
    about: tuple[Mapping[str, Field | None], Supports, Mapping[str, Integer]], parts: list[Open],
) -> None:  # fmt: skip
    """The field of every read in the term, over the indices of the sums around it.

    needed: the brackets that must hold there. about: fields known, supports of tensors, sizes.
    """
    known, zeros, sizes = about
    if isinstance(t, T.Entry):
        field = known.get(t.tensor)
        if field is not None:
            at = {place(k): e.substitute({**sizes, **env}) for k, e in enumerate(t.at, 1)}
            parts.append(tuple(_read(s, at, bound, needed) for s in field))
        return
    if isinstance(t, T.Binder):
        inner = dict(env)
        for i in t.indices:
            name, here = f"~{i.name}.{len(bound)}", {**sizes, **inner}
            bound = (*bound, _Bound(name, i.low.substitute(here), i.high.substitute(here)))
            inner[i.name] = symbol(name)
        env = inner
    if isinstance(t, T.Mul):
        needed = (*needed, *(put(b, {**sizes, **env}) for b in conditions(t, zeros)))
    for c in t.children:
        _collect(c, env, bound, needed, about, parts)


def _read(
    span: Span, at: Mapping[str, Integer], bound: tuple[_Bound, ...], needed: tuple[T.Iverson, ...]
) -> Span | None:
    first, last = span.first.substitute(at), span.last.substitute(at)
    names: frozenset[str] = frozenset().union(*(e.names for e in at.values()))
    solved = _solved(names, bound, needed)
    for b in reversed(solved):
        low, high = extent(first, b.name, b.low, b.high), extent(last, b.name, b.low, b.high)
        if low is None or high is None:
            return WHOLE
        first, last = low[0], high[1]
    return Span(first, last)


def _solved(names: frozenset[str], bound: tuple[_Bound, ...], needed: tuple[T.Iverson, ...]) -> tuple[_Bound, ...]:
    """The ranges, narrowed for an index that a bracket ties to others, as [i = s*(h-1) + r] ties h and [s <= t] s."""
    found = list(bound)
    for c in needed:
        difference = c.left - c.right
        tied = [k for k, b in enumerate(found) if c.relation in ("=", "<=") and b.name in names & difference.names]
        factor = difference.coefficient(Symbol(found[tied[0]].name)) if tied else None
        if factor is None:
            continue
        b = found[tied[0]]
        rest = difference - factor * symbol(b.name)
        falls = all(coefficient < 0 for _, coefficient in factor.parts)
        if falls:
            factor, rest = -factor, -rest
        low = high = -rest  # factor * index = -rest, or <= or >= it
        for other in found:
            if other.name != b.name and other.name in (low.names | high.names):
                down, up = (extent(e, other.name, other.low, other.high) for e in (low, high))
                if down is None or up is None:
                    break
                low, high = down[0], up[1]
        else:
            least = b.low if c.relation == "<=" and not falls else ceil(low, factor)
            greatest = b.high if c.relation == "<=" and falls else floor(high, factor)
            found[tied[0]] = _Bound(b.name, least, greatest)
    return tuple(found)


def extent(e: Integer, name: str, low: Integer, high: Integer) -> tuple[Integer, Integer] | None:
    """The least and the greatest value of e while one index runs over low .. high; None when e is not monotone in it.

    Sizes and other indices are taken to be at least 0.
    """
    way = direction(e, name)
    if way is None:
        return None
    ends = e.substitute({name: low}), e.substitute({name: high})
    return ends if way >= 0 else (ends[1], ends[0])


def direction(e: Integer, name: str) -> int | None:
    """1 where e grows with the index, -1 where it falls, 0 where it does not depend on it, None when undecided."""
    ways: set[int] = set()
    for monomial, coefficient in e.parts:
        moving = [a for a in monomial if name in Integer({(a,): 1}).names]
        if not moving:
            continue
        if len(moving) > 1 or any(isinstance(a, (Floor, Extreme)) for a in monomial if a is not moving[0]):
            return None
        inner: int | None = None
        match moving[0]:
            case Symbol():
                inner = 1
            case Floor(n, d) if name not in d.names:
                inner = direction(n, name)
            case Extreme(_, arguments):
                each = {direction(x, name) for x in arguments} - {0}
                inner = each.pop() if len(each) == 1 else None
        if inner is None:
            return None
        ways.add(inner * (1 if coefficient > 0 else -1))
    return 0 if not ways else ways.pop() if len(ways) == 1 else None


def _union(parts: Sequence[Field], bounds: Sequence[Integer]) -> Field:
    """The smallest spans that hold all of them."""
    found = []
    for spans, length in zip(zip(*parts), bounds):
        whole = Span(ONE, length)
        ends = outermost("min", [s.first for s in spans]), outermost("max", [s.last for s in spans])
        found.append(whole if whole in spans else Span(*ends))
    return tuple(found)


def _clean(span: Span | None, back: Mapping[str, Integer], length: Integer) -> Span:
    """In the indices of the result; a span that does not move is cut to the input."""
    if span is WHOLE:
        return Span(ONE, length)
    first, last = span.first.substitute(back), span.last.substitute(back)
    names = first.names | last.names
    if any(n.startswith("~") for n in names):
        return Span(ONE, length)
    if not any(n.startswith("#") for n in names):
        return Span(extreme("max", [ONE, first]), extreme("min", [length, last]))
    return Span(first, last)
