"""Sums over i < j: over both letters where nothing else says what the other one is, over the first one elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from checkers.algebra.tree import Big, Bound, Entry, Name, Node, Number, Operation, names_in, walked

if TYPE_CHECKING:
    from checkers.algebra.question import Question
    from checkers.algebra.reading import Side


ONE = Number(Fraction(1), "1")


def beside(bound: Bound) -> list[str]:
    """The letters that an index is compared with: j of i < j, i <= j and i != j, both i and k of i < j < k."""
    if isinstance(bound.other, Name) and bound.low is None and bound.high is None:
        return [bound.other.name]
    ends = (bound.low if ">" in bound.relation else None, bound.high if "<" in bound.relation else None)
    found = [e.left if isinstance(e, Operation) and e.right == ONE else e for e in ends]  # j - 1, i + 1
    return [e.name for e in found if isinstance(e, Name)]


def open_letters(big: Big, bound: Collection[str]) -> list[str]:
    """Letters that the indices of a sum are compared with, and that stand in its body as indices do."""
    own = {b.name for b in big.bounds}
    found = dict.fromkeys(x for b in big.bounds for x in beside(b) if x not in own and x not in bound)
    entries = list(walked(big.body, Entry))
    inside = {x for n in entries for p in n.places for x in names_in(p)} if entries else names_in(big.body)
    return [x for x in found if x in inside or not own & names_in(big.body)]


def elsewhere(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """The names that stand free in a tree outside of the sums that compare their index with them."""
    if isinstance(node, Name):
        return {node.name} - bound
    if isinstance(node, Big):
        bound = bound | {b.name for b in node.bounds} | set(open_letters(node, bound))
    return set().union(*(elsewhere(c, bound) for c in node.children)) if node.children else set()


def over_pairs(node: Node, fixed: Collection[str], unequal: bool = True) -> Node:
    """The tree with its sums over i < j as sums over i and j, where j is not fixed.

    fixed: letters with a meaning of their own; unequal: sums over i != j and 1 <= i < j too.
    """
    if isinstance(node, Big):
        likely = {x for b in node.bounds if unequal or (b.other is None and b.low != ONE) for x in beside(b)}
        new = [x for x in open_letters(node, fixed) if x in likely]
        inside = {*fixed, *new, *(b.name for b in node.bounds)}
        body = over_pairs(node.body, inside, unequal)
        return replace(node, bounds=(*(Bound(x, start=node.start) for x in new), *node.bounds), body=body)
    if not node.children:
        return node
    return node.rebuild(tuple(over_pairs(c, fixed, unequal) for c in node.children))


def compares(tree: Node) -> bool:
    """Does a sum compare its index with another letter?"""
    return any(beside(n) for n in walked(tree, Bound))


def of_answer(question: Question, tree: Node) -> Node:
    """An answer: its sums over i < j run over both where j is no free index of the question."""
    if not compares(tree):
        return tree
    present = names_in(tree)
    if any(x not in present for x in question.free):  # it may count with other letters than the question
        return tree
    return over_pairs(tree, {*question.free, *question.label_letters, *known(question), *elsewhere(tree)})


def of_question(question: Question) -> Question:
    """A question with the likelier meaning of its reference; `otherwise` is the other one.

    i < j beside no other j are pairs; in i != j and 1 <= i < j the letter j stands for the entry that is asked.
    """
    if not compares(question.tree):
        return question
    fixed = {*question.label_letters, *known(question), *question.context.domains, *elsewhere(question.tree)}
    pairs, likely = over_pairs(question.tree, fixed), over_pairs(question.tree, fixed, unequal=False)
    if pairs == question.tree:
        return question
    other = question.tree if likely == pairs else pairs
    return with_tree(question, likely, with_tree(question, other, None))


def of_left_side(question: Question, left: Side, right: Side) -> Side:
    """The left side of a link, over pairs where no letter stands anywhere else."""
    trees = (left.trees[0], right.trees[0])
    if not compares(trees[0]):
        return left
    fixed = {*question.free, *question.label_letters, *known(question), *elsewhere(trees[0]), *elsewhere(trees[1])}
    return replace(left, trees=(over_pairs(trees[0], fixed), *left.trees[1:]))


def known(question: Question) -> set[str]:
    """The names that are declared as something else than a number."""
    context = question.context
    return ({*context.names.known.names} - {*context.domains}) | {*context.sizes, *context.shapes}


def with_tree(question: Question, tree: Node, otherwise: Question | None) -> Question:
    """The question with another reading of its reference."""
    reference = replace(question.reference, trees=(tree, *question.reference.trees[1:]))
    return replace(question, reference=reference, otherwise=otherwise, variants={}, tables={}, last=None)
