"""What went wrong in an answer: its values are looked up among those of answers one slip away from the right one.

The table of a question is made when its first wrong answer comes, and kept. Where shapes keep an answer from having a
value, all axes are made equally long and the search goes on there. Numbers alone (a ratio, an offset) come last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.decide import Judgement, entry_letters, entry_of_whole
from checkers.algebra.digits import relations, shown_slack, slips_of_digits
from checkers.algebra.findings import RANK, finding
from checkers.algebra.fingerprints import fingerprints
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.reversed_slips import reversed_slips
from checkers.algebra.slips.rules import derivative
from checkers.algebra.table import is_declared_entry
from checkers.algebra.tabulated import FAILURES, WORLDS, Known, Remembering, facts_of, flat, known_slips, tree_of
from checkers.algebra.tree import Big, Entry, Name, Node, names_in, walked
from checkers.algebra.values import Value

NAMED = 3  # at most so many names for one answer
WEAK = frozenset({"right_on_part_of_domain", "constant_offset"})  # names beside which a slip says more
RATIO = {"sign_flipped": -1.0, "factor_two_added": 2.0, "factor_two_missing": 0.5}


def diagnose(question: Question, side: Side, tree: Node, found: Judgement) -> list[dict[str, str]]:
    """At most three names for what is wrong, the most likely first; [] where nothing explains it."""
    names = named(question, side, tree, found)
    if set(names) <= WEAK and not question.constant and found.note != "wrong shape":
        names = list(dict.fromkeys([*names, *reversed_slips(question, side, tree)]))
    return [finding(name) for name in names[:NAMED]]


def named(question: Question, side: Side, tree: Node, found: Judgement) -> list[str]:
    """All names, the most likely first."""
    if found.note == "rounded too coarsely":
        return ["rounded_too_coarsely"]
    if letters := entry_letters(question, side, tree, question.stages[0].reference):  # an entry of the reference
        question = question.by_entries(letters, side)
    shapes = found.note == "wrong shape"
    slack = shown_slack(tree) if question.constant else 0.0
    names: list[str] | None = None
    for first in range(WORLDS):  # in the first world in which it differs
        known = known_slips(question, False, first) if names is None and first < len(question.stages) else None
        names = names if known is None else _looked_up(question, known, side, tree, slack)
    if not names and shapes and fits_square(question) and (known := known_slips(question, True)) is not None:
        names = _looked_up(question, known, side, tree, slack)
    names = names or []
    if question.constant and not shapes:
        numbers = slips_of_digits(question, tree, found)
        first = "not_a_whole_number" in numbers or "offset_by_one" in numbers
        all_ = list(dict.fromkeys([*numbers, *_ranked(names)] if first else [*_ranked(names), *numbers]))
        return all_ or relations(tree, found) or fingerprints(question, side, found)
    if not names:
        names = unsummed(question, tree) or undifferentiated(question, side, tree)
    return _ranked(names or fingerprints(question, side, found))


def fits_square(question: Question) -> bool:
    """May all axes be equally long? Not where entries are read at numbers."""
    return facts_of(question).matrices and not any(isinstance(n, Entry) and n.places and not (
        is_declared_entry(n, question.table)) for n in walked(question.tree))  # fmt: skip


def _looked_up(question: Question, known: Known, side: Side, tree: Node, slack: float) -> list[str] | None:
    """Names by value at the first sizes, as far as they hold at the others; None where the answer is right there."""
    try:
        got = _value(question, known, side, tree, 0)
    except FAILURES:
        return []
    shape, numbers = flat(got)
    if known.right is not None and known.right[0] == shape and known.near(numbers, known.right[1]):
        return None
    hits, second = known.matching(shape, numbers, slack), ""
    if not hits and len(shape) == 2 and 1 in shape and shape != (1, 1):  # a row for a column
        hits = known.matching(shape[::-1], numbers, slack)
    for name, ratio in RATIO.items() if not hits and numbers.size > 1 else ():
        hits, second = known.matching(shape, numbers, slack, ratio), name
        if hits:
            break
    for k in range(1, known.worlds if hits else 0):
        try:
            _, numbers = flat(_value(question, known, side, tree, k))
        except FAILURES:
            continue
        hits = [h for h in hits if known.holds(h, k, numbers, RATIO.get(second, 1.0))]
    names = _ranked([known.names[h[0]][h[1]] for h in hits])
    return [*names[:2], second] if second and names else names


def _value(question: Question, known: Known, side: Side, tree: Node, world: int) -> Value:
    stage, scope = known.stages[world], known.scopes[world]
    evaluator = Remembering(stage, scope, side.numpy)
    with np.errstate(all="ignore"):
        value = question.evaluated(evaluator, tree_of(question, tree), scope)
        return entry_of_whole(question, replace(stage, scope=scope), value, tree)


def unsummed(question: Question, tree: Node) -> list[str]:
    """An index over which the reference sums stands in the answer without its sum."""
    bound = {b.name for n in walked(question.tree, Big) for b in n.bounds} - set(question.free)
    own = {b.name for n in walked(tree, Big) for b in n.bounds}
    left = names_in(tree) & (bound - own)
    return ["sum_forgotten"] if left - set(question.table.sizes) - set(question.table.scalars) else []


def undifferentiated(question: Question, side: Side, tree: Node) -> list[str]:
    """The answer is what should have been differentiated."""
    known = known_slips(question, False)
    if known is None or known.right is None or question.free or known.right[1].size < 2:
        return []
    facts = facts_of(question)
    evaluator = Remembering(known.stages[0], known.scopes[0], side.numpy)
    for name in [n for n in facts.names if not facts.shape(n)][:4]:
        slope = derivative(tree_of(question, tree), Name(name), facts)
        if slope is None:
            continue
        try:
            with np.errstate(all="ignore"):
                shape, numbers = flat(evaluator.value(slope, known.scopes[0]))
        except FAILURES:
            continue
        if shape != known.right[0]:
            continue
        factors = [np.ones(1), *_scalars(evaluator, known, [n for n in facts.names if n != name])]
        if any(f.size in (1, numbers.size) and known.near(numbers * f, known.right[1]) for f in factors):
            return ["activation_for_its_slope"]
    return []


def _scalars(evaluator: Remembering, known: Known, names: list[str]) -> list[Any]:
    """The values of the quantities without axes: one of them may be the gradient from above."""
    found = []
    for name in names[:6]:
        try:
            found.append(flat(evaluator.value(Name(name), known.scopes[0]))[1])
        except FAILURES:
            continue
    return found


def _ranked(names: list[str]) -> list[str]:
    return sorted(dict.fromkeys(names), key=lambda n: RANK[n])
