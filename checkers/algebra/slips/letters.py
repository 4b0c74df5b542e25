"""One slip in a letter: another index, one that runs backwards, one sum for two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.indices import length_of, plus, renamed, swap
from checkers.algebra.slips.products import ONE, number
from checkers.algebra.table import entry_name, is_declared_entry, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Operation, walked

FEW = 4  # letters that are tried in the place of another


def of_place(node: Node, facts: Facts) -> Iterator[Slip]:
    """An entry with another letter in one place, or with a letter that runs the other way."""
    if not isinstance(node, Entry) or is_declared_entry(node, facts.table) or node.base == Name("delta"):
        return
    shape = facts.shape(entry_name(node.base) or "")
    places = places_of(node, len(shape) or None)
    for k, p in enumerate(places):
        at = lambda new, k=k: replace(node, places=(*places[:k], new, *places[k + 1 :]), upper=0)  # noqa: E731
        letters = list(dict.fromkeys(n.name for n in walked(p, Name)))
        if isinstance(p, Name):
            others = [*facts.free, *(q.name for q in places if isinstance(q, Name))]
            for other in [x for x in dict.fromkeys(others) if x != p.name][:FEW]:
                yield "index_replaced", at(Name(other))
        elif len(letters) > 1:
            for letter in letters:
                for backwards in turned_letter(p, letter):
                    yield "kernel_flipped", at(backwards)


def turned_letter(place: Node, letter: str) -> Iterator[Node]:
    """i + j - 1 as i - j + 1, i - j and i - j - 1, and the other way round."""
    sign, rest = 0, place
    for n in walked(place):
        if isinstance(n, Operation) and n.operator in "+-":
            if n.right == Name(letter):
                sign, rest = (1 if n.operator == "+" else -1), swap(place, n, n.left)
            elif n.left == Name(letter) and n.operator == "+":
                sign, rest = 1, swap(place, n, n.right)
            if sign:
                break
    if not sign:
        return
    base = Operation("-" if sign > 0 else "+", rest, Name(letter))
    for step in (0, 1, -1, 2, -2):
        yield plus(base, step) if step else base


def of_sums(node: Node, facts: Facts) -> Iterator[Slip]:
    """A sum with the terms of another axis, with one index for two, with a factor that runs backwards."""
    if not isinstance(node, Big) or node.kind != "sum":
        return
    bounded = lambda k, b: replace(node, bounds=(*node.bounds[:k], b, *node.bounds[k + 1 :]))  # noqa: E731
    lengths = {axis for name in facts.names for axis in facts.shape(name) if isinstance(axis, int)}
    ends = [*(number(n) for n in sorted(lengths)[:5]), *(Name(s) for s in sorted(facts.table.sizes)[:4])]
    for k, b in enumerate(node.bounds):
        for end in ends:
            if end != b.high:
                yield "bound_shifted", bounded(k, replace(b, low=b.low or ONE, high=end))
        if b.low is not None and b.high is not None:
            both = Operation("-", Operation("+", b.low, b.high), Name(b.name))
            for n in walked(node.body):
                if isinstance(n, Entry) and any(m == Name(b.name) for p in n.places for m in walked(p)):
                    yield "kernel_flipped", replace(node, body=swap(node.body, n, renamed(n, {b.name: both})))
        for letter in facts.free if b.other is None else ():
            yield "bound_shifted", bounded(k, replace(b, high=plus(Name(letter), -1), low=b.low or ONE))
            yield "bound_shifted", bounded(k, replace(b, high=Name(letter), low=b.low or ONE))
        if b.other is not None:
            yield "own_term_left_out", bounded(k, replace(b, other=None))
            yield "bound_shifted", bounded(k, replace(b, low=ONE, high=plus(b.other, -1), other=None))
            if b.high is not None:
                yield "bound_shifted", bounded(k, replace(b, low=plus(b.other, 1), other=None))
    yield from _one_for_two(node)
    if len(facts.free) == 1:
        body = _at_letter(node.body, facts.free[0])
        yield "sum_forgotten", body


def _one_for_two(node: Big) -> Iterator[Slip]:
    """sum_{ij} G_ij as sum_i G_ii."""
    inner = node.body
    if len(node.bounds) > 1:
        a, b, *rest = node.bounds
        yield "diagonal_only", replace(node, bounds=(a, *rest), body=renamed(inner, {b.name: Name(a.name)}))
    elif isinstance(inner, Big) and inner.kind == node.kind and len(inner.bounds) == 1:
        body = renamed(inner.body, {inner.bounds[0].name: Name(node.bounds[0].name)})
        yield "diagonal_only", replace(node, body=body)


def _at_letter(node: Node, letter: str) -> Node:
    """Every entry at the free index: g_j x_j for sum_i g_i x_{i+j-1}."""
    if isinstance(node, Entry) and len(node.places) == 1 and isinstance(node.base, Name):
        return replace(node, places=(Name(letter),), upper=0)
    return node.rebuild(tuple(_at_letter(c, letter) for c in node.children)) if node.children else node


def of_listed(tree: Node, facts: Facts) -> Iterator[Slip]:
    """A short tensor whose entries are listed, in reverse: w_2 for w_1."""
    for name in facts.names:
        shape = facts.shape(name)
        if len(shape) == 1 and isinstance(shape[0], int) and 1 < shape[0] <= 9:
            entries = [n for n in walked(tree, Entry) if n.base == Name(name)]
            if entries and all(not isinstance(n.places[0], Name) for n in entries):
                yield "kernel_flipped", _reversed(tree, name, Operation("+", length_of(shape[0]), ONE))


def _reversed(node: Node, name: str, end: Node) -> Node:
    if isinstance(node, Entry) and node.base == Name(name) and len(node.places) == 1:
        return replace(node, places=(Operation("-", end, node.places[0]),))
    return node.rebuild(tuple(_reversed(c, name, end) for c in node.children)) if node.children else node


__all__ = ["of_listed", "of_place", "of_sums"]
