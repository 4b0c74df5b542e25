"""Every rule: its own examples, its mutants killed by them, and its value kept on random terms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
import torch

from checkers.evaluate import evaluate
from derivations import terms as T
from derivations.kernel import RULES
from derivations.notation import parse_term
from derivations.rule import Context, Rule
from tests.derivations.random_terms import CONTEXT, FACTS, FREE, Maker, instance, scope

BY_EXAMPLE = [(rule, example) for rule in RULES.values() for example in rule.examples]


def read(text: str) -> T.Term:
    bound = frozenset(re.findall(r"(\w+) in ", text))
    return parse_term(text, scope(bound))


def context_for(example: str) -> Context:
    bound = set(re.findall(r"(\w+) in ", example))
    return replace(CONTEXT, facts=replace(FACTS, ranges=tuple(i for i in FREE if i.name not in bound)))


def values(t: T.Term, size: int = 3) -> torch.Tensor:
    return evaluate(t, instance(size), FREE)


def close(a: torch.Tensor, b: torch.Tensor) -> bool:
    finite = torch.isfinite(a) & torch.isfinite(b)
    return (
        a.shape == b.shape and bool(((a - b).abs() <= 1e-9 * (1 + b.abs().max()))[finite].all()) and bool(finite.any())
    )


@pytest.mark.parametrize(("rule", "example"), BY_EXAMPLE, ids=lambda x: getattr(x, "name", x))
def test_example(rule: Rule, example: str) -> None:
    before, after = (part.strip() for part in example.split("=>"))
    got = rule.apply(read(before), context_for(example), "")
    if after == "refuses":
        assert got is None
    else:
        assert got is not None
        assert T.alpha(got) == T.alpha(read(after))
        for size in (1, 2, 5):
            assert close(values(got, size), values(read(before), size))


def test_every_rule_says_where_it_fires_and_where_it_refuses() -> None:
    for rule in RULES.values():
        assert rule.statement and rule.sentence and rule.stage and rule.source, rule.name
        if rule.stage == "known":  # these need an equation or a premise: see test_definitions.py
            continue
        assert any("refuses" not in e for e in rule.examples), f"{rule.name} has no example where it fires"
        assert any("refuses" in e for e in rule.examples), f"{rule.name} never refuses"


def mutant(t: T.Term) -> T.Term:
    """A result spoilt in the way a slip of the pen would spoil it."""
    match t:
        case T.Mul(factors) if len(factors) > 1:
            return T.Mul(factors[:-1])
        case T.Add(terms) if len(terms) > 1:
            return T.Add(terms[1:])
        case T.Sum(indices, body):
            return T.Sum(indices, T.Mul((T.number(2), body)))
        case T.Number(v):
            return T.Number(v + 1)
        case _:
            return T.negative(t)


@pytest.mark.parametrize("rule", [r for r in RULES.values() if r.examples], ids=lambda r: r.name)
def test_a_mutant_is_killed_by_the_examples(rule: Rule) -> None:
    killed = 0
    for example in rule.examples:
        before, after = (part.strip() for part in example.split("=>"))
        got = rule.apply(read(before), context_for(example), "")
        if after != "refuses" and got is not None:
            assert T.alpha(mutant(got)) != T.alpha(read(after))
            killed += any(not close(values(mutant(got), size), values(got, size)) for size in (2, 3, 5))
    assert killed


def test_rules_keep_the_value_of_random_terms() -> None:
    fired: Counter[str] = Counter()
    could_tell: Counter[str] = Counter()
    make = Maker(1)
    for _ in range(900):
        t = make.term(make.random.randint(1, 3))
        for path, here in T.positions(t):
            context = CONTEXT.at(t, path)
            for rule in RULES.values():
                if fired[rule.name] >= 25 or (new := rule.apply(here, context, "")) is None:
                    continue
                fired[rule.name] += 1
                whole, changed = values(t), values(T.put(t, path, new))
                assert close(changed, whole), (rule.name, t, new)
                could_tell[rule.name] += not close(values(T.put(t, path, mutant(new))), whole)
    for name in (
        "linearity",
        "product_rule",
        "chain",
        "sum_rule",
        "entry",
        "power",
        "flatten",
        "merge",
        "guard",
        "tighten",
    ):
        assert fired[name] >= 5, f"{name} fired on {fired[name]} random terms only"
        assert could_tell[name] >= 2, f"{name}: the random terms could hardly have told it from a wrong rule"
