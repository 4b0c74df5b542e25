"""The search for a derivation of every adjoint, in the order of the reverse sweep. The kernel checks what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derivations import terms as T
from derivations.adjoint import adjoint, goal
from derivations.finish import inline, vanish
from derivations.found import Found
from derivations.integers import ZERO, Integer
from derivations.kernel import RULES
from derivations.known import Known
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation, Rule
from derivations.search import Always, Indexed, Move, Run, Unfolding

EMPTY: Mapping[str, int] = {}
STAGES = ("differentiate", "expand", "eliminate", "finish", "collect")


class DeriveError(ValueError):
    """A gradient that was asked for cannot be derived; the sentence says why."""


def backward(
    program: Program,
    wrt: Sequence[str] = (),
    letters: Mapping[str, str] | None = None,
    rules: Mapping[str, Rule] = RULES,
) -> tuple[Derivation, ...]:
    """One derivation per adjoint that the gradients by `wrt` (default: every input) need, outputs first.

    letters: tensor -> names for its axes ("d e"). The adjoint of T is the tensor `dL_T`, with T's ranges; that of an
    output with axes, the upstream gradient, is given. Raises DeriveError for a name that cannot be differentiated by.
    """
    wrt = tuple(wrt) or program.inputs
    for name in wrt:
        _refuse(program, name)
    ranges = {**program.ranges, **{adjoint(t): r for t, r in program.ranges.items()}}
    found = Found()
    equations = {d.tensor: d for d in program.definitions}
    known = Known(equations, program.premises, rules)
    everywhere = Context(ranges, program.facts, equations, program.premises)
    for tensor in _sweep(program, wrt):
        names = _letters(program, tensor, (letters or {}).get(tensor, "").split())
        start = goal(program, tensor, names)
        context = everywhere.where(program.facts.within(start.indices), dict(equations))
        derivation = normalize(start, context, found.short, rules, found.longer, known=known)
        found.add(derivation)
        equations[adjoint(tensor)] = derivation.equation
    return tuple(found.derivations.values())


def _refuse(program: Program, name: str) -> None:
    if name in program.integers:
        raise DeriveError(f"{name} holds whole numbers and has no gradient")
    if name == program.output:
        raise DeriveError(f"the gradient by the output {name} is the upstream gradient itself; ask for an input of it")
    if name not in program.ranges:
        known = ", ".join(t for t in program.ranges if t not in program.integers and t != program.output)
        raise DeriveError(f"there is no tensor {name!r}; known: {known}")


def _sweep(program: Program, wrt: Sequence[str]) -> list[str]:
    """The tensors between the asked ones and the output, the last defined first."""
    for d in program.defining[program.output]:
        if program.output in T.tensors(d.rhs):
            raise DeriveError(
                f"the output {d.tensor} is read by its own definition; end with a copy, Y[..] = {d.tensor}[..]"
            )
    needed, waiting = set(wrt), list(wrt)
    while waiting:
        fresh = {d.tensor for d in program.reading.get(waiting.pop(), ())} - needed
        needed |= fresh
        waiting += fresh
    if program.output not in needed:
        raise DeriveError(f"the output {program.output} does not depend on {', '.join(wrt)}")
    between = needed & program.leading_to_output - {program.output}
    middle = [t for t in reversed(list(program.defining)) if t in between]
    return middle + [t for t in wrt if t not in between or t not in program.defining]


def _letters(program: Program, tensor: str, stated: list[str]) -> list[str]:
    """Names for a tensor's axes: stated, else as where it is defined or read, else the small letter of the size."""
    if stated:
        return stated
    taken, used = program.names, program.index_names
    defining = program.defining.get(tensor)
    places = (defining[-1].at if defining else ()) or _first_read(program, tensor)
    own: list[str] = []
    for place, (_, high) in zip(places, program.ranges[tensor]):
        wished = place.symbol or (high.symbol or "").lower()
        if not wished or wished in taken:
            wished = next(c for c in "ijklmnuvwabcde" if c not in taken and c not in own)
        own.append(T.fresh(wished, taken.union(own, used if wished in own else ())))
    return own


def _first_read(program: Program, tensor: str) -> tuple[Integer, ...]:
    for d in program.reading.get(tensor, ()):
        for _, t in T.positions(d.rhs):
            if isinstance(t, T.Entry) and t.tensor == tensor:
                return t.at
    return tuple(ZERO for _ in program.ranges[tensor])


def normalize(
    start: Definition,
    context: Context,
    inlined: Mapping[str, int] = EMPTY,
    rules: Mapping[str, Rule] = RULES,
    longer: Mapping[str, int] = EMPTY,
    opened: Sequence[str] = (),
    inner: Sequence[str] = (),
    known: Known | None = None,
) -> Derivation:
    """Rewrite until no rule of any stage applies, recording every step.

    inlined: adjoints that are put in wherever they are read; longer: adjoints that are put in where the result is
    still one line, both with their places in the order; opened: names whose equations are put in before anything else;
    inner: letters of the goal that give way to an equal one; known: how the context's definitions and premises are
    recognised, where that was made for several goals.
    """
    run = Run(start.rhs, context)
    run.exhaust(Indexed(Move(rules["unfold"], a, frozenset({a})) for a in opened))
    stage = {s: [Move(r) for r in rules.values() if r.stage == s] for s in ("tidy", *STAGES)}
    tidy, eliminate, collect = Always(stage["tidy"]), Always(_ordered(stage["eliminate"])), Always(stage["collect"])
    for moves in (Always(stage["differentiate"]), Always(stage["expand"]), eliminate):
        run.exhaust(tidy, moves)
    before = run.now
    run.exhaust(tidy, Unfolding(rules["unfold"], inlined))
    if run.now is not before and T.contains(run.now, T.Iverson):  # what was put in may settle an index
        run.exhaust(tidy, eliminate)
    known = known or Known(context.equations, context.premises, rules)
    finish = Always([*stage["finish"], *([Move(rules["equal_letters"], " ".join(inner))] if inner else [])])
    run.exhaust(tidy, known.moves, finish)
    while vanish(run, rules, known):
        run.exhaust(tidy, known.moves, finish)
    if not inline(run, longer, rules, known, finish):
        run.exhaust(tidy, known.moves, finish, collect)
    return Derivation(start, context, tuple(run.steps), run.now)


def _ordered(moves: list[Move]) -> list[Move]:
    order = ("substitute", "open_floor", "divide", "each_bound", "guard", "tighten", "at_most_one")
    return sorted(moves, key=lambda m: order.index(m.rule.name) if m.rule.name in order else len(order))
