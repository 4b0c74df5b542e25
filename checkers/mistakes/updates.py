"""Mistakes about the step of a training: its sign, its rate, what it starts from, what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkers.mistakes.kinds import NEW, Mistake, everywhere, flat
from derivations import terms as T
from derivations.program import Program
from derivations.rule import Definition


def steps(t: T.Term) -> bool:
    """Does the term read a gradient, or a state that was made of one?"""
    return any(name.startswith("dL_") or name.endswith(NEW) for name in T.tensors(t))


def _on_step(change: Callable[[list[T.Term], Program], T.Term]) -> Mistake:
    """A change of the summands of an update that read a gradient."""

    def edit(d: Definition, p: Program) -> Definition:
        return replace(d, rhs=T.total([change(flat(t), p) if steps(t) else t for t in T.terms_of(d.rhs)]))

    return Mistake(update=edit)


def step_added() -> Mistake:
    """The step is added to the parameter where it should be subtracted."""
    return _on_step(lambda factors, p: T.Mul((T.MINUS_ONE, *factors)))


def _is_constant(f: T.Term, p: Program) -> bool:
    return isinstance(f, T.Entry) and f.tensor in p.constants


def step_without_rate() -> Mistake:
    """The learning rate is left out of the step."""
    return _on_step(lambda factors, p: T.product([f for f in factors if not _is_constant(f, p)]))


def rate_twice() -> Mistake:
    """The learning rate is used twice."""
    return _on_step(lambda factors, p: T.Mul((*(f for f in factors if _is_constant(f, p)), *factors)))


def step_alone() -> Mistake:
    """The step alone is given, without the parameter it changes."""

    def edit(d: Definition, p: Program) -> Definition:
        return replace(d, rhs=T.total([t for t in T.terms_of(d.rhs) if steps(t)]))

    return Mistake(update=edit)


def step_proportional() -> Mistake:
    """The step is multiplied with the parameter it changes."""

    def edit(d: Definition, p: Program) -> Definition:
        own = T.Entry(d.tensor.removesuffix(NEW), d.at)
        if own not in T.terms_of(d.rhs):
            return d
        return replace(d, rhs=T.total([T.Mul((own, *flat(t))) if steps(t) else t for t in T.terms_of(d.rhs)]))

    return Mistake(update=edit)


def momentum_dropped() -> Mistake:
    """What is kept of the steps before is left out: only the newest gradient counts."""

    def edit(d: Definition, p: Program) -> Definition:
        def old(t: T.Term) -> bool:
            return not steps(t) and any(_is_constant(f, p) for f in flat(t)) and bool(T.tensors(t) - set(p.constants))

        return replace(d, rhs=T.total([t for t in T.terms_of(d.rhs) if not old(t)]))

    return Mistake(update=edit)


def root_forgotten() -> Mistake:
    """The square root of the mean square is forgotten."""

    def rewrite(t: T.Term) -> T.Term | None:
        return t.argument if isinstance(t, T.Apply) and t.function == "sqrt" else None

    return Mistake(update=lambda d, p: replace(d, rhs=everywhere(d.rhs, rewrite)))


def gradient_not_squared() -> Mistake:
    """The mean of squares is made of the gradients themselves."""

    def rewrite(t: T.Term) -> T.Term | None:
        return t.base if isinstance(t, T.Pow) and t.exponent == T.number(2) and steps(t) else None

    return Mistake(update=lambda d, p: replace(d, rhs=everywhere(d.rhs, rewrite)))


# ------------------------------------------------------------------ from step to step


def parameters_kept() -> Mistake:
    """The next step starts from the parameters of the first: nothing was updated."""
    return Mistake(renewed=lambda new: {})


def biases_kept() -> Mistake:
    """Only the matrices are updated, the biases stay as they were."""
    return Mistake(renewed=lambda new: {t: v for t, v in new.items() if _is_matrix(v)})


def _is_matrix(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)
