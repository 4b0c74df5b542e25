"""Chains with estimates in them, a = b <= c = d: what stands on the two sides of `<=` is not said to be equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from checkers.algebra.reading import Side
from checkers.algebra.tree import Node, Relation

SIGN = re.compile(r"\\(?:leq?|geq?|leqslant|geqslant|lt|gt|neq?)(?![A-Za-z])|<=|>=|!=|[<>≤≥≠]|(?P<open>[(\[{])|[)\]}]")
COMPARED = ("<", "<=", ">", ">=", "!=")
T = TypeVar("T")


def cut_at_estimates(sides: Sequence[Side]) -> list[list[Side]]:
    """The chains of equations in a chain: [a, b] and [c, d] of a = b <= c = d."""

    def ends(side: Side) -> tuple[Side, Side] | None:
        if not any(isinstance(t, Relation) for t in side.trees):
            return None
        places = places_of_signs(side.text)
        compared = [c for t in side.trees if len(c := compared_parts(t)) == len(places) + 1] if places else []
        if not compared:
            return None
        first, last = places[0][0], places[-1][1]
        after = side.text[last:]
        return (
            replace(side, trees=tuple(dict.fromkeys(c[0] for c in compared)), text=side.text[:first].strip()),
            replace(side, trees=tuple(dict.fromkeys(c[-1] for c in compared)), text=after.strip(), relation="",
                    start=side.start + last + len(after) - len(after.lstrip())),
        )  # fmt: skip

    return cut(list(sides), ends)


def cut_trees(sides: Sequence[tuple[str, Node, str]]) -> list[list[tuple[str, Node, str]]]:
    """The same of sides as text, tree and the relation before them."""

    def ends(side: tuple[str, Node, str]) -> tuple[tuple[str, Node, str], tuple[str, Node, str]] | None:
        text, tree, relation = side
        found = cut_at_estimates([Side((tree,), text, 0, relation)])
        if len(found) < 2:
            return None
        ((before,), (after,)) = found
        return (before.text, before.trees[0], relation), (after.text, after.trees[0], "")

    return cut(list(sides), ends)


def cut(sides: list[T], ends: Callable[[T], tuple[T, T] | None]) -> list[list[T]]:
    """The chains between the sides that hold estimates; ends: the first and the last part of such a side."""
    chains: list[list[T]] = [[]]
    for side in sides:
        if (found := ends(side)) is None:
            chains[-1].append(side)
        else:
            chains[-1].append(found[0])
            chains.append([found[1]])
    return chains


def places_of_signs(text: str) -> list[tuple[int, int]]:
    """Where the signs of comparison outside all brackets begin and end: none in \\mathbb{1}[x > 0]."""
    deep, found = 0, []
    for m in SIGN.finditer(text):
        if m["open"]:
            deep += 1
        elif m[0] in ")]}":
            deep -= 1
        elif deep == 0:
            found.append(m.span())
    return found


def compared_parts(tree: Node) -> list[Node]:
    """a, b, c of a < b <= c."""
    match tree:
        case Relation("and", Relation() as first, Relation() as rest):
            one, two = compared_parts(first), compared_parts(rest)
            return [*one, *two[1:]] if one[-1:] == two[:1] else []
        case Relation(sign, left, right) if sign in COMPARED:
            return [left, right]
    return []


__all__ = ["cut_at_estimates", "cut_trees"]
