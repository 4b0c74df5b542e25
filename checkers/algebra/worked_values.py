"""Numbers that a document has printed so far under names, and what an expression is with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from checkers.algebra.dots_forms import number
from checkers.algebra.dots_layout import Place
from checkers.algebra.dots_pattern import pattern
from checkers.algebra.dots_values import terms_of
from checkers.algebra.echo import latex
from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.scope import Scope
from checkers.algebra.slopes import NeedsDigits
from checkers.algebra.table import Table
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Dots,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    Transpose,
    walked,
)
from checkers.algebra.values import NoValue, Unsure
from checkers.algebra.world import World

CONSTANTS = frozenset({"e", "pi"})
MAX_NUMBERS, MAX_TERMS = 120, 40
UNREAD = Name("\x00 unread")  # a side that cannot be read: it has no value, and gets none
NO_NAMES = frozenset({"T", "top", "infty", "I", "e", "pi", UNREAD.name})
FAILURES = (NeedsDigits, NoValue, Unsure, Ambiguous, ArithmeticError, ValueError, MemoryError, RecursionError)


@dataclass
class Item:
    """A value under a name; place: how many statements came before it; guessed: it follows from an equation."""

    value: Node
    place: int
    guessed: bool = False


@dataclass
class Ledger:
    """items: what holds now; used: the statement in which a name was first worked with; also: another name of it."""

    items: dict[str, Item] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)  # every name that ever had a printed value
    formulas: dict[str, Node] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)  # names whose value held in an earlier round

    def of(self, key: str) -> Item | None:
        if key in self.items:
            return self.items[key]
        other = self.also.get(key)
        return self.items.get(other) if other else None

    def state(self, key: str, value: Node, place: int, since: int, computed: bool = False) -> None:
        """A value is printed; since: the first statement of the same display; computed: with how it comes about.

        Where it takes the place of another one, or of one that was used without being printed, a new round begins:
        what was printed after the first use of the name, in displays before this one, holds no longer.
        """
        old = self.items.get(key)
        changed = old is not None and not old.guessed and same_value(old.value, value) is False
        unseen = not computed and old is None and key not in self.stale and self.used.get(key, place) < since
        if changed or unseen:
            first = self.used.get(key, place)
            for name, item in list(self.items.items()):
                if name != key and first <= item.place < since and not (item.guessed and name not in self.printed):
                    del self.items[name]
                    self.stale.add(name)
        self.items[key] = Item(value, place)
        self.printed.add(key)
        self.stale.discard(key)

    def guess(self, key: str, value: Node, place: int) -> None:
        if key not in self.items:
            self.items[key] = Item(value, place, guessed=True)


def tidy(node: Node) -> Node:
    """W^{2T} as the transpose of W^2; sums with dots between numbers written out."""
    node = node.rebuild(tuple(tidy(c) for c in node.children))
    if isinstance(node, Operation) and node.operator == "^" and isinstance(node.right, Operation):
        above = node.right
        if above.operator == " " and above.right == Name("T") and isinstance(above.left, (Number, Name)):
            return Transpose(replace(node, right=above.left))
    if isinstance(node, Operation) and isinstance(node.left, Operation) and isinstance(node.left.right, Dots):
        return written_out(node)
    return node


def written_out(node: Operation) -> Node:
    """n_1 + ... + n_5 with all its terms, where it is said how many there are."""
    made = pattern(Rows(tuple(terms_of(node))))
    if made is None or made.slips or made.height is None or not made.height.is_constant:
        return node
    count = int(made.height.constant)
    terms = [made.entry(Place(k), Place(1)) for k in range(1, count + 1)] if 1 < count <= MAX_TERMS else []
    out: Node | None = None
    for t in terms:
        if t is None:
            return node
        out = t if out is None else Operation("+" if node.operator in "+-" else " ", out, t)
    return out or node


def key_of(node: Node) -> str | None:
    """The name that a node is, as far as it can have a value of its own: g^1, W^{(2)}, n_3, \\Delta W, dL/dh."""
    match node:
        case Name(name):
            return None if name in NO_NAMES else name
        case Entry(Name(), places, _) if all(isinstance(p, (Number, Label, Name)) for p in places):
            return latex(node)
        case Operation("^", Operation(), _):
            return None
        case Operation("^", base, Number(value)) if value.denominator == 1 and 0 <= value <= 12:
            inner = key_of(base)
            return None if inner is None else f"{inner}^{value}"
        case Operation("^", base, Name(name)) if name not in NO_NAMES:
            inner = key_of(base)
            return None if inner is None else f"{inner}^{name}"
        case Operation(" ", Name("Delta" as name), right):
            inner = key_of(right)
            return None if inner is None else f"{name} {inner}"
        case Derivative(Name(), variables) if all(key_of(v) for v in variables):
            return latex(node)
    return None


def with_values(node: Node, ledger: Ledger, missing: dict[str, Node] | None = None) -> Node:
    """The names replaced by what they are; those without a value are put into `missing`."""
    key = key_of(node)
    if key is not None:
        item = ledger.of(key)
        if item is not None:
            return item.value
    if isinstance(node, Operation) and node.operator == "^" and key is not None and key not in ledger.stale:
        base, known = key_of(node.left), missing is not None
        if base and known and not ledger.of(base):
            assert missing is not None
            missing[key] = node
            return node
    elif key is not None and not (isinstance(node, Name) and node.name in CONSTANTS):
        if missing is not None:
            missing[key] = node
        return node
    if isinstance(node, (Big, Derivative, Dots)):
        if missing is not None:
            missing["\x00"] = node
        return node
    return node.rebuild(tuple(with_values(c, ledger, missing) for c in node.children))


def is_literal(node: Node) -> bool:
    """Numbers alone."""
    return not any(
        isinstance(n, (Entry, Derivative, Dots, Big, Label)) or (isinstance(n, Name) and n.name not in CONSTANTS)
        or (isinstance(n, Apply) and n.function in DOUBTFUL) for n in walked(node)
    )  # fmt: skip


DOUBTFUL = frozenset({"log", "sigmoid", "delta", "phi", "f", "g", "sgn", "sign"})


def is_printed(node: Node) -> bool:
    """A number, or a list or matrix of numbers, as it is printed."""
    if isinstance(node, Rows):
        return all(is_printed(c) for c in node.cells)
    if isinstance(node, (Negative, Transpose)):
        return is_printed(node.operand)
    if isinstance(node, Operation) and node.operator == "/":
        return isinstance(node.left, (Number, Negative)) and isinstance(node.right, Number)
    return isinstance(node, Number)


@lru_cache(maxsize=200)
def value_of(node: Node) -> Any:
    """The value of a tree of numbers as an array with its axes, not to be written to; None where it has none."""
    if sum(1 for _ in walked(node)) > 4_000:
        return None
    try:
        with np.errstate(all="ignore"):
            v = Evaluator(Table(), World(0, 0, 1, 0), FLOATS).value(node, Scope(np.zeros(1, dtype=np.int64)))
    except FAILURES:
        return None
    if v.eye or any(v.stretch) or not np.isfinite(v.data.astype(float)).all():
        return None
    data = np.asarray(v.data[0], dtype=float)
    return data.reshape(-1, 1) if v.axes == 1 and not v.row else data.reshape(1, -1) if v.axes == 1 else data


def same_value(a: Node, b: Node) -> bool | None:
    x, y = value_of(a), value_of(b)
    if x is None or y is None:
        return None
    return x.shape == y.shape and bool(np.allclose(x, y, rtol=1e-9, atol=1e-12))


def rounded(node: Node) -> Iterator[tuple[Number, Fraction]]:
    """The numbers of a tree that show decimals, and half a unit of their last place."""
    for n in walked(node):
        if isinstance(n, Number) and n.decimals:
            yield n, Fraction(1, 2 * 10**n.decimals)


def uncertainty(node: Node, value: Any) -> Any:
    """How far the value may be off because numbers in it are rounded."""
    total = np.zeros_like(value)
    for k, (n, half) in enumerate(rounded(node)):
        if k >= MAX_NUMBERS:
            return np.full_like(value, np.inf)
        moved = value_of(swapped(node, n, number_at(n, half)))
        if moved is None or moved.shape != value.shape:
            return np.full_like(value, np.inf)
        total += np.abs(moved - value)
    return total


def exact(node: Node, up_to: int) -> Node:
    """Numbers with at most so many decimals are no rounded ones: a learning rate of 0.1, given data."""
    if isinstance(node, Number):
        return replace(node, decimals=None) if node.decimals and node.decimals <= up_to else node
    return node.rebuild(tuple(exact(c, up_to) for c in node.children))


def number_at(n: Number, half: Fraction) -> Number:
    return Number(n.value + half, "", n.decimals, start=n.start)


def swapped(node: Node, old: Number, new: Number) -> Node:
    """One number, told by being the same object, replaced."""
    if node is old:
        return new
    return node.rebuild(tuple(swapped(c, old, new) for c in node.children))


def shown(value: Any) -> str:
    """A value for a sentence."""
    digits = lambda x: f"{int(x):,}" if x == int(x) and abs(x) < 1e15 else f"{x:.6g}"  # noqa: E731
    if value.ndim == 0:
        return digits(float(value))
    if 1 in value.shape:
        return "(" + ", ".join(digits(float(x)) for x in value.reshape(-1)) + ")"
    return "[" + "; ".join(", ".join(digits(float(x)) for x in row) for row in value) + "]"


def as_tree(value: Any) -> Node:
    """An array as a tree."""
    if value.ndim == 0:
        found = Fraction(float(value)).limit_denominator(10**6)
        return number(found) if found >= 0 else Negative(number(-found))
    return Rows(tuple(Rows(tuple(as_tree(x) for x in row)) for row in value), flat=False)
