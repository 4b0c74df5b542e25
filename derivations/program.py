"""A forward rule as single-assignment definitions over index ranges, read from the notation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lark import Token, Tree

from derivations import integers as I
from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import Integer
from derivations.notation import INTEGER_FUNCTIONS, NotationError, Reader, Scope, parse_integer, parse_tree
from derivations.prover import equal, is_proved
from derivations.rule import Definition, Premise, Range


@dataclass(frozen=True)
class Program:
    """Definitions in order, with the range of every tensor, the facts about sizes and the premises about values.

    inputs: what a gradient can be asked for; constants: real hyperparameters (no axes); integers: integer tensors,
    with the range of their values; lengths: sizes that are defined by other sizes, as an output length is.
    """

    ranges: Mapping[str, tuple[Range, ...]]
    inputs: tuple[str, ...]
    constants: tuple[str, ...]
    integers: Mapping[str, Range]
    definitions: tuple[Definition, ...]
    facts: Facts
    lengths: Mapping[str, Integer] = field(default_factory=dict)
    premises: Mapping[str, Premise] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """The tensor that the last line defines."""
        return self.definitions[-1].tensor

    @cached_property
    def sizes(self) -> frozenset[str]:
        """Every size, derived lengths among them."""
        return sizes_of(self.ranges, self.integers, self.facts, self.lengths)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every size and every tensor."""
        return self.sizes.union(self.ranges)

    @cached_property
    def index_names(self) -> frozenset[str]:
        """Every index of a definition, those of its sums among them."""
        return frozenset(n for d in self.definitions for n in (*(i.name for i in d.indices), *T.bound_names(d.rhs)))

    @cached_property
    def defining(self) -> Mapping[str, tuple[Definition, ...]]:
        """The definitions of each tensor that is no input, in order."""
        found: dict[str, tuple[Definition, ...]] = {}
        for d in self.definitions:
            found[d.tensor] = (*found.get(d.tensor, ()), d)
        return found

    @cached_property
    def reading(self) -> Mapping[str, tuple[Definition, ...]]:
        """The definitions that read each tensor, in order."""
        found: dict[str, list[Definition]] = {}
        for d in self.definitions:
            for t in T.tensors(d.rhs):
                found.setdefault(t, []).append(d)
        return {t: tuple(ds) for t, ds in found.items()}

    @cached_property
    def leading_to_output(self) -> frozenset[str]:
        """The output and every tensor it is computed from: what else is defined has no influence on the loss."""
        live: set[str] = set()
        waiting = [self.output]
        while waiting:
            name = waiting.pop()
            if name not in live:
                live.add(name)
                waiting += (t for d in self.defining.get(name, ()) for t in T.tensors(d.rhs))
        return frozenset(live)

    @property
    def free_sizes(self) -> tuple[str, ...]:
        """The sizes that an instance chooses; the others follow."""
        return tuple(sorted(self.sizes - self.lengths.keys()))

    def scope(self, indices: Iterable[T.Index] = ()) -> Scope:
        """The names that a text about this program may use."""
        return Scope(self.ranges, self.sizes, frozenset(self.integers)).within(tuple(indices))

    def shape(self, tensor: str) -> tuple[Integer, ...]:
        """The number of entries along each axis."""
        return tuple(high - low + 1 for low, high in self.ranges[tensor])


def sizes_of(
    ranges: Mapping[str, tuple[Range, ...]], integers: Mapping[str, Range], facts: Facts, lengths: Mapping[str, Integer]
) -> frozenset[str]:
    bounds = [b for axes in (*ranges.values(), tuple(integers.values())) for r in axes for b in r]
    named = frozenset(n for n, _ in facts.least).union(lengths, *(p.names for p in facts.premises))
    return named.union(*(b.names for b in bounds), *(e.names for e in lengths.values()))


def read_program(
    forward: str,
    shapes: Mapping[str, str],
    constants: Iterable[str] = (),
    integers: Mapping[str, str] | None = None,
    lengths: Mapping[str, str] | None = None,
    premises: Iterable[str] = (),
) -> Program:
    """Read a forward rule.

    shapes: tensor -> its axes, separated by spaces; an axis is a size (`N`, `2*n+k-1`; indices from 1) or a range
    (`0..T`). integers: integer tensor -> the range of its values. lengths: size -> expression. premises: `p >= 0`
    about sizes, `sum[i] p[i] = 1` about values. Raises NotationError.
    """
    constants = tuple(constants)
    everything = {**shapes, **dict.fromkeys(constants, "")}
    words = [*everything.values(), *(integers or {}).values(), *(lengths or {}).values()]
    premises = tuple(premises)
    about_values, about_sizes = [p for p in premises if "[" in p], [p for p in premises if "[" not in p]
    names = frozenset(n for w in (*words, *about_sizes) for n in _names_in(w)) | frozenset(lengths or {})
    scope = Scope({}, names)
    ranges: dict[str, tuple[Range, ...]] = {
        t: tuple(read_range(a, scope) for a in s.split()) for t, s in everything.items()
    }
    values = {t: read_range(r, scope) for t, r in (integers or {}).items()}
    derived = {n: parse_integer(e, scope) for n, e in (lengths or {}).items()}
    facts = read_facts(about_sizes, derived, names)
    scope = Scope(ranges, names, frozenset(values))
    trees = [(line, parse_tree(line, "definition")) for line in joined_lines(forward)]
    if not trees:
        raise NotationError("a forward rule needs at least one definition, such as Y[n] = X[n]^2", forward, 0)
    heads = []
    for line, tree in trees:
        head = _head(Reader(line, scope), tree)
        if head.tensor in everything:
            raise NotationError(f"{head.tensor} is an input and cannot be defined", line, 0)
        ranges[head.tensor] = _grown(ranges.get(head.tensor), head, facts, line)
        scope = Scope(dict(ranges), names, frozenset(values))
        heads.append(head)
    definitions = tuple(
        replace(head, rhs=Reader(line, scope.within(head.indices)).term(tree.children[-1]))
        for head, (line, tree) in zip(heads, trees)
    )
    facts = replace(facts, declared=tuple((t, ranges[t], values[t]) for t in values))
    inputs = tuple(t for t in shapes if t not in values)
    program = Program(ranges, inputs, constants, values, definitions, facts, derived)
    return replace(
        program, premises={p.name: p for p in (_value_premise(text, program.scope()) for text in about_values)}
    )


def joined_lines(forward: str) -> list[str]:
    """One line a definition: comments dropped, a line that starts no definition continues the one before."""
    lines: list[str] = []
    for raw in forward.splitlines():
        line = raw.split("#")[0].strip()
        if not line:
            continue
        if lines and not re.match(r"[A-Za-z_][A-Za-z0-9_]*'*\s*(\[[^=]*\])?\s*=", line):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def read_range(text: str, scope: Scope) -> Range:
    """`N` is 1..N; `0..T` is itself."""
    low, dots, high = text.partition("..")
    return (parse_integer(low, scope), parse_integer(high, scope)) if dots else (I.ONE, parse_integer(low, scope))


def read_facts(premises: Iterable[str], lengths: Mapping[str, Integer], names: frozenset[str]) -> Facts:
    """Sizes are at least 1 unless a premise `p >= 0` says otherwise; lengths bring inequalities that define them."""
    least: dict[str, int] = {}
    claims: list[Integer] = []
    for text in premises:
        tree = parse_tree(text, "relation")
        reader = Reader(text, Scope({}, names))
        left, relation, right = (
            reader.integer(tree.children[0]),
            str(tree.children[1]),
            reader.integer(tree.children[2]),
        )
        if relation == ">=" and left.symbol and right.constant is not None:
            least[left.symbol] = right.constant
            continue
        match relation:
            case ">=":
                claims.append(left - right)
            case "<=":
                claims.append(right - left)
            case ">":
                claims.append(left - right - 1)
            case "<":
                claims.append(right - left - 1)
            case "=":
                claims.extend((left - right, right - left))
            case _:
                raise NotationError("a premise about sizes uses <=, <, =, > or >=", text, 0)
    for name, e in lengths.items():
        claims.extend(_defining(I.symbol(name), e))
    return Facts(tuple(sorted(least.items())), tuple(claims), lengths=tuple(lengths.items()))


def _names_in(text: str) -> list[str]:
    return [n for n in re.findall(r"[A-Za-z_][A-Za-z0-9_]*'*", text) if n not in INTEGER_FUNCTIONS]


def _defining(size: Integer, e: Integer) -> list[Integer]:
    """size = e as inequalities, a floor in e opened: size = floor(a/c) + r gives c(size-r) <= a <= c(size-r)+c-1."""
    floors = [a for a in e.atoms if isinstance(a, I.Floor)]
    if len(floors) == 1 and e.coefficient(floors[0]) == I.ONE:
        f = floors[0]
        whole = (size - (e - Integer({(f,): 1}))) * f.denominator
        return [f.numerator - whole, whole + f.denominator - 1 - f.numerator]
    return [size - e, e - size]


def _head(reader: Reader, tree: Tree[Token]) -> Definition:
    """The left side: each place an index with its range, or a fixed number."""
    name, *slots, rhs = tree.children
    at: list[Integer] = []
    indices: list[T.Index] = []
    for slot in slots:
        if slot is None:
            continue
        place = slot.children[0]
        fresh_name = place.data == "name" and str(place.children[0]) not in reader.scope.sizes
        if not fresh_name:
            at.append(reader.integer(place))
            continue
        n = place.children[0]
        if any(i.name == str(n) for i in indices):
            raise reader.error(f"index {n} stands twice on the left", n)
        if len(slot.children) > 1 and slot.children[1] is not None:
            low, high = reader.integer(slot.children[1]), reader.integer(slot.children[2])
        else:
            low, high = reader.infer(n, [rhs])
        indices.append(T.Index(str(n), low, high))
        at.append(I.symbol(str(n)))
    return Definition(str(name), tuple(at), tuple(indices), T.ZERO)


def _grown(known: tuple[Range, ...] | None, head: Definition, facts: Facts, line: str) -> tuple[Range, ...]:
    """The tensor's ranges with this piece added: pieces meet along one axis, as h[0,i] and h[t in 1..T,i] do."""
    own = {i.name: (i.low, i.high) for i in head.indices}
    piece = tuple(own.get(p.symbol or "", (p, p)) for p in head.at)
    if known is None:
        return piece
    differing = [k for k, (a, b) in enumerate(zip(known, piece)) if a != b]
    if len(known) == len(piece) and len(differing) == 1:
        k = differing[0]
        if is_proved(equal(known[k][1] + 1, piece[k][0], facts)):
            return known[:k] + ((known[k][0], piece[k][1]),) + known[k + 1 :]
        if is_proved(equal(piece[k][1] + 1, known[k][0], facts)):
            return known[:k] + ((piece[k][0], known[k][1]),) + known[k + 1 :]
    raise NotationError(
        f"{head.tensor} is defined before, and this piece does not continue it along one axis (single assignment)",
        line,
        0,
    )


def _value_premise(text: str, scope: Scope) -> Premise:
    """`sum[c] T[n,c] = 1`: names without a meaning are the premise's own indices, their ranges read off the tensors."""
    tree = parse_tree(text, "relation")
    if str(tree.children[1]) != "=":
        raise NotationError("a premise about values is an equation", text, 0)
    reader = Reader(text, scope)
    bound = {str(b.children[0]) for b in tree.find_data("binder")}
    indices: dict[str, T.Index] = {}
    for entry in tree.find_data("entry"):
        for place in entry.children[1:]:
            n = place.children[0] if place.data == "name" else None
            if n is not None and str(n) not in scope.sizes and str(n) not in bound | indices.keys():
                indices[str(n)] = T.Index(str(n), *reader.infer(n, [tree]))
    inner = reader.inside(tuple(indices.values()))
    return Premise(text, tuple(indices.values()), inner.term(tree.children[0]), inner.term(tree.children[2]))
