"""From a problem, or a layer, to a solution: derive what each part asks for, and lay it out for the printers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from derivations.adjoint import adjoint
from derivations.argument import worked_argument
from derivations.choices import sentences
from derivations.counted import span_of, tally_of
from derivations.derive import backward, normalize
from derivations.jacobian import jacobian_sweep
from derivations.kernel import RULES, replay, replay_sweep
from derivations.layer import Layer
from derivations.operators import operator_form
from derivations.printing.solution import RouteLine, Solution, SolvedPart, Value, Worked, WorkedRoute, explained
from derivations.printing.steps import shown_lines
from derivations.printing.style import Style
from derivations.printing.tally_table import field_sentence
from derivations.problem import Count, Explain, Field, Formula, Gradient, Jacobian, Part, Problem, Prove, Route
from derivations.problem import Value as ValueAsk
from derivations.program import Program
from derivations.route import reduce_route
from derivations.rule import Definition, Derivation
from derivations.terms import Entry, Partial, alpha, rename, tensors
from derivations.values import exact_values, read_updates

WEIGHTED = "Weigh every entry of the {} with a number v and differentiate the weighted sum."
ROW = "With v = 1 at one entry of the {} and v = 0 elsewhere, this is the row of that entry in the {}."


def solve(problem: Problem, parts: Sequence[str] = ()) -> Solution:
    """Every part of a problem worked out (or those of the given labels, in the problem's order)."""
    chosen = [p for p in problem.parts if not parts or p.label in parts]
    solution = Solution(
        name=problem.name,
        title=problem.title,
        parts=(),
        style=Style(dict(problem.letters), problem.loss),
        statement=problem.statement,
        conventions=sentences(problem.conventions),
        source=problem.source,
    )
    if problem.layer is None:
        return replace(solution, parts=_once(_without_rule(problem, p) for p in chosen))
    program = problem.layer.program
    solution = replace(solution, conventions=sentences((*problem.layer.conventions, *problem.conventions), program))
    derivations = sweep(problem)
    steps = sorted({p.ask.step for p in chosen if isinstance(p.ask, ValueAsk)})
    exact = {step: exact_values(problem, derivations, step) for step in steps}
    shown: set[tuple[str, int]] = set()
    solved = tuple(_part(problem, p, derivations, exact, shown) for p in chosen)
    premises = tuple(problem.layer.premises)
    return explained(replace(solution, parts=_once(solved), program=program, premises=premises))


def _once(parts: Iterable[SolvedPart]) -> tuple[SolvedPart, ...]:
    """The parts, a table of a count only where it is first seen."""
    seen: list[tuple[str, Any]] = []
    out = []
    for p in parts:
        out.append(replace(p, table=(p.view, p.tally) not in seen))
        seen.append((p.view, p.tally))
    return tuple(out)


def derive_layer(layer: Layer, wrt: Sequence[str] = ()) -> Solution:
    """The gradients of a layer by the inputs named (default: all), with the adjoints on the way."""
    wrt = tuple(wrt) or layer.program.inputs
    derivations = backward(layer.program, wrt)
    replay_sweep(layer.program, derivations)
    solution = Solution(
        name=layer.name,
        title=layer.title or layer.name,
        parts=tuple(_layer_parts(wrt, derivations)),
        program=layer.program,
        premises=tuple(layer.premises),
        conventions=sentences(layer.conventions, layer.program),
        source=layer.source,
    )
    return explained(solution)


def _layer_parts(wrt: Sequence[str], derivations: Sequence[Derivation]) -> list[SolvedPart]:
    """One part for each gradient asked for; intermediate adjoints stand in the part before which they are needed."""
    parts: list[SolvedPart] = []
    waiting: list[Worked] = []
    for d in derivations:
        waiting.append(worked(d))
        tensor = d.goal.tensor.removeprefix("dL_")
        if tensor in wrt:
            parts.append(SolvedPart(tensor, worked=tuple(waiting)))
            waiting = []
    return parts


def sweep(problem: Problem) -> tuple[Derivation, ...]:
    """The derivations of every gradient that the problem's parts and updates need, replayed by the kernel."""
    assert problem.layer is not None
    program = problem.layer.program
    letters = {p.ask.wrt: p.ask.indices for p in problem.parts if isinstance(p.ask, Gradient)}
    wanted = list(letters)
    wanted += [p.ask.of[3:] for p in problem.parts if isinstance(p.ask, ValueAsk) and p.ask.of.startswith("dL_")]
    wanted += [t for t in program.inputs if adjoint(t) in problem.updates]
    if not wanted:
        return ()
    derivations = backward(program, tuple(dict.fromkeys(wanted)), letters)
    replay_sweep(program, derivations)
    return derivations


def worked(derivation: Derivation, value: Value | None = None) -> Worked:
    """A derivation as its displayed lines and its result."""
    form = operator_form(derivation.equation, derivation.context)
    return Worked(derivation.equation, shown_lines(derivation, RULES), value, form)


def _part(
    problem: Problem,
    part: Part,
    derivations: Sequence[Derivation],
    exact: Mapping[int, Mapping[str, Any]],
    shown: set[tuple[str, int]],
) -> SolvedPart:
    """One part; shown: the quantities that stand in an earlier part, with the step of training, and grows."""
    assert problem.layer is not None
    if isinstance(part.ask, (Count, Field)):
        return _without_rule(problem, part)
    routes = tuple(_route(r, problem.layer.program) for r in part.routes)
    base = replace(_without_rule(problem, part), routes=routes)
    if isinstance(part.ask, (Explain, Prove)):
        return base
    if isinstance(part.ask, Jacobian):
        return replace(base, worked=shown_jacobian(problem.layer.program, part.ask.wrt, part.ask.name))
    target = adjoint(part.ask.wrt) if isinstance(part.ask, Gradient) else part.ask.of
    step = part.ask.step if isinstance(part.ask, ValueAsk) else 1
    values = exact.get(step, {})
    by_name = {d.goal.tensor: d for d in derivations}
    after = read_updates(problem.updates, problem.layer.program).definitions if problem.updates else ()
    updates = {d.tensor: d for d in after}
    forward = {d.tensor: d for d in problem.layer.program.definitions}

    def piece(name: str) -> Worked:
        value = exact_value(values[name]) if name in values else None
        if name in by_name and step > 1 and any(n == name for n, _ in shown):
            return Worked(by_name[name].equation, (), value)
        if name in by_name:
            return worked(by_name[name], value)
        if name in updates and isinstance(part.ask, Formula):
            return begun(worked(_opened(updates[name], derivations)), "The rule of the step.")
        return Worked(updates.get(name) or forward[name], (), value)

    needed = _needed(target, by_name, updates, forward if values else {})
    pieces = tuple(piece(n) for n in needed if (n, step) not in shown) or (piece(target),)
    shown.update((n, step) for n in needed)
    return replace(base, worked=pieces)


def shown_jacobian(program: Program, wrt: str, name: str) -> tuple[Worked, ...]:
    """The Jacobian, after the derivatives of one entry that lead there; of a rule in one line, from its definition."""
    sweep = jacobian_sweep(program, wrt, name)
    found = sweep[-1]
    if len(program.definitions) == 1:
        last, indices = program.definitions[-1], found.goal.indices
        outer, inner = indices[: len(last.indices)], indices[len(last.indices) :]
        put = {old.name: new.integer for old, new in zip(last.indices, outer)}
        slope = Partial(rename(last.rhs, put), Entry(wrt, tuple(i.integer for i in inner)))
        letters = [i.name for i in inner]
        direct = normalize(replace(found.goal, rhs=slope), found.context, {}, inner=letters)
        replay(direct)
        if alpha(direct.result) == alpha(found.result):
            return (begun(worked(direct), "Every entry is a derivative of the output."),)
    return rows(sweep, "output", "Jacobian")


def rows(sweep: Sequence[Derivation], of: str, what: str) -> tuple[Worked, ...]:
    """A weighted sum differentiated, and the full derivative whose rows it gives with unit weights."""
    first, *between, last = map(worked, sweep)
    if not last.result.indices:
        again = begun(first, f"Differentiate the {of}, a single number, once more.", *first.lines[0].sentences)
        return (again, *between, begun(last, f"This is the {what}."))
    weighted = begun(first, WEIGHTED.format(of), *first.lines[0].sentences)
    return (weighted, *between, begun(last, ROW.format(of, what)))


def begun(shown: Worked, *sentences: str) -> Worked:
    """With other sentences before the first line."""
    first, *rest = shown.lines
    return replace(shown, lines=(replace(first, sentences=sentences), *rest))


def _opened(update: Definition, derivations: Sequence[Derivation]) -> Derivation:
    """What an update makes, with the gradients that it reads put in; replayed by the kernel."""
    last = derivations[-1].context
    equations = {**last.equations, **{d.goal.tensor: d.equation for d in derivations}}
    ranges = {**last.ranges, update.tensor: tuple((i.low, i.high) for i in update.indices)}
    for d in derivations:
        ranges |= d.context.ranges
    facts = replace(last.facts, ranges=()).within(update.indices)
    context = replace(last, ranges=ranges, facts=facts, equations=equations)
    opened = [d.goal.tensor for d in derivations if d.goal.tensor in tensors(update.rhs)]
    found = normalize(update, context, {}, opened=opened)
    replay(found)
    return found


def _needed(
    target: str,
    by_name: Mapping[str, Derivation],
    updates: Mapping[str, Definition],
    forward: Mapping[str, Definition],
) -> list[str]:
    """The quantities that lead to the target, each after what it reads; the target last."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        derivation = by_name.get(name)
        if derivation is not None:
            reads = {t for s in derivation.steps for t in (s.argument,)} | tensors(derivation.result)
            for t in by_name:
                if t in reads and t != name:
                    visit(t)
        else:
            definition = updates.get(name) or forward.get(name)
            if definition is None:
                return
            for t in sorted(tensors(definition.rhs)):
                if t in by_name or t in updates or t in forward:
                    visit(t)
        order.append(name)

    visit(target)
    return order


def exact_value(entries: Any) -> Value:
    """Exact entries for the printers: LaTeX, the notation, decimals."""
    from derivations.exact_numbers import as_term, decimal, is_decimal
    from derivations.printing.latex import latex
    from derivations.printing.text import text

    def cells(x: Any, show: Any) -> Any:
        return tuple(cells(y, show) for y in x) if isinstance(x, tuple) else show(x)

    return Value(
        latex=cells(entries, lambda x: latex(as_term(x))),
        text=cells(entries, lambda x: text(as_term(x)).replace("exp(1)", "e")),
        decimals=cells(entries, decimal),
        rounded=not all(map(is_decimal, _flat(entries))),
    )


def _flat(x: Any) -> Iterator[Any]:
    if isinstance(x, tuple):
        for y in x:
            yield from _flat(y)
    else:
        yield x


def _without_rule(problem: Problem, part: Part) -> SolvedPart:
    """What a part shows that needs no forward rule: its count, its argument."""
    base = SolvedPart(part.label, part.wording, part.points, argument=worked_argument(part))
    if not isinstance(part.ask, (Count, Field)):
        return base
    tally = tally_of(problem, part.ask)
    if isinstance(part.ask, Count):
        return replace(base, tally=tally, view=part.ask.of)
    names = [r.name for r in tally.rows]
    upto = names.index(part.ask.result) + 1 if part.ask.result else len(names)
    told = field_sentence(span_of(tally, part.ask))
    return replace(base, tally=replace(tally, rows=tally.rows[:upto]), view="field", told=told)


def _route(route: Route, program: Program) -> WorkedRoute:
    reduced = reduce_route(route, program)
    lines = tuple(
        RouteLine(
            term, line.reason, line.left, "" if k == 0 else ("proved" if reduced.meets[k - 1] else "checked by numbers")
        )
        for k, (term, line) in enumerate(zip(reduced.terms, route.lines))
    )
    proved = sum(reduced.meets)
    links = len(reduced.meets)
    how = (
        "Every line reduces to the same normal form by the rules"
        if proved == links
        else (
            f"{proved} of {links} links reduce to the same normal form by the rules; the others are judged by numbers"
        )
    )
    return WorkedRoute(route.title, lines, reduced.indices, f"{how}.")
