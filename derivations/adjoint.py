"""The one equation that reverse mode starts from: the adjoint of a tensor as a sum over all that read it."""

from __future__ import annotations

from collections.abc import Sequence

from derivations import terms as T
from derivations.integers import Integer, symbol
from derivations.program import Program
from derivations.rule import Definition
from derivations.terms import Entry, Index, Mul, Partial, Term, bound_names, fresh, names, rename


def adjoint(tensor: str) -> str:
    """The name of the gradient of the loss by a tensor."""
    return f"dL_{tensor}"


def goal(program: Program, tensor: str, letters: Sequence[str]) -> Definition:
    """dL_X[letters] = sum over the definitions Y that read X, over Y's indices, of dL_Y[..] * diff(rhs, X[letters]).

    An output without axes is the loss itself, so that its own adjoint is 1 and is left out. All other tensors are
    held constant in each term: this is the chain rule over the graph of definitions (Griewank & Walther 2008, eq. 3.3).
    """
    ranges = program.ranges[tensor]
    indices = tuple(Index(n, low, high) for n, (low, high) in zip(letters, ranges))
    at = tuple(i.integer for i in indices)
    live = program.leading_to_output
    reading = (d for d in program.reading.get(tensor, ()) if d.tensor in live)
    terms = [_contribution(program, d, Entry(tensor, at)) for d in reading]
    return Definition(adjoint(tensor), at, indices, T.total(terms))


def _contribution(program: Program, definition: Definition, wrt: Entry) -> Term:
    taken = {n for e in wrt.at for n in e.names}
    avoid = taken | names(definition.rhs) | bound_names(definition.rhs) | {i.name for i in definition.indices}
    avoid |= program.names
    mapping: dict[str, Integer] = {}
    for i in definition.indices:
        if i.name in taken:
            new = fresh(i.name, avoid)
            avoid.add(new)
            mapping[i.name] = symbol(new)
    indices = tuple(
        Index((mapping[i.name].symbol or i.name) if i.name in mapping else i.name,
              i.low.substitute(mapping), i.high.substitute(mapping))
        for i in definition.indices
    )  # fmt: skip
    partial = Partial(_apart(rename(definition.rhs, mapping), taken, avoid), wrt)
    if definition.tensor == program.output and not definition.at:
        return partial
    upstream = Entry(adjoint(definition.tensor), tuple(e.substitute(mapping) for e in definition.at))
    return T.summed(indices, Mul((upstream, partial)))


def _apart(t: Term, taken: set[str], avoid: set[str]) -> Term:
    """Bound names inside moved away from the goal's letters, so that no formula shows a letter both free and bound."""
    if isinstance(t, T.Binder):
        t = T.freshen(t, taken, avoid)
    return t.rebuild(tuple(_apart(c, taken, avoid) for c in t.children))
