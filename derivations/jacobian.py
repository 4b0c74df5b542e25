"""Full derivatives: the Jacobian of a layer's output by an input, and the Hessian of a loss, as index expressions.

The adjoint of X is linear in the upstream gradient. With upstream gradient 1 at one output entry and 0 elsewhere, it
is that entry's row of the Jacobian; the Hessian is the Jacobian of the gradient, whose equations are definitions too.
`v_T` is the derivative of that one entry by T.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.derive import DeriveError, backward, normalize
from derivations.kernel import RULES, replay, replay_sweep
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation, Rule
from derivations.search import SearchError
from derivations.terms import Entry, Index, Iverson, Term

JACOBIAN, HESSIAN = "J", "H"
ROW = "v_"


def jacobian(program: Program, wrt: str, name: str = JACOBIAN, rules: Mapping[str, Rule] = RULES) -> Derivation:
    """name[out, in] = derivative of the output's entry `out` by the entry `in` of wrt; replayed by the kernel.

    The axes are the output's, then those of wrt. Raises DeriveError for a recurrence, whose Jacobian is a product over
    time and no closed form, and for an output without axes, whose Jacobian is the gradient.
    """
    return jacobian_sweep(program, wrt, name, rules)[-1]


def hessian(program: Program, wrt: str, rules: Mapping[str, Rule] = RULES) -> Derivation:
    """H[i, j] = second derivative of the loss by the entries i and j of wrt; both index groups are wrt's axes.

    Raises DeriveError for an output with axes, and where the gradient or its Jacobian has no closed form.
    """
    return hessian_sweep(program, wrt, rules)[-1]


def jacobian_sweep(
    program: Program, wrt: str, name: str = JACOBIAN, rules: Mapping[str, Rule] = RULES
) -> tuple[Derivation, ...]:
    """The derivatives v_T of one entry of the output, outputs first, and the Jacobian last; each replayed."""
    if not program.ranges[program.output]:
        raise DeriveError(f"{program.output} is a single number: its derivative by {wrt} is the gradient")
    sweep = _rows(program, wrt, name, rules)
    return tuple(_renamed(d, _row_names(program, sweep)) for d in sweep)


def hessian_sweep(program: Program, wrt: str, rules: Mapping[str, Rule] = RULES) -> tuple[Derivation, ...]:
    """The gradient's derivations dL_T, the derivatives v_T of one of its entries, and the Hessian last; replayed."""
    if program.ranges[program.output]:
        raise DeriveError(f"{program.output} has axes; a Hessian is that of a single number, such as a loss")
    first = backward(program, (wrt,), rules=rules)
    replay_sweep(program, first, rules)
    second, names = gradient_program(program, wrt)
    try:
        sweep = _rows(second, wrt, HESSIAN, rules)
    except DeriveError as error:
        if wrt in _live(second):
            raise
        raise DeriveError(f"the gradient by {wrt} does not depend on {wrt}: the Hessian is 0") from error
    back = {own: dl for dl, own in names.items()}
    return (*first, *(_renamed(d, {**back, **_row_names(second, sweep, back)}) for d in sweep))


def gradient_program(program: Program, wrt: str) -> tuple[Program, dict[str, str]]:
    """The gradient by wrt as a program, whose output it is, and the names in it of the adjoints.

    The adjoints have names of their own, since those of the program's own tensors are needed for a second sweep.
    """
    sweep = backward(program, (wrt,))
    taken = {*program.ranges, *program.sizes}
    names = {d.goal.tensor: T.fresh(f"g_{d.goal.tensor[3:]}", taken) for d in sweep}
    definitions = (*program.definitions, *(_with_names(d.equation, names) for d in sweep))
    ranges = {names.get(t, t): r for t, r in sweep[-1].context.ranges.items() if t in names or t in program.ranges}
    return replace(program, definitions=definitions, ranges=ranges), names


def _live(program: Program) -> set[str]:
    """The tensors that the output reads, directly or through others."""
    reads: dict[str, frozenset[str]] = {}
    for d in program.definitions:
        reads[d.tensor] = reads.get(d.tensor, frozenset()) | T.tensors(d.rhs)
    seen: set[str] = set()
    waiting = [program.output]
    while waiting:
        for t in reads.get(waiting.pop(), frozenset()) - seen:
            seen.add(t)
            waiting.append(t)
    return seen


def _rows(program: Program, wrt: str, name: str, rules: Mapping[str, Rule]) -> tuple[Derivation, ...]:
    """The reverse sweep from a unit upstream gradient, and the full derivative; the adjoints are still dL_T."""
    taken = set(program.sizes) | set(program.ranges)
    first = [i.name for i in backward(program, (wrt,), rules=rules)[-1].goal.indices]
    outer_letters = _fresh_letters(_output_letters(program), taken)
    inner_letters = _fresh_letters(first, taken | set(outer_letters))
    sweep = backward(program, (wrt,), {wrt: " ".join(inner_letters)}, rules)
    replay_sweep(program, sweep, rules)
    target = sweep[-1]
    if any(d.goal.tensor in T.tensors(other.result) for k, d in enumerate(sweep) for other in sweep[: k + 1]):
        raise DeriveError(f"{program.output} depends on {wrt} through a recurrence; this Jacobian has no closed form")
    outer = [Index(n, low, high) for n, (low, high) in zip(outer_letters, program.ranges[program.output])]
    indices = (*outer, *target.goal.indices)
    own_letters = _fresh_letters(outer_letters, taken | {i.name for i in indices})
    own = tuple(Index(n, i.low, i.high) for n, i in zip(own_letters, outer))
    unit = T.product([Iverson("=", i.integer, o.integer) for i, o in zip(own, outer)])
    seed = Definition(adjoint(program.output), tuple(i.integer for i in own), own, unit)
    seeds = {seed.tensor: seed} if own else {}
    equations = {**target.context.equations, target.goal.tensor: target.equation, **seeds}
    ranges = {**target.context.ranges, name: tuple((i.low, i.high) for i in indices)}
    context = Context(ranges, program.facts.within(indices), equations, program.premises)
    start = Definition(name, tuple(i.integer for i in indices), indices, Entry(target.goal.tensor, target.goal.at))
    known = [*(d.goal.tensor for d in sweep), *seeds]
    try:
        derivation = normalize(start, context, {}, rules, opened=known, inner=inner_letters)
    except SearchError as error:
        raise DeriveError(f"the full derivative of {program.output} by {wrt} was not found: {error}") from error
    left = sorted(t for t in T.tensors(derivation.result) if t in known)
    if left:
        raise DeriveError(f"{', '.join(left)} cannot be put in for all sizes: the Jacobian by {wrt} has no closed form")
    replay(derivation, rules)
    return (*sweep, derivation)


def _fresh_letters(letters: Sequence[str], taken: set[str]) -> list[str]:
    own: list[str] = []
    for letter in letters:
        own.append(T.fresh(letter, taken | set(own)))
    return own


def _output_letters(program: Program) -> list[str]:
    last = program.definitions[-1]
    return [p.symbol or "i" for p in last.at]


def _row_names(program: Program, sweep: Sequence[Derivation], back: Mapping[str, str] | None = None) -> dict[str, str]:
    """dL_T -> v_T for the adjoints of a sweep, by names that nothing else has; the upstream gradient is v."""
    taken = {*program.ranges, *program.sizes, *(back or {}).values()}
    free = (ROW if k == 0 else f"v{k}_" for k in count())
    prefix = next(p for p in free if not any(t.startswith(p) or t == p[:-1] for t in taken))
    rows = {d.goal.tensor: prefix + d.goal.tensor[3:] for d in sweep[:-1]}
    return {**rows, adjoint(program.output): prefix[:-1]}


def _renamed(d: Derivation, names: Mapping[str, str]) -> Derivation:
    """The derivation with tensors by other names, in every term and equation."""
    context = replace(
        d.context,
        ranges={names.get(t, t): r for t, r in d.context.ranges.items()},
        equations={names.get(t, t): _with_names(e, names) for t, e in d.context.equations.items()},
    )
    steps = tuple(
        replace(
            s,
            before=_spelled(s.before, names),
            after=_spelled(s.after, names),
            argument=names.get(s.argument, s.argument),
        )
        for s in d.steps
    )
    return Derivation(_with_names(d.goal, names), context, steps, _spelled(d.result, names))


def _with_names(d: Definition, names: Mapping[str, str]) -> Definition:
    return replace(d, tensor=names.get(d.tensor, d.tensor), rhs=_spelled(d.rhs, names))


def _spelled(t: Term, names: Mapping[str, str]) -> Term:
    if isinstance(t, Entry):
        return replace(t, tensor=names.get(t.tensor, t.tensor))
    return t.rebuild(tuple(_spelled(c, names) for c in t.children))
