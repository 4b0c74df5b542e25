"""Links whose shapes are not stated, tried where every length is 1: what fails there fails for some of its shapes.

That both sides agree there proves nothing where the order of factors or a transpose matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from checkers.algebra.definitions import numeric
from checkers.algebra.ground import Stand
from checkers.algebra.table import CONSTANTS, entry_name
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Norm,
    Number,
    Operation,
    Rows,
    Transpose,
    walked,
)

if TYPE_CHECKING:
    from checkers.algebra.learning import Said

SPECIAL = re.compile(
    r"ortho(?:gon|norm)|unit[- ](?:norm|length|vector|sphere)|normali[sz]ed to|idempoten|projection|projector|rotation"
    r"|unitary|permutation|nilpotent|skew|traceless|zero[- ]mean|cent(?:er|re)d|whiten|one[- ]hot|hollow|cross product"
    r"|modulo|\bmod\b|(?:unit|normali[sz]ed|standardi[sz]ed)\s+(?:\w+\s+)?(?:vector|column|row|feature|weight|direction)"
    r"|(?:norm|length|sums? to|adds? (?:up )?to)\s+\$?(?:one|1|zero|0)\b|stochastic matri|eigen|singular v|low[- ]rank",
    re.IGNORECASE,
)
"""Words for what no number is, or only few of them are."""
STEMS = ("ortho", "unit", "normali", "idempoten", "project", "rotation", "permut", "nilpotent", "skew", "traceless",
         "mean", "cent", "whiten", "hot", "hollow", "cross", "mod", "standardi", "norm", "length", "sum", "add",
         "stochastic", "eigen", "singular", "rank")  # fmt: skip
"""Of which one stands in each of them: most texts have none, and a long one is searched for these in no time."""
OF_ITSELF = frozenset({"diag", "trace", "same", "transpose", "flatten"})
TWO_FACTORS = frozenset({"inner", "dot", "vdot", "matmul", "outer", "multiply"})
ENTRYWISE = frozenset({
    "exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "erf", "sigmoid", "relu", "softplus",
    "abs", "sign", "heaviside", "square", "power", "log1p", "expm1", "silu", "normal_cdf", "normal_pdf",
})  # fmt: skip
MINUS_ONE = Number(Fraction(-1), "-1")


def speaks_of_special(text: str) -> bool:
    """Does it speak of a property that a number cannot have, or only few have?"""
    lowered = text.lower()
    return any(stem in lowered for stem in STEMS) and SPECIAL.search(text) is not None


class Unfit(Exception):
    """A formula that means another thing where every length is 1."""


@dataclass(frozen=True)
class AsNumbers:
    """The link with numbers for all quantities; order: whether a transpose or the order of factors matters to it."""

    stand: Stand
    pair: tuple[Node, Node]
    order: bool


def as_numbers(stand: Stand, pair: tuple[Node, Node]) -> AsNumbers | None:
    """The link where every quantity that it leads to is a number, or one for each index; None where that is no case of
    it: an identity, a list or a length among its formulas, a quantity that is used whole and by its entries, numbers
    that are given, a property that is stated."""
    needed = {n: stand.definitions[n] for t in pair for n in stand.expanded(t) if n in stand.definitions}
    trees = [*pair, *(d.body for d in needed.values())]
    names = {n.name for t in trees for n in walked(t, Name)}
    ground = stand.ground
    given = {n for n, found in ground.numbers.items() if any(d.line <= stand.line for d in found)}
    shaped = {n for n, d in ground.domains.items() if d.shape}
    if ground.special or ground.premises or ground.zeros or names & (given | shaped | ground.assumed | ground.unused):
        return None
    if not alike(trees, needed) or long_axes(stand, names):
        return None
    free = names - bound(trees) - needed.keys()
    if len({n.lower() for n in free}) < len(free):
        return None  # X may hold the x_i
    try:
        left, right = (numbers_for(t) for t in pair)
        new = {n: replace(d, body=numbers_for(d.body)) for n, d in needed.items()}
    except Unfit:
        return None
    bare = replace(ground, shapes={}, families={})
    flat = replace(stand, ground=bare, definitions=stand.definitions | new, flat=True)
    return AsNumbers(flat, (left, right), any(map(ordered, trees)))


def not_used(statements: Iterable[Said], heads: set[str]) -> set[str]:
    """Quantities without a definition of which something is said that no link makes use of: v of v_{k+1} = A v_k / c,
    and of v^T v = 1."""
    found: set[str] = set()
    for s in statements:
        if len(s.sides) < 2 or s.defines is not None or s.premise:
            continue
        left, right = (side.trees[0] for side in s.sides[:2])
        if isinstance(left, Entry) and isinstance(left.base, Name):
            found.add(left.base.name)
        elif not isinstance(left, (Name, Entry, Derivative)) and numeric(right) and not numeric(left):
            found |= {n.name for n in walked(left, Name)}
    return found - heads


def alike(trees: list[Node], needed: Mapping[str, object]) -> bool:
    """Is each quantity used either whole or by its entries, with as many places everywhere?"""
    places: dict[str, set[int]] = {}
    for tree in trees:
        inside = set[int]()
        for n in walked(tree):
            if isinstance(n, Entry) and isinstance(n.base, Name):
                inside.add(id(n.base))
                places.setdefault(entry_name(n) or n.base.name, set()).add(len(n.places))
        for n in walked(tree):
            if isinstance(n, Name) and id(n) not in inside:
                places.setdefault(n.name, set()).add(0)
    return all(len(found) == 1 for found in places.values())


def bound(trees: list[Node]) -> set[str]:
    """Letters that count, in sums and in places."""
    found = {b.name for t in trees for n in walked(t, Big) for b in n.bounds}
    ends = [e for t in trees for n in walked(t, Big) for b in n.bounds for e in (b.low, b.high) if e]
    places = [p for t in trees for n in walked(t, Entry) for p in n.places]
    return found | {m.name for p in [*places, *ends] for m in walked(p, Name)}


def long_axes(stand: Stand, names: set[str]) -> bool:
    """Has one of the quantities an axis that is stated in digits?"""
    shapes = [axes for book in (stand.ground.shapes, stand.ground.families) for n, axes in book.items() if n in names]
    return any(isinstance(a, (int, Number)) for axes in shapes for a in axes)


def numbers_for(node: Node) -> Node:
    """The formula for numbers. Raises Unfit."""
    match node:
        case Rows() | Dots() | Name("I") | Entry(Name("I"), _):
            raise Unfit
        case Entry():
            return node
        case Transpose(inner):
            return numbers_for(inner)
        case Norm(inner, kind="2" | "F" | ""):
            return Apply("abs", (numbers_for(inner),), start=node.start)
        case Norm():
            raise Unfit
        case Operation("@" | "o" | "x", left, right):
            return Operation(" ", numbers_for(left), numbers_for(right), start=node.start)
        case Apply("inv", (inner,)):
            return Operation("^", numbers_for(inner), MINUS_ONE, start=node.start)
        case Apply(function, (inner,)) if function in OF_ITSELF:
            return numbers_for(inner)
        case Apply(function, (left, right)) if function in TWO_FACTORS:
            return Operation(" ", numbers_for(left), numbers_for(right), start=node.start)
        case Apply(function) if function not in ENTRYWISE:
            raise Unfit
        case Big(kind) if kind not in ("sum", "prod"):
            raise Unfit
    return node.rebuild(tuple(numbers_for(c) for c in node.children)) if node.children else node


def ordered(tree: Node) -> bool:
    """Does a formula tell columns from rows, or multiply matrices?"""
    for n in walked(tree):
        if isinstance(n, Operation) and n.operator in (" ", "@", ".", "x"):
            if column_product(n):
                continue
            if any(large(p) for p in (n.left, n.right)):
                return True
        elif isinstance(n, (Apply, Norm)) and (isinstance(n, Norm) or n.function not in ENTRYWISE):
            return True
    inner = [p for n in walked(tree, Operation) if column_product(n) for p in (n.left,)]
    turned = list(walked(tree, Transpose))
    return any(all(t is not p for p in inner) for t in turned)


def column_product(n: Operation) -> bool:
    """a^T b of two columns."""
    return (
        n.operator in (" ", "@")
        and isinstance(n.left, Transpose)
        and isinstance(n.left.operand, (Name, Entry))
        and not large(n.left.operand)
        and isinstance(n.right, (Name, Entry))
        and not large(n.right)
    )


def large(node: Node) -> bool:
    """Does a capital, which may be a matrix, stand in it?"""
    return any(isinstance(n, Name) and n.name.split()[-1][:1].isupper() and n.name not in CONSTANTS
               for n in walked(node))  # fmt: skip
