"""A question: a reference with its context, evaluated once in a few worlds, against which any answer is decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from checkers.algebra.borders import COUNTS, shifted, sizes_in, tied_sizes, with_borders
from checkers.algebra.boundaries import branching
from checkers.algebra.constants import is_constant
from checkers.algebra.context import Context, table_of
from checkers.algebra.dots_values import sizes_with_dots
from checkers.algebra.evaluate import Evaluator
from checkers.algebra.index_ranges import REACH, first_place, rows
from checkers.algebra.inference import inferred_shapes, speaks
from checkers.algebra.measuring import make_room, measure
from checkers.algebra.numbers import FLOATS, MANY_DIGITS
from checkers.algebra.premises import impose
from checkers.algebra.reading import Side, read_sides
from checkers.algebra.scope import Scope
from checkers.algebra.slopes import NeedsDigits
from checkers.algebra.stage import Stage
from checkers.algebra.table import CONSTANTS, Table, bound_names, free_indices, hints_of, places_of, size_names
from checkers.algebra.thresholds import far
from checkers.algebra.tree import (
    Big,
    Dots,
    Entry,
    Name,
    Node,
    Number,
    ReadingError,
    Relation,
    names_in,
    walked,
)
from checkers.algebra.values import NoValue, Unsure, Value
from checkers.algebra.world import ALL_SIZES, MANY, SMALL, World, sized

POINTS, FEW, SPECIALS = 36, 8, 20
ENOUGH = 4  # worlds
ALLOWANCE = 60_000  # numbers of sixty digits, for the derivatives of a document
MOST_SPENT = 6_000_000  # numbers for all worlds together


@dataclass
class Question:
    """A reference in its context. seed: the same seed gives the same points."""

    reference: Side
    context: Context
    seed: int = 0
    also: tuple[Node, ...] = ()  # other trees that may bring sizes and ranges
    variants: dict[Any, Question] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)  # answers with one slip, made when they are first needed
    letters: tuple[str, ...] = ()  # of an entry of the reference, where answers give its entries
    prover: Any = None  # a Prover, for what holds at points
    last: tuple[Side, Question] | None = None
    unmet: str = ""  # what some world could not make true
    spent: int = 0  # how many numbers its worlds have taken
    counting: int | None = None  # the first place along every axis, where its way of writing says so
    otherwise: Question | None = None  # the same question, its sums over i < j taken in another way
    from_one: Question | None = None  # the same question, counted from 1, where this one is counted as a program counts

    @property
    def tree(self) -> Node:
        return self.reference.trees[0]

    @cached_property
    def table(self) -> Table:
        """The names of the reference, and of the other trees that belong to the question."""
        trees = (self.tree, *self.also)
        bodies = (
            *trees,
            *(b for _, b in self.context.definitions.values()),
            *(b for _, b in self.context.functions.values()),
        )
        indices = set().union(*(bound_names(t) for t in bodies)) if bodies else set()
        declared = frozenset(self.context.names.known.names) - frozenset(self.context.domains)
        own = self.label_letters | shifted(bodies, self.context.sizes)
        extra = (sizes_in(bodies, indices, declared, self.context.shapes) - own) | {
            n for n, d in self.context.domains.items() if d.whole and n not in indices and not self._is_place(n, bodies)
        }
        extra |= sizes_with_dots(bodies) - declared - CONSTANTS
        ranges: dict[str, tuple[Node, Node]] = {}
        for name, d in self.context.domains.items():
            if d.whole and name not in extra | self.context.sizes and not self.context.shapes.get(name):
                low = int(d.low) + (not d.closed_low) if d.low > -np.inf else 1
                high = int(d.high) if d.high < np.inf else low + REACH - 1
                ends = [Name(e) if e else Number(Fraction(v), str(v)) for e, v in zip(d.ends, (low, high))]
                ranges[name] = (ends[0], ends[1])
                extra |= {e for e in d.ends if e}
        table = table_of(self.context, frozenset(extra), ranges, hints_of(bodies))
        found = inferred_shapes(self.tree, table, self.also)
        return replace(table, shapes={**table.shapes, **found}) if found else table

    @cached_property
    def label_letters(self) -> frozenset[str]:
        """The letters in the places of what is asked: free indices wherever else they stand, unless they are arrays."""
        if self.label is None:
            return frozenset()
        entries = list(walked(self.label, Entry))
        letters = {p.name for e in entries for p in places_of(e, None) if isinstance(p, Name)}
        return frozenset(letters) - self.context.sizes - {n for n, axes in self.context.shapes.items() if axes}

    def _is_place(self, name: str, trees: tuple[Node, ...]) -> bool:
        for t in trees:
            for n in walked(t):
                if isinstance(n, Entry) and any(m.name == name for p in n.places for m in walked(p, Name)):
                    if name not in size_names(trees, set(), frozenset()):
                        return True
                if isinstance(n, Relation) and n.relation in ("=", "!=") and Name(name) in (n.left, n.right):
                    return True
        return False

    def with_answer(self, side: Side) -> Question:
        """The question, with sizes and ranges that only the answer states; the last one is remembered."""
        if self.last is None or self.last[0] is not side:
            self.last = (side, self._with(side))
        return self.last[1]

    def _with(self, side: Side) -> Question:
        arrays = not self.speaks and any(map(speaks, side.trees))
        if not arrays and not any(isinstance(n, (Big, Dots)) or n in COUNTS for t in side.trees for n in walked(t)):
            return self
        new = [
            (k, v) for k, v in hints_of(side.trees).items()
            if k not in self.table.hints and k[0] not in self.table.shapes
        ]  # fmt: skip
        indices = set().union(*(bound_names(t) for t in side.trees))
        known = frozenset(self.context.names.known.names) | self.table.sizes | frozenset(self.free)
        own = self.label_letters | shifted(side.trees, self.context.sizes)
        sizes = sizes_in(side.trees, indices, known, self.context.shapes) - own
        sizes |= sizes_with_dots(side.trees) - known - CONSTANTS
        if not sizes and not new and not arrays:
            return self
        key = (frozenset(sizes), tuple(new), arrays)
        if key not in self.variants:
            if len(self.variants) > 50:
                self.variants.clear()
            self.variants[key] = replace(self, also=(*self.also, *side.trees), variants={}, tables={}, last=None)
        return self.variants[key]

    @cached_property
    def free(self) -> tuple[str, ...]:
        found = free_indices(self.tree, self.table)
        used = names_in(self.tree) - bound_names(self.tree)
        rest = (set(self.letters) | (self.label_letters & used)) - set(found)
        return (*found, *sorted(rest))

    def by_entries(self, letters: tuple[str, ...], side: Side) -> Question:
        """The question for one entry of its reference, which answers may give in place of the whole array."""
        key = ("entries", letters, side.text)
        if key not in self.variants:
            entry = Entry(self.tree, tuple(Name(x) for x in letters))
            reference = replace(self.reference, trees=(entry,))
            also = (*self.also, *side.trees)
            self.variants[key] = replace(self, reference=reference, also=also, letters=letters, variants={},
                                         tables={}, last=None)  # fmt: skip
        return self.variants[key]

    @cached_property
    def label(self) -> Node | None:
        """What is asked, where the question names it: ∂L/∂x_s."""
        if not self.context.label:
            return None
        try:
            return read_sides(self.context.label, self.context.names)[0].trees[0]
        except ReadingError:
            return None

    @cached_property
    def label_order(self) -> tuple[str, ...]:
        """The free indices in the order in which the label writes them."""
        if self.label is None:
            return ()
        entries = list(walked(self.label, Entry))
        if not entries:
            return ()
        found = [p.name for e in entries[-1:] for p in places_of(e, None) if isinstance(p, Name)]
        return tuple(found) if sorted(found) == sorted(self.free) else ()

    @cached_property
    def label_letters_in_order(self) -> tuple[str, ...]:
        """The letters of the entry that the label names, in its order."""
        entries = [] if self.label is None else list(walked(self.label, Entry))
        return tuple(p.name for p in places_of(entries[-1], None) if isinstance(p, Name)) if entries else ()

    @cached_property
    def speaks(self) -> bool:
        """Is the reference matrix algebra by its operations?"""
        return speaks(self.tree)

    @cached_property
    def branches(self) -> bool:
        return branching(self.tree)

    @cached_property
    def constant(self) -> bool:
        """Is the reference a number?"""
        return is_constant(self.tree, self.table.definitions, self.table.functions)

    @cached_property
    def stages(self) -> list[Stage]:
        """The worlds in which the reference has values. Raises Unsure."""
        cheap = not self.table.shapes and not any(p.relation == "=" for p in self.context.premises)
        many = MANY if cheap and self.table.sizes <= set(self.context.domains) else ENOUGH
        worlds = (2 if self.context.points else many) if self.table.sizes else 1
        found: list[Stage] = []
        for k in range(worlds):
            if k > 1 and not found and self.unmet:  # what cannot be made true twice is not tried again
                break
            found += [s for s in [self.stage(k)] if s is not None]
        if not found:
            raise Unsure(self.unmet or "the reference has no finite value at any point of the declared domains")
        return found

    @cached_property
    def first(self) -> int:
        """The first place along every axis, as the question counts them."""
        return first_place(self) if self.counting is None else self.counting

    @cached_property
    def far(self) -> float:
        """The number of its farthest branch."""
        return far(self.tree)

    def farther(self, answer: Node) -> list[Stage]:
        """A world more where a branch of the reference or the answer begins beyond ordinary points."""
        factor = max(self.far, far(answer)) if not self.constant else 1.0
        key = f"farther {factor}"
        if factor != 1 and key not in self.tables:
            try:
                self.tables[key] = [s for s in [self.stage(0, stretch=factor)] if s is not None]
            except Unsure:
                self.tables[key] = []
        found: list[Stage] = self.tables.get(key, [])
        return found

    def stage(
        self, number: int, side: int | None = None, first: int | None = None, stretch: float = 1.0
    ) -> Stage | None:
        """The world of that number; side: every size is this one, so that any two shapes fit; first: as in `first`."""
        if self.spent > MOST_SPENT:
            raise Unsure("evaluating the reference takes too many steps")
        table, context = self.table, self.context
        first = self.first if first is None else first
        grid = len(self.free)
        points = 1 if self.constant else (FEW if grid else POINTS) if table.sizes else POINTS if not grid else 14
        declared_zero = any(d.contains(0.0) and not d.whole for d in context.domains.values())
        specials = SPECIALS // (2 if grid else 1) if declared_zero and not self.constant else 0
        if context.points and not self.constant:
            points, specials = context.points, 0
        world = World(number, self.seed, points + specials, specials, domains=context.domains)
        world.stretch, world.allowance = stretch, ALLOWANCE if context.points else 0
        world.sizes = sized(sorted(table.sizes), number, context.domains, SMALL if context.points else ALL_SIZES)
        tied = tied_sizes((self.tree, *self.also), table.shapes, table.sizes, context.domains)
        world.sizes.update(tied if side is None else dict.fromkeys(world.sizes, side))
        try:
            if side is None:
                make_room(world, table, tied.keys() | context.domains.keys())
            if not measure(world, table, first, side):
                return None
            premises = with_borders(context.premises, table, world)
            scope, evaluator = rows(self, world, table, first), Evaluator(table, world, FLOATS, self.reference.numpy)
            if not scope.count:  # a free index that has no value here
                return None
            for condition in context.where:
                holds = evaluator.holds(condition, scope).reshape(scope.count, -1).all(axis=1)
                scope = scope.taken(np.flatnonzero(holds))
                if not scope.count:
                    return None
            reference = self.evaluated(evaluator, self.tree, scope)
            self.spent += evaluator.work
            good = np.ones(scope.count, dtype=bool)
            if premises:
                holds, failed = impose(premises, table, world)
                if failed:
                    self.unmet = f"the premise {failed!r} could not be made true at any point"
                    return None
                reference = self.evaluated(evaluator, self.tree, scope)
                good = holds[scope.rows]
        except NoValue as error:
            if table.sizes and number:
                return None
            raise Unsure(f"the reference has no value: {error}") from None
        finite = MANY_DIGITS.finite(reference.data) if reference.data.dtype == object else np.isfinite(reference.data)
        good = good & finite.reshape(scope.count, -1).all(axis=1)
        if not good.any():
            return None
        keep = np.flatnonzero(good)
        scope = replace(scope.taken(keep), kept={})  # from here on no value changes
        reference = replace(reference, data=reference.data[keep])
        special = scope.rows >= world.points - world.specials
        return Stage(world, table, scope, reference, good[keep], special, share=len(keep) / len(good))

    def evaluated(self, evaluator: Evaluator, tree: Node, scope: Scope) -> Value:
        """The value, with many digits where a derivative asks for them."""
        with np.errstate(all="ignore"):
            try:
                return evaluator.value(tree, scope)
            except NeedsDigits:
                finer = Evaluator(evaluator.table, evaluator.world, MANY_DIGITS, evaluator.numpy)
                try:
                    found = finer.value(tree, scope)
                finally:
                    evaluator.outside, evaluator.unknown = finer.outside, finer.unknown
                return replace(found, data=found.data.astype(np.float64))
