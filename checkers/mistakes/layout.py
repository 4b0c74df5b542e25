"""Mistakes about rows and columns."""

from __future__ import annotations

from dataclasses import replace

from checkers.mistakes.kinds import Mistake, edited, everywhere
from derivations import terms as T
from derivations.program import Program
from derivations.rule import Definition


def transposed_gradient() -> Mistake:
    """Rows and columns of a gradient by a matrix, or of a Jacobian, are exchanged."""

    def exchanged(d: Definition) -> Definition:
        if len(d.indices) != 2:
            return d
        a, b = d.indices
        return replace(d, rhs=T.rename(d.rhs, {a.name: b.integer, b.name: a.integer}))

    def gradient(d: Definition, p: Program) -> Definition:
        return exchanged(d) if d.tensor.removeprefix("dL_") in p.inputs else d

    def jacobian(d: Definition, p: Program) -> Definition:
        return d if d.tensor.startswith("dL_") else exchanged(d)

    return Mistake(adjoint=gradient, answer=jacobian)


def _swapped(t: T.Term, program: Program) -> T.Term | None:
    if isinstance(t, T.Entry) and t.tensor in program.inputs and len(t.at) == 2:
        return T.Entry(t.tensor, (t.at[1], t.at[0]))
    return None


def weights_not_transposed() -> Mistake:
    """On the way back a matrix is read transposed, W[j,i] for W[i,j], in the gradient by what it multiplies."""

    def edit(d: Definition, p: Program) -> Definition:
        if d.tensor.removeprefix("dL_") in p.inputs and len(d.indices) == 2:
            return d
        return replace(d, rhs=everywhere(d.rhs, lambda t: _swapped(t, p)))

    return Mistake(adjoint=edit)


def weights_transposed() -> Mistake:
    """The forward rule multiplies with the transposed matrix."""

    def edit(p: Program) -> Program:
        def square(t: T.Term) -> T.Term | None:
            if not isinstance(t, T.Entry) or len(set(p.ranges.get(t.tensor, ()))) != 1:
                return None
            return _swapped(t, p)

        return edited(p, lambda d: everywhere(d.rhs, square))

    return Mistake(forward=edit)
