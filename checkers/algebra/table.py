"""What a question declares: quantities with their axes, functions, definitions, and ranges of indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checkers.algebra.tree import (
    Big,
    Derivative,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Relation,
    has_kind,
    names_in,
    walked,
)

INDEX_LETTERS = frozenset("abcdehijklmnopqrstuvwxyz") | {"tau", "alpha", "beta", "mu", "nu"}
CONSTANTS = frozenset({"e", "pi", "infty", "I", "inf", "nan"})
Axis = int | Node


@dataclass(frozen=True)
class Table:
    """The names of a question.

    shapes: declared quantities and their axes; functions: name -> its parameters and body; definitions: name -> the
    letters of its places and its body; sizes: whole numbers; ranges: an index -> its first and last value; hints: what
    the texts themselves say about the range of an axis of a quantity without declared axes; families: quantities whose
    first place counts arrays (x_t is a vector), with the axes of one; recurrences: a definition that reads itself ->
    the place along which it does, and whether it runs backwards; cyclic: definitions that read each other in a circle,
    as the gates and the state of a cell do: what they read of the step before is given; ones: the length of
    the vector of ones, where the question states it.
    """

    shapes: Mapping[str, tuple[Axis, ...]] = field(default_factory=dict)
    functions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)
    definitions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)
    sizes: frozenset[str] = frozenset()
    ranges: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    hints: Mapping[tuple[str, int], tuple[Node, Node]] = field(default_factory=dict)
    scalars: frozenset[str] = frozenset()
    families: Mapping[str, tuple[Axis, ...]] = field(default_factory=dict)
    recurrences: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    cyclic: frozenset[str] = frozenset()
    ones: tuple[Axis, ...] = ()

    def declared(self, name: str) -> bool:
        return name in self.shapes or name in self.definitions or name in self.sizes or name in self.scalars


def places_of(node: Entry, axes: int | None) -> tuple[Node, ...]:
    """The places of an entry, `ij` and `12` taken apart where the axes ask for it."""
    if len(node.places) - node.upper == 1 and (axes is None or axes > len(node.places)):
        last = node.places[-1]
        wanted = None if axes is None else axes - node.upper
        if isinstance(last, Number) and wanted == len(last.text) and last.text.isdigit():
            digits = tuple(Number(last.value.__class__(int(c)), c, start=last.start) for c in last.text)
            return (*node.places[: node.upper], *digits)
        parts = side_by_side(last)
        if len(parts) > 1 and (wanted == len(parts) or (wanted is None and not isinstance(parts[0], Number))):
            return (*node.places[: node.upper], *parts)
    return node.places


def side_by_side(node: Node) -> list[Node]:
    """The factors of a product written without an operator, [node] for anything else."""
    if isinstance(node, Operation) and node.operator == " ":
        return [*side_by_side(node.left), *side_by_side(node.right)]
    return [node]


def entry_name(node: Node) -> str | None:
    """The name under which an entry or a derivative is declared: W1, x_new, ∂L/∂z."""
    match node:
        case Name(name):
            return name
        case Entry(Name(name), places, _):
            words = []
            for p in places:
                for part in side_by_side(p):
                    if isinstance(part, Name):
                        words.append(part.name)
                    elif isinstance(part, (Number, Label)):
                        words.append(part.text)
                    elif isinstance(part, Operation) and part.operator in "+-":
                        inner = [
                            entry_name(part.left) or _digits(part.left),
                            entry_name(part.right) or _digits(part.right),
                        ]
                        words.append(part.operator.join(inner))
                    else:
                        return None
            return name + "_" + "".join(words)
        case Derivative(body, variables):
            names = [entry_name(body), *(entry_name(v) for v in variables)]
            return None if None in names else "∂" + "/∂".join(n for n in names if n)
    return None


def _digits(node: Node) -> str:
    return node.text if isinstance(node, Number) else "?"


def bound_names(node: Node) -> set[str]:
    """The indices that sums run over."""
    return {b.name for n in walked(node, Big) for b in n.bounds}


def size_names(nodes: Iterable[Node], indices: set[str], known: frozenset[str]) -> set[str]:
    """Names that occur in the bounds of sums and are no indices: n, T, N."""
    found: set[str] = set()
    for node in nodes:
        for n in walked(node):
            if isinstance(n, Big):
                for b in n.bounds:
                    for end in (b.low, b.high):
                        if end is not None:
                            found |= names_in(end)
    return found - indices - CONSTANTS - known


def free_indices(node: Node, table: Table, bound: frozenset[str] = frozenset()) -> list[str]:
    """Letters in places that no sum binds and no declaration names, in order of their first use."""
    found: dict[str, None] = {}

    def letters(n: Node, inside: frozenset[str]) -> None:
        for m in walked(n):
            if isinstance(m, Name) and m.name not in inside and not table.declared(m.name):
                if m.name in table.ranges or m.name in INDEX_LETTERS or len(m.name) == 1:
                    found.setdefault(m.name)

    def visit(n: Node, inside: frozenset[str]) -> None:
        if isinstance(n, Big):
            inside = inside | {b.name for b in n.bounds}
            for b in n.bounds:
                if b.other is not None:
                    letters(b.other, inside)
        if isinstance(n, Entry) and not is_declared_entry(n, table):
            for p in n.places:
                letters(p, inside)
        if isinstance(n, Relation) and n.relation in ("=", "!=") and index_like(n.left) and index_like(n.right):
            if not has_kind(n, Entry):
                letters(n.left, inside)
                letters(n.right, inside)
        for c in n.children:
            visit(c, inside)

    visit(node, bound)
    for name in table.ranges:
        if name not in found and any(m.name == name for m in walked(node, Name)) and name not in bound:
            if name not in bound_names(node):
                found.setdefault(name)
    return list(found)


def is_declared_entry(n: Entry, table: Table) -> bool:
    """Is W_{hh} itself a declared quantity, so that its places are no indices?"""
    name = entry_name(n)
    return name is not None and table.declared(name)


def index_like(node: Node) -> bool:
    match node:
        case Name(name):
            return len(name) == 1
        case Number():
            return True
        case Operation(operator, left, right):
            return operator in "+- *" and index_like(left) and index_like(right)
        case Negative(inner):
            return index_like(inner)
    return False


def hints_of(nodes: Iterable[Node]) -> dict[tuple[str, int], tuple[Node, Node]]:
    """Axes over which a sum with stated bounds runs: (name, axis) -> its first and last value."""
    found: dict[tuple[str, int], tuple[Node, Node]] = {}

    def visit(n: Node, ranges: dict[str, tuple[Node, Node] | None]) -> None:
        if isinstance(n, Big):
            ranges = {**ranges, **{b.name: (b.low, b.high) if b.low and b.high else None for b in n.bounds}}
        if isinstance(n, Entry) and (base := entry_name(n.base)) is not None:
            for k, place in enumerate(places_of(n, None)):
                if isinstance(place, Name) and (r := ranges.get(place.name)):
                    found.setdefault((base, k), r)
        for c in n.children:
            visit(c, ranges)

    for node in nodes:
        visit(node, {})
    return found
