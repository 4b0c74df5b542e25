"""What an answer means where its writing leaves it open: rows of a matrix, indices counted from 0, bare functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.question import Question
from checkers.algebra.table import entry_name, places_of
from checkers.algebra.tree import (
    Apply,
    Big,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Slice,
    Transpose,
    names_in,
    walked,
)


def with_rows(node: Node, question: Question) -> Node:
    """X_i of a matrix X as its row i, where it was read as a column."""
    if isinstance(node, Entry):
        axes = question.table.shapes.get(entry_name(node.base) or "", ())
        places = places_of(node, 2)
        part = len(places) == 2 and isinstance(places[1], Slice) and not isinstance(places[0], Slice)  # X_{n,:}
        return Transpose(node) if len(axes) == 2 and (len(places) == 1 or part) else node
    return node.rebuild(tuple(with_rows(c, question) for c in node.children)) if node.children else node


def counted_from_one(node: Node, free: tuple[str, ...], bound: frozenset[str] = frozenset()) -> Node:
    """An answer counted from 0 with its free indices counted from 1: i becomes i - 1."""
    one = Number(Fraction(1), "1")
    if isinstance(node, Operation) and node.operator == "+" and node.right == one and isinstance(node.left, Name):
        if node.left.name in free and node.left.name not in bound:
            return node.left
    if isinstance(node, Name):
        return Operation("-", node, one) if node.name in free and node.name not in bound else node
    if isinstance(node, Big):
        bound = bound | {b.name for b in node.bounds}
    return node.rebuild(tuple(counted_from_one(c, free, bound) for c in node.children)) if node.children else node


def with_last_places(node: Node) -> Node:
    """A program's x[-1] as the last entry, where it was read as it is written."""
    if node.children:
        node = node.rebuild(tuple(with_last_places(c) for c in node.children))
    if isinstance(node, Entry):
        last = [isinstance(p, Negative) and isinstance(p.operand, Number) for p in node.places]
        if any(last):
            places = (Slice(False, p, p, 0, True, start=p.start) if k else p for p, k in zip(node.places, last))
            return replace(node, places=tuple(places))
    return node


def with_arguments(tree: Node, question: Question) -> Node:
    """A function of the question named without its argument: sigma for sigma(z), where there is only one argument."""
    functions = {**{f: f for f in question.table.functions}, "sigma": "sigmoid"}
    bare = names_in(tree) & set(functions)
    bare = {n for n in bare if n in question.table.functions or not question.table.declared(n)}
    if not bare:
        return tree
    calls = [n for n in walked(question.tree, Apply) if len(n.arguments) == 1]
    scalars = [n for n in question.table.scalars if n in question.context.domains]
    found: dict[str, Node] = {}
    for name in bare:
        own = {n.arguments[0] for n in calls if n.function in (name, functions[name])}
        if len(own) == 1:
            found[name] = Apply(functions[name], (own.pop(),))
        elif not own and name in question.table.functions and len(scalars) == 1:
            found[name] = Apply(name, (Name(scalars[0]),))
    return applied(tree, found) if found else tree


def applied(node: Node, found: Mapping[str, Node]) -> Node:
    """The node with these names applied."""
    if isinstance(node, Name):
        return found.get(node.name, node)
    return node.rebuild(tuple(applied(c, found) for c in node.children)) if node.children else node


def separated(node: Node, question: Question) -> Node:
    """W_{i1} with its two indices apart, where W has two axes: what is written with dots is compared index by index."""
    if isinstance(node, Entry):
        axes = question.table.shapes.get(entry_name(node.base) or "", ())
        return replace(node, places=places_of(node, len(axes))) if axes else node
    return node.rebuild(tuple(separated(c, question) for c in node.children)) if node.children else node
