"""Shapes that nobody declared, from how quantities are multiplied: in X^T G both have as many rows."""

from __future__ import annotations

from checkers.algebra.table import CONSTANTS, Table
from checkers.algebra.tree import Apply, Entry, Name, Negative, Node, Number, Operation, Transpose, walked
from checkers.algebra.values import Unsure

MATRIX_FUNCTIONS = frozenset({"trace", "det", "inv", "diag", "matmul", "dot", "outer", "inner"})
LENGTHS = (3, 4, 5, 2, 6, 7, 8)
Shape = tuple[int, int] | None  # the classes of rows and columns; None for a number


class Shapes:
    """Classes of equal lengths; class 0 is the length 1."""

    def __init__(self, table: Table):
        self.table, self.parents = table, [0]
        self.found: dict[str, Shape] = {}

    def fresh(self) -> int:
        self.parents.append(len(self.parents))
        return len(self.parents) - 1

    def root(self, a: int) -> int:
        while self.parents[a] != a:
            a = self.parents[a]
        return a

    def same(self, a: int, b: int) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        self.parents[b] = a

    def shape(self, node: Node) -> Shape:
        """The shape of a node; joins classes on the way."""
        match node:
            case Number():
                return None
            case Name(name):
                if self.table.declared(name) or name in CONSTANTS or not name[-1].isalpha():
                    return None
                if name not in self.found:
                    plain = name.split()[-1]
                    matrix = len(plain) == 1 and plain.isupper()
                    vector = len(plain) == 1 and plain.isascii() and plain.islower()
                    self.found[name] = (self.fresh(), self.fresh()) if matrix else (self.fresh(), 0) if vector else None
                return self.found[name]
            case Transpose(inner):
                s = self.shape(inner)
                return None if s is None else (s[1], s[0])
            case Negative(inner):
                return self.shape(inner)
            case Operation("+" | "-" | "o" | "/", left, right):
                a, b = self.shape(left), self.shape(right)
                if a and b:
                    self.same(a[0], b[0])
                    self.same(a[1], b[1])
                return a or b
            case Operation("^", left, _):
                return self.shape(left)
            case Operation(_, left, right):
                a, b = self.shape(left), self.shape(right)
                if a and b:
                    self.same(a[1], b[0])
                    return a[0], b[1]
                return a or b
            case Apply("inv", (inner,)):
                s = self.shape(inner)
                if s:
                    self.same(*s)
                return s
            case Apply(_, arguments):
                return self.shape(arguments[0]) if len(arguments) == 1 else None
        return None


def inferred_shapes(tree: Node, table: Table) -> dict[str, tuple[int, ...]]:
    """Shapes of undeclared names of a tree in matrix algebra; {} for any other tree. Raises Unsure."""
    speaks = any(
        isinstance(n, Transpose)
        or (isinstance(n, Operation) and n.operator in "@ox" and n.operator != " ")
        or (isinstance(n, Apply) and n.function in MATRIX_FUNCTIONS)
        for n in walked(tree)
    )
    if not speaks or any(isinstance(n, Entry) for n in walked(tree)):
        return {}
    if any(table.shapes.get(n.name) for n in walked(tree) if isinstance(n, Name)):
        return {}
    shapes = Shapes(table)
    shapes.shape(tree)
    lengths: dict[int, int] = {}
    out: dict[str, tuple[int, ...]] = {}
    for name, shape in shapes.found.items():
        if shape is None:
            continue
        sizes = []
        for a in shape:
            root = shapes.root(a)
            if root and root not in lengths:
                if len(lengths) == len(LENGTHS):
                    raise Unsure("the shapes of the quantities are not declared")
                lengths[root] = LENGTHS[len(lengths)]
            sizes.append(lengths[root] if root else 1)
        out[name] = (sizes[0],) if shape[1] == 0 and name.split()[-1].islower() else tuple(sizes)
    return out
