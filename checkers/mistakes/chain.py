"""Mistakes about the chain rule as a whole: signs, and the gradient that arrives from above."""

from __future__ import annotations

from dataclasses import replace

from checkers.mistakes.kinds import NEW, Definitions, Mistake, everywhere
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.program import Program
from derivations.rule import Definition


def negated_answer() -> Mistake:
    """The sign of the gradient is the wrong way round."""
    return Mistake(answer=lambda d, p: replace(d, rhs=T.negative(d.rhs)))


def upstream_as_one() -> Mistake:
    """The gradient that arrives from above is left out of the chain rule."""

    def edit(d: Definition, p: Program) -> Definition:
        arriving = adjoint(p.output)
        put = lambda t: T.ONE if isinstance(t, T.Entry) and t.tensor == arriving else None  # noqa: E731
        return replace(d, rhs=everywhere(d.rhs, put))

    return Mistake(adjoint=edit)


def error_reversed() -> Mistake:
    """The error is taken the wrong way round, target minus prediction, and every gradient that follows from it."""

    def edit(d: Definition, p: Program) -> Definition:
        follows = any(t.startswith("dL_") for t in T.tensors(d.rhs))
        return d if p.ranges[p.output] or follows else replace(d, rhs=T.negative(d.rhs))

    return Mistake(adjoint=edit)


def new_weights_used() -> Mistake:
    """On the way back the weights are read as they are after the step, not as they were on the way forward."""

    def edit(adjoints: Definitions, updates: Definitions) -> Definitions:
        known = {d.tensor for d in updates}

        def later(t: T.Term) -> T.Term | None:
            new = t.tensor + NEW if isinstance(t, T.Entry) else ""
            return T.Entry(new, t.at) if isinstance(t, T.Entry) and new in known else None

        return tuple(replace(d, rhs=everywhere(d.rhs, later)) for d in adjoints)

    return Mistake(sweep=edit)
