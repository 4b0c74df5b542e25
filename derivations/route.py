"""Textbook chains: every line is brought to normal form by the rules, and neighbours must meet in the same one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from derivations import terms as T
from derivations.derive import normalize
from derivations.kernel import replay
from derivations.notation import parse_term
from derivations.problem import Route
from derivations.program import Program
from derivations.rule import Context, Definition, Derivation


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
    derivations = tuple(normalize(Definition(f"line {k}", at, indices, t), context, ()) for k, t in enumerate(terms, 1))
    for derivation in derivations:
        replay(derivation)
    results = [T.alpha(d.result) for d in derivations]
    return RouteReduced(route, indices, terms, derivations, tuple(a == b for a, b in pairwise(results)))
