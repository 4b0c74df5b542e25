"""What a question tells about its quantities: which is the gradient from above, the learning rate, a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checkers.algebra.slips.products import bare, name_of, sigmoid_of
from checkers.algebra.table import Axis, Table
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Rows, walked

RATES = frozenset({"eta", "alpha", "lr", "gamma", "epsilon", "rho"})
COUNTS = frozenset({"N", "n", "m", "B", "M", "T", "K", "batch"})
ABOVE = frozenset({"g", "G", "delta", "grad", "upstream", "gout", "dout"})


@dataclass(frozen=True)
class Facts:
    """trees: what the question states; free: its free indices; label: what is asked."""

    tree: Node
    table: Table
    free: tuple[str, ...] = ()
    label: Node | None = None
    functions: Mapping[str, tuple[tuple[str, ...], Node]] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The quantities of the reference, tensors by their names."""
        skip = {"e", "pi", "I", "delta"} | set(self.free)
        bound = {b for n in walked(self.tree) if hasattr(n, "bounds") for b in (x.name for x in n.bounds)}
        bases = [n.base.name for n in walked(self.tree, Entry) if isinstance(n.base, Name)]
        found = [n.name for n in walked(self.tree, Name)]
        return tuple(n for n in dict.fromkeys([*found, *bases]) if n not in skip and n not in bound)

    @cached_property
    def pooled(self) -> bool:
        """Do several places read one entry, as in an average over windows?"""
        for n in walked(self.tree):
            if isinstance(n, Apply) and n.function in ("floor", "ceil"):
                return True
            if isinstance(n, Rows) and len(set(n.cells)) < len(n.cells) > 1 and self.names:
                return True
        return False

    @cached_property
    def matrices(self) -> bool:
        """Are whole matrices or vectors multiplied?"""
        entries = {id(n.base) for n in walked(self.tree, Entry)}
        return any(id(n) not in entries and self.table.shapes.get(n.name) for n in walked(self.tree, Name))

    def is_sigmoid(self, name: str) -> bool:
        """Is this the logistic function, built in or as the question writes it out?"""
        if name not in self.functions:
            return name == "sigmoid"
        letters, body = self.functions[name]
        return len(letters) == 1 and sigmoid_of(body) == Name(letters[0])

    @cached_property
    def counts_only(self) -> bool:
        """Is everything a whole number that counts something?"""
        return bool(self.names) and all(n in self.table.sizes for n in self.names)

    def from_above(self, node: Node) -> bool:
        """Is this the gradient from above, by its name or as dY?"""
        node = bare(node)
        if isinstance(node, Derivative):
            return True
        name = name_of(node)
        return name in ABOVE or (len(name) > 1 and name[0] == "d" and name != "delta" and name not in self.table.sizes)

    def is_rate(self, node: Node) -> bool:
        return isinstance(node, Name) and node.name in RATES

    def is_count(self, node: Node) -> bool:
        return isinstance(node, Name) and (node.name in self.table.sizes or node.name in COUNTS)

    def shape(self, name: str) -> tuple[Axis, ...]:
        return self.table.shapes.get(name, ())

    def alike(self, name: str) -> tuple[str, ...]:
        """Other quantities of the reference with the same axes."""
        own = self.shape(name)
        others = dict.fromkeys([*self.names, *sorted(n for n in self.table.scalars if "_" not in n)])
        counts = frozenset() if self.counts_only else self.table.sizes
        return tuple(n for n in others if n != name and self.shape(n) == own and n not in counts)


def inside_of_functions(node: Node) -> list[Node]:
    """What stands inside functions and below powers of the tree."""
    from checkers.algebra.tree import Operation

    found: list[Node] = []
    for n in walked(node):
        if isinstance(n, Apply):
            found.extend(n.arguments)
        elif isinstance(n, Operation) and n.operator == "^":
            found.extend((n.left, n.right))
    return found
