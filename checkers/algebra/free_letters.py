"""Indices that are free on one side of a link and bound on the other: dL_t/dW = a sum over every t."""

from __future__ import annotations

import re
from itertools import pairwise

from checkers.algebra.dots_document import Finding
from checkers.algebra.statements import Display
from checkers.algebra.tree import Big, Entry, Name, Node, has_kind, walked

OVER_LETTERS = frozenset(
    {"E", "P", "Pr", "Var", "Cov", "D", "KL", "H", "I"}
)  # their places say over what they are taken


def bound_letters(display: Display, sides: list[tuple[str, Node, str]], first: int) -> list[Finding]:
    """The links of one statement whose left side has an index that the right side sums over."""
    found: list[Finding] = []
    for k, ((left, a, _), (right, b, relation)) in enumerate(pairwise(sides)):
        if relation != "=" or k < first:
            continue
        used = free(b)
        for letter in sorted(indices(a)):
            if letter not in used and letter in sums(b) and letter not in sums(a):
                why = f"the left side is about one {letter}, and the right side is a sum over every {letter}"
                found.append(Finding(display.line, left, right, why))
                break
    return found


def indices(tree: Node) -> set[str]:
    """Single small letters in places, free; none where the side is a sum itself."""
    if has_kind(tree, Big):
        return set()
    entries = list(walked(tree, Entry))
    kept = [n for n in entries if not (isinstance(n.base, Name) and n.base.name in OVER_LETTERS)]
    return {p.name for n in kept for p in n.places if isinstance(p, Name) and re.fullmatch(r"[a-z]", p.name)}


def sums(tree: Node) -> set[str]:
    """The indices of its sums and products; a maximum may well be named after its index."""
    return {b.name for n in walked(tree, Big) if n.kind in ("sum", "prod") for b in n.bounds}


def free(tree: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """Every name that stands anywhere unbound."""
    if isinstance(tree, Name):
        return set() if tree.name in bound else {tree.name}
    if isinstance(tree, Big):
        inside = bound | {b.name for b in tree.bounds}
        ends = [e for b in tree.bounds for e in (b.low, b.high, b.other) if e is not None]
        return free(tree.body, frozenset(inside)).union(*(free(e, bound) for e in ends))
    return set().union(*(free(c, bound) for c in tree.children))
