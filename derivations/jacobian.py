"""Full derivatives: the Jacobian of a layer's output by an input, and the Hessian of a loss, as index expressions.

The adjoint of X is linear in the upstream gradient. With upstream gradient 1 at one output entry and 0 elsewhere, it
is that entry's row of the Jacobian; the Hessian is the Jacobian of the gradient, whose equations are definitions too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.derive import DeriveError, backward, normalize
from derivations.kernel import RULES, replay
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation, Rule
from derivations.terms import Entry, Index, Iverson

JACOBIAN, HESSIAN = "J", "H"


def jacobian(program: Program, wrt: str, name: str = JACOBIAN, rules: Mapping[str, Rule] = RULES) -> Derivation:
    """name[out, in] = derivative of the output's entry `out` by the entry `in` of wrt; replayed by the kernel.

    The axes are the output's, then those of wrt. Raises DeriveError for a recurrence, whose Jacobian is a product over
    time and no closed form, and for an output without axes, whose Jacobian is the gradient.
    """
    if not program.ranges[program.output]:
        raise DeriveError(f"{program.output} is a single number: its derivative by {wrt} is the gradient")
    taken = set(program.sizes) | set(program.ranges)
    first = [i.name for i in backward(program, (wrt,), rules=rules)[-1].goal.indices]
    outer_letters, inner_letters = _apart(_output_letters(program), taken), list[str]()
    for letter in first:
        inner_letters.append(T.fresh(letter, taken | set(outer_letters) | set(inner_letters)))
    sweep = backward(program, (wrt,), {wrt: " ".join(inner_letters)}, rules)
    target = sweep[-1]
    if any(d.goal.tensor in T.tensors(other.result) for k, d in enumerate(sweep) for other in sweep[: k + 1]):
        raise DeriveError(f"{program.output} depends on {wrt} through a recurrence; this Jacobian has no closed form")
    inner = target.goal.indices
    outer = [Index(n, low, high) for n, (low, high) in zip(outer_letters, program.ranges[program.output])]
    own = tuple(Index(f"%{k}", low, high) for k, (low, high) in enumerate(program.ranges[program.output]))
    unit = T.product([Iverson("=", i.integer, o.integer) for i, o in zip(own, outer)])
    seed = Definition(adjoint(program.output), tuple(i.integer for i in own), own, unit)
    indices = (*outer, *inner)
    equations = {**target.context.equations, target.goal.tensor: target.equation, seed.tensor: seed}
    ranges = {**target.context.ranges, name: tuple((i.low, i.high) for i in indices)}
    context = Context(ranges, program.facts.within(indices), equations, program.premises)
    start = Definition(name, tuple(i.integer for i in indices), indices, Entry(target.goal.tensor, target.goal.at))
    known = [*(d.goal.tensor for d in sweep), seed.tensor]
    derivation = normalize(start, context, (), rules, opened=known)
    left = sorted(t for t in T.tensors(derivation.result) if t in known)
    if left:
        raise DeriveError(f"{', '.join(left)} cannot be put in for all sizes: the Jacobian by {wrt} has no closed form")
    replay(derivation, rules)
    return derivation


def _apart(letters: list[str], taken: set[str]) -> list[str]:
    own: list[str] = []
    for letter in letters:
        own.append(T.fresh(letter, taken | set(own)))
    return own


def _output_letters(program: Program) -> list[str]:
    last = program.definitions[-1]
    return [p.symbol or "i" for p in last.at]


def gradient_program(program: Program, wrt: str) -> Program:
    """The gradient by wrt as a program: forward definitions and adjoint equations; its output is dL_wrt."""
    if program.ranges[program.output]:
        raise DeriveError(f"{program.output} has axes; a Hessian is that of a single number, such as a loss")
    sweep = backward(program, (wrt,))
    definitions = (*program.definitions, *(d.equation for d in sweep))
    return replace(program, definitions=definitions, ranges=dict(sweep[-1].context.ranges))


def hessian(program: Program, wrt: str, rules: Mapping[str, Rule] = RULES) -> Derivation:
    """H[i, j] = second derivative of the loss by the entries i and j of wrt; both index groups are wrt's axes."""
    return jacobian(gradient_program(program, wrt), wrt, HESSIAN, rules)


