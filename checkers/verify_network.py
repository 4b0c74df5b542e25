"""Verifies what a problem counts in a network, and its receptive fields, against torch."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from checkers.field import Witness, described, thin
from checkers.meta import differences
from checkers.verify import Result
from derivations.counted import network_of, span_of, tally_of
from derivations.dependence import Dependence
from derivations.fitting import applied
from derivations.integers import as_integer
from derivations.problem import Ask, Count, Field, Part, Problem
from derivations.receptive import Span

ENTRIES = 6  # entries of a result whose gradient torch takes; each costs a backward pass


def judge_network(problem: Problem, part: Part) -> Iterator[Result]:
    """The count or the fields that a part asks for."""
    started = time.perf_counter()
    if isinstance(part.ask, Count):
        what, lines, failures = f"{part.label}: {part.ask.of}", *_counts(problem, part.ask)
    elif isinstance(part.ask, Field):
        if any(_same(problem, part.ask, p.ask) for p in problem.parts[: problem.parts.index(part)]):
            return  # another question about fields that are judged already
        what, lines, failures = f"{part.label}: fields", *_fields(problem, part.ask)
    else:
        return
    failure = f"{problem.name}, {what}: {failures[0]}" if failures else ""
    gap = math.inf if failure else 0.0
    seconds = round(time.perf_counter() - started, 4)
    yield Result(problem.name, what, "as given", {}, lines, gap, 0, 0, seconds, failure, judged={"number": lines})


def _same(problem: Problem, ask: Field, other: Ask) -> bool:
    """Are both about the fields of one result?"""
    if not isinstance(other, Field) or other.result != ask.result:
        return False
    return network_of(problem, ask) is network_of(problem, other)


def _counts(problem: Problem, ask: Count) -> tuple[int, list[str]]:
    """Every layer against torch: shape, parameters, multiply-adds; and filters as channels that torch gives."""
    tally = tally_of(problem, ask)
    found = list(differences(network_of(problem, ask), tally, ask.bias))
    found += [
        f"{row.name} has {row.filters.constant} filters and {row.shape[0].constant} channels"
        for row in tally.rows
        if row.filters.constant and row.filters != row.shape[0]
    ]
    return len(tally.rows), found


def _fields(problem: Problem, ask: Field) -> tuple[int, list[str]]:
    """The spans against the places that the forward rules read, at every place, and those against torch's gradients."""
    network = thin(network_of(problem, ask))
    span = span_of(tally_of(problem, ask), ask)
    steps = applied(network)
    name = ask.result or steps[-1].result
    shape = next(s.shape for s in steps if s.result == name)
    rows = shape[network.measured[0] - 1].length.constant or 0
    places = Dependence(network)
    axis = network.measured[0]
    length = places.shape[axis - 1] or 0
    failures = []
    for k in range(1, rows + 1):
        wanted = _within(span, k, length)
        if places.along(axis, (1, *[k] * (len(shape) - 1)), name) != wanted:
            failures.append(f"at place {k} the forward rules do not read the places {min(wanted)} to {max(wanted)}")
    witness = Witness(network)
    chosen = sorted({1 + (rows - 1) * k // (ENTRIES - 1) for k in range(ENTRIES)})
    for k in chosen:
        entry = (1, *[k] * (len(shape) - 1))
        mine = described(places.of(entry, name), [n or 0 for n in places.shape])
        if not bool((mine == witness.support(entry, name)).all()):
            failures.append(f"at place {k} torch's gradient is not 0 in another set of places")
    return rows + len(chosen), failures


def _within(span: Span, k: int, length: int) -> frozenset[int]:
    at = {n: as_integer(k) for n in span.indices}
    first, last = (e.substitute(at).constant or 0 for e in (span.first, span.last))
    return frozenset(range(max(1, first), min(length, last) + 1))
