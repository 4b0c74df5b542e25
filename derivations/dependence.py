"""The exact set of input entries that an entry of a result depends on, at given sizes: counted place by place.

Receptive fields as spans (receptive.py) say where such a set begins and ends, padding included; here every place is
listed, and what lies outside the input is not there. A set is a union of boxes: for each axis, a set of places. Values
that happen to be 0 are not looked at: what counts is that the forward rule reads the entry; a result that a bracket
makes 0, as a masked weight, is read by nobody. Statistics over the examples of a batch are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from derivations import terms as T
from derivations.architecture import INPUT, Network
from derivations.fitting import Applied, applied, input_shape
from derivations.integers import Integer, Symbol, value
from derivations.rule import Definition
from derivations.support import Supports, conditions, supports

Box = tuple[int, ...]
"""For each axis but that of examples a bit for every place, the lowest bit the first place."""
Node = tuple[int, str]
"""A tensor of the layer at a place of the network; what the network reads is (-1, `input`)."""


@dataclass(frozen=True)
class Reading:
    """One read of a tensor in a definition: axis by axis, from which axis of the output and by which table.

    axes[k] = (m, table): the places along axis k, for each place along axis m of the output; m None: table has one row.
    """

    source: Node
    axes: tuple[tuple[int | None, tuple[int, ...]], ...]


class Dependence:
    """Which input entries the entries of a network's results depend on. Raises ValueError where a size is symbolic."""

    def __init__(self, network: Network):
        self.steps = applied(network)
        self.shape = tuple(a.length.constant for a in input_shape(network))
        if None in self.shape:
            raise ValueError(f"{network.name}: sets of places need numbers for all sizes, as in 1 32 32")
        self.results = {INPUT: (-1, INPUT)}
        for k, step in enumerate(self.steps):
            self.results[step.result] = (k, step.layer.program.output)
        self._readings: dict[Node, tuple[Reading, ...]] = {}

    def of(self, entry: Sequence[int], result: str = "") -> tuple[tuple[frozenset[int], ...], ...]:
        """The boxes of input places for an entry (channel, row, column) of a result, by default the last."""
        node = self.results[result or self.steps[-1].result]
        boxes: dict[Node, list[Box]] = {node: [tuple(1 << (k - 1) for k in entry)]}
        for k in range(node[0], -1, -1):
            tensors = list(dict.fromkeys(d.tensor for d in self.steps[k].layer.program.definitions))
            for tensor in reversed(tensors):
                here = boxes.pop((k, tensor), [])
                for reading in self.readings((k, tensor)) if here else ():
                    for box in here:
                        moved = image(reading, box)
                        if all(moved):
                            boxes[reading.source] = joined(boxes.get(reading.source, []), moved)
        return tuple(tuple(frozenset(places(m)) for m in box) for box in boxes.get((-1, INPUT), []))

    def along(self, axis: int, entry: Sequence[int], result: str = "") -> frozenset[int]:
        """The places along one axis of the input, counted from 1, over all boxes."""
        return frozenset().union(*(box[axis - 1] for box in self.of(entry, result)))

    def readings(self, node: Node) -> tuple[Reading, ...]:
        """What a tensor's definitions read."""
        if node not in self._readings:
            k, tensor = node
            step = self.steps[k]
            zeros = supports(step.layer.program)
            found: list[Reading] = []
            for d in step.layer.program.definitions:
                if d.tensor == tensor:
                    if tensor in T.tensors(d.rhs):
                        raise ValueError(f"{step.layer.name} is a recurrence, whose places are not listed")
                    found += self._reads(step, k, d, zeros)
            self._readings[node] = tuple(found)
        return self._readings[node]

    def _reads(self, step: Applied, k: int, d: Definition, zeros: Supports) -> Iterator[Reading]:
        program = step.layer.program
        examples = program.ranges[next(iter(step.layer.shapes))][:1]
        defined = {x.tensor for x in program.definitions}
        sizes = step.lengths

        def walk(t: T.Term, bound: tuple[T.Index, ...], needed: tuple[T.Iverson, ...]) -> Iterator[Reading]:
            if isinstance(t, T.Entry) and (t.tensor in step.reads or t.tensor in defined):
                ranges = program.ranges[t.tensor]
                if ranges[:1] == examples:
                    source = (k, t.tensor) if t.tensor in defined else self.results[step.reads[t.tensor]]
                    spans = [(value_of(a, sizes), value_of(b, sizes)) for a, b in ranges[1:]]
                    own = {i.name for i in d.indices}  # a bracket between places of the output alone is for its readers
                    inner = tuple(
                        c for c in needed if {n for e in (c.left, c.right) for n in e.names} - own - sizes.keys()
                    )
                    tables = Tables(step.layer.name, d, bound, inner, sizes)
                    yield Reading(source, tuple(tables.axis(e, span) for e, span in zip(t.at[1:], spans)))
                return
            if isinstance(t, T.Binder):
                bound = bound + t.indices
            if isinstance(t, T.Mul):
                needed = needed + conditions(t, zeros)
            for c in t.children:
                yield from walk(c, bound, needed)

        yield from walk(d.rhs, (), ())


@dataclass(frozen=True)
class Tables:
    """Lists the places that an index expression takes, by the place of the output entry."""

    layer: str
    definition: Definition
    bound: tuple[T.Index, ...]
    needed: tuple[T.Iverson, ...]
    sizes: Mapping[str, Integer]

    def axis(self, e: Integer, span: tuple[int, int]) -> tuple[int | None, tuple[int, ...]]:
        """The axis of the output that the expression moves with, and the places for each of its places."""
        d = self.definition
        names = self._tied(set(e.names))
        own = [i for i in d.indices[1:] if i.name in names]
        if len(own) > 1:
            raise ValueError(f"{self.layer} reads a place that depends on {' and '.join(i.name for i in own)} at once")
        claims = [(c, c.left - c.right) for c in self.needed if (c.left - c.right).names & names]
        inner = [b for b in self.bound if b.name in names]
        if not own:
            return None, (self._mask(e, span, inner, claims, {}),)
        low, high = (value_of(x, self.sizes) for x in (own[0].low, own[0].high))
        axis = next(k for k, p in enumerate(d.at) if p.symbol == own[0].name)
        rows = [self._mask(e, span, inner, claims, {own[0].name: x}) for x in range(low, high + 1)]
        return axis - 1, (0,) * (low - 1) + tuple(rows)

    def _tied(self, names: set[str]) -> set[str]:
        """The indices that brackets and ranges tie to these."""
        known = {i.name for i in (*self.definition.indices[1:], *self.bound)}
        names &= known
        while True:
            more = set(names)
            for c in self.needed:
                about = (c.left - c.right).names & known
                more |= about if about & more else set()
            for b in self.bound:
                more |= (b.low.names | b.high.names) & known if b.name in more else set()
            if more == names:
                return names
            names = more

    def _mask(
        self, e: Integer, span: tuple[int, int], inner: Sequence[T.Index],
        claims: Sequence[tuple[T.Iverson, Integer]], known: dict[str, int],
    ) -> int:  # fmt: skip
        mask = 0
        for values in self._assignments(list(inner), claims, known):
            place = value(e.substitute(self.sizes), values)
            if span[0] <= place <= span[1]:
                mask |= 1 << (place - span[0])
        return mask

    def _assignments(
        self, inner: list[T.Index], claims: Sequence[tuple[T.Iverson, Integer]], known: dict[str, int]
    ) -> Iterator[dict[str, int]]:
        """Every assignment of the bound indices for which the brackets hold; an equation gives its last index."""
        if not inner:
            if all(holds(c, difference.substitute(self.sizes), known) for c, difference in claims):
                yield known
            return
        last = inner[-1]
        solved = next((x for c, x in claims if c.relation == "=" and last.name in x.names), None)
        low, high = (x.substitute(self.sizes) for x in (last.low, last.high))
        for values in self._assignments(inner[:-1], [c for c in claims if last.name not in c[1].names], known):
            rest = [c for c in claims if last.name in c[1].names]
            ends = value(low, values), value(high, values)
            candidates: Iterable[int] = range(ends[0], ends[1] + 1)
            if solved is not None:
                candidates = root(solved.substitute(self.sizes), last.name, values, candidates, ends)
            for x in candidates:
                here = {**values, last.name: x}
                if all(holds(c, difference.substitute(self.sizes), here) for c, difference in rest):
                    yield here


def root(
    e: Integer, name: str, values: Mapping[str, int], otherwise: Iterable[int], ends: tuple[int, int]
) -> Iterable[int]:
    """The one value of the index at which e is 0, if it is a whole number in range."""
    factor = e.coefficient(Symbol(name))
    if factor is None:
        return otherwise
    c, rest = value(factor, values), value(e, {**values, name: 0})
    return [-rest // c] if c and rest % c == 0 and ends[0] <= -rest // c <= ends[1] else []


def holds(c: T.Iverson, difference: Integer, values: Mapping[str, int]) -> bool:
    """Does the bracket hold? difference: left - right."""
    number = value(difference, values)
    match c.relation:
        case "=":
            return number == 0
        case "!=":
            return number != 0
        case "<=":
            return number <= 0
    return True  # divisibility is left open, which can only make the set larger


def value_of(e: Integer, sizes: Mapping[str, Integer]) -> int:
    number = e.substitute(sizes).constant
    if number is None:
        raise ValueError("sets of places need numbers for all sizes, as in 1 32 32")
    return number


def image(reading: Reading, box: Box) -> Box:
    """The places read for the entries of a box. Raises ValueError where they are no box, as on a diagonal."""
    found = []
    for m, table in reading.axes:
        mask = table[0] if m is None else 0
        for place in places(box[m]) if m is not None else ():
            mask |= table[place - 1] if place <= len(table) else 0
        found.append(mask)
    movers = [m for m, _ in reading.axes if m is not None]
    for m in {m for m in movers if movers.count(m) > 1 and box[m].bit_count() > 1}:
        tables = [table for mm, table in reading.axes if mm == m]
        together = {at for k in places(box[m]) for at in product(*(places(table[k - 1]) for table in tables))}
        if len(together) < prod(mask.bit_count() for (mm, _), mask in zip(reading.axes, found) if mm == m):
            raise ValueError("several axes move together, so the places read are no boxes")
    return tuple(found)


def places(mask: int) -> Iterator[int]:
    """The places of a bit set, counted from 1."""
    place = 1
    while mask:
        if mask & 1:
            yield place
        mask >>= 1
        place += 1


def joined(boxes: list[Box], new: Box) -> list[Box]:
    """The boxes with one more, without those that lie in another."""
    if any(all(n & ~b == 0 for n, b in zip(new, box)) for box in boxes):
        return boxes
    return [*(box for box in boxes if any(b & ~n for n, b in zip(new, box))), new]
