"""The identities that an answer's equality with the reference comes to, written for a program that proves them.

The evaluator works out both sides with formulas for numbers, so that shapes, sums, definitions and both ways of writing
mean there what they mean everywhere. Where an array has a size of its own name there is no finite number of identities,
and nothing is written.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from checkers.algebra.decide import WrongShape, entry_of_whole, fitted
from checkers.algebra.domains import ANY, Domain
from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.formal import FormalSystem, Formulas, NotFormal, degree, greater, joined, negated, smaller
from checkers.algebra.index_ranges import range_of
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.scope import Scope
from checkers.algebra.stage import Stage
from checkers.algebra.table import Table, entry_name, places_of
from checkers.algebra.tabulated import tree_of
from checkers.algebra.tree import Big, Cases, Entry, Name, Node, Relation, Rows, walked
from checkers.algebra.values import NoValue, Unsure, Value, aligned, is_number, scalar
from checkers.algebra.world import World

MOST_ROWS, MOST_PAIRS, MOST_PREMISES, MOST_DEGREE = 80, 60, 40, 100
FAILURES = (NotFormal, NoValue, WrongShape, Unsure, Ambiguous, RecursionError, TypeError, AttributeError, ValueError,
            ZeroDivisionError, OverflowError, IndexError, KeyError, MemoryError)  # fmt: skip


def identities(question: Question, stage: Stage, side: Side, tree: Node) -> dict[str, Any] | None:
    """What is to be proved, None where it cannot be written: parts, the domains of their symbols, pairs of places
    (reference, answer), and places of what is 0 and what holds by a premise."""
    try:
        return _written(question, stage, side, tree)
    except FAILURES:
        return None


def _written(question: Question, stage: Stage, side: Side, tree: Node) -> dict[str, Any]:
    context, table = question.context, Formulas()
    if context.cyclic:
        raise NotFormal("definitions that read each other")
    if context.where or context.families or context.recurrences or not all(map(_whole_range, _letters(question))):
        raise NotFormal("an index without a certain range")
    world = FormalWorld(question, stage, table)
    theirs, ours = (formal_evaluator(stage.table, world, s.numpy) for s in (question.reference, side))
    scope = Scope(np.zeros(1, dtype=np.int64))
    for name, (low, high) in _ranges(question, world).items():
        scope, _ = scope.over(name, np.full(scope.count, low), np.full(scope.count, high))
    if not 0 < scope.count <= MOST_ROWS:
        raise NotFormal("many rows")
    reference = theirs.value(tree_of(question, question.tree), scope)
    value = ours.value(tree_of(question, tree), scope)
    if theirs.outside or ours.outside:
        raise NotFormal("an entry that does not exist")
    formal = Stage(world, stage.table, scope, reference, None, None)
    value = entry_of_whole(question, formal, value, tree)
    literal = isinstance(tree, Rows) or isinstance(question.tree, Rows)
    got, wanted = fitted(value, reference, context.orientation == "ignored" or (not context.orientation and literal))
    lifted = [world.system.lift(x).reshape(-1) for x in (wanted, got)]
    pairs = sorted({(int(a.place), int(b.place)) for a, b in zip(*lifted, strict=True)})
    if len(pairs) > MOST_PAIRS or degree(table.parts) > MOST_DEGREE:
        raise NotFormal("many identities, or long ones")
    return {
        "pairs": [p for p in pairs if p[0] != p[1]],
        **_premises(question, stage, world),
        "parts": [list(p) for p in table.parts],
        "domains": world.stated,
    }


def _premises(question: Question, stage: Stage, world: FormalWorld) -> dict[str, list[int]]:
    """What is 0 by the premises, entry by entry, and which comparisons hold; one that is not written is not used."""
    zero, holds = list[int](), list[int]()
    for premise in question.context.premises:
        if premise.relation in ("is", "within"):
            continue
        try:
            evaluator = formal_evaluator(stage.table, world)
            scope = Scope(np.zeros(1, dtype=np.int64))
            if premise.relation == "=":
                left, right = (evaluator.value(t, scope) for t in (premise.left, premise.right))
                a, b = fitted(left, right, True)
                zero += [d.place for d in (a - b).reshape(-1) if d.exact != 0]
            else:
                conditions = evaluator.holds(premise.left, scope).reshape(-1)
                holds += [c.place for c in conditions if not isinstance(c, bool)]
        except FAILURES:
            continue
    return {"zero": zero[:MOST_PREMISES], "holds": holds[:MOST_PREMISES]}


def _letters(question: Question) -> list[tuple[Question, str]]:
    return [(question, name) for name in question.free]


def _whole_range(letter: tuple[Question, str]) -> bool:
    """Is the range of the index known, and not only tried?"""
    question, name = letter
    if name in question.letters and isinstance(question.tree, Entry):
        return True  # it counts the entries of the reference
    domain = question.context.domains.get(name)
    if domain is not None and domain.whole:
        return domain.low > -np.inf and domain.high < np.inf and not any(domain.ends)
    shapes = question.context.shapes
    trees = [question.tree] if question.label is None else [question.label, question.tree]
    placed = [
        n for t in trees for n in walked(t, Entry) if (axes := shapes.get(entry_name(n.base) or ""))
        and any(p == Name(name) for p in places_of(n, len(axes)))
    ]  # fmt: skip
    return bool(placed)


def _ranges(question: Question, world: FormalWorld) -> dict[str, tuple[int, int]]:
    """First and last value of each free index, as the question has them."""
    found: dict[str, tuple[int, int]] = {}
    scope = Scope(np.zeros(1, dtype=np.int64))
    evaluator = formal_evaluator(question.table, world)
    for name in question.free:
        low, high = range_of(question, name, evaluator, scope)
        found[name] = (int(low[0]), int(high[0]))
    return found


class FormalWorld(World):
    """A world of one point, at which every quantity is a symbol of its own."""

    def __init__(self, question: Question, stage: Stage, table: Formulas):
        super().__init__(0, 0, 1, 0, domains=question.context.domains)
        self.table, self.system = table, FormalSystem(table)
        self.axes, self.stated = stage.table.shapes, list[dict[str, Any]]()
        self.declared = frozenset(question.context.shapes)
        self.shapes = {n: axes for n, axes in self.axes.items() if all(isinstance(a, int) for a in axes)}  # type: ignore[misc]
        self.borders = stage.world.borders
        if self.borders or stage.world.lows:
            raise NotFormal("entries beyond an axis")

    def draw_entry(self, word: str, domain: Domain) -> Any:
        return self.draw(word, (), domain)

    def draw(self, name: str, shape: tuple[int, ...], domain: Domain | None = None) -> Any:
        if self.axes.get(name) and (name not in self.shapes or name not in self.declared):
            raise NotFormal("an array of any size, or of a size that is inferred")
        stated = self.domains.get(name, ANY) if domain is None else domain
        out = np.empty((1, *shape), dtype=object)
        out.reshape(-1)[:] = [self.symbol(stated) for _ in range(out.size)]
        return out

    def symbol(self, domain: Domain) -> Any:
        """A new symbol; what nobody declared is any real number."""
        ends = {
            "low": domain.low if domain.low > -np.inf else None,
            "high": domain.high if domain.high < np.inf else None,
            "low open": not domain.closed_low,
            "high open": not domain.closed_high,
            "whole": domain.whole,
            "nonzero": domain.declared and not domain.zero,
            "chosen": list(domain.chosen),
        }
        self.stated.append(ends)
        return self.table.put("symbol", len(self.stated) - 1)


class FormalEvaluator(Evaluator):
    """The evaluator, where a comparison is a formula too and nothing is taken by number."""

    system: Any

    def named(self, node: Name, scope: Scope) -> Value:
        plain = node.name not in scope.indices and node.name not in scope.local and not self.table.declared(node.name)
        if plain and node.name in ("pi", "infty", "inf"):
            if node.name != "pi":
                raise NotFormal("an infinite number")
            return scalar(np.full(scope.count, self.system.table.put("pi")))
        return super().named(node, scope)

    def field(self, name: str, keys: Any, scope: Scope, moving: bool = True) -> Any:
        if scope.changed:
            raise NotFormal("a derivative by number")
        out = np.empty(scope.count, dtype=object)
        out[:] = [self.world.entry(name, tuple(int(x) for x in place))[0] for place in keys]
        return out

    def implied(self, letter: str, body: Node, scope: Scope) -> tuple[Any, Any]:
        found = self.axis_of(letter, body, scope, 0)
        if found is None:
            raise NotFormal("an index whose range nothing states")
        return found

    def value(self, node: Node, scope: Scope) -> Value:
        if isinstance(node, Relation):
            holds = np.asarray(self.holds(node, scope), dtype=object)
            return Value(self.chosen(holds, 1, 0))
        return super().value(node, scope)

    def chosen(self, condition: Any, yes: Any, no: Any) -> Any:
        table = self.system.table
        return np.frompyfunc(table.chosen, 3, 1)(np.asarray(condition, dtype=object), yes, no)

    def zeroed(self, product: Value, a: Value, b: Value, node: Any) -> Value:
        return product

    def holds(self, node: Node, scope: Scope) -> Any:
        if not isinstance(node, Relation):
            v = self.value(node, scope).data
            return np.frompyfunc(lambda x: negated(self.system.table.of(x) == 0), 1, 1)(v)
        if node.relation in ("and", "or"):
            x, y = (np.asarray(self.holds(n, scope), dtype=object) for n in (node.left, node.right))
            return np.frompyfunc(lambda p, q: joined(node.relation, p, q), 2, 1)(x, y)
        if node.relation == "not":
            return np.frompyfunc(negated, 1, 1)(self.holds(node.left, scope))
        a, b = self.value(node.left, scope), self.value(node.right, scope)
        x, y, _ = aligned(a, b, "a comparison", False)
        of = self.system.table.of
        compared = {
            "<": lambda p, q: of(p) < of(q), "<=": lambda p, q: of(p) <= of(q), ">": lambda p, q: of(p) > of(q),
            ">=": lambda p, q: of(p) >= of(q), "=": lambda p, q: of(p) == of(q), "!=": lambda p, q: of(p) != of(q),
        }.get(node.relation)  # fmt: skip
        if compared is None or a.eye or b.eye:
            raise NotFormal("a comparison of another kind")
        return np.frompyfunc(compared, 2, 1)(x, y)

    def cases(self, node: Cases, scope: Scope) -> Value:
        values = [self.value(v, scope) for v in node.values]
        conditions = [None if c is None else np.asarray(self.holds(c, scope), dtype=object) for c in node.conditions]
        arrays = [v for v in values if not is_number(v)]
        shape = np.broadcast_shapes(*(v.data.shape for v in arrays)) if arrays else (scope.count,)
        for c in conditions:
            shape = c.shape if c is not None and c.ndim > len(shape) else shape
        wide = lambda x: np.broadcast_to(x.reshape(x.shape + (1,) * (len(shape) - x.ndim)), shape)  # noqa: E731
        out: Any = np.empty(shape, dtype=object)
        out.fill(self.system.table.undefined)
        for v, c in zip(values[::-1], conditions[::-1]):
            data = wide(self.system.lift(v.data))
            out = data if c is None else self.chosen(wide(c), data, out)
        return Value(np.array(out, dtype=object), (arrays or values)[0].row)

    def big(self, node: Big, scope: Scope) -> Value:
        if node.kind not in ("sum", "prod"):
            raise NotFormal("an extreme over an index")
        return super().big(node, scope)

    def larger(self, x: Any, y: Any) -> Any:
        return self.picking(greater)(x, y)

    def smaller(self, x: Any, y: Any) -> Any:
        return self.picking(smaller)(x, y)

    def largest(self, a: Any, axis: int, keepdims: bool = False) -> Any:
        found = reduce(self.picking(greater), np.moveaxis(a, axis, 0))
        return np.expand_dims(found, axis) if keepdims else found

    def smallest(self, a: Any, axis: int, keepdims: bool = False) -> Any:
        return -self.largest(-a, axis, keepdims)

    def picking(self, pick: Any) -> Any:
        """A choice between two formulas, entry by entry."""
        of = self.system.table.of
        return np.frompyfunc(lambda p, q: pick(of(p), of(q)), 2, 1)

    def shift(self, data: Any, axis: int) -> Any:
        return 0

    def refused(self, *_: Any) -> Value:
        """What the evaluator takes by number, or draws at random."""
        raise NotFormal("a derivative by number, or a function that is not known")

    derivative = slope_by_number = user_slope = opaque = upstream = opaque_slope = refused  # type: ignore[assignment]


def formal_evaluator(table: Table, world: FormalWorld, numpy: bool = False) -> FormalEvaluator:
    system: Any = world.system
    return FormalEvaluator(table, world, system, numpy)
