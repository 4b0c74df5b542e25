"""Answers that are one slip away from the right one, each with the name of the belief that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.algebra.slips.conditions import of_cases, of_condition
from checkers.algebra.slips.entries import written_out
from checkers.algebra.slips.factors import Slip, of_product, of_slopes
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.indices import of_big, of_entry, of_floor, of_letters, of_softmax
from checkers.algebra.slips.letters import of_listed, of_place, of_sums
from checkers.algebra.slips.matrices import of_matrices, of_matrix, of_means, of_rows
from checkers.algebra.slips.powers import of_function, of_power, of_root_over_fraction, of_written_function
from checkers.algebra.slips.products import is_product, is_sum, plus_one
from checkers.algebra.slips.summands import of_sum
from checkers.algebra.slips.whole import expanded, of_whole
from checkers.algebra.tree import (
    Bound,
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    has_kind,
)


def slips(tree: Node, facts: Facts) -> Iterator[Slip]:
    """Every answer one slip away: (the name of the slip, the answer)."""
    yield from of_whole(tree, facts)
    yield from of_letters(tree, facts)
    if isinstance(tree, Entry) and facts.matrices and tree.places == tuple(map(Name, facts.free)):  # of (X^T G)_{ij}
        yield from ((name, replace(tree, base=base)) for name, base in slips(tree.base, facts))
        for written in written_out(tree.base, facts.free, facts):
            yield from _inside(written, None, facts, False)
        return
    yield from _inside(tree, None, facts, False)
    yield from of_listed(tree, facts)
    written = expanded(tree, facts)
    if written != tree:
        yield from _inside(written, None, facts, False)


def _inside(node: Node, parent: Node | None, facts: Facts, place: bool) -> Iterator[Slip]:
    yield from _here(node, parent, facts, place)
    children = node.children
    place = place or isinstance(node, (Entry, Bound))
    if isinstance(node, (Entry, Derivative)):
        return  # its places are changed with it
    for k, c in enumerate(children):
        for name, new in _inside(c, node, facts, place):
            yield name, node.rebuild((*children[:k], new, *children[k + 1 :]))


def _here(node: Node, parent: Node | None, facts: Facts, place: bool) -> Iterator[Slip]:
    """The slips at one place of the tree."""
    root = parent is None
    if place:
        return
    if isinstance(node, Negative):
        yield "sign_of_summand", node.operand
    if is_product(node) and not (is_product(parent) and isinstance(parent, Operation) and parent.left is node):
        yield from of_product(node, facts)
        yield from of_slopes(node, facts)
        yield from of_softmax(node, facts)
        if facts.matrices or has_kind(node, Rows):
            yield from of_matrices(node, facts)
            yield from of_means(node, facts)
    if is_sum(node) and not (is_sum(parent) and isinstance(parent, Operation) and parent.left is node):
        yield from of_sum(node, facts, root)
        yield from of_slopes(node, facts)
    if isinstance(node, Number) and node.value.denominator == 1 and abs(node.value) < 1000:
        yield "offset_by_one", plus_one(node, 1)
        yield "offset_by_one", plus_one(node, -1)
    yield from of_power(node, facts)
    yield from of_root_over_fraction(node, facts)
    yield from of_function(node, facts)
    yield from of_written_function(node)
    yield from of_entry(node, facts)
    yield from of_big(node, facts)
    yield from of_place(node, facts)
    yield from of_sums(node, facts)
    yield from of_cases(node, facts)
    yield from of_condition(node, facts)
    yield from of_matrix(node, facts)
    yield from of_rows(node, facts, root)
    yield from of_floor(node, facts)


__all__ = ["Facts", "Slip", "slips"]
