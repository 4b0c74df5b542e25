"""Applying rules one after another: moves, runs, and runs on a part of a term whose steps are kept only if they pay.

A long network has a move for every name it gives. What a search costs must not grow with those that cannot apply, so a
move says which tensors it needs, and moves are found by the tensors that a term reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from derivations import terms as T
from derivations.facts import Facts
from derivations.rule import Context, Rule, Step
from derivations.terms import Path, Term

MAX_STEPS = 3000


class SearchError(ValueError):
    """No normal form was reached within the counted limit."""


@dataclass(frozen=True, eq=False)
class Move:
    """A rule ready to be tried, with its argument. `needs`: tensors without which it does nothing."""

    rule: Rule
    argument: str = ""
    needs: frozenset[str] = frozenset()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Move) and self.key == other.key

    def __hash__(self) -> int:
        return self.hashed

    @cached_property
    def hashed(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> tuple[str, int, str]:
        """The rule's name and identity (a mutant has the name too), and the argument."""
        return self.rule.name, id(self.rule), self.argument


class Moves(Protocol):
    """Moves in order, of which those are looked at that the tensors of a term leave possible."""

    def within(self, tensors: frozenset[str]) -> Sequence[Move]: ...


class Always:
    """Moves that any term may admit."""

    def __init__(self, moves: Iterable[Move]):
        self.moves = tuple(moves)

    def within(self, tensors: frozenset[str]) -> Sequence[Move]:
        return self.moves


class Indexed:
    """Moves found by the rarest of the tensors that each needs."""

    def __init__(self, moves: Iterable[Move]):
        moves = tuple(moves)
        count = Counter(t for m in moves for t in m.needs)
        self.by_tensor: dict[str, list[tuple[int, Move]]] = {}
        for k, m in enumerate(moves):
            rarest = min(m.needs, key=lambda t: (count[t], t), default="")
            self.by_tensor.setdefault(rarest, []).append((k, m))
        self.seen: dict[frozenset[str], Sequence[Move]] = {}

    def within(self, tensors: frozenset[str]) -> Sequence[Move]:
        if tensors not in self.seen:
            found = [f for t in ("", *tensors) for f in self.by_tensor.get(t, ())]
            self.seen[tensors] = tuple(m for k, m in sorted(found, key=lambda f: f[0]) if m.needs <= tensors)
        return self.seen[tensors]


class Unfolding:
    """A move for each of the names, which puts its equation in; `names` gives each its place in the order."""

    def __init__(self, rule: Rule, names: Mapping[str, int]):
        self.rule, self.names = rule, names

    def within(self, tensors: frozenset[str]) -> Sequence[Move]:
        found = sorted((t for t in tensors if t in self.names), key=self.names.__getitem__)
        return tuple(Move(self.rule, t, frozenset({t})) for t in found)


class Place:
    """A term in a context, with what a search has learnt about it: which moves do nothing here, and which do nothing
    here or anywhere inside."""

    __slots__ = ("context", "idle", "inner", "quiet", "term")

    def __init__(self, term: Term, context: Context):
        self.term, self.context = term, context
        self.idle: set[Move] = set()
        self.quiet: set[Move] = set()
        self.inner: tuple[Place, ...] | None = None


class Memory:
    """The places that a search has seen. Shared by the trials of one derivation.

    Terms and contexts are immutable and are kept alive here, so that their identities can stand for them; equal
    contexts are made one object. What a step leaves as it was is the same place as before, and is not searched again.
    """

    def __init__(self) -> None:
        self.contexts: dict[Facts, Context] = {}
        self.places: dict[tuple[int, int], Place] = {}

    def place(self, t: Term, context: Context) -> Place:
        context = self.contexts.setdefault(context.facts, context)
        key = (id(t), id(context))
        if key not in self.places:
            self.places[key] = Place(t, context)
        return self.places[key]

    def inside(self, place: Place) -> tuple[Place, ...]:
        """The places of the children."""
        if place.inner is None:
            t, context = place.term, place.context
            place.inner = tuple(self.place(c, context.inside(t, k)) for k, c in enumerate(t.children))
        return place.inner

    def first(self, move: Move, place: Place, path: Path = ()) -> tuple[Path, Term] | None:
        """The outermost place, from the left, at which a move does something, and what it gives there.

        Not asked of a place that is quiet.
        """
        if not move.needs <= T.tensors(place.term):
            return None
        if move not in place.idle:
            new = move.rule.apply(place.term, place.context, move.argument)
            if new is not None and new != place.term:
                return path, new
            place.idle.add(move)
        for k, inner in enumerate(self.inside(place)):
            if move not in inner.quiet and (found := self.first(move, inner, (*path, k))) is not None:
                return found
        place.quiet.add(move)
        return None


class Run:
    """The term now, and the steps so far."""

    def __init__(self, start: Term, context: Context, memory: Memory | None = None, limit: int = MAX_STEPS):
        self.now, self.context, self.steps, self.limit = start, context, list[Step](), limit
        self.memory = memory or Memory()

    def exhaust(self, *moves: Moves) -> None:
        """Apply the first move that fits, outermost place first, until none does."""
        while self._once(moves):
            if len(self.steps) > self.limit:
                raise SearchError(f"no normal form was reached within {self.limit} steps")

    def _once(self, moves: Sequence[Moves]) -> bool:
        whole = self.memory.place(self.now, self.context)
        tensors = T.tensors(self.now)
        for part in moves:
            for move in part.within(tensors):
                if move not in whole.quiet and (found := self.memory.first(move, whole)) is not None:
                    self._record(move, *found)
                    return True
        return False

    def _record(self, move: Move, path: Path, new: Term) -> None:
        after = T.put(self.now, path, new)
        self.steps.append(Step(self.now, move.rule.name, path, after, move.argument))
        self.now = after

    def places(self) -> Iterator[tuple[Path, Term, Context]]:
        """Every place of the term with its context, outermost first."""
        yield from self._places((), self.memory.place(self.now, self.context))

    def _places(self, path: Path, place: Place) -> Iterator[tuple[Path, Term, Context]]:
        yield path, place.term, place.context
        for k, inner in enumerate(self.memory.inside(place)):
            yield from self._places((*path, k), inner)

    def trial(self, path: Path = (), limit: int = MAX_STEPS) -> Run:
        """A run from the subterm at `path`, thrown away unless `keep` is told to take it over."""
        return Run(T.at(self.now, path), self.context.at(self.now, path), self.memory, limit)

    def keep(self, trial: Run, path: Path = ()) -> None:
        """Take over the steps of a trial that started from the subterm at `path`."""
        for step in trial.steps:
            after = T.put(self.now, path, step.after)
            self.steps.append(Step(self.now, step.rule, (*path, *step.path), after, step.argument))
            self.now = after
