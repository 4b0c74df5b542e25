"""Shapes that nobody declared, from how quantities are multiplied: in X^T G both have as many rows."""

from __future__ import annotations

from itertools import combinations

from checkers.algebra.table import CONSTANTS, Table, entry_name
from checkers.algebra.tree import (
    Apply,
    Derivative,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Transpose,
    names_in,
    walked,
)
from checkers.algebra.values import Unsure

MATRIX_FUNCTIONS = frozenset({"trace", "det", "inv", "diag", "matmul", "dot", "outer", "inner"})
TO_NUMBER = frozenset({"trace", "det", "inner", "norm", "size", "len"})
VECTORS = frozenset({"delta"})  # of the Greek letters: an error signal; the others are numbers
COUNTS = frozenset("BCDKMNRSTV")  # capitals that are rather numbers where a power is taken
LENGTHS = (3, 4, 5, 2, 6, 7, 8)
MOST_LETTERS = 6  # letters of which each subset is tried as numbers
Shape = tuple[int, int] | None  # the classes of rows and columns; None for a number


class Shapes:
    """Classes of equal lengths; class 0 is the length 1. numbers: names that have no shape."""

    def __init__(self, table: Table, numbers: frozenset[str] = frozenset()):
        self.table, self.parents, self.numbers = table, [0], numbers
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

    @property
    def narrow(self) -> bool:
        """Is an axis of a matrix, or a vector, forced to the length 1? Then something was taken for what it is not."""
        return any(
            shape is not None and (self.root(shape[0]) == 0 or (shape[1] != 0 and self.root(shape[1]) == 0))
            for shape in self.found.values()
        )

    def named(self, node: Node) -> Shape:
        """The shape of a name: capitals are matrices, small Latin letters columns, the rest numbers."""
        name = quantity(node)
        if name is None or self.table.declared(name) or name in CONSTANTS or name in self.numbers:
            return None
        if name not in self.found:
            kind = kind_of(name)
            first = self.fresh() if kind else 0
            self.found[name] = (first, self.fresh() if kind == "matrix" else 0) if kind else None
        return self.found[name]

    def shape(self, node: Node) -> Shape:
        """The shape of a node; joins classes on the way."""
        match node:
            case Name() | Entry():
                return self.named(node)
            case Transpose(inner):
                s = self.shape(inner)
                return None if s is None else (s[1], s[0])
            case Negative(inner):
                return self.shape(inner)
            case Norm(inner):
                self.shape(inner)
                return None
            case Operation("+" | "-" | "o" | "/", left, right):
                a, b = self.shape(left), self.shape(right)
                if a and b:
                    self.same(a[0], b[0])
                    self.same(a[1], b[1])
                return a or b
            case Operation("^", left, _):
                found = self.shape(left)
                if found and is_inverse(node):
                    self.same(*found)
                return found
            case Operation(_, left, right):
                return self.product(self.shape(left), self.shape(right))
            case Derivative(body, (variable,)) if not isinstance(body, (Name, Entry)):
                above, below = self.shape(body), self.shape(variable)
                if above is None or self.root(above[0]) == self.root(above[1]) == 0:
                    return below  # a number by a matrix
                return above if below is None else None
            case Apply(function, arguments):
                return self.applied(function, [self.shape(a) for a in arguments])
        return None

    def product(self, a: Shape, b: Shape) -> Shape:
        if a is None or b is None:
            return a or b
        if self.root(a[0]) == self.root(a[1]) == 0:  # x^T y times a matrix
            return b
        if self.root(b[0]) == self.root(b[1]) == 0:
            return a
        self.same(a[1], b[0])
        return a[0], b[1]

    def applied(self, function: str, shapes: list[Shape]) -> Shape:
        first = shapes[0] if shapes else None
        if function in ("inv", "trace", "det") and first:
            self.same(*first)
        if function in TO_NUMBER or first is None:
            return None
        if function == "diag":
            return (first[0], first[0]) if first[1] == 0 else (first[0], 0)
        if len(shapes) == 2 and shapes[1] is not None:
            if function == "outer":
                return first[0], shapes[1][0]
            if function in ("matmul", "dot"):
                return self.product(first, shapes[1])
        return first if len(shapes) == 1 else None


def quantity(node: Node) -> str | None:
    """The name of what may be a whole array: X, W_2, hat y."""
    match node:
        case Name(name):
            return name
        case Entry(Name(_), (place,), 0) if isinstance(place, (Number, Label)):
            return entry_name(node)
    return None


def kind_of(name: str) -> str:
    """matrix, vector, or nothing for a number, by the letter alone."""
    plain = name.split()[-1].partition("_")[0]
    if plain in VECTORS:
        return "vector"
    if len(plain) != 1 or not plain.isascii():
        return ""
    return "matrix" if plain.isupper() else "vector" if plain.islower() else ""


def speaks(tree: Node) -> bool:
    """Does the tree transpose, or multiply as only arrays are multiplied?"""
    return any(
        isinstance(n, Transpose)
        or (isinstance(n, Operation) and n.operator in "@ox" and n.operator != " ")
        or (isinstance(n, Apply) and n.function in MATRIX_FUNCTIONS)
        or is_inverse(n)
        for n in walked(tree)
    )


def is_inverse(node: Node) -> bool:
    """A^{-1}; N^{-1} is one over a count."""
    match node:
        case Operation("^", Name(name), Negative(Number(value))):
            return value == 1 and kind_of(name) == "matrix" and name not in COUNTS
        case Operation("^", Name(name), Number(value)):
            return value == -1 and kind_of(name) == "matrix" and name not in COUNTS
    return False


def counts(tree: Node) -> frozenset[str]:
    """Names that stand below a fraction or in a root: the n of 1/n, the d of A / sqrt(d)."""
    found: set[str] = set()
    for n in walked(tree):
        below = n.right if isinstance(n, Operation) and n.operator == "/" else None
        root = n.arguments[0] if isinstance(n, Apply) and n.function == "sqrt" and n.arguments else None
        for place in (below, root):
            if place is not None and not speaks(place) and not isinstance(place, (Norm, Apply)):
                found |= names_in(place)
    return frozenset(f for f in found if f not in CONSTANTS)


def inferred_shapes(tree: Node, table: Table, also: tuple[Node, ...] = ()) -> dict[str, tuple[int, ...]]:
    """Shapes of undeclared names of a tree in matrix algebra; {} for any other tree. Raises Unsure.

    also: other trees of the question, which may show that this one is matrix algebra.
    """
    if not any(map(speaks, (tree, *also))):
        return {}
    every = list(walked(tree))
    whole = {n.name for n in every if isinstance(n, Name)}
    entries = [n for n in every if isinstance(n, Entry) and not table.declared(entry_name(n) or "")]
    if any(quantity(n) is None for n in entries) or _read_twice(tree, entries):
        return {}
    if any(table.shapes.get(n) for n in whole):
        return {}
    letters = sorted({q for n in every if (q := quantity(n)) and kind_of(q) == "vector"} - CONSTANTS)
    low = counts(tree)
    best = None
    free = [x for x in letters if x not in low][:MOST_LETTERS]
    for chosen in (c for k in range(len(free) + 1) for c in combinations(free, k)):
        shapes = Shapes(table, low | frozenset(chosen))
        shapes.shape(tree)
        best = best or shapes
        if not shapes.narrow:
            best = shapes
            break
    assert best is not None
    return _numbered(best)


def _read_twice(tree: Node, entries: list[Entry]) -> bool:
    """Is x itself there, beside x_1? Then x_1 is an entry of it."""
    inside = [id(m) for e in entries for m in walked(e)]
    outside = {n.name for n in walked(tree, Name) if id(n) not in inside}
    return any(isinstance(e.base, Name) and e.base.name in outside for e in entries)


def _numbered(shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """A length for every class, unlike each other."""
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
        out[name] = (sizes[0],) if shape[1] == 0 and kind_of(name) == "vector" else tuple(sizes)
    return out
