"""Chains with numbers: a product, sum or matrix expression is worked out with the values that are printed so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from checkers.algebra.approximations import NEAR, between_formulas, loose, near
from checkers.algebra.dots_document import Finding
from checkers.algebra.statements import Display
from checkers.algebra.tree import Derivative, Entry, Node, Number, Operation, Transpose, names_in, walked
from checkers.algebra.worked_values import (
    UNREAD,
    Ledger,
    as_tree,
    exact,
    is_literal,
    is_printed,
    key_of,
    shown,
    tidy,
    uncertainty,
    value_of,
    with_values,
)

LENGTHS, EXACT = range(1, 9), 1e-9
OWN_DIGITS, GIVEN_DIGITS = 2, 12  # decimals up to which numbers are taken as exact, in expressions and as data
MOST_PARTS = 1_500  # of a formula that is worked out


def taken_at(unknown: Node, holder: Node) -> bool:
    """Is it a derivative at a place, which reads as a product: the Hessian of F at 0 in det H(0)?"""
    inside = (n for n in walked(holder, Operation) if n.operator == " ")
    return isinstance(unknown, Derivative) and any(unknown in walked(n.left) for n in inside)


@dataclass
class Worked:
    """The values of a section; place counts its statements."""

    ledger: Ledger = field(default_factory=Ledger)
    place: int = 0
    since: int = 0  # the first statement of the display
    display: int = -1
    evaluated: bool = False  # the link that was looked at last: all its names had values
    unsettled: set[tuple[str, str]] = field(default_factory=set)  # sides with names that stand before numbers
    given: set[tuple[str, str]] = field(default_factory=set)  # names with the numbers that they are given
    agreeing: set[tuple[str, str]] = field(default_factory=set)  # sides that are equal at the values printed before

    def examine(self, display: Display, number: int, sides: list[tuple[str, Node, str]]) -> list[Finding]:
        """The links of one statement that contradict values printed before; sides: text, tree, relation before it."""
        self.place += 1
        if number != self.display:
            self.display, self.since = number, self.place
        if any(sum(1 for _ in walked(tree)) > MOST_PARTS for _, tree, _ in sides):
            return []
        parts: list[list[tuple[str, Node, str]]] = [[]]
        for text, tree, relation in sides:
            if relation == "⇒":
                parts.append([])
            parts[-1].append((text, tidy(tree), relation))
        return [f for part in parts if part for f in self.chain(display, part)]

    def chain(self, display: Display, sides: list[tuple[str, Node, str]]) -> list[Finding]:
        found: list[Finding] = []
        trees = [t for _, t, _ in sides]
        for (left, a, _), (right, b, relation) in pairwise(sides):
            if a is trees[0] and key_of(a) and is_literal(b):
                self.given.add((left, right))
            self.evaluated = False
            why = self.link(a, b, relation) if not (key_of(a) and a is trees[0]) else self.against_formula(a, b, trees)
            if why:
                found.append(Finding(display.line, left, right, why))
            elif not self.evaluated and (self.listed(a) or self.listed(b) or (is_literal(b) and not is_literal(a))):
                self.unsettled.add((left, right))
            elif self.evaluated:
                self.agreeing.add((left, right))
        if len(sides) > 1 and sides[1][2] == NEAR and between_formulas(trees[0], trees[1]):
            trees = [trees[0], *filter(is_literal, trees[1:])]  # y ≈ w x + b is no formula for y
        self.learn(trees, any(r == NEAR for _, _, r in sides))
        return found

    def listed(self, node: Node) -> bool:
        """Does it read entries, at places that are letters, of a quantity whose numbers are printed?"""
        entries = [n for n in walked(node, Entry) if any(names_in(p) for p in n.places)]
        return any(self.ledger.of(key) is not None for n in entries if (key := key_of(n.base)))

    # ------------------------------------------------------------ one link

    def link(self, a: Node, b: Node, relation: str) -> str:
        """Why a and b cannot be equal; "" where they can. What one unknown must be is kept."""
        if relation == NEAR and between_formulas(a, b):
            return ""
        missing_a: dict[str, Node] = {}
        missing_b: dict[str, Node] = {}
        x = with_values(a if is_printed(a) else exact(a, OWN_DIGITS), self.ledger, missing_a)
        y = with_values(b if is_printed(b) else exact(b, OWN_DIGITS), self.ledger, missing_b)
        missing = {**missing_a, **missing_b}
        if not missing:
            if is_literal(a) and is_literal(b):
                return ""  # numbers alone are judged without any names
            if not (is_literal(x) and is_literal(y)):
                return ""
            self.evaluated = value_of(x) is not None and value_of(y) is not None
            if relation == NEAR and loose(a, b) and near(value_of(x), value_of(y), y):
                return ""
            return self.gap(a, x, y, relation)
        self.matched(a, b)
        if len(missing) == 1 and "\x00" not in missing:
            ((key, unknown),) = missing.items()
            holder, other = (x, y) if key in missing_a else (y, x)
            if not (key in missing_a and key in missing_b) and is_literal(other) and not taken_at(unknown, holder):
                return self.solved(key, unknown, holder, other)
        return ""

    def gap(self, a: Node, x: Node, y: Node, relation: str) -> str:
        u, v = value_of(x), value_of(y)
        if u is None or v is None:
            return ""
        if u.shape != v.shape:
            return ""  # shapes are judged elsewhere
        slack = uncertainty(x, u) + uncertainty(y, v) + EXACT * (1 + np.abs(u))
        if relation == NEAR and not any(n.decimals for n in walked(y, Number)):
            slack = slack + 0.5
        off = np.abs(u - v) > 1.01 * slack
        if not off.any():
            return ""
        return f"with the values printed before{self.told(a)} the left side is {shown(u)}, and {shown(v)} is printed"

    def told(self, node: Node) -> str:
        """(n_1 = 3, n_2 = 4) for a sentence."""
        said: list[str] = []

        def visit(n: Node) -> None:
            key = key_of(n)
            item = self.ledger.of(key) if key else None
            if key and item is not None:
                value = value_of(item.value)
                if value is not None and f"{key.rstrip('_')} = {shown(value)}" not in said and value.size <= 9:
                    said.append(f"{key.rstrip('_')} = {shown(value)}")
                return
            for c in n.children:
                visit(c)

        visit(node)
        return f" ({', '.join(said[:5])})" if said else ""

    def solved(self, key: str, unknown: Node, holder: Node, other: Node) -> str:
        """What the unknown must be so that both sides agree; a sentence where nothing makes them agree."""
        target, told = value_of(other), self.told(holder)
        if target is None or sum(n == unknown for n in walked(holder)) != 1:
            return ""
        fits = []
        for shape in shapes(key):
            linear = linear_part(holder, unknown, shape, target.shape)
            if linear is not None:
                fits.append((shape, linear))
        if len(fits) != 1:
            return ""
        shape, (matrix, start) = fits[0]
        right = target.reshape(-1) - start
        slack = uncertainty(other, target).reshape(-1) + 1e-9 * (1 + np.abs(right))
        rounded = bool(uncertainty(holder_at_zero(holder, unknown, shape), start.reshape(target.shape)).any())
        size = np.abs(matrix).max(axis=1)
        lost = (size < 1e-12) & (np.abs(right) > 2 * slack)
        keep = size >= 1e-12
        if keep.any() and np.linalg.matrix_rank(matrix[keep]) == matrix.shape[1]:
            best = np.linalg.lstsq(matrix[keep], right[keep], rcond=None)[0]
            gap = np.abs(matrix[keep] @ best - right[keep])
            if (gap <= 4 * slack[keep] + 1e-7).all():
                self.ledger.guess(key, as_tree(best.reshape(shape)), self.place)
        if lost.any() and not rounded:
            k = int(np.flatnonzero(lost)[0])
            where = entry(k, target.shape)
            return (
                f"entry {where} is {shown(start[k : k + 1])[1:-1]} whatever {key} is, with the values printed before"
                f"{told}, and {shown(target.reshape(-1)[k : k + 1])[1:-1]} is printed"
            )
        return ""

    def matched(self, a: Node, b: Node) -> None:
        """W x = [[1, 2], [3, 4]] [5, 6]: factor by factor, what the names are."""
        one, two = factors(a), factors(b)
        if len(one) != len(two) or len(one) < 2:
            return
        for f, g in zip(one, two):
            turned = isinstance(f, Transpose)
            key = key_of(f.operand if isinstance(f, Transpose) else f)
            if key and is_printed(g) and not self.ledger.of(key):
                self.ledger.state(key, Transpose(g) if turned else g, self.place, 0)

    # ------------------------------------------------------------ definitions

    def against_formula(self, a: Node, b: Node, trees: list[Node]) -> str:
        """A value for a name whose formula stood before, where the formula gives another one."""
        key = key_of(a)
        formula = self.ledger.formulas.get(key or "")
        if formula is None or len(trees) != 2 or not is_printed(b):
            return ""
        missing: dict[str, Node] = {}
        x = with_values(formula, self.ledger, missing)
        if missing or not is_literal(x) or (key and key in self.ledger.printed):
            return ""
        return self.gap(formula, x, b, NEAR)

    def learn(self, trees: list[Node], rounded: bool) -> None:
        """The names that this chain gives a value, and what they are used in."""
        ledger = self.ledger
        heads = [k for t in trees if (k := key_of(t)) is not None]
        lead = key_of(trees[0])
        values = [t for t in trees if is_literal(t) and value_of(t) is not None]
        if lead is not None and len(trees) > 1:
            formula = next((t for t in trees[1:] if not is_literal(t) and key_of(t) is None and t != UNREAD), None)
            if formula is not None and lead not in {key_of(n) for n in walked(formula)}:
                ledger.formulas[lead] = formula
            if not values and len(trees) == 2 and (other := key_of(trees[1])):
                ledger.also[lead], ledger.also[other] = other, lead
            if not values:
                for t in trees[1:]:
                    missing: dict[str, Node] = {}
                    made = with_values(t, ledger, missing)
                    if not missing and is_literal(made) and key_of(t) is None and value_of(made) is not None:
                        values.append(made)
        for n in (n for t in trees for n in walked(t) if values):
            if (key := key_of(n)) is not None:
                ledger.used.setdefault(key, self.place)
        if values and lead is not None:
            candidates = [v for v in values if is_printed(v)] or values
            decimal = (v for v in candidates if any(n.decimals for n in walked(v, Number)))
            printed = next(decimal, candidates[0])
            given = len(trees) == 1 + len(values) and len(values) == 1 and not rounded
            for key in heads:
                ledger.state(key, exact(printed, GIVEN_DIGITS) if given else printed, self.place, self.since, not given)


def factors(node: Node) -> list[Node]:
    """The factors of a product of matrices."""
    if isinstance(node, Operation) and node.operator in (" ", ".", "@"):
        if key_of(node) is not None:
            return [node]
        return [*factors(node.left), *factors(node.right)]
    return [node]


def shapes(key: str) -> list[tuple[int, ...]]:
    """Columns for small letters, matrices for large ones."""
    letter = key.split("\\")[-1].split()[-1][:1]
    if letter.isupper():
        return [(r, c) for r in LENGTHS[:5] for c in LENGTHS[:5]]
    return [(r, 1) for r in LENGTHS]


def holder_at_zero(holder: Node, unknown: Node, shape: tuple[int, ...]) -> Node:
    return put(holder, unknown, as_tree(np.zeros(shape)))


def put(node: Node, old: Node, new: Node) -> Node:
    return new if node == old else node.rebuild(tuple(put(c, old, new) for c in node.children))


def linear_part(holder: Node, unknown: Node, shape: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[Any, Any] | None:
    """(matrix, start) of an expression that is linear in its unknown; None where it is not, or does not fit."""
    start = value_of(holder_at_zero(holder, unknown, shape))
    if start is None or start.shape != wanted:
        return None
    count = int(np.prod(shape))
    columns = []
    for k in range(count):
        unit = np.zeros(count)
        unit[k] = 1
        moved = value_of(put(holder, unknown, as_tree(unit.reshape(shape))))
        if moved is None or moved.shape != wanted:
            return None
        columns.append((moved - start).reshape(-1))
    matrix = np.stack(columns, axis=1)
    probe = np.arange(2, count + 2) / 2
    there = value_of(put(holder, unknown, as_tree(probe.reshape(shape))))
    if there is None or not np.allclose(matrix @ probe + start.reshape(-1), there.reshape(-1)):
        return None
    return matrix, start.reshape(-1)


def entry(k: int, shape: tuple[int, ...]) -> str:
    """(2, 1) for the k-th number of an array."""
    if len(shape) == 2 and 1 not in shape:
        return f"({k // shape[1] + 1}, {k % shape[1] + 1})"
    return str(k + 1)


__all__ = ["Worked"]
