"""The network of a solution as a graph: quantities or layers with their shapes, and what each reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations import terms as T
from derivations.integers import Integer
from derivations.printing.text import integer_text
from derivations.program import Program

if TYPE_CHECKING:
    from derivations.network import Tally

MOST = 14  # layers that are drawn one by one; of a longer network its blocks are


@dataclass(frozen=True)
class Node:
    """name: the key by which others read it; label: plain text; shape: as text; given: whether nothing makes it."""

    name: str
    label: str
    shape: str
    reads: tuple[str, ...] = ()
    given: bool = False


def program_flow(program: Program, labels: Mapping[str, str]) -> tuple[Node, ...]:
    """The tensors of a forward rule, each after what it reads. labels: tensor -> its name in plain text."""
    made = {d.tensor for d in program.definitions}
    reads: dict[str, dict[str, None]] = {}
    for d in program.definitions:  # a tensor stands where its last piece does: a recurrence after what it steps through
        reads[d.tensor] = found = reads.pop(d.tensor, {})
        found.update(dict.fromkeys(t for t in sorted(T.tensors(d.rhs)) if program.ranges.get(t)))
        found.update(dict.fromkeys(t for t in program.integers if _mentions(d.rhs, t)))
    given = dict.fromkeys(t for r in reads.values() for t in r if t not in made)

    def node(t: str) -> Node:
        return Node(t, labels.get(t, t), shape_text(program.shape(t)), tuple(reads.get(t, ())), t in given)

    return tuple(node(t) for t in (*given, *reads))


def _mentions(t: T.Term, tensor: str) -> bool:
    """Is an entry of the integer tensor read as an index?"""
    return any(tensor in getattr(a, "tensor", "").split() for _, u in T.positions(t) for e in T.own_integers(u)
               for a in e.atoms)  # fmt: skip


def tally_flow(tally: Tally) -> tuple[Node, ...]:
    """The layers of a network, or its blocks where it is long."""
    rows, groups = tally.rows, tally.groups
    start = Node("input", "Input", shape_text(tally.input), given=True)
    if len(rows) <= MOST or len(groups) < 2:
        return (start, *(Node(r.name, r.short, shape_text(r.shape), tuple(r.reads)) for r in rows))
    home = {r.name: title for title, part in groups for r in part.rows} | {"input": "input"}
    out = [start]
    for title, part in groups:
        reads = dict.fromkeys(home[n] for r in part.rows for n in r.reads if home.get(n, title) != title)
        out.append(Node(title, title, shape_text(part.rows[-1].shape), tuple(reads)))
    return tuple(out)


def shape_text(lengths: Sequence[Integer]) -> str:
    """`(2n + k − 1) × m`; a tensor without axes is a number."""
    shown = [integer_text(e).replace("*", "").replace(" - ", " \N{MINUS SIGN} ") for e in lengths]
    return " × ".join(f"({x})" if " " in x and len(shown) > 1 else x for x in shown) or "a number"
