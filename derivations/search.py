"""Applying rules one after another: moves, runs, and runs on a part of a term whose steps are kept only if they pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derivations import terms as T
from derivations.rule import Context, Rule, Step
from derivations.terms import Path, Term

MAX_STEPS = 3000


class SearchError(ValueError):
    """No normal form was reached within the counted limit."""


@dataclass(frozen=True)
class Move:
    """A rule ready to be tried, with its argument."""

    rule: Rule
    argument: str = ""


class Run:
    """The term now, and the steps so far."""

    def __init__(self, start: Term, context: Context):
        self.now, self.context, self.steps = start, context, list[Step]()

    def exhaust(self, moves: Sequence[Move]) -> None:
        """Apply the first move that fits, outermost place first, until none does."""
        while self._once(moves):
            if len(self.steps) > MAX_STEPS:
                raise SearchError(f"no normal form was reached within {MAX_STEPS} steps")

    def _once(self, moves: Sequence[Move]) -> bool:
        for move in moves:
            for path, here, context in places(self.now, self.context):
                new = move.rule.apply(here, context, move.argument)
                if new is not None and new != here:
                    self._record(move, path, new)
                    return True
        return False

    def _record(self, move: Move, path: Path, new: Term) -> None:
        after = T.put(self.now, path, new)
        self.steps.append(Step(self.now, move.rule.name, path, after, move.argument))
        self.now = after

    def trial(self) -> Run:
        """A run that starts here and is thrown away unless `keep` is told to take it over."""
        return Run(self.now, self.context)

    def keep(self, trial: Run, path: Path = ()) -> None:
        """Take over the steps of a trial that started from the subterm at `path`."""
        for step in trial.steps:
            after = T.put(self.now, path, step.after)
            self.steps.append(Step(self.now, step.rule, (*path, *step.path), after, step.argument))
            self.now = after


def places(t: Term, context: Context, path: Path = ()) -> Iterator[tuple[Path, Term, Context]]:
    """Every place of a term with its context, outermost first."""
    yield path, t, context
    for k, c in enumerate(t.children):
        yield from places(c, context.inside(t, k), (*path, k))
