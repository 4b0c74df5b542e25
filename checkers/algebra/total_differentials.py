"""Documents that calculate with differentials: dX is a free matrix of the shape of X, and d(X Y) = (dX) Y + X dY.

What stands behind d is differentiated by the rules, in the letters whose differentials stand in the same statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from checkers.algebra.definitions import numeric
from checkers.algebra.ground import Ground
from checkers.algebra.learning import Said
from checkers.algebra.table import CONSTANTS
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Rows,
    Transpose,
    names_in,
    walked,
)

ONE, MINUS_ONE, TWO = Number(Fraction(1), "1"), Number(Fraction(-1), "-1"), Number(Fraction(2), "2")
ZERO = Number(Fraction(0), "0")
PRODUCTS = (" ", "@", ".", "*", "o", "x")
MOST_POWERS = 4


class NoRule(Exception):
    """Something of which no rule says the differential."""


def differentiate(said: Sequence[Said]) -> None:
    """Write the differentials out in every statement of a scope that holds one."""
    heads: dict[str, list[Node]] = {}
    for s in said:
        if len(s.sides) > 1 and not s.goes_on:
            first, second = s.sides[0].trees[0], s.sides[1].trees[0]
            base = first.base if isinstance(first, Entry) else first
            name = base.name if isinstance(base, Name) else base.function if isinstance(base, Apply) else ""
            if name:
                heads.setdefault(name, []).append(second)
    for s in said:
        if any(n.name == "d" for side in s.sides for n in walked(side.trees[0], Name)):
            letters = {x for side in s.sides for x in moving(side.trees[0])}
            rules = Rules(frozenset(letters), heads)
            s.sides = [replace(x, trees=tuple(rules.opened(t) for t in x.trees)) for x in s.sides]
    with_head = [s for s in said if len(s.sides) > 1 and is_differential(s.sides[0].trees[0])]
    with_head.sort(key=lambda s: names_in(s.sides[0].trees[0]).pop())
    for _, same in groupby(with_head, key=lambda s: s.sides[0].trees[0]):
        group = list(same)
        for s in group if len(group) > 1 else ():
            s.condition = True  # df of one f and of another one


def is_differential(tree: Node) -> bool:
    return isinstance(tree, Name) and tree.name.startswith("d ") and not tree.name.startswith("d (")


def factors(node: Node) -> list[Node]:
    """The factors that stand side by side, in order; the node itself where it is no product."""
    found: list[Node] = []
    while isinstance(node, Operation) and node.operator == " ":
        found.append(node.right)
        node = node.left
    return [*found, node][::-1]


def moving(tree: Node) -> set[str]:
    """The letters that stand right behind a d."""
    found: set[str] = set()
    for n in walked(tree, Operation):
        for a, b in zip(own := factors(n), own[1:]):
            base = b.operand if isinstance(b, Transpose) else b
            base = base.base if isinstance(base, Entry) else base
            if a == Name("d") and isinstance(base, Name) and base.name not in CONSTANTS:
                found.add(base.name)
    return found


@dataclass(frozen=True)
class Rules:
    """letters: those that move; heads: what the document says of its letters."""

    letters: frozenset[str]
    heads: Mapping[str, Sequence[Node]]

    def opened(self, tree: Node) -> Node:
        """The formula with the differentials in it written out."""
        if isinstance(tree, Operation) and tree.operator == " ":
            found: list[Node] = []
            waiting: Node | None = None
            for factor in factors(tree):
                if waiting is not None:
                    found.append(self.of(factor))
                    waiting = None
                elif factor == Name("d"):
                    waiting = factor
                else:
                    found.append(self.opened(factor))
            found += [] if waiting is None else [waiting]
            return product(found)
        return tree.rebuild(tuple(self.opened(c) for c in tree.children)) if tree.children else tree

    def of(self, node: Node) -> Node:
        """The differential of a formula; a name of its own where it is not known."""
        try:
            unknown = names_in(node) - self.letters - CONSTANTS
            if any(names_in(body) - CONSTANTS for n in unknown for body in self.heads.get(n, ())):
                raise NoRule  # R = A X - B moves with X
            if not names_in(node) & self.letters and not numeric(node):
                raise NoRule
            return self.change(node) or ZERO
        except NoRule:
            return Name(f"d ({node.start})", start=node.start)

    def change(self, node: Node) -> Node | None:
        """The differential, None where it is zero. Raises NoRule."""
        if not names_in(node) & self.letters:
            return None
        match node:
            case Name(name):
                return replace(node, name=f"d {name}")
            case Entry(Name(name) as base, places) if not any(names_in(p) & self.letters for p in places):
                return replace(node, base=replace(base, name=f"d {name}"))
            case Negative(inner):
                return negative(self.change(inner))
            case Transpose(inner):
                return each(self.change(inner), Transpose)
            case Rows(cells):
                return node.rebuild(tuple(self.change(c) or ZERO for c in cells))
            case Big("sum", _, body):
                return each(self.change(body), lambda b: replace(node, body=b))
            case Operation("+" | "-" as sign, left, right):
                return total(sign, self.change(left), self.change(right))
            case Operation(sign, left, right) if sign in PRODUCTS:
                first, second = self.change(left), self.change(right)
                one = each(first, lambda a: Operation(sign, a, right))
                return total("+", one, each(second, lambda b: Operation(sign, left, b)))
            case Operation("/", left, right):
                one = each(self.change(left), lambda a: Operation("/", a, right))
                squared = Operation("^", right, TWO)
                return total("-", one, each(self.change(right), lambda b: Operation("/", product([left, b]), squared)))
            case Operation("^", base, exponent):
                return self.power(node, base, exponent)
            case Apply():
                return self.applied(node)
        raise NoRule

    def power(self, node: Operation, base: Node, exponent: Node) -> Node | None:
        if base == Name("e"):
            return each(self.change(exponent), lambda u: product([node, u]))
        if names_in(exponent) & self.letters:
            raise NoRule
        if exponent == TWO and isinstance(base, Norm) and base.kind in ("2", "F", ""):
            inner = base.operand
            moved = self.change(inner)
            if moved is None:
                return None
            twice = product([Transpose(inner), moved])
            return product([TWO, Apply("trace", (twice,)) if base.kind == "F" else twice])
        if exponent in (MINUS_ONE, Negative(ONE)):
            return negative(each(self.change(base), lambda b: product([node, b, node])))
        moved = self.change(base)
        if moved is None:
            return None
        if isinstance(exponent, Number) and exponent.value.denominator == 1 and 1 < exponent.value <= MOST_POWERS:
            times = int(exponent.value)
            terms = [product([*[base] * k, moved, *[base] * (times - 1 - k)]) for k in range(times)]
            found = terms[0]
            for t in terms[1:]:
                found = Operation("+", found, t)
            return found
        if is_scalar(base):
            return product([exponent, Operation("^", base, Operation("-", exponent, ONE)), moved])
        raise NoRule

    def applied(self, node: Apply) -> Node | None:
        if len(node.arguments) != 1 or node.options:
            raise NoRule
        (inner,) = node.arguments
        moved = self.change(inner)
        if moved is None:
            return None
        inverse = Operation("^", inner, Negative(ONE))
        match node.function:
            case "trace":
                return Apply("trace", (moved,))
            case "inv":
                return negative(product([node, moved, node]))
            case "det":
                return product([node, Apply("trace", (product([inverse, moved]),))])
            case "log" if isinstance(inner, Apply) and inner.function == "det":
                (matrix,) = inner.arguments
                change = self.change(matrix)
                return Apply("trace", (product([Operation("^", matrix, Negative(ONE)), change or ZERO]),))
            case "log" if is_scalar(inner):
                return Operation("/", moved, inner)
            case "diag" | "same":
                return Apply(node.function, (moved,))
        if not is_scalar(inner):
            raise NoRule
        return product([replace(node, primes=node.primes + 1), moved])


def is_scalar(node: Node) -> bool:
    """Is it a number by its looks: traces, determinants and small letters, no vector among them?"""
    if isinstance(node, Apply) and node.function in ("trace", "det"):
        return True
    if isinstance(node, (Transpose, Rows, Derivative)) or (isinstance(node, Operation) and node.operator in "@ox"):
        return False
    if isinstance(node, Name):
        return not node.name.split()[-1][:1].isupper() or node.name in CONSTANTS
    return all(is_scalar(c) for c in node.children)


def product(parts: Iterable[Node]) -> Node:
    first, *rest = parts
    for factor in rest:
        first = Operation(" ", first, factor, start=factor.start)
    return first


def each(node: Node | None, make: Callable[[Node], Node]) -> Node | None:
    return None if node is None else make(node)


def negative(node: Node | None) -> Node | None:
    return each(node, Negative)


def total(sign: str, left: Node | None, right: Node | None) -> Node | None:
    if left is None or right is None:
        return left if right is None else right if sign == "+" else Negative(right)
    return Operation(sign, left, right)


def shapes_of_differentials(ground: Ground, trees: Iterable[Node]) -> None:
    """dX has the axes of X."""
    for name in {n.name for t in trees for n in walked(t, Name) if n.name.startswith("d ")}:
        own = ground.meaning(name[2:])
        if own in ground.shapes:
            ground.shapes.setdefault(name, ground.shapes[own])
        if own in ground.families:
            ground.families.setdefault(name, ground.families[own])
