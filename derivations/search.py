"""Applying rules one after another: moves, runs, and runs on a part of a term whose steps are kept only if they pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from derivations import terms as T
from derivations.prover import Facts
from derivations.rule import Context, Rule, Step
from derivations.terms import Path, Term

MAX_STEPS = 3000


class SearchError(ValueError):
    """No normal form was reached within the counted limit."""


@dataclass(frozen=True, eq=False)
class Move:
    """A rule ready to be tried, with its argument."""

    rule: Rule
    argument: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Move) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> tuple[str, int, str]:
        """The rule's name and identity (a mutant has the name too), and the argument."""
        return self.rule.name, id(self.rule), self.argument


Place = tuple[Path, Term, Context]


class Memory:
    """What a search has learnt: which moves do nothing where. Shared by the trials of one derivation.

    Terms and contexts are immutable and are kept alive here, so that their identities can stand for them; equal
    contexts are made one object.
    """

    def __init__(self) -> None:
        self.contexts: dict[Facts, Context] = {}
        self.idle: dict[tuple[int, int], set[Move]] = {}
        self.alive: list[Term] = []

    def place(self, path: Path, t: Term, context: Context) -> Place:
        return path, t, self.contexts.setdefault(context.facts, context)

    def idle_at(self, place: Place) -> set[Move]:
        _, t, context = place
        key = (id(t), id(context))
        if key not in self.idle:
            self.idle[key] = set()
            self.alive.append(t)
        return self.idle[key]


class Run:
    """The term now, and the steps so far."""

    def __init__(self, start: Term, context: Context, memory: Memory | None = None, limit: int = MAX_STEPS):
        self.now, self.context, self.steps, self.limit = start, context, list[Step](), limit
        self.memory = memory or Memory()

    def exhaust(self, moves: Sequence[Move]) -> None:
        """Apply the first move that fits, outermost place first, until none does."""
        while self._once(moves):
            if len(self.steps) > self.limit:
                raise SearchError(f"no normal form was reached within {self.limit} steps")

    def _once(self, moves: Sequence[Move]) -> bool:
        here = [(place, self.memory.idle_at(place)) for place in self.places()]
        for move in moves:
            for (path, t, context), idle in here:
                if move in idle:
                    continue
                new = move.rule.apply(t, context, move.argument)
                if new is not None and new != t:
                    self._record(move, path, new)
                    return True
                idle.add(move)
        return False

    def _record(self, move: Move, path: Path, new: Term) -> None:
        after = T.put(self.now, path, new)
        self.steps.append(Step(self.now, move.rule.name, path, after, move.argument))
        self.now = after

    def places(self) -> Iterator[Place]:
        """Every place of the term with its context, outermost first."""
        yield from self._places((), self.now, self.context)

    def _places(self, path: Path, t: Term, context: Context) -> Iterator[Place]:
        place = self.memory.place(path, t, context)
        yield place
        for k, c in enumerate(t.children):
            yield from self._places((*path, k), c, place[2].inside(t, k))

    def trial(self, path: Path = (), limit: int = MAX_STEPS) -> Run:
        """A run from the subterm at `path`, thrown away unless `keep` is told to take it over."""
        return Run(T.at(self.now, path), self.context.at(self.now, path), self.memory, limit)

    def keep(self, trial: Run, path: Path = ()) -> None:
        """Take over the steps of a trial that started from the subterm at `path`."""
        for step in trial.steps:
            after = T.put(self.now, path, step.after)
            self.steps.append(Step(self.now, step.rule, (*path, *step.path), after, step.argument))
            self.now = after
