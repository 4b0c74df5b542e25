"""Seeded random terms over a small vocabulary, for the rules and the printers."""

from __future__ import annotations

import random

import torch

from checkers.instance import Instance
from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import ONE, Integer, ceil, floor, integer, mod, symbol
from derivations.rule import Context, Range
from derivations.scope import Scope

N = symbol("N")
RANGES: dict[str, tuple[Range, ...]] = {"u": ((ONE, N),), "v": ((ONE, N),), "M": ((ONE, N), (ONE, N)), "c": ()}
FREE = tuple(T.Index(n, ONE, N) for n in "ijk")
READ = ("y", ((ONE, N),), (ONE, N))  # whole numbers from 1 to N, for texts; random terms read none
FACTS = Facts(ranges=FREE, declared=(READ,))
CONTEXT = Context({**RANGES, "y": READ[1]}, FACTS)


def scope(without: frozenset[str] = frozenset()) -> Scope:
    """The vocabulary for a text; `without` are the names it binds itself."""
    return Scope(CONTEXT.ranges, frozenset({"N"}), frozenset({"y"})).within(
        tuple(i for i in FREE if i.name not in without)
    )


def instance(size: int, seed: int = 0) -> Instance:
    """Values for the vocabulary, all positive so that powers and logarithms exist."""
    g = torch.Generator().manual_seed(seed)
    draw = lambda *shape: torch.rand(*shape, generator=g, dtype=torch.float64) + 0.5  # noqa: E731
    values = {"u": draw(size), "v": draw(size), "M": draw(size, size), "c": draw(1)[0]}
    whole = {"y": torch.randint(1, size + 1, (size,), generator=g)}
    return Instance({"N": size}, values, whole, CONTEXT.ranges)


class Maker:
    """Makes terms; the same seed makes the same terms."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.wrt = ""  # inside a derivative, the tensor it is taken by turns up often

    def place(self, names: list[str]) -> Integer:
        """An index expression, sometimes out of range."""
        r = self.random
        i = symbol(r.choice(names))
        j = symbol(r.choice(names))
        return r.choice(
            (i, i, i, i, i + 1, N - i + 1, i + j - 1, ceil(i, 2), floor(i + j, 2), mod(i + j, N) + 1, integer(1))
        )

    def entry(self, names: list[str]) -> T.Entry:
        tensor = self.wrt if self.wrt and self.random.random() < 0.6 else self.random.choice(list(RANGES))
        return T.Entry(tensor, tuple(self.place(names) for _ in RANGES[tensor]))

    def indices(self, names: list[str]) -> tuple[T.Index, ...]:
        r = self.random
        fresh = [n for n in "abdefgh" if n not in names][: r.choice((1, 1, 2))]
        low, high = r.choice(((ONE, N), (ONE, N), (integer(0), integer(1)), (ceil(symbol("i"), 2), N)))
        return tuple(T.Index(n, low, high) for n in fresh)

    def term(self, depth: int, names: list[str] | None = None, open_derivative: bool = True) -> T.Term:
        """A random term of at most this depth; an open derivative only outside another."""
        names = names or ["i", "j", "k"]
        r, sub = self.random, lambda d=open_derivative: self.term(depth - 1, names, d)
        if depth == 0:
            return r.choice(
                (self.entry(names), self.entry(names), T.number(r.randint(0, 3)), T.Size(N), self.bracket(names))
            )
        if open_derivative and r.random() < 0.35:
            self.wrt = r.choice(("u", "v", "M"))
            wrt = T.Entry(self.wrt, tuple(symbol(r.choice(names[:3])) for _ in RANGES[self.wrt]))
            of, self.wrt = sub(False), ""
            return T.Partial(of, wrt)
        kind = r.random()
        if kind < 0.2:
            return T.Add((sub(), sub()))
        if kind < 0.45:
            return T.Mul((sub(), sub()))
        if kind < 0.55:
            return T.Pow(sub(), T.number(r.choice((2, 3))))
        if kind < 0.65:
            return T.Apply(r.choice(("tanh", "sigmoid", "relu")), sub())
        if kind < 0.85:
            indices = self.indices(names)
            inner = names + [i.name for i in indices]
            body = self.term(depth - 1, inner, open_derivative)
            return T.Sum(indices, T.Mul((self.bracket(inner), body)) if r.random() < 0.5 else body)
        if kind < 0.9:
            indices = self.indices(names)
            return T.Max(indices, self.term(depth - 1, names + [i.name for i in indices], False))
        return sub()

    def bracket(self, names: list[str]) -> T.Iverson:
        return T.Iverson(self.random.choice(("=", "=", "<=", "!=")), self.place(names), self.place(names))
