"""Wrong answers that one change of their own makes right: what a table made of the reference alone does not reach."""

from __future__ import annotations

import numpy as np

from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.slips import slips
from checkers.algebra.tabulated import FAILURES, Remembering, facts_of, flat, known_slips, tree_of
from checkers.algebra.tree import Node, walked

SAME = {name: name for name in (
    "sign_of_summand", "exponent_sign_flipped", "exponent_changed", "function_replaced", "offset_by_one",
    "bracket_misplaced", "branches_swapped", "condition_changed", "power_distributed", "denominator_split",
    "divided_for_multiplied", "square_of_argument", "indices_swapped", "index_shifted", "bound_shifted",
)}  # fmt: skip
"""Slips that are undone by the same slip."""
TURNED = {"factor_two_added": "factor_two_missing", "factor_two_missing": "factor_two_added",
          "square_forgotten": "exponent_changed", "factor_doubled": "factor_dropped",
          "factor_dropped": "factor_doubled", "denominator_forgotten": "factor_doubled"}  # fmt: skip
"""A slip of the answer that makes it right -> the one that was made."""
MOST, MOST_PARTS = 150, 60


def reversed_slips(question: Question, side: Side, tree: Node) -> list[str]:
    """The names of slips that, undone in the answer, give the reference."""
    known = known_slips(question, False)
    if known is None or known.right is None or known.right[1].size < 2 or sum(1 for _ in walked(tree)) > MOST_PARTS:
        return []
    facts, evaluator = facts_of(question), Remembering(known.stages[0], known.scopes[0], side.numpy)
    found: list[str] = []
    tried = 0
    for name, changed in slips(tree_of(question, tree), facts):
        meant = SAME.get(name) or TURNED.get(name)
        if meant is None:
            continue
        tried += 1
        if tried > MOST:
            break
        try:
            with np.errstate(all="ignore"):
                shape, numbers = flat(evaluator.value(changed, known.scopes[0]))
        except FAILURES:
            continue
        if shape == known.right[0] and known.near(numbers, known.right[1]):
            found.append(meant)
    return list(dict.fromkeys(found))
