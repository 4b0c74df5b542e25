"""The kernel: replays a derivation step by step, and believes nothing but the rules and the start equation.

It does not know how a derivation was found. A step is accepted when the rule of that name, applied at that place, gives
the stated term up to the names of bound indices, and when no free name appears from nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from derivations import terms as T
from derivations.adjoint import goal
from derivations.program import Program
from derivations.registry import discover
from derivations.rule import Context, Derivation, Rule, Step


class KernelError(ValueError):
    """A step or a start that is not what it claims to be."""


@lru_cache(maxsize=1)
def _rules() -> dict[str, Rule]:
    return discover("derivations.rules", Rule)


RULES: Mapping[str, Rule] = _rules()


def check(step: Step, context: Context, rules: Mapping[str, Rule] = RULES) -> None:
    """Replay one step in the context of its derivation; KernelError when it does not hold."""
    if step.rule not in rules:
        raise KernelError(f"there is no rule {step.rule!r}")
    try:
        here = T.at(step.before, step.path)
    except IndexError:
        raise KernelError(f"{step.rule}: there is no place {step.path} in the term") from None
    got = rules[step.rule].apply(here, context.at(step.before, step.path), step.argument)
    if got is None:
        raise KernelError(f"{step.rule} does not apply at {step.path}")
    if T.alpha(T.put(step.before, step.path, got)) != T.alpha(step.after):
        raise KernelError(f"{step.rule} at {step.path} does not give the stated term")
    # sizes, and the indices of the goal, are known before any step
    invented = T.names(step.after) - T.names(step.before) - context.taken
    if invented:
        raise KernelError(f"{step.rule} brings in the free name {', '.join(sorted(invented))}")


def replay(derivation: Derivation, rules: Mapping[str, Rule] = RULES) -> None:
    """Check every step, and that they lead from the start to the result without a gap."""
    now = derivation.start
    for step in derivation.steps:
        if T.alpha(step.before) != T.alpha(now):
            raise KernelError(f"{step.rule} starts from a term that the step before does not give")
        check(step, derivation.context, rules)
        now = step.after
    if T.alpha(now) != T.alpha(derivation.result):
        raise KernelError("the last step does not give the result")


def replay_sweep(program: Program, derivations: Sequence[Derivation], rules: Mapping[str, Rule] = RULES) -> None:
    """Check a whole reverse sweep: every start is the adjoint equation, every known equation was found before."""
    known = {d.tensor: d for d in program.definitions}
    for derivation in derivations:
        tensor = derivation.goal.tensor.removeprefix("dL_")
        expected = goal(program, tensor, [i.name for i in derivation.goal.indices])
        if T.alpha(expected.rhs) != T.alpha(derivation.start) or expected.indices != derivation.goal.indices:
            raise KernelError(f"{derivation.goal.tensor} does not start from its adjoint equation")
        for name, equation in derivation.context.equations.items():
            if known.get(name) != equation:
                raise KernelError(f"{derivation.goal.tensor} uses an equation for {name} that nothing established")
        if set(derivation.context.premises.items()) - set(program.premises.items()):
            raise KernelError(f"{derivation.goal.tensor} uses a premise that the program does not state")
        replay(derivation, rules)
        known[derivation.goal.tensor] = derivation.equation
