"""The conditions on indices that a result still carries, each with the reason why it could not be dropped."""

from __future__ import annotations

from dataclasses import dataclass

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import ZERO, mod
from derivations.printing.text import text
from derivations.prover import Finding, Refutation, Unproved, at_most, equal
from derivations.rule import Derivation


@dataclass(frozen=True)
class Condition:
    """A bracket in a result. needed: it fails at some numbers, so it is part of the answer, and no fact is open."""

    text: str
    reason: str
    needed: bool


def conditions(derivation: Derivation) -> tuple[Condition, ...]:
    """Every condition between indices in the result; one that reads an integer tensor depends on its values."""
    found: dict[str, Condition] = {}
    for path, t in T.positions(derivation.result):
        if isinstance(t, T.Iverson) and not t.left.tensors | t.right.tensors:
            context = derivation.context.within(T.binders_above(derivation.result, path))
            found[text(t)] = described(t, claim(t, context.facts))
    return tuple(found.values())


def claim(t: T.Iverson, facts: Facts) -> Finding:
    """Does the condition hold wherever the facts do?"""
    match t.relation:
        case "<=":
            return at_most(t.left, t.right, facts)
        case "=":
            return equal(t.left, t.right, facts)
        case "|":
            return equal(mod(t.right, t.left), ZERO, facts)
        case relation:
            return Unproved(f"the prover has no rule for {relation}")


def described(t: T.Iverson, finding: Finding) -> Condition:
    if isinstance(finding, Refutation):
        numbers = ", ".join(f"{n} = {v}" for n, v in finding.at)
        return Condition(text(t), f"it is needed: it fails at {numbers}", True)
    return Condition(text(t), f"it was neither proved nor refuted: {getattr(finding, 'why', 'it is proved')}", False)
