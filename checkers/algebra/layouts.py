"""The shapes under which a link is judged: those that are stated, or else those that the definitions imply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.definitions import Definition, read_parts
from checkers.algebra.ground import NEAR, Stand
from checkers.algebra.inference import LENGTHS, MATRIX_FUNCTIONS, Shape, Shapes
from checkers.algebra.slopes import UPSTREAM
from checkers.algebra.table import CONSTANTS, Table, entry_name
from checkers.algebra.tree import (
    Apply,
    Derivative,
    Entry,
    Name,
    Node,
    Number,
    Operation,
    Rows,
    Transpose,
    has_kind,
    walked,
)

NO_MATRIX = frozenset("LEJNT")  # losses and lengths

ZERO = Number(Fraction(0), "0")
RATES = frozenset({"lambda", "eta", "epsilon"})  # numbers, where the shapes of the rest are stated


class Layouts:
    """stand: with biases spread over rows; shapes and families: what is inferred; why: why nothing can be judged;
    stated: every shape is stated."""

    def __init__(self, stand: Stand, pair: tuple[Node, Node]):
        self.stand, self.pair = stand, pair
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.families: dict[str, tuple[int, ...]] = {}
        self.why, self.inferred, self.stated = "", False, False
        self.bodies = self.needed()
        if stand.flat:
            return
        whole = self.whole_names()
        turned = {n for t in self.trees() for n in self.transposed(t)}
        arrays = {n for n in whole if n in turned or not stand.ground.is_number(n)}
        if not self.members() and not self.speaks_of_matrices(arrays):
            return
        for name in whole - {*stand.ground.shapes}:
            given = [
                d for d in stand.ground.given(name, stand.line) if d.line <= stand.line + NEAR or self.in_numbers()
            ]
            zero = given and given[-1].body == ZERO  # w = 0 may be a vector
            if given and not zero and (shape := shape_of(given[-1].body)) is not None:
                self.shapes[name] = shape
        stated = {*stand.ground.shapes, *stand.ground.families, *self.shapes}
        if whole & stated and (loose := self.members() - stated - set(self.stand.definitions)):
            self.why = f"the shape of {', '.join(sorted(loose))} is not stated"
            return
        if whole <= stated:
            self.spread()
            return
        if whole & stated:
            whole -= RATES - {n for t in self.trees() for n in self.transposed(t)}
        if whole <= stated:
            self.spread()
            return
        if whole & stated:
            self.why = f"the shape of {', '.join(sorted(whole - stated))} is not stated"
            return
        self.infer()

    def needed(self) -> dict[str, Definition]:
        """The definitions that the link leads to."""
        names = {n for t in self.pair for n in self.stand.expanded(t)}
        return {n: d for n, d in self.stand.definitions.items() if n in names}

    def trees(self) -> list[Node]:
        return [*self.pair, *(d.body for d in self.bodies.values())]

    def whole_names(self) -> set[str]:
        """Undefined quantities that are used whole, so that their shape matters."""
        found: set[str] = set()
        for tree in self.trees():
            for n in read_parts(tree):
                if isinstance(n, Derivative):
                    found |= {v.name for v in n.variables if isinstance(v, Name)}
                    continue
                if isinstance(n, Name) and n.name not in CONSTANTS:
                    found.add(n.name)
            found -= self.only_indexed(tree)
        letters = {x for d in self.bodies.values() for x in d.letters}
        return found - set(self.stand.definitions) - letters - self.stand.sizes()

    def in_numbers(self) -> bool:
        """Does a list of numbers stand in the link?"""
        return any(has_kind(t, Rows) for t in self.pair)

    def transposed(self, tree: Node) -> set[str]:
        return {n.operand.name for n in walked(tree, Transpose) if isinstance(n.operand, Name)}

    def members(self) -> set[str]:
        """Quantities of which a member is transposed: u of u_o^T v."""
        inside = [n.operand for t in self.trees() for n in walked(t, Transpose)]
        return {n.base.name for n in inside if isinstance(n, Entry) and isinstance(n.base, Name)}

    def only_indexed(self, tree: Node) -> set[str]:
        """Names that a tree reads entry by entry alone."""
        based = [n.base.name for n in walked(tree, Entry) if isinstance(n.base, Name)]
        bare = [n.name for n in walked(tree, Name)]
        return {n for n in based if based.count(n) == bare.count(n)}

    def speaks_of_matrices(self, whole: set[str]) -> bool:
        if any(re.fullmatch("(?:[a-z]+ )?[A-Z]", n) and n not in NO_MATRIX for n in whole):
            return True
        return any(
            isinstance(n, Transpose)
            or (isinstance(n, Operation) and n.operator in ("@", "o", "x"))
            or (isinstance(n, Apply) and n.function in MATRIX_FUNCTIONS | {"softmax", "ones"})
            for t in self.trees() for n in walked(t)
        ) and bool(whole)  # fmt: skip

    # ---------------------------------------------------------------- stated shapes

    def spread(self) -> None:
        """X W + b with a vector b: b is added to every row."""
        self.stated = True
        new = dict(self.stand.definitions)
        for name, d in self.bodies.items():
            new[name] = replace(d, body=self.rows_of_bias(d.body))
        self.stand = replace(self.stand, definitions=new)

    def rows_of_bias(self, body: Node) -> Node:
        def visit(n: Node) -> Node:
            n = n.rebuild(tuple(visit(c) for c in n.children)) if n.children else n
            if isinstance(n, Operation) and n.operator == "+" and isinstance(n.right, Name):
                if self.axes(n.right) == 1 and self.axes(n.left) == 2:
                    ones = Operation(" ", Apply("ones", ()), Transpose(n.right))
                    return replace(n, right=ones)
            return n

        return visit(body)

    def axes(self, node: Node) -> int | None:
        """How many axes a product or sum has, None where that is not clear."""
        match node:
            case Name(name):
                if name in self.stand.definitions:
                    d = self.stand.definitions[name]
                    return None if d.letters else self.axes(d.body)
                found = self.stand.ground.shapes.get(name, self.shapes.get(name))
                return len(found) if found is not None else None
            case Operation(" " | "@", left, right):
                a, b = self.axes(left), self.axes(right)
                return None if a is None or b is None else max(a, b) if 0 in (a, b) else a + b - 2
            case Operation("+" | "-", left, _):
                return self.axes(left)
            case Transpose(inner):
                return self.axes(inner)
        return None

    # ---------------------------------------------------------------- inferred shapes

    def infer(self) -> None:
        """Lengths from how the quantities are multiplied, over all definitions and both sides at once."""
        self.inferred = True
        self.broadcast()
        shapes = Shapes(Table())
        if any(has_kind(t, Entry) for t in self.trees()):
            self.why = "the shapes of the quantities are not stated"
            return
        for name, d in self.bodies.items():
            if d.letters or any(n.function == UPSTREAM for n in walked(d.body, Apply)):
                continue
            self.join(shapes, Name(name), d.body)
        self.join(shapes, *(self.plain(t) for t in self.pair))
        lengths: dict[int, int] = {}
        used = {n: s for n, s in shapes.found.items() if s is not None and n in self.whole_names()}
        for a in (a for n, shape in used.items() if n not in self.stand.definitions for a in shape):
            root = shapes.root(a)
            if root and root not in lengths:
                if len(lengths) == len(LENGTHS):
                    self.why = "the shapes of the quantities are not stated"
                    return
                lengths[root] = LENGTHS[len(lengths)]
        for rows, columns in upright(shapes.found, self.trees()):
            a, b = shapes.root(rows), shapes.root(columns)
            if a in lengths and b in lengths and lengths[a] < lengths[b]:
                lengths[a], lengths[b] = lengths[b], lengths[a]
        for name, shape in used.items():
            sizes = tuple(lengths.get(shapes.root(a), 1) for a in shape)
            self.shapes[name] = sizes[:1] if sizes[1] == 1 and name.split()[-1].islower() else sizes

    def broadcast(self) -> None:
        """Where a small letter is added to a product of capitals, it is a bias: one for each row."""
        new = dict(self.stand.definitions)
        for name, d in self.bodies.items():
            match d.body:
                case Operation("+", Operation(" " | "@", Name(x), Name(w)) as product, Name(b)):
                    if x.isupper() and w.isupper() and b.split()[-1].islower() and b not in new:
                        ones = Operation(" ", Apply("ones", ()), Transpose(Name(b)))
                        new[name] = replace(d, body=Operation("+", product, ones))
        self.stand = replace(self.stand, definitions=new)
        self.bodies = {n: new[n] for n in self.bodies}

    def plain(self, tree: Node) -> Node:
        """Derivatives of a loss stand for the shape of their variable."""

        def visit(n: Node) -> Node:
            if isinstance(n, Derivative) and len(n.variables) == 1 and isinstance(n.body, Name):
                return n.variables[0]
            return n.rebuild(tuple(visit(c) for c in n.children)) if n.children else n

        return visit(tree)

    def join(self, shapes: Shapes, left: Node, right: Node) -> None:
        """Both sides of an equation have one shape."""
        a, b = shapes.shape(left), shapes.shape(right)
        if a and b:
            shapes.same(a[0], b[0])
            shapes.same(a[1], b[1])


def upright(found: Mapping[str, Shape], trees: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """(rows, columns) of A where the inverse or the determinant of A^T A stands: A has more rows than columns."""
    for n in (n for t in trees for n in walked(t)):
        match n:
            case Apply("inv" | "det", (Operation(" " | "@", one, other),)):
                pass
            case Operation("^", Operation(" " | "@", one, other)):
                pass
            case _:
                continue
        whole = other if one == Transpose(other) else one if other == Transpose(one) else None
        shape = found.get(whole.name) if isinstance(whole, Name) else None
        if shape is not None:
            yield shape if whole is other else shape[::-1]


def shape_of(body: Node) -> tuple[int, ...] | None:
    """The axes of a vector or matrix of numbers; () for a number."""
    if not isinstance(body, Rows):
        return ()
    if not all(isinstance(c, Rows) for c in body.cells):
        return (len(body.cells),)
    widths = {len(c.cells) for c in body.cells if isinstance(c, Rows)}
    if len(widths) != 1:
        return None
    width = widths.pop()
    return (len(body.cells),) if width == 1 else (len(body.cells), width)


__all__ = ["Layouts", "entry_name"]
