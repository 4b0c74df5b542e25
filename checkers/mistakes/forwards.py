"""Mistakes about the forward rule: a bias, an activation or a factor of the loss is lost, or arguments exchanged."""

from __future__ import annotations

from checkers.mistakes.kinds import HELD, Mistake, edited, flat, rewriting
from derivations import terms as T
from derivations.program import Program
from derivations.rule import Definition


def bias_left_out() -> Mistake:
    """The bias is not added; the gradient by it stays."""

    def edit(program: Program) -> Program:
        def rewrite(t: T.Term) -> T.Term | None:
            if not (isinstance(t, T.Add) and any(T.contains(u, (T.Sum, T.Mul)) for u in t.terms)):
                return None
            lost = [u for u in t.terms if isinstance(u, T.Entry) and u.tensor in program.inputs]
            if not lost or len(lost) == len(t.terms):
                return None
            return T.Add((*t.terms, *(T.negative(T.Entry(u.tensor + HELD, u.at)) for u in lost)))

        def outermost(t: T.Term) -> T.Term:
            new = rewrite(t)
            return new if new is not None else t.rebuild(tuple(map(outermost, t.children)))

        return edited(program, lambda d: outermost(d.rhs))

    return Mistake(forward=edit)


def activation_left_out(*functions: str) -> Mistake:
    """An activation is not applied."""

    def rewrite(t: T.Term) -> T.Term | None:
        return t.argument if isinstance(t, T.Apply) and t.function in functions else None

    return Mistake(forward=rewriting(rewrite))


def activation_replaced(function: str, other: str) -> Mistake:
    """Another function is applied."""

    def rewrite(t: T.Term) -> T.Term | None:
        return T.Apply(other, t.argument) if isinstance(t, T.Apply) and t.function == function else None

    return Mistake(forward=rewriting(rewrite))


def _of_loss(change: T.Term | None = None) -> Mistake:
    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            if d.tensor != program.output or d.indices or not isinstance(d.rhs, T.Mul):
                return d.rhs
            return T.product([f for f in flat(d.rhs) if not (isinstance(f, T.Number) and 0 < f.value < 1)])

        return edited(program, of)

    return Mistake(forward=edit)


def loss_factor_forgotten() -> Mistake:
    """The factor in front of the loss, such as 1/2, is left out."""
    return _of_loss()


def log_arguments_exchanged() -> Mistake:
    """Target and prediction change places in a cross-entropy: q log p for p log q."""

    def rewrite(t: T.Term) -> T.Term | None:
        if not isinstance(t, T.Mul):
            return None
        factors = list(t.factors)
        for a, f in enumerate(factors):
            for b, g in enumerate(factors):
                if isinstance(f, T.Entry) and isinstance(g, T.Apply) and g.function == "log":
                    if isinstance(g.argument, T.Entry):
                        factors[a], factors[b] = g.argument, T.Apply("log", f)
                        return T.Mul(tuple(factors))
        return None

    return Mistake(forward=rewriting(rewrite))
