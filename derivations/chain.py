"""Joined layers are a layer again: forward rules are joined, names kept apart, shapes made to meet.

A block is an ordinary `Layer`, so its gradients come from the same engine and its witness calls the parts' witnesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from derivations import terms as T
from derivations.integers import ONE, Atom, Integer, Read, inside, read, symbol, value
from derivations.layer import Layer
from derivations.notation import Reader, parse_tree
from derivations.pointwise import is_pointwise, lifted
from derivations.printing.text import integer_text, text
from derivations.rule import Definition, Range

HOLDS = {
    ">=": lambda difference: difference >= 0,
    "<=": lambda difference: difference <= 0,
    ">": lambda difference: difference > 0,
    "<": lambda difference: difference < 0,
    "=": lambda difference: difference == 0,
}
"""A premise about sizes that became a claim about numbers, by its relation and left - right."""


@dataclass(frozen=True)
class Stage:
    """One layer in a block: what its tensors are called there, and what each of its sizes is there.

    read: those of its inputs that are no inputs of its own, but were in the block before it.
    """

    layer: Layer
    tensors: Mapping[str, str]
    sizes: Mapping[str, Integer]
    read: frozenset[str] = frozenset()


def chain(*layers: Layer, name: str = "", title: str = "") -> Layer:
    """The layers one after another: the first input of each is the output of the one before.

    Names of an earlier layer are kept; a later tensor or size of the same name gets a number (`Y1`, `s1`). A pointwise
    layer (relu) takes whatever shape comes before it. Raises ValueError where two shapes cannot meet.
    """
    if not layers:
        raise ValueError("a chain needs at least one layer")
    block = Block(layers[0])
    for layer in layers[1:]:
        block.add(layer)
    together = ", ".join(layer.title or layer.name for layer in layers)
    return block.layer(name or "_".join(layer.name for layer in layers), title or together)


class Block:
    """Joined layers while they grow. `fixed` gives sizes of a layer, by its own letters, their values in the block."""

    def __init__(self, first: Layer, fixed: Mapping[str, Integer] | None = None):
        self.stages: list[Stage] = []
        self.definitions: list[Definition] = []
        self.lengths: dict[str, Integer] = {}
        self.ranges: dict[str, tuple[Range, ...]] = {}
        self.taken: set[str] = set().union(*(e.names for e in (fixed or {}).values()))
        self._append(first, dict(fixed or {}), {})

    @property
    def output(self) -> str:
        """The tensor that the last layer gives."""
        return self.definitions[-1].tensor

    def add(
        self, layer: Layer, fixed: Mapping[str, Integer] | None = None, reads: Mapping[str, str] | None = None
    ) -> None:
        """Put a layer behind the output, or behind the tensors of the block that `reads` gives for its inputs."""
        if reads is None:
            found = self.ranges[self.output]
            if len(found) != len(next(iter(layer.shapes.values())).split()) and is_pointwise(layer):
                layer = lifted(layer, [i.name for i in self.definitions[-1].indices])
            reads = {next(iter(layer.shapes)): self.output}
        sizes = dict(fixed or {})
        for data, output in reads.items():
            self._meet(layer, data, output, sizes)
        self._append(layer, sizes, dict(reads))

    def _meet(self, layer: Layer, data: str, output: str, sizes: dict[str, Integer]) -> None:
        """The sizes of a layer that follow from the tensor it reads. Raises ValueError where the shapes differ."""
        if data in layer.program.integers:
            raise ValueError(f"{layer.name} takes whole numbers, which no layer before it can give")
        axes, found = layer.program.ranges[data], self.ranges[output]
        if len(axes) != len(found):
            raise ValueError(f"{layer.name} takes {data} with {len(axes)} axes and is given {output} with {len(found)}")
        for (low, high), (below, above) in zip(axes, found):
            if high.symbol and high.symbol not in sizes:
                sizes[high.symbol] = above
            if (low.substitute(sizes), high.substitute(sizes)) != (below, above):
                raise ValueError(
                    f"{layer.name} takes {data} with an axis {integer_text(low.substitute(sizes))}.."
                    f"{integer_text(high.substitute(sizes))} and is given {integer_text(below)}..{integer_text(above)}"
                )

    def _append(self, layer: Layer, sizes: dict[str, Integer], tensors: dict[str, str]) -> None:
        program, reads = layer.program, frozenset(tensors)
        for n in [*_in_order(layer), *program.lengths]:
            if n in sizes:
                continue
            length = program.lengths[n].substitute(sizes) if n in program.lengths else None
            if length is not None and length.constant is not None:
                sizes[n] = length
                continue
            sizes[n] = symbol(self._name(n))
            if length is not None:
                self.lengths[integer_text(sizes[n])] = length
        for t in program.ranges:
            if t not in tensors:
                tensors[t] = self._name(t)
        for t, axes in program.ranges.items():
            self.ranges.setdefault(tensors[t], tuple((a.substitute(sizes), b.substitute(sizes)) for a, b in axes))
        for d in program.definitions:
            indices = tuple(_read_index(i, sizes, tensors) for i in d.indices)
            at = tuple(_read_as(p.substitute(sizes), tensors) for p in d.at)
            self.definitions.append(Definition(tensors[d.tensor], at, indices, _renamed(d.rhs, sizes, tensors)))
        self.stages.append(Stage(layer, tensors, sizes, reads))

    def _name(self, wanted: str) -> str:
        new, k = wanted, 0
        while new in self.taken:
            k += 1
            new = f"{wanted.rstrip('0123456789')}{k}"
        self.taken.add(new)
        return new

    def layer(self, name: str, title: str) -> Layer:
        """The block as a layer."""
        inputs: dict[str, str] = {}
        fields: dict[str, dict[str, str]] = {"integers": {}, "draw": {}}
        constants: list[str] = []
        parameters: list[str] = []
        premises: list[str] = []
        for stage in self.stages:
            layer = stage.layer
            for t in (t for t in layer.shapes if t not in stage.read):
                inputs[stage.tensors[t]] = " ".join(_axis_text(r) for r in self.ranges[stage.tensors[t]])
            for t, (low, high) in layer.program.integers.items():
                span = (low.substitute(stage.sizes), high.substitute(stage.sizes))
                fields["integers"][stage.tensors[t]] = _axis_text(span)
            fresh_inputs = {*inputs, *(stage.tensors[c] for c in layer.constants)}
            fields["draw"] |= {stage.tensors[t]: s for t, s in layer.draw.items() if stage.tensors[t] in fresh_inputs}
            constants += [stage.tensors[c] for c in layer.constants]
            parameters += [stage.tensors[p] for p in layer.parameters]
            premises += self._premises(stage)
        return Layer(
            name=name,
            title=title,
            shapes=inputs,
            forward="\n".join(map(self._line, self.definitions)),
            oracle=self._oracle(),
            source="; ".join(dict.fromkeys(s.layer.source for s in self.stages)),
            constants=tuple(constants),
            lengths={n: integer_text(e) for n, e in self.lengths.items()},
            premises=tuple(dict.fromkeys(premises)),
            parameters=tuple(parameters),
            conventions=tuple(dict.fromkeys(c for s in self.stages for c in s.layer.conventions)),
            integers=fields["integers"],
            draw=fields["draw"],
        )

    def _line(self, d: Definition) -> str:
        return line(rebound(d, frozenset(self.taken)))

    def _premises(self, stage: Stage) -> list[str]:
        program, found = stage.layer.program, []
        for p in stage.layer.premises:
            if "[" in p:
                continue
            tree = parse_tree(p, "relation")
            reader = Reader(p, program.scope())
            left, right = (reader.integer(tree.children[k]).substitute(stage.sizes) for k in (0, 2))
            relation = str(tree.children[1])
            difference, here = (left - right).constant, f"{integer_text(left)} {relation} {integer_text(right)}"
            if difference is None:
                found.append(here)
            elif not HOLDS[relation](difference):
                raise ValueError(f"{stage.layer.name} needs {p}, which is {here} here")
        for about in program.premises.values():
            indices = tuple(_read_index(i, stage.sizes, stage.tensors) for i in about.indices)
            sides = (_renamed(t, stage.sizes, stage.tensors) for t in (about.left, about.right))
            both = rebound(Definition("", (), indices, T.Add(tuple(sides))), frozenset(self.taken)).rhs
            found.append(" = ".join(text(t) for t in both.children))
        return found

    def _oracle(self) -> Any:
        stages, lengths = tuple(self.stages), dict(self.lengths)

        def oracle(torch: Any, size: Mapping[str, int], **tensors: Any) -> Any:
            sizes = dict(size)
            for n, e in lengths.items():
                sizes[n] = value(e, sizes)
            known, out = dict(tensors), None
            for stage in stages:
                layer = stage.layer
                own = {n: value(e, sizes) for n, e in stage.sizes.items()}
                given = {t: known[stage.tensors[t]] for t in (*layer.shapes, *layer.constants)}
                out = known[stage.tensors[layer.program.output]] = layer.oracle(torch, size=own, **given)
            return out

        return oracle


def line(d: Definition) -> str:
    """The definition as a forward rule states it, every range written out."""
    ranges = {i.name: f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in d.indices}
    slots = ", ".join(ranges.get(p.symbol or "", integer_text(p)) for p in d.at)
    return f"{d.tensor}[{slots}] = {text(d.rhs)}" if slots else f"{d.tensor} = {text(d.rhs)}"


def _in_order(layer: Layer) -> list[str]:
    """The free sizes, those of the first input first, so that they keep their letters."""
    program = layer.program
    first = [b.symbol for axes in program.ranges.values() for r in axes for b in r if b.symbol]
    return [n for n in dict.fromkeys([*first, *program.free_sizes]) if n in program.free_sizes]


def _axis_text(r: Range) -> str:
    low, high = (integer_text(e).replace(" ", "") for e in r)
    return high if r[0] == ONE else f"{low}..{high}"


def _read_as(e: Integer, tensors: Mapping[str, str]) -> Integer:
    """The integer with its integer tensors renamed."""
    if not e.tensors:
        return e

    def go(x: Integer) -> Integer:
        return _read_as(x, tensors)

    def put(a: Atom) -> Integer:
        return read(tensors[a.tensor], tuple(map(go, a.at))) if isinstance(a, Read) else inside(a, go)

    return e.map_atoms(put)


def _read_index(i: T.Index, sizes: Mapping[str, Integer], tensors: Mapping[str, str]) -> T.Index:
    return T.Index(i.name, *(_read_as(b.substitute(sizes), tensors) for b in (i.low, i.high)))


def _renamed(t: T.Term, sizes: Mapping[str, Integer], tensors: Mapping[str, str]) -> T.Term:
    """The term in the block's names."""
    return _with_tensors(T.rename(t, sizes), tensors)


def _with_tensors(t: T.Term, tensors: Mapping[str, str]) -> T.Term:

    def go(e: Integer) -> Integer:
        return _read_as(e, tensors)

    match t:
        case T.Entry(tensor, at):
            return T.Entry(tensors.get(tensor, tensor), tuple(map(go, at)))  # pi keeps its name
        case T.Size(v):
            number = go(v).constant
            return T.Size(go(v)) if number is None else T.number(number)
        case T.Iverson(relation, left, right):
            return T.Iverson(relation, go(left), go(right))
        case T.Binder(indices=indices, body=body):
            ranges = tuple(_read_index(i, {}, tensors) for i in indices)
            new = replace(t, indices=ranges, body=_with_tensors(body, tensors))  # type: ignore[type-var]
            return replace(new, at=tuple(map(go, new.at))) if isinstance(new, T.Select) else new
        case T.Partial(of, wrt):
            entry = _with_tensors(wrt, tensors)
            assert isinstance(entry, T.Entry)
            return T.Partial(_with_tensors(of, tensors), entry)
        case _:
            return t.rebuild(tuple(_with_tensors(c, tensors) for c in t.children))


def rebound(d: Definition, avoid: frozenset[str]) -> Definition:
    """The definition with index names that are neither sizes nor tensors, and that are bound once on each path."""
    new: dict[str, Integer] = {}
    indices: list[T.Index] = []
    scope = set(avoid) | T.bound_names(d.rhs) | {i.name for i in d.indices}
    for i in d.indices:
        n = T.fresh(i.name, scope) if i.name in avoid else i.name
        scope.add(n)
        indices.append(T.Index(n, i.low.substitute(new), i.high.substitute(new)))
        if n != i.name:
            new[i.name] = symbol(n)
    at = tuple(p.substitute(new) for p in d.at)
    rhs = _rebound(T.rename(d.rhs, new), avoid | {i.name for i in indices})
    return Definition(d.tensor, at, tuple(indices), rhs)


def _rebound(t: T.Term, avoid: frozenset[str]) -> T.Term:
    if isinstance(t, T.Binder):
        t = T.freshen(t, avoid)
        avoid = avoid | {i.name for i in t.indices}
    return t.rebuild(tuple(_rebound(c, avoid) for c in t.children))
