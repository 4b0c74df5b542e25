"""Mistakes about tensors that are used many times: by every example, at every position, at every step of time."""

from __future__ import annotations

from collections.abc import Callable

from checkers.mistakes.averages import entries
from checkers.mistakes.kinds import Mistake, edited, everywhere, held
from derivations import terms as T
from derivations.integers import symbol
from derivations.program import Program
from derivations.rule import Definition

Weight = Callable[[tuple[T.Index, ...]], T.Term]


def _weighted(weight: Weight) -> Mistake:
    """weight: the indices over which an entry is used again and again -> the share of each use that is counted."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            def rewrite(t: T.Term) -> T.Term | None:
                if not (isinstance(t, T.Entry) and t.tensor in program.inputs):
                    return None
                named: frozenset[str] = frozenset().union(*(p.names for p in t.at))
                shared = tuple(i for i in d.indices if i.name not in named)
                if not shared:
                    return None
                return T.Add((held(t), T.Mul((weight(shared), T.Add((t, T.negative(held(t))))))))

            return everywhere(d.rhs, rewrite)

        return edited(program, of)

    return Mistake(program=edit)


def first_use_only() -> Mistake:
    """Of all the uses of an entry only the first is counted: the sum over positions, examples or steps is missing."""
    return _weighted(lambda shared: T.product([T.Iverson("=", i.integer, i.low) for i in shared]))


def last_use_only() -> Mistake:
    """Of all the uses of an entry only the last is counted."""
    return _weighted(lambda shared: T.product([T.Iverson("=", i.integer, i.high) for i in shared]))


def averaged_over_uses() -> Mistake:
    """The gradients of all the uses of an entry are averaged where they are to be added."""
    return _weighted(lambda shared: T.Pow(T.Size(entries(shared)), T.MINUS_ONE))


# ------------------------------------------------------------------ recurrences


def state_held() -> Mistake:
    """The state before is taken to be a constant: a gradient goes one step back and no further."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            return everywhere(d.rhs, lambda t: held(t) if isinstance(t, T.Entry) and t.tensor == d.tensor else None)

        return edited(program, of)

    return Mistake(program=edit)


def state_of_same_step() -> Mistake:
    """The gradient by the recurrent weights uses the state after the step where the one before belongs."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            own = {i.name for i in d.indices}

            def later(e: T.Entry) -> T.Term:
                at = tuple(symbol(n) if (n := _name(p.names & own)) and p != symbol(n) else p for p in e.at)
                return T.Entry(e.tensor, at)

            def rewrite(t: T.Term) -> T.Term | None:
                if not isinstance(t, T.Mul):
                    return None
                states = [f for f in t.factors if isinstance(f, T.Entry) and f.tensor == d.tensor]
                weights = [f for f in t.factors if isinstance(f, T.Entry) and f.tensor in program.inputs]
                if len(states) != 1 or len(weights) != 1:
                    return None
                (state,), (weight,) = states, weights
                away = T.Add((weight, T.negative(held(weight))))
                right = T.Mul(tuple(held(f) if f is weight else f for f in t.factors))
                return T.Add((right, T.Mul((away, held(later(state))))))

            return everywhere(d.rhs, rewrite)

        return edited(program, of)

    return Mistake(program=edit)


def _name(names: frozenset[str] | set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
