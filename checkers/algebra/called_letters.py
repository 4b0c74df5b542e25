"""Letters that are arguments of functions: x of f(x) = ... means itself there, whatever else is called x."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checkers.algebra.as_numbers import ENTRYWISE
from checkers.algebra.claims import judge_claim
from checkers.algebra.decide import Judgement
from checkers.algebra.ground import Stand
from checkers.algebra.reading import Names, Side
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node

OWN = "°"  # marks the argument of a function where a quantity has the same letter


def judged_with_letters(
    stand: Stand, names: Names, left: Side, right: Side, start: Node, where: Sequence[Node]
) -> tuple[Judgement, Side, Side]:
    """The judgement on a link, and its sides as they were judged; start: what its chain begins with."""
    if letters := arguments_of(start) - {*stand.ground.numbers}:
        left, right = (with_own(x, letters) for x in (left, right))
    found = judge_claim(stand, names, left, right, where)
    if found.verdict != "equal" and (letters := pointwise_arguments(start) - {*stand.ground.numbers}):
        one, other = (with_own(x, letters) for x in (left, right))
        again = judge_claim(stand, names, one, other, where)
        if again.verdict != "undecided":
            found, left, right = again, one, other
    return shown(found), left, right


def shown(found: Judgement) -> Judgement:
    """The judgement, without the mark of letters."""
    return replace(found, witness=found.witness.replace(OWN, "")) if found.witness else found


def with_own(side: Side, letters: frozenset[str]) -> Side:
    return replace(side, trees=tuple(own_letters(t, letters) for t in side.trees))


def pointwise_arguments(start: Node) -> frozenset[str]:
    """z of a chain that begins with \\sigma'(z): the argument of a function of one number, whatever z is elsewhere."""
    slope = isinstance(start, Derivative) and isinstance(start.body, Apply)
    inside = start.body if isinstance(start, Derivative) else start
    if isinstance(inside, Apply) and inside.function in ENTRYWISE and (inside.primes or slope):
        return frozenset(a.name for a in inside.arguments if isinstance(a, Name))
    return frozenset()


def arguments_of(start: Node) -> frozenset[str]:
    """x of a chain that begins with f(x) or with its derivative: a letter of its own, whatever else is called x."""
    functions = [start] if isinstance(start, Apply) and start.function not in FUNCTIONS.values() else []
    if isinstance(start, Derivative) and isinstance(start.body, Apply):
        functions = [start.body]
    return frozenset(a.name for f in functions for a in f.arguments if isinstance(a, Name))


def own_letters(tree: Node, letters: frozenset[str]) -> Node:
    """The tree with marked letters, except where they are bases of entries."""
    if isinstance(tree, Name):
        return replace(tree, name=tree.name + OWN) if tree.name in letters else tree
    if isinstance(tree, Entry) and isinstance(tree.base, Name):
        return tree
    return tree.rebuild(tuple(own_letters(c, letters) for c in tree.children)) if tree.children else tree


__all__ = ["judged_with_letters"]
