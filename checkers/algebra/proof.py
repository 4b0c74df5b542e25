"""Is "equal at many points" more than that? Equality modulo a prime, with a bound on the chance that it deceives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import floor, log10
from typing import Any

import numpy as np

from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.residues import MOST_POWER, RESIDUES, NotExact, Q
from checkers.algebra.scope import Scope
from checkers.algebra.slips.products import constant
from checkers.algebra.stage import Stage
from checkers.algebra.tabulated import tree_of
from checkers.algebra.tree import Apply, Big, Name, Node, Operation, walked
from checkers.algebra.values import NoValue, Unsure, identity

POINTS, MOST_PAIRS, MOST_ROWS, MOST_PARTS, LEAST = 2, 12, 60, 100, 9
FAILURES = (NotExact, NoValue, Unsure, Ambiguous, TypeError, AttributeError, ValueError, ZeroDivisionError,
            OverflowError, IndexError)  # fmt: skip
Exact = tuple[tuple[int, ...], list[int], Scope, float]  # shape, numbers, where, degree


def proved(question: Question, stage: Stage, side: Side, tree: Node) -> str:
    """What is proved about an answer that agreed by value, '' where nothing is."""
    context = question.context
    if question.constant or question.table.sizes or context.premises or any(d.whole for d in context.domains.values()):
        return ""  # small sizes and constraints are no proof for all
    if set(question.table.shapes) - set(context.shapes):
        return ""  # nor is one size for shapes that nobody stated
    if "residues" not in question.tables:
        tried = (_exact(question, stage, question.tree, question.reference.numpy, s) for s in _ordinary(stage))
        question.tables["residues"] = next((t for t in tried if t is not None), None)
    reference: Exact | None = question.tables["residues"]
    answer = None if reference is None else _exact(question, stage, tree, side.numpy, reference[2])
    if reference is None or answer is None or answer[:2] != reference[:2]:
        return ""
    chance = POINTS * (log10(Q) - log10(answer[3] + reference[3]))
    return f"proved modulo a prime, except for a chance below 1e-{floor(chance)}" if chance >= LEAST else ""


def upgraded(how: str, question: Question, stage: Stage, side: Side, tree: Node) -> str:
    """How an answer is equal: proved, where a prover is at hand and shows what points have shown."""
    return (how.startswith("equal at") and question.prover and question.prover(question, stage, side, tree)) or how


def _ordinary(stage: Stage) -> Iterator[Scope]:
    """The rows of two points each that are not special; at some pairs a root may have no value."""
    rows = np.flatnonzero(~stage.special)
    points = np.unique(stage.scope.rows[rows])
    for k in range(0, min(len(points), MOST_PAIRS * POINTS) - 1, POINTS):
        own = rows[np.isin(stage.scope.rows[rows], points[k : k + POINTS])]
        if len(own) <= MOST_ROWS:
            yield replace(stage.scope.taken(own), kept={})


def _exact(question: Question, stage: Stage, tree: Node, numpy: bool, scope: Scope) -> Exact | None:
    """The values modulo the prime; None where one has none."""
    if sum(1 for _ in walked(tree)) > MOST_PARTS:
        return None
    system: Any = RESIDUES
    try:
        value = Evaluator(stage.table, stage.world, system, numpy).value(tree_of(question, tree), scope)
        if value.eye:
            value = identity(value, 3)
        numbers = [RESIDUES.lift(x)[()].value for x in np.asarray(value.data, dtype=object).reshape(-1)]
    except FAILURES:
        return None
    return tuple(n for n in value.shape if n != 1), numbers, scope, degree(tree)


def degree(node: Node) -> float:
    """A bound on the degree of numerator and denominator."""
    if isinstance(node, Operation) and node.operator == "^":
        n = constant(node.right)
        if n is not None:
            return max(1.0, abs(float(n))) * degree(node.left)
        return degree(node.left) + degree(node.right) + 1
    below = sum(degree(c) for c in node.children)
    if isinstance(node, Big):
        return MOST_POWER * max(1.0, below)
    return max(1.0, below) + (1.0 if isinstance(node, (Apply, Name)) else 0.0)
