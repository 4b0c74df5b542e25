"""A tree to values at the points of a world. Nothing here runs a student's text; every operation is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.arrays import Arrays
from checkers.algebra.blocks import list_of, of_rows
from checkers.algebra.dots_layout import has_dots
from checkers.algebra.dots_values import chain_of, matrix_of
from checkers.algebra.lines import as_lines
from checkers.algebra.regrouping import regrouped
from checkers.algebra.scope import Scope
from checkers.algebra.tree import (
    Apply,
    Big,
    Bound,
    Cases,
    Derivative,
    Dots,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Relation,
    Rows,
    Transpose,
)
from checkers.algebra.values import (
    NoValue,
    UnknownSize,
    Unsure,
    Value,
    added,
    entrywise,
    identity,
    is_number,
    joint,
    matrix_product,
    outer,
    scalar,
    scaled,
    spread,
    transposed,
)

MAX_OPERATIONS, MAX_NUMBERS, MAX_WORK = 20_000, 6_000, 4_000_000  # operations, numbers of sixty digits, of any kind


class Ambiguous(Exception):
    """Two readings have values that differ: the sentence names them."""


class Evaluator(Arrays):
    """Evaluates trees in one world and one number system; numpy: `*` is entry by entry, as in programs."""

    numpy: bool = False
    stars: dict[int, str] | None = None  # what `*` between two matrices meant where the shapes told

    def value(self, node: Node, scope: Scope) -> Value:
        """The value of a node at every entry of the scope. Raises NoValue, Unsure, Ambiguous."""
        self.operations, self.work = self.operations + 1, self.work + scope.count
        self.numbers += scope.count if self.system.exact else 0
        many = self.operations > MAX_OPERATIONS or self.work > MAX_WORK
        if many or self.numbers > (self.world.allowance or MAX_NUMBERS):
            raise Unsure("evaluating the answer takes too many steps")
        match node:
            case Number(value):
                return scalar(np.full(scope.count, self.system.number(value)))
            case Name():
                return self.name(node, scope)
            case Entry():
                return self.entry(node, scope)
            case Operation():
                return self.operation(node, scope)
            case Negative(inner):
                v = self.value(inner, scope)
                return Value(-v.data, v.row, v.stretch, v.eye)
            case Transpose(Rows(_, True) as inner) if not self.numpy:  # (a, b)^T is a column
                v = self.value(inner, scope)
                return replace(v, row=False) if v.axes == 1 else transposed(v, False)
            case Transpose(inner):
                return transposed(self.value(inner, scope), self.numpy)
            case Apply():
                return self.applied(node, scope)
            case Rows():
                return self.rows(node, scope)
            case Big():
                return self.big(node, scope)
            case Cases():
                return self.cases(node, scope)
            case Relation():
                return scalar_or_array(self.holds(node, scope), self.system)
            case Norm(inner, kind):
                return self.norm(self.value(inner, scope), kind)
            case Derivative():
                return self.derivative(node, scope)
            case Dots():
                raise Unsure("dots are not evaluated")
            case Label(text):
                raise NoValue(f"{text!r} has no value")
        raise Unsure(f"{type(node).__name__} is not evaluated")

    # ---------------------------------------------------------------- operations

    def operation(self, node: Operation, scope: Scope) -> Value:
        if isinstance(node.left, Operation) and isinstance(node.left.right, Dots):
            found = chain_of(self, node, scope)
            if found is not None:
                return found
        try:
            a = self.value(node.left, scope.without("e") if node.operator == "^" and node.left == Name("e") else scope)
        except UnknownSize:
            other = regrouped(node)
            if other is None:
                raise
            return self.value(other, scope)
        if node.operator == "^":
            return self.raised(a, node.right, scope)
        b = self.value(node.right, scope)
        self.work += a.data.size + b.data.size - 2 * scope.count
        match node.operator:
            case "+" | "-":
                if (a.eye and is_number(b)) or (b.eye and is_number(a)):
                    raise NoValue("a number is added to an identity matrix")
                sign, pair = 1 if node.operator == "+" else -1, self.beside_ones(a, b, scope)
                return self.broadcasting(lambda broadcast: added(*pair, sign, broadcast), node)
            case "/":
                return self.broadcasting(lambda broadcast: self.divided(a, b, broadcast), node)
            case "@":
                return matrix_product(*as_lines(a, b, node), dotted=True, numpy=True)
            case "x":
                if a.axes == b.axes == 2:
                    return self.f_kron(Apply("kron", (node.left, node.right)), scope)
                return outer(a, b) if not (is_number(a) or is_number(b)) else scaled(a, b)
            case "o":
                return self.zeroed(entrywise(a, b, True), a, b, node)
            case "*":
                return self.starred(a, b, node)
        if is_number(a) or is_number(b):
            return self.zeroed(scaled(a, b), a, b, node)
        return matrix_product(*as_lines(a, b, node), dotted=node.operator == ".")

    def starred(self, a: Value, b: Value, node: Operation) -> Value:
        """`*`: entry by entry in programs; elsewhere whichever reading fits, and an error where both do and differ."""
        if is_number(a) or is_number(b):
            return self.zeroed(scaled(a, b), a, b, node)
        if self.numpy:
            return self.zeroed(entrywise(a, b, True), a, b, node)
        readings, means = [], []
        for mark, read in (("@", lambda: matrix_product(*as_lines(a, b, node))), ("o", lambda: entrywise(a, b, False))):
            try:
                readings.append(read())
                means.append(mark)
            except NoValue as error:
                failed = error
        if self.stars is not None and len(readings) == 1:
            self.stars[id(node)] = means[0]
        if self.stars is not None and self.stars.get(id(node)) in means:
            return readings[means.index(self.stars[id(node)])]
        if len(readings) == 2 and a.axes == 2 and b.axes == 2:
            raise Ambiguous("* between two matrices can mean the matrix product (@) or entry by entry (\\odot)")
        if not readings:
            raise failed
        return readings[0]

    def zeroed(self, product: Value, a: Value, b: Value, node: Operation) -> Value:
        """Where a condition is 0 the other factor is not asked for."""
        for guard, v in ((node.left, a), (node.right, b)):
            if guard.conditional and is_number(v):
                off = (v.data == 0).astype(bool)
                if off.any():
                    off = off.reshape(off.shape + (1,) * (product.data.ndim - 1))
                    product = replace(product, data=np.where(off, 0 * np.ones_like(product.data), product.data))
        return product

    def divided(self, a: Value, b: Value, broadcast: bool) -> Value:
        if b.eye:
            raise NoValue("nothing is divided by a matrix")
        divide = self.function("divide")
        if is_number(b):
            below = b.data.reshape(b.data.shape + (1,) * (a.data.ndim - 1))
            return Value(divide(a.data, below), a.row, a.stretch, a.eye)
        one = replace(b, data=divide(np.ones_like(b.data), b.data))
        if is_number(a):
            return scaled(a, one)
        if a.shape != b.shape and not broadcast:
            raise NoValue(f"{a.described()} is divided by {b.described()}")
        return entrywise(a, one, broadcast)

    def raised(self, a: Value, exponent: Node, scope: Scope) -> Value:
        b = self.value(exponent, scope)
        if a.eye:
            return a
        if not is_number(b):
            if is_number(a):
                return replace(b, data=self.function("power")(a.data.reshape(a.data.shape + (1,) * b.axes), b.data))
            raise NoValue("an exponent is a number")
        if a.axes == 2 and a.shape[0] == a.shape[1] and not self.numpy:
            return self.matrix_power(a, b)
        if a.axes == 2 and not self.numpy and bool((b.data < 0).any()):
            raise NoValue(f"{a.described()} has no inverse")
        data = self.function("power")(a.data, b.data.reshape(b.data.shape + (1,) * a.axes))
        return Value(data, a.row, a.stretch, a.eye)

    def matrix_power(self, a: Value, b: Value) -> Value:
        powers = {float(x) for x in b.data}
        if len(powers) != 1 or (k := powers.pop()) != int(k) or abs(k) > 20:
            raise Unsure("a matrix is raised to whole powers only")
        base = Value(self.system.inverse(a.data)) if k < 0 else a
        out = identity(Value(np.ones(len(a.data), a.data.dtype)), a.shape[0])
        for _ in range(abs(int(k))):
            out = matrix_product(out, base)
        return out

    # ---------------------------------------------------------------- sums

    def big(self, node: Big, scope: Scope) -> Value:
        inner, source = scope, np.arange(scope.count)
        for b in node.bounds:
            low, high = self.ends(b, node, inner)
            inner, step = inner.over(b.name, low, high)
            source = source[step]
            if b.other is not None:
                other = self.whole(b.other, inner)
                keep = np.flatnonzero(inner.indices[b.name] != other)
                inner, source = inner.taken(keep), source[keep]
        if not inner.count:
            if node.kind in ("max", "min"):
                raise NoValue("a maximum over nothing")
            return scalar(np.full(scope.count, self.system.number(_unit(node.kind))))
        body = self.value(node.body, inner)
        start = {"sum": 0, "prod": 1}.get(node.kind)
        if start is None:
            fill = -np.inf if node.kind == "max" else np.inf
            out = np.full((scope.count, *body.shape), self.system.lift(np.array(fill))[()], dtype=body.data.dtype)
            (np.maximum if node.kind == "max" else np.minimum).at(out, source, body.data)
        else:
            out = np.full((scope.count, *body.shape), self.system.lift(np.array(float(start)))[()], body.data.dtype)
            (np.add if node.kind == "sum" else np.multiply).at(out, source, body.data)
        return Value(out, body.row, body.stretch, body.eye)

    def ends(self, b: Bound, node: Big, scope: Scope) -> tuple[Any, Any]:
        """The first and last value of an index at every entry."""
        if b.low is not None and b.high is not None:
            return self.whole(b.low, scope), self.whole(b.high, scope)
        first, last = self.implied(b.name, node.body, scope)
        if b.low is not None:
            first = self.whole(b.low, scope)
        if b.high is not None:
            last = self.whole(b.high, scope)
        return first, last

    # ---------------------------------------------------------------- conditions

    def cases(self, node: Cases, scope: Scope) -> Value:
        values = [self.value(v, scope) for v in node.values]
        arrays = [v for v in values if not is_number(v)]
        like = arrays[0] if arrays else values[0]
        shape = joint([v.data.shape for v in arrays] or [(scope.count,)])
        undecided = np.ones(shape, dtype=bool)
        nan = self.system.lift(np.array(np.nan))[()]
        out = np.full(shape, nan, dtype=values[0].data.dtype)
        for v, c in zip(values, node.conditions):
            holds = np.ones(shape, dtype=bool)
            if c is not None:
                h = self.holds(c, scope)
                if h.ndim > len(shape):
                    shape = h.shape
                    undecided = spread(undecided, shape).copy()
                    out = np.full(shape, nan, dtype=out.dtype)
                holds = spread(h, shape)
            out = np.where(undecided & holds, spread(v.data, shape), out)
            undecided = undecided & ~holds
        return Value(out, like.row)

    def holds(self, node: Node, scope: Scope) -> Any:
        """Where a condition holds, as booleans; entry by entry for arrays."""
        if not isinstance(node, Relation):
            v = self.value(node, scope)
            return (v.data != 0).astype(bool)
        match node.relation:
            case "and" | "or":
                left, right = self.holds(node.left, scope), self.holds(node.right, scope)
                shape, both = max(left.shape, right.shape, key=len), node.relation == "and"
                return (np.logical_and if both else np.logical_or)(spread(left, shape), spread(right, shape))
            case "not":
                return ~self.holds(node.left, scope)
        a, b = self.value(node.left, scope), self.value(node.right, scope)
        if a.eye or b.eye:
            raise NoValue("a matrix is compared")
        x = a.data.reshape(a.data.shape + (1,) * (b.axes - a.axes)) if is_number(a) else a.data
        y = b.data.reshape(b.data.shape + (1,) * (a.axes - b.axes)) if is_number(b) else b.data
        if x.shape[1:] != y.shape[1:] and not (is_number(a) or is_number(b)):
            raise NoValue(f"{a.described()} is compared with {b.described()}")
        found = {
            "<": lambda: x < y,
            "<=": lambda: x <= y,
            ">": lambda: x > y,
            ">=": lambda: x >= y,
            "=": lambda: self.close(x, y),
            "!=": lambda: ~self.close(x, y),
        }[node.relation]()
        return np.asarray(found).astype(bool)

    def close(self, x: Any, y: Any) -> Any:
        return np.asarray(abs(x - y) <= 1e-12 * (1 + abs(y))).astype(bool)

    # ---------------------------------------------------------------- lists

    def rows(self, node: Rows, scope: Scope) -> Value:
        if has_dots(node):
            return matrix_of(self, node, scope)
        nested = all(isinstance(c, Rows) for c in node.cells)
        deep = all(isinstance(x, Rows) for c in node.cells for x in c.children)  # lists of lists of lists: three axes
        if nested and not (node.flat and (deep or self.numpy)):
            grid = [[self.value(c, scope) for c in r.cells] for r in node.cells if isinstance(r, Rows)]
            if not all(is_number(v) for line in grid for v in line):
                return of_rows(grid, node.flat)
            cells = [Value(np.stack([v.data for v in line], axis=1)) for line in grid]
        else:
            cells = [self.value(c, scope) for c in node.cells]
        if nested and all(c.axes == 1 for c in cells):
            if len({c.shape for c in cells}) > 1:
                raise NoValue("the rows of this matrix have different lengths")
            return Value(np.stack([c.data for c in cells], axis=1))
        return list_of(cells, self.numpy or (nested and node.flat))


def scalar_or_array(holds: Any, system: Any) -> Value:
    return Value(system.lift(holds.astype(np.float64)))


def _unit(kind: str) -> Any:
    from fractions import Fraction

    return Fraction(1 if kind == "prod" else 0)
