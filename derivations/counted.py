"""What a part that asks for a number counted in a network is answered by."""

from __future__ import annotations

from derivations.integers import Integer, integer
from derivations.network import Network, Tally, count
from derivations.problem import Count, Field, Problem
from derivations.receptive import Span


def network_of(problem: Problem, ask: Count | Field) -> Network:
    """The network that a part is about. Raises ValueError when there is none."""
    found = ask.network or problem.network
    if found is None:
        raise ValueError(f"{problem.name} asks for a count and has no network")
    return found


def tally_of(problem: Problem, ask: Count | Field) -> Tally:
    """The count that a part is answered by, layer by layer."""
    if isinstance(ask, Count):
        return count(network_of(problem, ask), ask.bias, with_fields=False)
    return count(network_of(problem, ask))


def span_of(tally: Tally, ask: Field) -> Span:
    """The span along the first measured axis, of an entry of the result asked for. Raises ValueError for none."""
    rows = [r for r in tally.rows if ask.result in ("", r.name)]
    if not rows or not rows[-1].field:
        raise ValueError(f"{tally.network.name} has no result {ask.result!r} with a receptive field")
    return rows[-1].field[0]


def answer_of(tally: Tally, ask: Count | Field) -> Integer:
    """The number. Raises ValueError for a field whose widths are no numbers."""
    if isinstance(ask, Count):
        return tally.sum_of(ask.of)
    sizes = span_of(tally, ask).sizes
    if not sizes:
        raise ValueError(f"{tally.network.name}: the widths of the fields are no numbers")
    return integer(min(sizes) if ask.where == "least" else max(sizes))
