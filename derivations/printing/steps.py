"""A derivation as a reader sees it: the small steps of one kind are one displayed line with its reasons.

Book-keeping is silent. Conditions that were proved are listed beside the line in which they drop out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from derivations import terms as T
from derivations.rule import Derivation, Rule, Step

X = TypeVar("X")
START = "Chain rule over every definition that reads the tensor."
SILENT = frozenset({"tidy"})
FOUND, BRACKETS = "calculus", "brackets"
KIND_OF_RULE = {
    "entry": BRACKETS,
    "constant": "",  # joins the line it stands in, as do proved conditions and names
    "guard": "",
    "each_bound": "",
    "positive_first": "",
    "substitute": "substitute",
    "unfold": "unfold",
    "fold": "fold",
    "premise": "premise",
    "open_floor": "substitute",
    "divide": "substitute",
    "at_most_one": "single",
}
KIND_OF_STAGE = {"differentiate": FOUND, "expand": BRACKETS, "eliminate": "bounds", "collect": "finish"}


@dataclass(frozen=True)
class ShownLine:
    """One displayed line: the term, why it follows from the line before, and the names of the rules used on the way.

    facts: conditions that were proved for every index in range; equations: the definitions and premises that were used,
    each (reason, left side, right side) with the sentence of the step that used it. steps: how many steps of the
    derivation, book-keeping included, are joined in the line.
    """

    term: T.Term
    sentences: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    facts: tuple[T.Iverson, ...] = ()
    equations: tuple[tuple[str, T.Term, T.Term], ...] = ()
    steps: int = 0


def shown_lines(derivation: Derivation, rules: Mapping[str, Rule]) -> tuple[ShownLine, ...]:
    """The lines from the chain rule to the result. rules: those of the kernel, whose sentences are the reasons."""
    lines = [ShownLine(derivation.start, (START,))]
    kind = "start"
    for step in derivation.steps:
        rule = rules[step.rule]
        if rule.stage in SILENT:
            lines[-1] = replace(lines[-1], term=step.after, steps=lines[-1].steps + 1)
            continue
        own = KIND_OF_RULE.get(step.rule, KIND_OF_STAGE.get(rule.stage, rule.stage))
        if kind == "start" or (own and own != kind):
            lines.append(ShownLine(step.after))
            kind = own or kind
        lines[-1] = _extended(lines[-1], step, rule, derivation)
    return _without_repetition(lines)


def _extended(line: ShownLine, step: Step, rule: Rule, derivation: Derivation) -> ShownLine:
    fact = _proved(step) if step.rule == "guard" else None
    equation = _used(step, derivation)
    return replace(
        line,
        term=step.after,
        sentences=line.sentences if fact else _once(line.sentences, rule.sentence),
        rules=_once(line.rules, rule.name),
        facts=_once(line.facts, fact) if fact else line.facts,
        equations=_once(line.equations, (rule.sentence, *equation)) if equation else line.equations,
        steps=line.steps + 1,
    )


def _once(seen: tuple[X, ...], new: X) -> tuple[X, ...]:
    return seen if new in seen else (*seen, new)


def _proved(step: Step) -> T.Iverson | None:
    """The condition that a guard step replaced by 1."""
    before, after = T.at(step.before, step.path), T.at(step.after, step.path)
    if isinstance(before, T.Sum) and isinstance(after, T.Sum):
        before, after = before.body, after.body
    for old, new in zip(T.factors_of(before), T.factors_of(after)):
        if isinstance(old, T.Iverson) and new == T.ONE:
            return old
    return None


def _used(step: Step, derivation: Derivation) -> tuple[T.Term, T.Term] | None:
    """The equation that a step names."""
    if step.argument in derivation.context.premises:
        premise = derivation.context.premises[step.argument]
        return premise.left, premise.right
    if step.argument in derivation.context.equations:
        definition = derivation.context.equations[step.argument]
        return definition.lhs, definition.rhs
    return None


def _without_repetition(lines: list[ShownLine]) -> tuple[ShownLine, ...]:
    """A line that shows the same term as the one before is joined to it."""
    kept: list[ShownLine] = []
    for line in lines:
        if kept and T.alpha(kept[-1].term) == T.alpha(line.term):
            last = kept[-1]
            for s in line.sentences:
                last = replace(last, sentences=_once(last.sentences, s))
            kept[-1] = replace(last, term=line.term, steps=last.steps + line.steps)
        else:
            kept.append(line)
    return tuple(kept)


def joined_facts(facts: tuple[T.Iverson, ...]) -> list[tuple[T.Iverson, ...]]:
    """Facts for display: 1 <= d and d <= n side by side become one chain, 1 <= d <= n."""
    left = list(facts)
    chains: list[tuple[T.Iverson, ...]] = []
    while left:
        first = left.pop(0)
        match = next((g for g in left if first.relation == g.relation == "<=" and g.left == first.right), None)
        if match:
            left.remove(match)
        chains.append((first, match) if match else (first,))
    return chains
