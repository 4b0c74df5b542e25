"""How far sums without ends run: to n of x_1, ..., x_n, of sum_{i=1}^n x_i beside them, of 1/n before them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import TypeGuard

from checkers.algebra.borders import COUNTS
from checkers.algebra.stated import tree_of
from checkers.algebra.table import CONSTANTS, entry_name, hints_of, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Number, Operation, walked

Key = tuple[str, int]
Ends = tuple[Node, Node]
Statement = Sequence[Node]
DOTS = re.compile(r"\\(?:[lc]?dots[a-z]?)(?![A-Za-z])|\.\.\.|…")
FONT = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathit|pmb)(?![A-Za-z])\s*+(?:\{\s*+(\\?[A-Za-z]++)\s*+\})?+")
MEMBER = re.compile(r"(?<![A-Za-z\\])(\\[a-z]++|[A-Za-z])_(?:\{([^{}]{1,12}+)\}|([A-Za-z0-9]))")
FAMILY = re.compile(r"[)}\]]\s*+_\s*+\{\s*+([a-z])\s*+=\s*+([01])\s*+\}\s*+\^\s*+(?:\{([^{}]{1,12}+)\}|([A-Za-z]))")
NEAR, MOST_SECTIONS = 80, 20  # characters beside dots, sections that are looked through
ONE = Number(Fraction(1), "1")


def counted(
    said: Sequence[Sequence[Statement]], texts: Sequence[str], ranges: dict[str, Ends], taken: Collection[str]
) -> dict[Key, Ends]:
    """(quantity, axis) -> its first and last place, for sums without ends; nothing where there is no such sum.

    said, texts: the sides of each statement and the words of the section and of the ones before it that it goes on
    with, the section itself first; ranges: those of indices; taken: letters with another meaning.
    """
    trees = [t for section in said for statement in section for t in statement]
    endless = [n for t in trees for n in walked(t) if is_endless(n)]
    found: dict[Key, Ends] = {}
    unsure: set[Key] = set()
    for section, text in zip(said, texts) if endless else ():
        here: dict[Key, set[Ends]] = {}
        hints = (h for statement in section for t in statement for h in hints_of([t]).items())
        for key, ends in (*hints, *listed(text)):
            if is_length(ends, taken):
                here.setdefault(key, set()).add(ends)
        unsure |= {key for key, several in here.items() if len(several) > 1 and key not in found}
        found = {key: next(iter(several)) for key, several in here.items() if key not in unsure} | found
    for big, high in (*means(trees), *((b, None) for b in endless)):
        for bound in big.bounds:
            stated = (ONE, high) if high is not None else ranges.get(bound.name)
            if stated is not None and is_length(stated, taken):
                found |= dict.fromkeys(read_at(bound.name, big.body) - found.keys() - unsure, stated)
    return as_far_as_each_other(found, together(said)) if found else {}


def as_far_as_each_other(found: dict[Key, Ends], groups: list[set[Key]]) -> dict[Key, Ends]:
    """The ends of all that is read at one index: w goes as far as x in sum_i w_i x_i; none where they differ."""
    out = dict(found)
    for group in groups:
        ends = {found[key] for key in group if key in found}
        if len(ends) == 1:
            out |= dict.fromkeys(group, *ends)
        else:
            out = {key: e for key, e in out.items() if key not in group}
    return out


def together(said: Sequence[Sequence[Statement]]) -> list[set[Key]]:
    """The quantities that are read at one index somewhere, as far as this reaches."""
    groups: list[set[Key]] = []
    for statement in (s for section in said for s in section):
        bigs = [n for t in statement for n in walked(t, Big)]
        bound = {b.name for n in bigs for b in n.bounds}
        free = {m.name for t in statement for n in walked(t, Entry) for m in n.places
                if isinstance(m, Name)} - bound  # fmt: skip
        new = [read_at(b.name, n.body) for n in bigs for b in n.bounds]
        new += [set().union(*(read_at(letter, t) for t in statement)) for letter in sorted(free)]
        for group in new:
            touched = [g for g in groups if g & group]
            groups = [g for g in groups if not g & group] + ([group.union(*touched)] if group else [])
    return groups


def is_endless(node: Node) -> TypeGuard[Big]:
    """Is it a sum or a product over indices whose last value is not stated?"""
    return isinstance(node, Big) and node.kind in ("sum", "prod") and any(b.high is None for b in node.bounds)


def is_length(ends: Ends, taken: Collection[str]) -> bool:
    """Do places run from 0 or 1 to n, to n - 1 or n + 1?"""
    low, high = ends
    if isinstance(high, Operation) and high.operator in ("+", "-") and isinstance(high.right, Number):
        high = high.left
    return isinstance(low, Number) and isinstance(high, Name) and high.name not in {*taken, *CONSTANTS}


def listed(text: str) -> Iterable[tuple[Key, Ends]]:
    """x_1, ..., x_n; (x_1, y_1), ..., (x_n, y_n); {x_i}_{i=1}^n."""
    text = FONT.sub(lambda m: m[1] or "", text)
    for m in DOTS.finditer(text):
        begins = text[max(m.start() - NEAR, 0) : m.start()].rpartition("$")[2]
        before = {(b[1], b[2] or b[3]) for b in MEMBER.finditer(begins)}
        after = text[m.end() : m.end() + NEAR].partition("$")[0].lstrip(", +\n")
        tuples = after.startswith("(")
        for k, last in enumerate(MEMBER.finditer(after.partition(")")[0] if tuples else after)):
            low = next((x for x in "01" if (last[1], x) in before), "")
            if low and (k == 0 or tuples):
                yield from ends_of(last[1], low, last[2] or last[3])
    for m in FAMILY.finditer(text):
        inside = text[max(m.start() - NEAR, 0) : m.start()].rpartition("$")[2]
        for member in MEMBER.finditer(inside):
            if (member[2] or member[3]) == m[1]:
                yield from ends_of(member[1], m[2], m[3] or m[4])


def ends_of(name: str, low: str, high: str) -> Iterable[tuple[Key, Ends]]:
    base, first, last = tree_of(name), tree_of(low), tree_of(high)
    if isinstance(base, Name) and first is not None and last is not None:
        yield (base.name, 0), (first, last)


def means(trees: Iterable[Node]) -> Iterable[tuple[Big, Node]]:
    """The sums without ends that are divided by a number of examples, and that number."""
    for n in (n for t in trees for n in walked(t, Operation) if n.operator in (" ", "*", ".", "/")):
        below = denominators(n)
        counts = [c for c in below if c in COUNTS]
        for big in (b for b in numerators(n) if is_endless(b)) if len(counts) == 1 else ():
            yield big, counts[0]


def numerators(node: Node) -> list[Node]:
    """The factors above the fraction bars of a product."""
    if isinstance(node, Operation) and node.operator in (" ", "*", "."):
        return [*numerators(node.left), *numerators(node.right)]
    if isinstance(node, Operation) and node.operator == "/":
        return numerators(node.left)
    return [node]


def denominators(node: Node) -> list[Node]:
    """The factors below them."""
    if isinstance(node, Operation) and node.operator in (" ", "*", "."):
        return [*denominators(node.left), *denominators(node.right)]
    if isinstance(node, Operation) and node.operator == "/":
        return [*denominators(node.left), *numerators(node.right)]
    return []


def read_at(letter: str, body: Node) -> set[Key]:
    """The quantities that are read at the letter, and along which axis."""
    entries = [n for n in walked(body, Entry) if entry_name(n.base) is not None]
    return {
        (str(entry_name(n.base)), k) for n in entries for k, p in enumerate(places_of(n, None)) if p == Name(letter)
    }
