"""A factor that is lost from one side of a link to the next: both agree where it is 1, and nowhere else."""

from __future__ import annotations

import re
from itertools import pairwise

from checkers.algebra.context import Context
from checkers.algebra.decide import decide
from checkers.algebra.dots_document import Finding
from checkers.algebra.dots_forms import constant
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.statements import Display
from checkers.algebra.table import CONSTANTS, bound_names
from checkers.algebra.tree import (
    Apply,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Operation,
    Rows,
    has_kind,
    names_in,
    walked,
    with_names,
)

SCALARS = frozenset({"eta", "alpha", "beta", "gamma", "lambda", "mu", "tau", "rho", "epsilon", "kappa", "theta"})


def dropped(display: Display, sides: list[tuple[str, Node, str]], section: str) -> list[Finding]:
    """The links of one statement that lose a scalar factor; section: the text in which it may be said to be 1."""
    found: list[Finding] = []
    for (left, a, _), (right, b, relation) in pairwise(sides):
        if relation == "=":
            x, y = opaque(a), opaque(b)
            if isinstance(x, Operation) and isinstance(x.left, Name) and x.operator == " " and x.right == y:
                continue  # f(a) = a
            name = lost(x, y)
            if name and not said_to_be_one(name, section) and only_at_one(name, x, y):
                why = f"{name} stands on one side alone: the two agree only where it is 1"
                found.append(Finding(display.line, left, right, why))
    return found


def lost(a: Node, b: Node) -> str:
    """The one scalar that stands on one side alone."""
    one, two = names(a), names(b)
    if len(one ^ two) != 1 or not (one & two):
        return ""
    (name,) = one ^ two
    if any(has_kind(t, Derivative, Dots, Rows) for t in (a, b)):
        return ""
    if name not in SCALARS and not re.fullmatch(r"[a-z]", name):
        return ""
    holder = a if name in one else b
    indexed = any(isinstance(n, Entry) and any(m == Name(name) for m in walked(n)) for n in walked(holder))
    return "" if indexed or not is_factor(name, holder) else name


def is_factor(name: str, tree: Node) -> bool:
    """Does the name stand in products, and neither in exponents nor in functions?"""
    for n in walked(tree):
        if isinstance(n, Operation) and n.operator == "^" and Name(name) in walked(n):
            return False
        if isinstance(n, Apply) and any(Name(name) in walked(c) for c in n.children):
            return False
    return any(isinstance(n, Operation) and n.operator in (" ", "*", ".") and Name(name) in walked(n)
               for n in walked(tree))  # fmt: skip


def names(tree: Node) -> set[str]:
    return names_in(tree) - CONSTANTS - bound_names(tree)


def opaque(node: Node) -> Node:
    """The gradient at an iterate, dc/dx (x[t]), as one quantity with an index."""
    node = node.rebuild(tuple(opaque(c) for c in node.children))
    if isinstance(node, Operation) and node.operator in (" ", "*", "."):
        head = node.left.right if isinstance(node.left, Operation) and node.left.operator == " " else node.left
        place = node.right
        if isinstance(head, Derivative) and isinstance(place, Entry) and head.variables == (place.base,):
            if isinstance(head.body, Name):
                made: Node = Entry(Name(f"slope of {head.body.name.lower()}"), place.places, start=head.start)
                return made if head is node.left else Operation(" ", of_left(node.left), made, start=node.start)
    return node


def of_left(node: Node) -> Node:
    return node.left if isinstance(node, Operation) else node


def said_to_be_one(name: str, section: str) -> bool:
    """Does the text around say that the factor is 1?"""
    spelled = rf"\\{name}" if len(name) > 1 else rf"(?<![A-Za-z\\]){name}"
    return bool(re.search(rf"{spelled}\s*(?:=|\\equiv|:=)\s*1(?![\d.])", section))


def only_at_one(name: str, a: Node, b: Node) -> bool:
    """Equal with 1 in its place, and different in general."""
    one = constant(1).node()
    if verdict(with_names(a, {name: one}), with_names(b, {name: one})) != "equal":
        return False
    return verdict(a, b) == "different"


def verdict(a: Node, b: Node) -> str:
    left, right = Side((a,), "", 0), Side((b,), "", 0)
    return decide(Question(left, Context(), 0, (b,)), right, b).verdict
