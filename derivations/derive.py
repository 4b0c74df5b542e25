"""The search: finds a derivation of every adjoint, in the order of the reverse sweep. The kernel checks what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derivations import terms as T
from derivations.adjoint import adjoint, goal
from derivations.integers import ZERO, Integer
from derivations.kernel import RULES
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation, Rule, Step
from derivations.terms import Path, Term

STAGES = ("differentiate", "expand", "eliminate", "finish", "collect")
MAX_STEPS = 3000


class DeriveError(ValueError):
    """A gradient that was asked for cannot be derived; the sentence says why."""


@dataclass(frozen=True)
class Move:
    """A rule ready to be tried, with its argument."""

    rule: Rule
    argument: str = ""


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
        found[adjoint(tensor)] = normalize(start, context, _inlined(found), rules)
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
    used: set[str] = {program.output}
    while True:
        grown = {t for u in used if u in reads for t in reads[u]} - used
        if not grown:
            break
        used |= grown
    order = list(dict.fromkeys(d.tensor for d in program.definitions))
    middle = [t for t in reversed(order) if t in needed & used and t != program.output]
    return middle + [t for t in wrt if t not in middle]


def _letters(program: Program, tensor: str, stated: list[str]) -> list[str]:
    """Names for a tensor's axes: stated, else as where it is defined or first read, else the small letter of the size."""
    if stated:
        return stated
    taken = set(program.sizes) | set(program.ranges)
    used = {n for d in program.definitions for n in (*(i.name for i in d.indices), *T.bound_names(d.rhs))}
    places = next((d.at for d in reversed(program.definitions) if d.tensor == tensor), None) or _first_read(program, tensor)
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


def _inlined(found: Mapping[str, Derivation]) -> tuple[str, ...]:
    """Adjoints short enough to be put in where they are used: products without a sum, and not recursive."""
    return tuple(
        name
        for name, d in found.items()
        if not T.contains(d.result, (T.Sum, T.Product, T.Max, T.Add, T.Select))
        or (not T.contains(d.result, (T.Sum, T.Product, T.Max)) and isinstance(d.result, (T.Mul, T.Entry)))
        if not any(t in found or t == name for t in T.tensors(d.result))
    )


def normalize(
    start: Definition, context: Context, inline: Sequence[str], rules: Mapping[str, Rule] = RULES
) -> Derivation:
    """Rewrite until no rule of any stage applies, recording every step."""
    run = _Run(start.rhs, context)
    tidy = [Move(r) for r in rules.values() if r.stage == "tidy"]
    by_stage = {s: [Move(r) for r in rules.values() if r.stage == s] for s in STAGES}
    eliminate = _ordered(by_stage["eliminate"])
    for moves in (by_stage["differentiate"], by_stage["expand"], eliminate):
        run.exhaust([*tidy, *moves])
    unfold, fold, premise = rules["unfold"], rules["fold"], rules["premise"]
    known = [Move(unfold, a) for a in inline]
    run.exhaust([*tidy, *known])
    folds = [Move(fold, d) for d, e in context.equations.items() if _worth_folding(e, context)]
    premises = [Move(premise, p) for p in context.premises]
    run.exhaust([*tidy, *folds, *premises, *by_stage["finish"]])
    run.exhaust([*tidy, *folds, *premises, *by_stage["finish"], *by_stage["collect"]])
    return Derivation(start, context, tuple(run.steps), run.now)


def _ordered(moves: list[Move]) -> list[Move]:
    order = ("substitute", "open_floor", "divide", "each_bound", "guard", "tighten", "at_most_one")
    return sorted(moves, key=lambda m: order.index(m.rule.name) if m.rule.name in order else len(order))


def _worth_folding(d: Definition, context: Context) -> bool:
    """Forward quantities that a reader knows by name: those made by a function or a power."""
    return not d.tensor.startswith("dL_") and T.contains(d.rhs, (T.Apply, T.Pow)) and bool(d.indices or not d.at)


class _Run:
    """The term now, and the steps so far."""

    def __init__(self, start: Term, context: Context):
        self.now, self.context, self.steps = start, context, list[Step]()

    def exhaust(self, moves: Sequence[Move]) -> None:
        """Apply the first move that fits, outermost place first, until none does."""
        while self.once(moves):
            if len(self.steps) > MAX_STEPS:
                raise DeriveError(f"no normal form was reached within {MAX_STEPS} steps")

    def once(self, moves: Sequence[Move]) -> bool:
        for move in moves:
            for path, here, context in _places(self.now, self.context):
                new = move.rule.apply(here, context, move.argument)
                if new is not None and new != here:
                    after = T.put(self.now, path, new)
                    self.steps.append(Step(self.now, move.rule.name, path, after, move.argument))
                    self.now = after
                    return True
        return False


def _places(t: Term, context: Context, path: Path = ()) -> Iterator[tuple[Path, Term, Context]]:
    yield path, t, context
    for k, c in enumerate(t.children):
        yield from _places(c, context.inside(t, k), (*path, k))
