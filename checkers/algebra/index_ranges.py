"""The values of the free indices of a question: along an axis, as far as its sums have terms, from 0 or from 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from checkers.algebra.borders import reads_zero
from checkers.algebra.evaluate import Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table, bound_names, entry_name, places_of
from checkers.algebra.tree import Big, Bound, Entry, Name, Node, Number, Operation, Relation, names_in, walked
from checkers.algebra.values import NoValue, Unsure
from checkers.algebra.world import World

if TYPE_CHECKING:
    from checkers.algebra.question import Question

MAX_ROWS, FEW_ROWS = 4_000, 40  # FEW_ROWS: where few points are tried
REACH, REACH_OF_MANY = 5, 3  # values of an index of which nothing says how far it goes
WORLDS = 4  # in which the first place is sought
Ends = tuple[Node, Node]


def rows(question: Question, world: World, table: Table, first: int) -> Scope:
    """Every point with every value of the free indices. first: the first place along an axis."""
    scope = Scope(np.arange(world.points))
    evaluator = Evaluator(table, world, FLOATS)
    loose: set[str] = set()
    for name in question.free:
        stated = stated_range(question, name, evaluator, scope, first)
        if stated is None:
            loose.add(name)
        scope, _ = scope.over(name, *(stated or tried_range(question, scope, first)))
    if loose:
        scope = with_terms(question.tree, loose, evaluator, scope)
    if scope.count > MAX_ROWS:
        step = scope.count // MAX_ROWS + 1
        scope = scope.taken(np.arange(0, scope.count, step))
    if question.context.points and scope.count > FEW_ROWS:
        scope = scope.taken(np.sort(world.rng("rows").permutation(scope.count)[:FEW_ROWS]))
    return scope


def range_of(question: Question, name: str, evaluator: Evaluator, scope: Scope) -> tuple[Any, Any]:
    """The first and last value of a free index."""
    first = question.first
    return stated_range(question, name, evaluator, scope, first) or tried_range(question, scope, first)


def tried_range(question: Question, scope: Scope, first: int) -> tuple[Any, Any]:
    """A few values of an index of which nothing says how far it goes."""
    reach = REACH if len(question.free) < 3 else REACH_OF_MANY
    return np.full(scope.count, first), np.full(scope.count, first + reach - 1)


def stated_range(
    question: Question, name: str, evaluator: Evaluator, scope: Scope, first: int
) -> tuple[Any, Any] | None:
    """The first and last value of a free index, None where nothing says them."""
    if name in question.table.ranges:
        low, high = question.table.ranges[name]
        return evaluator.whole(low, scope), evaluator.whole(high, scope)
    if name in question.letters and isinstance(question.tree, Entry):
        whole = evaluator.value(question.tree.base, scope.taken(np.array([0])))
        shape = whole.shape if whole.axes == len(question.letters) else tuple(n for n in whole.shape if n != 1)
        if len(shape) == len(question.letters):
            ones = np.ones(scope.count, dtype=np.int64)
            return ones * first, ones * (first + shape[question.letters.index(name)] - 1)
    labels = () if question.label is None else (question.label,)
    bodies = (b for _, b in question.context.definitions.values())
    for tree in (*labels, question.tree, *question.also, *bodies):
        axis = evaluator.axis_of(name, tree, scope, 0)
        if axis is not None:
            return axis
    for low, high in (e for t in (question.tree, *question.also) for e in compared(name, t, {})):
        try:
            return evaluator.whole(low, scope), evaluator.whole(high, scope)
        except (NoValue, Unsure):
            continue
    opened = [body for _, body in question.context.definitions.values()]
    for summed, body in summed_alike(name, (question.tree, *question.also), opened):
        try:
            return evaluator.implied(summed, body, scope)
        except (NoValue, Unsure):
            continue
    return None


def summed_alike(letter: str, trees: tuple[Node, ...], opened: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """The indices without stated ends, with what is summed, of sums over entries that the letter reads too.

    k of pi_k runs as far as a in the sum of pi_a r_a does. opened: the definitions, in which such sums may stand.
    """
    read = {(entry_name(n.base), k) for t in trees for n in walked(t, Entry)
            for k, p in enumerate(places_of(n, None)) if p == Name(letter)}  # fmt: skip
    for big in (n for t in (*trees, *opened) for n in walked(t, Big)):
        for b in big.bounds:
            if b.low is not None or b.high is not None or b.name == letter:
                continue
            for n in walked(big.body):
                if isinstance(n, Entry) and any(
                    p == Name(b.name) and (entry_name(n.base), k) in read for k, p in enumerate(places_of(n, None))
                ):
                    yield b.name, big.body
                    break


def compared(letter: str, node: Node, bound: Mapping[str, Bound]) -> Iterator[Ends]:
    """The ends of the indices that a letter is compared with: a of delta_{ab} goes as far as the b of its sum."""
    if isinstance(node, Big):
        bound = {**bound, **{b.name: b for b in node.bounds}}
    pair: tuple[Node, ...] = ()
    if isinstance(node, Entry) and node.base == Name("delta"):
        pair = places_of(node, 2)
    elif isinstance(node, Relation) and node.relation == "=":
        pair = (node.left, node.right)
    if len(pair) == 2 and letter not in bound:
        for one, other in (pair, pair[::-1]):
            b = bound.get(other.name) if isinstance(other, Name) else None
            if isinstance(one, Name) and one.name == letter and b is not None and b.low is not None:
                if b.high is not None and not (names_in(b.low) | names_in(b.high)) & {*bound, letter}:
                    yield b.low, b.high
    for c in node.children:
        yield from compared(letter, c, bound)


def with_terms(tree: Node, loose: Set[str], evaluator: Evaluator, scope: Scope) -> Scope:
    """The rows at which the sums that begin or end at these indices have terms: s <= T below sum_{t=s}^T.

    A sum from s + 1 may be empty, by the one term that it leaves out, but not beyond that.
    """
    bound = bound_names(tree)
    good = np.ones(scope.count, dtype=bool)
    for n in walked(tree):
        for b in n.bounds if isinstance(n, Big) else ():
            if b.low is None or b.high is None:
                continue
            named = names_in(b.low) | names_in(b.high)
            if not named & loose or named & bound:
                continue
            try:
                low, high = evaluator.whole(b.low, scope), evaluator.whole(b.high, scope)
            except (NoValue, Unsure):
                continue
            good &= low <= high + (not begins_there(n, b, named & loose))
    return scope.taken(np.flatnonzero(good)) if good.any() and not good.all() else scope


def begins_there(total: Node, b: Bound, loose: Set[str]) -> bool:
    """Is the index itself the first or the last place that the sum reads: t = s, or g_{s+k} from k = 0?"""
    if any(isinstance(e, Name) and e.name in loose for e in (b.low, b.high)):
        return True
    if not (isinstance(b.low, Number) and b.low.value == 0):
        return False
    sums = [{p.left, p.right} for n in walked(total, Entry) for p in n.places
            if isinstance(p, Operation) and p.operator == "+"]  # fmt: skip
    return any({Name(b.name), Name(s)} == pair for pair in sums for s in loose)


# ------------------------------------------------------------------ from 0 or from 1


def first_place(question: Question) -> int:
    """The first place along every axis: 0 where the reference has more values so, as with x_0, .., x_{n-1}."""
    if not question.table.shapes or not reads_zero((question.tree, *question.also)):
        return 1
    shares = {}
    for first in (1, 0):
        shares[first] = share_with_values(question, first)
        if shares[first] == 1:
            return first
    return 0 if shares[0] > shares[1] else 1


def share_with_values(question: Question, first: int) -> float:
    """The share of the rows at which the reference has a value, in the first world in which it has one."""
    for number in range(WORLDS if question.table.sizes else 1):
        try:
            if (stage := question.stage(number, first=first)) is not None:
                return stage.share
        except Unsure:
            pass
    return 0.0
