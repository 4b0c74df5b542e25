"""What the numbers alone say about a wrong answer: a sign, a constant ratio, an offset, a reciprocal, a transpose."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from checkers.algebra.decide import Judgement
from checkers.algebra.question import Question
from checkers.algebra.reading import Side

CLOSE = 1e-7


def fingerprints(question: Question, side: Side, found: Judgement) -> list[dict[str, str]]:
    """Every simple explanation of the difference; [] where there is none."""
    if found.note == "wrong shape":
        return [_named("wrong_shape", "the answer has another shape", found.witness or "")]
    if found.note == "rounded too coarsely":
        return [_named("rounded_too_coarsely", "fewer digits are enough", "Give more digits.")]
    if found.got is None or found.wanted is None:
        return []
    got = np.asarray(found.got, dtype=np.float64).reshape(-1)
    wanted = np.asarray(found.wanted, dtype=np.float64).reshape(-1)
    if got.shape != wanted.shape:
        return []
    good = np.isfinite(got) & np.isfinite(wanted)
    if not good.any():
        return []
    got, wanted = got[good], wanted[good]
    scale = np.max(np.abs(wanted)) or 1.0
    same = lambda a, b: bool((np.abs(a - b) <= CLOSE * (np.abs(b) + 1e-3 * scale)).all())  # noqa: E731
    if same(got, -wanted):
        return [_named("sign_flipped", "the sign is the other way round", "Look for a lost minus sign.")]
    if same(got, np.zeros_like(wanted)):
        return [_named("zero", "the answer is 0", "The quantity does depend on the variable.")]
    large = np.abs(wanted) > 1e-6 * scale
    if large.any():
        ratio = float(np.median(got[large] / wanted[large]))
        if ratio and same(got, ratio * wanted):
            return [_constant(ratio)]
    if (np.abs(got * wanted) > 0).all() and same(got * wanted, np.ones_like(got)):
        return [_named("reciprocal", "the fraction is upside down", "Numerator and denominator are exchanged.")]
    if len(got) > 2 and same(got - wanted, np.full_like(got, float(np.median(got - wanted)))):
        offset = float(np.median(got - wanted))
        return [_named("constant_offset", f"{offset:.6g} is added", "A constant term is added or missing.")]
    rows = np.asarray(found.got)
    if rows.ndim == 2 and rows.shape[1] > 1 and (side_length := round(rows.shape[1] ** 0.5)) ** 2 == rows.shape[1]:
        if len(got) == rows.size:
            swapped = np.swapaxes(rows.reshape(-1, side_length, side_length), 1, 2).reshape(-1)
            if same(swapped.astype(np.float64), wanted):
                return [_named("transposed", "rows and columns are exchanged", "Entry (i, j) belongs in row i.")]
    right = np.abs(got - wanted) <= CLOSE * (np.abs(wanted) + 1e-3 * scale)
    if question.branches and 0.15 < right.mean() < 0.95:
        return [_named("right_on_part_of_domain", "one case holds everywhere",
                       "The answer is right on a part of the domain; look at the other case.")]  # fmt: skip
    return []


def _constant(ratio: float) -> dict[str, str]:
    close = Fraction(ratio).limit_denominator(64)
    shown = str(close) if abs(float(close) - ratio) < 1e-7 * abs(ratio) else f"{ratio:.6g}"
    belief = f"every value is {shown} times what it should be"
    return _named("constant_factor", belief, f"A factor {shown} is too much: look for it.")


def _named(name: str, belief: str, hint: str) -> dict[str, Any]:
    return {"name": name, "belief": belief, "hint": hint}
