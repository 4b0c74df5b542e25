"""The tree that every spelling is read into. `start` is a place in the text and takes no part in equality."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar, overload

MAX_BYTES, MAX_TOKENS, MAX_DEPTH, MAX_CELLS = 20_000, 2_000, 60, 2_500
MAX_DIGITS, MAX_TENS = 400, 400
MAX_LEVELS = 150  # of a tree: terms of a sum, factors of a product, brackets


class ReadingError(Exception):
    """What cannot be read: the sentence, and the place of the character."""

    def __init__(self, message: str, position: int = 0):
        super().__init__(message)
        self.message, self.position = message, position


@dataclass(frozen=True)
class Node:
    """One part of an answer."""

    start: int = field(compare=False, kw_only=True, default=0)

    def __getstate__(self) -> dict[str, Any]:
        """Without what was found out about it: its hash is another one in every process."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @cached_property
    def children(self) -> tuple[Node, ...]:
        """The parts of this part, in order."""
        found: list[Node] = []
        for name in parts_of(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                found.append(value)
            elif isinstance(value, tuple):
                found.extend([v for v in value if isinstance(v, Node)])
        return tuple(found)

    @cached_property
    def conditional(self) -> bool:
        """Does a condition stand in this part: a relation, or a Kronecker delta?"""
        return any(c.conditional for c in self.children)

    def rebuild(self, children: tuple[Node, ...]) -> Node:
        """The same kind of part with other parts inside."""
        if all(a is b for a, b in zip(children, self.children)):
            return self
        left = list(children)
        new: dict[str, Any] = {}
        for name in parts_of(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                new[name] = left.pop(0)
            elif isinstance(value, tuple) and any(isinstance(v, Node) for v in value):
                new[name] = tuple(left.pop(0) if isinstance(v, Node) else v for v in value)
        return replace(self, **new) if new else self


PLAIN = frozenset({"str", "int", "bool", "Fraction", "int | None"})
PARTS: dict[object, tuple[str, ...]] = {}  # a kind of node -> the fields in which parts can stand


def parts_of(kind: type[Node]) -> tuple[str, ...]:
    """The fields in which parts can stand."""
    if kind not in PARTS:
        PARTS[kind] = tuple(f.name for f in fields(kind) if f.type not in PLAIN)
    return PARTS[kind]


@dataclass(frozen=True)
class Number(Node):
    """An exact number; decimals is how many digits stand after the point, None for a whole number or fraction."""

    value: Fraction
    text: str = field(compare=False, default="")
    decimals: int | None = field(compare=False, default=None)


@dataclass(frozen=True)
class Name(Node):
    """A quantity: x, dZ, hat y, sigma."""

    name: str


@dataclass(frozen=True)
class Entry(Node):
    """x_{ij}, g[i, j], h^{(t)}_i: a tensor's entry; `upper` of the places stand above."""

    base: Node
    places: tuple[Node, ...]
    upper: int = 0

    @cached_property
    def conditional(self) -> bool:
        return self.base == Name("delta") or any(c.conditional for c in self.children)


@dataclass(frozen=True)
class Slice(Node):
    """`:` among the places of an entry, None (a new axis) where `new` is set.

    low and high: its ends, both of which belong to it, except where `python` says that it is a program's; step 0: the
    one place `low`, counted from the end.
    """

    new: bool = False
    low: Node | None = None
    high: Node | None = None
    step: int = 1
    python: bool = False


@dataclass(frozen=True)
class Label(Node):
    """A word in an index that names no number: W_{hh}, x_{new}."""

    text: str


@dataclass(frozen=True)
class Apply(Node):
    """A named function; primes counts its derivatives; options are keyword arguments such as axis=0."""

    function: str
    arguments: tuple[Node, ...]
    primes: int = 0
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Operation(Node):
    """left operator right; the operators are + - * / ^ @, `o` (entry by entry), `.` (a raised dot) and ` ` (nothing).

    `x` is the outer or Kronecker product.
    """

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Negative(Node):
    operand: Node


@dataclass(frozen=True)
class Transpose(Node):
    operand: Node


@dataclass(frozen=True)
class Rows(Node):
    """A list of entries, or of rows."""

    cells: tuple[Node, ...]
    flat: bool = True  # written as a list [a, b]: neither a row nor a column
    spaced: bool = field(compare=False, default=False)  # written without commas: [a b]


@dataclass(frozen=True)
class Bound(Node):
    """An index of a sum: its name, and its first and last value where they are stated, or the index it leaves out.

    relation: the sign in i < j, of which the one end comes.
    """

    name: str
    low: Node | None = None
    high: Node | None = None
    other: Node | None = None  # j != i
    relation: str = field(default="", compare=False)


@dataclass(frozen=True)
class Big(Node):
    """A sum, product, maximum or minimum over indices."""

    kind: str
    bounds: tuple[Bound, ...]
    body: Node


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions, the first that holds; a condition that is None always holds."""

    values: tuple[Node, ...]
    conditions: tuple[Node | None, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return (*self.values, *(c for c in self.conditions if c is not None))

    def rebuild(self, children: tuple[Node, ...]) -> Node:
        values, rest = children[: len(self.values)], list(children[len(self.values) :])
        return replace(self, values=values, conditions=tuple(rest.pop(0) if c else None for c in self.conditions))


@dataclass(frozen=True)
class Relation(Node):
    """left relation right, 1 where it holds and 0 elsewhere; the relations are < <= > >= = != and or not |."""

    relation: str
    left: Node
    right: Node

    @cached_property
    def conditional(self) -> bool:
        return True


@dataclass(frozen=True)
class Derivative(Node):
    """The derivative of `body` by `variables`, one after the other; body is a bare name in dL/dz."""

    body: Node
    variables: tuple[Node, ...]
    total: bool = field(compare=False, default=False)


@dataclass(frozen=True)
class Norm(Node):
    """A norm; kind is 1, 2, F or inf."""

    operand: Node
    kind: str = "2"


@dataclass(frozen=True)
class Dots(Node):
    """What is left out in a matrix, a sum or a product written with dots; blank: an empty cell beside them."""

    blank: bool = False


def _hashed(self: Node) -> int:
    """The hash, computed once: tables of trees ask for it at every level."""
    if "hashed" not in self.__dict__:
        waiting = [self]
        while waiting:  # parts before what they stand in, so that nothing goes deep
            n = waiting[-1]
            missing = [c for c in n.children if "hashed" not in c.__dict__]
            if missing:
                waiting += missing
            else:
                n.__dict__["hashed"] = HASHES[type(n)](waiting.pop())
    found: int = self.__dict__["hashed"]
    return found


HASHES: dict[type[Node], Callable[[Any], int]] = {kind: kind.__hash__ for kind in Node.__subclasses__()}
for _kind in HASHES:
    _kind.__hash__ = _hashed  # type: ignore[assignment]


def deeper(tree: Node, levels: int) -> bool:
    """Has the tree more levels than this?"""
    here: tuple[Node, ...] | list[Node] = (tree,)
    for _ in range(levels):
        here = [c for n in here for c in n.children]
        if not here:
            return False
    return True


T = TypeVar("T", bound=Node)


def kinds_in(node: Node) -> frozenset[type[Node]]:
    """The kinds of the node and of everything in it, computed once: most looks ask for one that is not there."""
    found: frozenset[type[Node]] | None = node.__dict__.get("kinds")
    if found is None:
        waiting = [node]
        while waiting:
            n = waiting[-1]
            missing = [c for c in n.children if "kinds" not in c.__dict__]
            if missing:
                waiting += missing
            else:
                n.__dict__["kinds"] = found = frozenset((type(n),)).union(*(c.__dict__["kinds"] for c in n.children))
                waiting.pop()
    assert found is not None
    return found


@overload
def walked(node: Node) -> Iterator[Node]: ...
@overload
def walked(node: Node, *wanted: type[T]) -> Iterator[T]: ...
def walked(node: Node, *wanted: type[Node]) -> Iterator[Node]:
    """The node and everything in it, or what is of a wanted kind there, without recursion."""
    if wanted and kinds_in(node).isdisjoint(wanted):
        return
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if not wanted or type(here) in wanted:
            yield here
        if not wanted:
            waiting += here.children[::-1]
        else:
            waiting += [c for c in here.children[::-1] if not c.__dict__["kinds"].isdisjoint(wanted)]


def has_kind(node: Node, *wanted: type[Node]) -> bool:
    """Does a part of one of these kinds stand in the tree?"""
    return not kinds_in(node).isdisjoint(wanted)


def with_names(tree: Node, values: Mapping[str, Node]) -> Node:
    """The tree with other parts in place of the names that have them."""
    if isinstance(tree, Name):
        return values.get(tree.name, tree)
    return tree.rebuild(tuple(with_names(c, values) for c in tree.children)) if tree.children else tree


def names_in(tree: Node) -> set[str]:
    """The names that stand in the tree, those of indices among them."""
    return {n.name for n in walked(tree, Name)}
