"""The moves that recognise what a program names and assumes, made once for all goals of a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derivations import terms as T
from derivations.rule import Definition, Premise, Rule
from derivations.rules.recognition import conditions, quotient
from derivations.search import Indexed, Move


class Known:
    """How definitions and premises are recognised.

    moves: quantities, their logarithms and the bounds beyond which they are 0, then premises; premises: these alone;
    plain: definitions by sums, products and constants alone, such as a mean, with their places in the order.
    """

    def __init__(self, equations: Mapping[str, Definition], premises: Mapping[str, Premise], rules: Mapping[str, Rule]):
        worth = {name: d for name, d in equations.items() if _worth_folding(d)}
        folds = [Move(rules["fold"], name, _reads(d.rhs)) for name, d in worth.items()]
        logs = [
            Move(rules["fold_log"], name, _reads(f) | _reads(g))
            for name, d in worth.items()
            for f, g in filter(None, [quotient(d)])
        ]
        bounds = [Move(rules["widen"], name, frozenset({name})) for name, d in worth.items() if conditions(d)]
        assumed = [Move(rules["premise"], name, _reads(p.left)) for name, p in premises.items()]
        self.moves = Indexed([*folds, *logs, *bounds, *assumed])
        self.premises = Indexed(assumed)
        self.plain = {name: k for k, (name, d) in enumerate(equations.items()) if _is_plain(d.rhs)}


def _reads(t: T.Term) -> frozenset[str]:
    """The tensors of which a term reads entries: what equals the term reads them too."""
    return frozenset(_entries(t))


def _entries(t: T.Term) -> Iterator[str]:
    if isinstance(t, T.Entry):
        yield t.tensor
    for c in t.children:
        yield from _entries(c)


def _worth_folding(d: Definition) -> bool:
    """Forward quantities that a reader knows by name: those made by a function or a power."""
    return not d.tensor.startswith("dL_") and T.contains(d.rhs, (T.Apply, T.Pow)) and bool(d.indices or not d.at)


def _is_plain(t: T.Term) -> bool:
    """A definition by sums, products and constants alone: a mean, a difference."""
    return not T.contains(t, (T.Apply, T.Max, T.Select, T.Iverson, T.Compare))
