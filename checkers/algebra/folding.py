"""A quantity put back where its formula is written out: log(1 + e^{-y w^T x}) in terms of the margin m = y w^T x."""

from __future__ import annotations

from functools import reduce

from checkers.algebra.definitions import Definition
from checkers.algebra.fitting import factors_of
from checkers.algebra.tree import Entry, Name, Negative, Node, Operation


def folded(tree: Node, found: Definition) -> Node:
    """The tree with the quantity in place of its formula; the tree itself where the formula does not stand in it."""
    if found.place or found.function or not found.body.children:
        return tree
    places = matched(found.body, tree, found.letters, {})
    if places is not None and set(found.letters) <= set(places):
        return quantity(found, places)
    if isinstance(tree, Operation) and tree.operator == " ":
        inside = in_product(factors_of(tree), found)
        if inside is not None:
            return inside
    return tree.rebuild(tuple(folded(c, found) for c in tree.children)) if tree.children else tree


def in_product(factors: list[Node], found: Definition) -> Node | None:
    """A product in which the factors of the formula stand side by side, the first of them perhaps with a minus."""
    wanted = factors_of(found.body)
    for k in range(len(factors) - len(wanted) + 1):
        first = factors[k]
        minus = isinstance(first, Negative)
        here = [first.operand if isinstance(first, Negative) else first, *factors[k + 1 : k + len(wanted)]]
        places: dict[str, Node] | None = {}
        for a, b in zip(wanted, here):
            places = None if places is None else matched(a, b, found.letters, places)
        if places is None or not set(found.letters) <= set(places) or (len(wanted) == len(factors) and not minus):
            continue
        new = quantity(found, places)
        rest = [*factors[:k], Negative(new) if minus else new, *factors[k + len(wanted) :]]
        return reduce(lambda a, b: Operation(" ", a, b), rest)
    return None


def quantity(found: Definition, places: dict[str, Node]) -> Node:
    """m, or m_i at the places that were matched."""
    return Entry(Name(found.name), tuple(places[x] for x in found.letters)) if found.letters else Name(found.name)


def matched(pattern: Node, tree: Node, letters: tuple[str, ...], places: dict[str, Node]) -> dict[str, Node] | None:
    """What the letters of a pattern stand for where it is the tree; None where it is not."""
    if isinstance(pattern, Name) and pattern.name in letters:
        if pattern.name in places:
            return places if places[pattern.name] == tree else None
        return {**places, pattern.name: tree} if isinstance(tree, Name) else None
    if not pattern.children or type(pattern) is not type(tree) or len(pattern.children) != len(tree.children):
        return places if pattern == tree else None
    if pattern.rebuild(tree.children) != tree:  # another operator or function
        return None
    found: dict[str, Node] | None = places
    for a, b in zip(pattern.children, tree.children):
        found = None if found is None else matched(a, b, letters, found)
    return found
