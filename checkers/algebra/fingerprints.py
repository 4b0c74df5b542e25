"""What the numbers alone say about a wrong answer: a sign, a ratio, an offset, a reciprocal, a part that is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from checkers.algebra.decide import Judgement
from checkers.algebra.question import Question
from checkers.algebra.reading import Side

CLOSE = 1e-7


def fingerprints(question: Question, side: Side, found: Judgement) -> list[str]:
    """The name of the first simple explanation of the difference; [] where there is none."""
    if found.note == "wrong shape":
        return ["wrong_shape"]
    if found.got is None or found.wanted is None:
        return []
    got = np.asarray(found.got, dtype=np.float64)
    wanted = np.asarray(found.wanted, dtype=np.float64)
    if got.shape != wanted.shape:
        return []
    rows, got, wanted = got.reshape(len(got), -1), got.reshape(-1), wanted.reshape(-1)
    good = np.isfinite(got) & np.isfinite(wanted)
    if not good.any():
        return []
    entrywise = _entries(rows, found.wanted)
    got, wanted = got[good], wanted[good]
    scale = np.max(np.abs(wanted)) or 1.0
    same = lambda a, b: np.abs(a - b) <= CLOSE * (np.abs(b) + 1e-3 * scale)  # noqa: E731
    if same(got, -wanted).all():
        return ["sign_flipped"]
    if same(got, np.zeros_like(wanted)).all():
        return ["zero"]
    large = np.abs(wanted) > 1e-6 * scale
    if large.any() and len(got) > 1:
        ratio = float(np.median(got[large] / wanted[large]))
        if ratio and same(got, ratio * wanted).all():
            return [_constant(ratio)]
    if (np.abs(got * wanted) > 0).all() and same(got * wanted, np.ones_like(got)).all():
        return ["reciprocal"]
    if len(got) > 2 and same(got - wanted, np.full_like(got, float(np.median(got - wanted)))).all():
        return ["constant_offset"]
    if entrywise:
        return entrywise
    if question.branches and 0.15 < same(got, wanted).mean() < 0.95:
        return ["right_on_part_of_domain"]
    return []


def _entries(rows: Any, given: Any) -> list[str]:
    """Entries of a matrix that are right everywhere, while fewer than half are wrong."""
    wanted = np.asarray(given, dtype=np.float64).reshape(len(rows), -1)
    if rows.shape != wanted.shape or rows.shape[1] < 3:
        return []
    near = np.abs(rows - wanted) <= CLOSE * (1e-3 + np.abs(wanted))
    wrong = ~near.all(axis=0)
    return ["entry_wrong"] if 0 < wrong.sum() < rows.shape[1] / 2 else []


def _constant(ratio: float) -> str:
    if abs(ratio - 2) < 1e-7 or abs(ratio - 4) < 1e-7:
        return "factor_two_added"
    return "factor_two_missing" if abs(ratio - 0.5) < 1e-7 or abs(ratio - 0.25) < 1e-7 else "constant_factor"
