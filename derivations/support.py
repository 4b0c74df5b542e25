"""Where a tensor can differ from 0: conditions that every entry of it carries as a factor."""

from __future__ import annotations

from collections.abc import Mapping

from derivations import terms as T
from derivations.integers import Integer, symbol
from derivations.program import Program

Supports = Mapping[str, tuple[T.Iverson, ...]]


def place(k: int) -> str:
    """The name for where an entry stands along its axis k, counted from 1."""
    return f"#{k}"


def supports(program: Program) -> dict[str, tuple[T.Iverson, ...]]:
    """Tensor -> the brackets that are factors of its definition, as [s <= t] of masked weights, in `#1`, `#2`, ..."""
    found: dict[str, tuple[T.Iverson, ...]] = {}
    for d in program.definitions:
        brackets = [f for f in T.factors_of(d.rhs) if isinstance(f, T.Iverson)]
        names = {p.symbol: symbol(place(k)) for k, p in enumerate(d.at, 1) if p.symbol}
        if d.tensor in found or len(names) < len(d.at):
            found[d.tensor] = ()  # several pieces: one may be free of what another one needs
        else:
            found[d.tensor] = tuple(put(b, {n: e for n, e in names.items() if n}) for b in brackets)
    return found


def conditions(t: T.Mul, known: Supports) -> tuple[T.Iverson, ...]:
    """What must hold for a product not to be 0: its own brackets, and those of the tensors that it reads."""
    found: list[T.Iverson] = []
    for f in t.factors:
        if isinstance(f, T.Iverson):
            found.append(f)
        elif isinstance(f, T.Entry):
            at = {place(k): e for k, e in enumerate(f.at, 1)}
            found += [put(b, at) for b in known.get(f.tensor, ())]
    return tuple(found)


def put(b: T.Iverson, values: Mapping[str, Integer]) -> T.Iverson:
    """The bracket with integers for names."""
    return T.Iverson(b.relation, b.left.substitute(values), b.right.substitute(values))
