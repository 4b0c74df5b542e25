"""Textbook chains: every line is brought to normal form by the rules, and neighbours must meet in the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise, permutations

from derivations import terms as T
from derivations.derive import normalize
from derivations.kernel import RULES, replay
from derivations.notation import parse_term
from derivations.problem import Route
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation
from derivations.search import Always, Move, Run

ORDERS = 6  # of the indices of a sum, that are tried


@dataclass(frozen=True)
class RouteReduced:
    """A route with the derivation of each line's normal form.

    meets[k] says whether line k and line k + 1 reduce to the same term, which proves them equal; where they do not,
    the link is left to the judges that compute.
    """

    route: Route
    indices: tuple[T.Index, ...]
    terms: tuple[T.Term, ...]
    derivations: tuple[Derivation, ...]
    meets: tuple[bool, ...]


def route_indices(route: Route, program: Program) -> tuple[T.Index, ...]:
    """The free indices of a route's lines, with their ranges."""
    if not route.indices:
        return ()
    bound = parse_term(f"sum[{route.indices}] 1", program.scope())
    assert isinstance(bound, T.Sum)
    return bound.indices


def reduce_route(route: Route, program: Program) -> RouteReduced:
    """Read a route in the scope of a program and reduce every line; raises NotationError for a line that is none."""
    indices = route_indices(route, program)
    terms = tuple(parse_term(line.term, program.scope(indices)) for line in route.lines)
    equations = {d.tensor: d for d in program.definitions}
    context = Context(program.ranges, program.facts.within(indices), equations, program.premises)
    at = tuple(i.integer for i in indices)
    starts = [Definition(f"line {k}", at, indices, t) for k, t in enumerate(terms, 1)]
    derivations = tuple(_replayed(normalize(start, context, {})) for start in starts)
    forms = [T.alpha(d.result) for d in derivations]
    opened = tuple(t for t in equations if not _recurs(t, equations))
    others: dict[int, frozenset[T.Term]] = {}

    def meet(k: int) -> bool:
        if forms[k] == forms[k + 1]:
            return True
        for n in (k, k + 1):
            if n not in others:
                others[n] = frozenset(_other_forms(starts[n], context, opened))
        return not others[k].isdisjoint(others[k + 1])

    return RouteReduced(route, indices, terms, derivations, tuple(meet(k) for k, _ in enumerate(pairwise(terms))))


def _other_forms(start: Definition, context: Context, opened: tuple[str, ...]) -> Iterator[T.Term]:
    """Normal forms of a line in what the program is given alone, its outermost sum taken in several orders, and these
    without the bounds beyond which nothing is summed but 0.

    A sum over finite ranges has the same value in every order; which index gives way to which depends on it.
    """
    for t in islice(_reordered(start.rhs), ORDERS):
        found = normalize(replace(start, rhs=t), context, {}, opened=opened)
        for derivation in (found, _widened(found)):
            yield from map(T.alpha, _reordered(_replayed(derivation).result))


def _widened(derivation: Derivation) -> Derivation:
    """The derivation gone on with until every bound that cuts off entries outside their tensors alone is left out."""
    run = Run(derivation.result, derivation.context)
    run.exhaust(Always(Move(r) for r in RULES.values() if r.stage == "outside"))
    return replace(derivation, steps=(*derivation.steps, *run.steps), result=run.now)


def _reordered(t: T.Term) -> Iterator[T.Term]:
    """A sum with its indices in every order, nested sums as one; only where no range depends on an index."""
    if not isinstance(t, T.Sum):
        yield t
        return
    indices, body = t.indices, t.body
    while isinstance(body, T.Sum):
        indices, body = indices + body.indices, body.body
    names = {i.name for i in indices}
    if any(names & (i.low.names | i.high.names) for i in indices) or len(names) < len(indices):
        yield t
    else:
        yield from (T.Sum(order, body) for order in islice(permutations(indices), ORDERS))


def _recurs(tensor: str, equations: dict[str, Definition]) -> bool:
    """Does a tensor read itself, directly or through others?"""
    seen: set[str] = set()
    waiting = [tensor]
    while waiting:
        for t in T.tensors(equations[waiting.pop()].rhs) & equations.keys():
            if t not in seen:
                seen.add(t)
                waiting.append(t)
    return tensor in seen


def _replayed(derivation: Derivation) -> Derivation:
    replay(derivation)
    return derivation
