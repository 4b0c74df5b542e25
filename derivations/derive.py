"""The search for a derivation of every adjoint, in the order of the reverse sweep. The kernel checks what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from derivations import terms as T
from derivations.adjoint import adjoint, goal, leading_to_output
from derivations.finish import inline, is_short, vanish
from derivations.integers import ZERO, Integer
from derivations.kernel import RULES
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation, Rule
from derivations.rules.recognition import conditions, quotient
from derivations.search import Move, Run

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
    found: dict[str, Derivation] = {}
    for tensor in _sweep(program, wrt):
        names = _letters(program, tensor, (letters or {}).get(tensor, "").split())
        start = goal(program, tensor, names)
        facts = program.facts.within(start.indices)
        equations = {d.tensor: d for d in program.definitions} | {a: d.equation for a, d in found.items()}
        context = Context(ranges, facts, equations, program.premises)
        short, longer = _inlined(found)
        found[adjoint(tensor)] = normalize(start, context, short, rules, longer)
    return tuple(found.values())


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
    reads = {d.tensor: frozenset[str]() for d in program.definitions}
    for d in program.definitions:
        reads[d.tensor] |= T.tensors(d.rhs)
        if d.tensor == program.output and program.output in T.tensors(d.rhs):
            raise DeriveError(
                f"the output {d.tensor} is read by its own definition; end with a copy, Y[..] = {d.tensor}[..]"
            )
    needed = set(wrt)
    while True:
        grown = {t for t, r in reads.items() if r & needed} - needed
        if not grown:
            break
        needed |= grown
    if program.output not in needed:
        raise DeriveError(f"the output {program.output} does not depend on {', '.join(wrt)}")
    used = leading_to_output(program)
    order = list(dict.fromkeys(d.tensor for d in program.definitions))
    middle = [t for t in reversed(order) if t in needed & used and t != program.output]
    return middle + [t for t in wrt if t not in middle]


def _letters(program: Program, tensor: str, stated: list[str]) -> list[str]:
    """Names for a tensor's axes: stated, else as where it is defined or read, else the small letter of the size."""
    if stated:
        return stated
    taken = set(program.sizes) | set(program.ranges)
    used = {n for d in program.definitions for n in (*(i.name for i in d.indices), *T.bound_names(d.rhs))}
    places = next((d.at for d in reversed(program.definitions) if d.tensor == tensor), None) or _first_read(
        program, tensor
    )
    own: list[str] = []
    for place, (_, high) in zip(places, program.ranges[tensor]):
        wished = place.symbol or (high.symbol or "").lower()
        if not wished or wished in taken:
            wished = next(c for c in "ijklmnuvwabcde" if c not in taken | set(own))
        own.append(T.fresh(wished, taken | set(own) | (used if wished in own else set())))
    return own


def _first_read(program: Program, tensor: str) -> tuple[Integer, ...]:
    for d in program.definitions:
        for _, t in T.positions(d.rhs):
            if isinstance(t, T.Entry) and t.tensor == tensor:
                return t.at
    return tuple(ZERO for _ in program.ranges[tensor])


def _inlined(found: Mapping[str, Derivation]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Adjoints to put in wherever they are read (one short product without a sum), and longer ones; none recurs."""
    reads = {a: _tensors(d.result) & found.keys() for a, d in found.items()}
    settled = [a for a in found if not reads[a]]
    short = tuple(
        a
        for a in settled
        if not T.contains(found[a].result, (T.Sum, T.Product, T.Max))
        and isinstance(found[a].result, (T.Mul, T.Entry))
        and is_short(found[a].result)
    )
    recurrent = _on_cycles(reads)
    return short, tuple(a for a in found if a not in short and a not in recurrent)


@lru_cache(maxsize=4_000)
def _tensors(t: T.Term) -> frozenset[str]:
    """The tensors that a result reads; asked again for every later adjoint."""
    return frozenset(T.tensors(t))


def _on_cycles(reads: Mapping[str, frozenset[str]]) -> set[str]:
    """The adjoints that read themselves, directly or through others: strongly connected parts in one pass (Tarjan)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: set[str] = set()
    for root in reads:
        work = [(root, iter(reads[root]))] if root not in order else []
        if work:
            order[root] = low[root] = len(order)
            stack.append(root)
        while work:
            a, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[a])
                if low[a] == order[a]:
                    place = stack.index(a)
                    part, stack[place:] = stack[place:], []
                    found |= set(part) if len(part) > 1 or a in reads[a] else set()
                continue
            if following not in order:
                order[following] = low[following] = len(order)
                stack.append(following)
                work.append((following, iter(reads[following])))
            elif following in stack:
                low[a] = min(low[a], order[following])
    return found


def normalize(
    start: Definition,
    context: Context,
    inlined: Sequence[str],
    rules: Mapping[str, Rule] = RULES,
    longer: Sequence[str] = (),
    opened: Sequence[str] = (),
    inner: Sequence[str] = (),
) -> Derivation:
    """Rewrite until no rule of any stage applies, recording every step.

    inlined: adjoints that are put in wherever they are read; longer: adjoints that are put in where the result is
    still one line; opened: names whose equations are put in before anything else; inner: letters of the goal that give
    way to an equal one.
    """
    run = Run(start.rhs, context)
    run.exhaust([Move(rules["unfold"], a) for a in opened])
    stage = {s: [Move(r) for r in rules.values() if r.stage == s] for s in ("tidy", *STAGES)}
    tidy = stage["tidy"]
    for moves in (stage["differentiate"], stage["expand"], _ordered(stage["eliminate"])):
        run.exhaust([*tidy, *moves])
    before = run.now
    run.exhaust([*tidy, *(Move(rules["unfold"], a) for a in inlined)])
    if run.now is not before and T.contains(run.now, T.Iverson):  # what was put in may settle an index
        run.exhaust([*tidy, *_ordered(stage["eliminate"])])
    folds = [Move(rules["fold"], d) for d, e in context.equations.items() if _worth_folding(e)]
    logs = [Move(rules["fold_log"], m.argument) for m in folds if quotient(context.equations[m.argument])]
    bounds = [Move(rules["widen"], m.argument) for m in folds if conditions(context.equations[m.argument])]
    known = [*folds, *logs, *bounds, *(Move(rules["premise"], p) for p in context.premises), *stage["finish"]]
    known += [Move(rules["equal_letters"], " ".join(inner))] if inner else []
    run.exhaust([*tidy, *known])
    while vanish(run, rules):
        run.exhaust([*tidy, *known])
    if not inline(run, longer, rules, known):
        run.exhaust([*tidy, *known, *stage["collect"]])
    return Derivation(start, context, tuple(run.steps), run.now)


def _ordered(moves: list[Move]) -> list[Move]:
    order = ("substitute", "open_floor", "divide", "each_bound", "guard", "tighten", "at_most_one")
    return sorted(moves, key=lambda m: order.index(m.rule.name) if m.rule.name in order else len(order))


def _worth_folding(d: Definition) -> bool:
    """Forward quantities that a reader knows by name: those made by a function or a power."""
    return not d.tensor.startswith("dL_") and T.contains(d.rhs, (T.Apply, T.Pow)) and bool(d.indices or not d.at)
