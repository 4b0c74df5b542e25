"""Matrix algebra as the sums of entries that it stands for: X^T G at (i, j) is sum_n X_{ni} G_{nj}."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.indices import length_of
from checkers.algebra.slips.products import ONE
from checkers.algebra.table import Axis
from checkers.algebra.tree import (
    Apply,
    Big,
    Bound,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Transpose,
    names_in,
)

LETTERS = "nmklrstpquvabcdfh"
Shape = tuple[Axis | None, ...]  # None: as long as is needed


class NoEntries(Exception):
    """What is not written out."""


class Written:
    """Writes one tree out. ends: sums state their last terms."""

    def __init__(self, facts: Facts, used: set[str], ends: bool):
        self.facts, self.used, self.ends = facts, used, ends

    def letter(self) -> str:
        for c in LETTERS:
            if c not in self.used and not self.facts.table.declared(c):
                self.used.add(c)
                return c
        raise NoEntries

    def shape(self, node: Node) -> Shape:
        """The axes of a node; () for a number. Raises NoEntries."""
        match node:
            case Name("I"):
                return (None, None)
            case Name(name):
                return tuple(self.facts.shape(name))
            case Number():
                return ()
            case Apply("ones", ()):
                return (None,)
            case Apply("diag", (inner,)):
                found = self.shape(inner)
                return (found[0], found[0]) if len(found) == 1 else found[:1]
            case Apply(_, (inner,)):
                return self.shape(inner)
            case Entry():
                return ()
            case Transpose(inner):
                found = self.shape(inner)
                return (0, *found) if len(found) == 1 else found[1:] if found[:1] == (0,) else found[::-1]
            case Negative(inner):
                return self.shape(inner)
            case Operation("+" | "-" | "o", left, right):
                a, b = self.shape(left), self.shape(right)
                return a if len(a) >= len(b) and a.count(None) <= b.count(None) else b or a
            case Operation("/" | "^", left, _):
                return self.shape(left)
            case Operation(" " | "@" | "*" | ".", left, right):
                a, b = self.shape(left), self.shape(right)
                if not a or not b:
                    return a or b
                if a[:1] == (0,):  # a row
                    return () if len(b) == 1 else (0, b[-1])
                return (a[0],) if len(b) == 1 else (a[0], b[-1])
        raise NoEntries

    def entry(self, node: Node, at: tuple[Node, ...]) -> Node:
        """The entry of a node at these places. Raises NoEntries."""
        axes = len([a for a in self.shape(node) if a != 0])
        if not axes:
            at = ()
        if axes != len(at):
            raise NoEntries
        match node:
            case Number() | Entry():
                return node
            case Name("I"):
                return Entry(Name("delta"), at)
            case Name():
                return Entry(node, at) if at else node
            case Apply("ones", ()):
                return ONE
            case Apply("diag", (inner,)):
                if len(at) == 2:
                    return Operation(" ", Entry(Name("delta"), at), self.entry(inner, at[:1]))
                return self.entry(inner, (*at, *at))
            case Apply(function, (inner,)) if function not in ("sum", "mean", "trace", "inv", "det", "softmax", "norm"):
                return Apply(function, (self.entry(inner, at),))
            case Transpose(inner):
                return self.entry(inner, at[::-1])
            case Negative(inner):
                return Negative(self.entry(inner, at))
            case Operation("+" | "-" | "o" as operator, left, right):
                return Operation(operator.replace("o", " "), self.entry(left, at), self.entry(right, at))
            case Operation("/" | "^" as operator, left, right) if not self.shape(right):
                return Operation(operator, self.entry(left, at), self.entry(right, ()))
            case Operation(" " | "@" | "*" | ".", left, right):
                return self.multiplied(left, right, at)
        raise NoEntries

    def multiplied(self, left: Node, right: Node, at: tuple[Node, ...]) -> Node:
        a, b = self.shape(left), self.shape(right)
        if not a or not b:
            return Operation(" ", self.entry(left, at if a else ()), self.entry(right, at if b else ()))
        if len(a) == 1 and b[:1] == (0,):  # an outer product
            return Operation(" ", self.entry(left, at[:1]), self.entry(right, at[1:]))
        row = a[:1] == (0,)
        length = a[-1] if a[-1] is not None else b[0]
        k = Name(self.letter())
        first = (k,) if row else (at[0], k)
        second = (k,) if len(b) == 1 else (k, at[-1])
        body = Operation(" ", self.entry(left, first), self.entry(right, second))
        ends = (ONE, length_of(length)) if self.ends and length is not None else (None, None)
        return Big("sum", (Bound(k.name, *ends),), body)


def written_out(tree: Node, letters: tuple[str, ...], facts: Facts) -> Iterator[Node]:
    """The entry of a tree in matrix algebra at these letters as sums, without and with the ends of the sums."""
    for ends in (False, True):
        used = names_in(tree) | set(letters)
        try:
            yield Written(facts, used, ends).entry(tree, tuple(Name(x) for x in letters))
        except (NoEntries, IndexError):
            return


__all__ = ["written_out"]
