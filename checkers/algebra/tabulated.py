"""The table of a question: the values of answers one slip away from the right one, at a few points of a few worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.question import Question
from checkers.algebra.scope import Scope
from checkers.algebra.slips import Facts, Slip, slips
from checkers.algebra.slips.rules import derivative, guesses, mistaken, resolved
from checkers.algebra.slopes import NeedsDigits
from checkers.algebra.stage import Stage
from checkers.algebra.tree import Derivative, Entry, Name, Node, deeper, walked
from checkers.algebra.values import NoValue, Unsure, Value, identity

MOST_SLIPS, MOST_ROWS, MOST_CELLS, MOST_GUESSES, WORLDS = 800, 40, 160, 40, 3
MOST_OPERATIONS, MOST_NUMBERS = 3_000, 1_000_000  # evaluations for a table, and the numbers that they give
MOST_PARTS, DEEPEST = 250, 40  # parts and depth of a reference that has a table
CLOSE, SIDE = 1e-7, 3
FAILURES = (NoValue, Unsure, Ambiguous, NeedsDigits, OverflowError, ZeroDivisionError, FloatingPointError, ValueError,
            IndexError, TypeError, MemoryError, RecursionError)  # fmt: skip
Place = tuple[tuple[int, ...], int]  # the shape of an answer, and its number among those of that shape


class Remembering(Evaluator):
    """An evaluator that keeps the values of parts that it has met; an entry that does not exist has one too."""

    beyond = 0.7310  # as good as any: what reads beyond the end is told from what does not

    def __init__(self, stage: Stage, scope: Scope, numpy: bool):
        super().__init__(stage.table, stage.world, FLOATS, numpy)
        self.whole_scope, self.kept = scope, dict[int, tuple[Node, Value]]()
        self.repeated = 0  # how often a part was met again
        self.made = 0  # numbers

    def value(self, node: Node, scope: Scope) -> Value:
        if scope is not self.whole_scope:
            found = super().value(node, scope)
            self.made += found.data.size
            return found
        known = self.kept.get(id(node))
        if known is not None and known[0] is node:
            self.repeated += 1
            return known[1]
        found = super().value(node, scope)
        self.operations += len(node.children) // 3  # a list costs more than a sum
        self.made += found.data.size
        self.kept[id(node)] = (node, found)  # the node is kept alive, so that its id stays its own
        return found

    @property
    def spent(self) -> bool:
        return self.operations + self.repeated // 8 > MOST_OPERATIONS or self.made > MOST_NUMBERS


@dataclass
class Known:
    """The names, trees and values of answers with one slip, by shape; the values are those in the first world."""

    stages: list[Stage]
    scopes: list[Scope]
    numpy: bool
    right: tuple[tuple[int, ...], Any] | None
    names: dict[tuple[int, ...], list[str]] = field(default_factory=dict)
    trees: dict[tuple[int, ...], list[Node]] = field(default_factory=dict)
    values: dict[tuple[int, ...], Any] = field(default_factory=dict)

    @property
    def worlds(self) -> int:
        return len(self.stages)

    def matching(self, shape: tuple[int, ...], got: Any, slack: float, ratio: float = 1.0) -> list[Place]:
        """The slips whose answer has these values."""
        good = np.isfinite(got)
        if shape not in self.values or good.mean() < 0.25:
            return []
        made = self.values[shape] * ratio
        scale = np.max(np.abs(got[good]), initial=0.0)
        near = np.abs(made - got) <= slack + CLOSE * (np.abs(got) + 1e-3 * scale)
        fits = np.where(good, near, ~np.isfinite(made)).all(axis=1)
        return [(shape, int(k)) for k in np.flatnonzero(fits)]

    def holds(self, place: Place, world: int, got: Any, ratio: float) -> bool:
        """Has the slip the answer's values in another world too?"""
        tree = self.trees[place[0]][place[1]]
        evaluator = Remembering(self.stages[world], self.scopes[world], self.numpy)
        try:
            with np.errstate(all="ignore"):
                _, made = flat(evaluator.value(tree, self.scopes[world]))
        except FAILURES:
            return False
        return made.size == got.size and self.near(made * ratio, got)

    def near(self, made: Any, got: Any) -> bool:
        good = np.isfinite(got)
        scale = np.max(np.abs(got[good]), initial=0.0)
        near = np.abs(made - got) <= CLOSE * (np.abs(got) + 1e-3 * scale)
        return bool(np.where(good, near, ~np.isfinite(made)).all())


def facts_of(question: Question) -> Facts:
    """What is known of the question's quantities; made once."""
    if "facts" not in question.tables:
        tree, table = question.tree, question.table
        question.tables["facts"] = Facts(tree, table, question.free, question.label, question.context.functions)
    found: Facts = question.tables["facts"]
    return found


def tree_of(question: Question, tree: Node) -> Node:
    """The tree with its derivatives carried out where there are rules for them."""
    if any(isinstance(n, Derivative) or getattr(n, "primes", 0) for n in walked(tree)):
        return resolved(tree, facts_of(question))
    return tree


def known_slips(question: Question, square: bool, first: int = 0) -> Known | None:
    """The table of a question; None where it has none. square: all axes are equally long; first: the world it is of."""
    key = "square" if square else f"world {first}"
    if key not in question.tables:
        question.tables[key] = _made(question, square, first)
    found: Known | None = question.tables[key]
    return found


def _made(question: Question, square: bool, first: int) -> Known | None:
    try:
        own = [] if square else question.stages[:WORLDS]
        stages = [question.stage(0, SIDE)] if square else [*own[first:], *own[:first]]
    except FAILURES:
        return None
    usable = [s for s in stages if s is not None]
    if not usable:
        return None
    scopes = [_fewer(s, int(np.prod(s.reference.shape or (1,)))) for s in usable]
    evaluator = Remembering(usable[0], scopes[0], question.reference.numpy)
    known = Known(usable, scopes, question.reference.numpy, None)
    found: dict[tuple[int, ...], list[tuple[str, Node, Any]]] = {}
    with np.errstate(all="ignore"):
        reference = tree_of(question, question.tree)
        try:
            known.right = flat(evaluator.value(reference, scopes[0]))
        except FAILURES:
            known.right = None
        for count, (name, tree) in enumerate(_candidates(question, reference, known, evaluator)):
            if count >= MOST_SLIPS or evaluator.spent:
                break
            try:
                shape, data = flat(evaluator.value(tree, scopes[0]))
            except FAILURES:
                continue
            if np.isfinite(data).any():
                found.setdefault(shape, []).append((name, tree, data))
    for shape, made in found.items():
        if known.right is not None and known.right[0] == shape:  # a slip that changes nothing is none
            made = [m for m in made if known.worlds > 1 or not known.near(m[2], known.right[1])]
        if made:
            known.names[shape] = [name for name, _, _ in made]
            known.trees[shape] = [tree for _, tree, _ in made] if known.worlds > 1 else []
            known.values[shape] = np.stack([data for _, _, data in made])
    return known


def _candidates(question: Question, reference: Node, known: Known, evaluator: Remembering) -> Iterator[Slip]:
    facts = facts_of(question)
    if sum(1 for _ in walked(question.tree)) > MOST_PARTS or deeper(question.tree, DEEPEST):
        return
    if known.right is not None and not facts.matrices and not facts.free and not question.constant:
        for count, (body, variable) in enumerate(guesses(question.tree, facts)):
            if count >= MOST_GUESSES:
                break
            slope = derivative(body, variable, facts)
            try:
                value = None if slope is None else flat(evaluator.value(slope, evaluator.whole_scope))
            except FAILURES:
                continue
            if value is not None and value[0] == known.right[0] and known.near(value[1], known.right[1]):
                yield "activation_for_its_slope", body
                yield from mistaken(body, variable, facts)
    if any(getattr(n, "primes", 0) for n in walked(question.tree)):
        yield from ((name, resolved(tree, facts)) for name, tree in slips(question.tree, facts))
    if not any(not isinstance(n.body, (Name, Entry)) for n in walked(reference, Derivative)):
        yield from slips(reference, facts)


def _fewer(stage: Stage, entries: int) -> Scope:
    """At most as many rows as tell answers apart, ordinary points first."""
    scope = stage.scope
    rows = np.flatnonzero(~stage.special)
    rows = rows if len(rows) else np.arange(scope.count)
    return replace(scope.taken(rows[: max(8, min(MOST_ROWS, MOST_CELLS // max(entries, 1)))]), kept={})


def flat(value: Value) -> tuple[tuple[int, ...], Any]:
    """(its shape as rows and columns, its numbers)."""
    if value.eye:
        value = identity(value, SIDE)
    data = np.asarray(value.data, dtype=np.float64)
    shape = value.shape
    if len(shape) == 1:
        shape = (1, *shape) if value.row else (*shape, 1)
    return shape, data.reshape(-1)
