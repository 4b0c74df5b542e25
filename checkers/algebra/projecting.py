"""The nearest values at which several equations hold at once, at many points side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

TURNS, STEP, EXACT, CLOSE = 12, 1e-6, 1e-14, 1e-10
MOST = 64  # entries that are changed, and equations


def projected(gap: Callable[[Any], Any], values: Any, by_factors: bool, last: Sequence[int]) -> Any | None:
    """Values near the given ones with a gap of 0 at half of the points or more, None where that is not reached.

    gap: the differences of the two sides, points x equations, of values; values: points x entries; by_factors: entries
    are changed by positive factors, so that none changes its sign; last: the entries that are changed where there are
    more than MOST. Method: Gauss and Newton, the shortest step.
    """
    points, entries = values.shape
    now = values.copy()
    chosen = range(entries) if entries <= MOST else last
    found = gap(now)
    if not 1 <= found.shape[1] <= MOST or len(chosen) > MOST:
        return None
    best = int((np.abs(found) <= CLOSE).all(axis=1).sum())
    for _ in range(TURNS):
        if (np.abs(found) <= EXACT).all():
            break
        slopes = np.zeros((points, found.shape[1], entries))
        for k in chosen:
            moved = now.copy()
            moved[:, k] = now[:, k] * (1 + STEP) if by_factors else now[:, k] + STEP
            slopes[:, :, k] = (gap(moved) - found) / STEP
        usable = np.isfinite(slopes).all(axis=(1, 2)) & np.isfinite(found).all(axis=1)
        step = np.zeros_like(now)
        if usable.any():
            step[usable] = (np.linalg.pinv(slopes[usable], rcond=1e-9) @ found[usable][:, :, None])[:, :, 0]
        now = now * np.exp(-np.clip(step, -1, 1)) if by_factors else now - np.clip(step, -5, 5)
        found = gap(now)
        reached = int((np.abs(found) <= CLOSE).all(axis=1).sum())
        if reached == best > 0 and reached >= 0.9 * points:
            break
        best = reached
    found = np.abs(gap(now))
    return now if (found <= CLOSE).all(axis=1).sum() >= 0.5 * points else None


def at_the_end(shape: tuple[int, ...]) -> list[int]:
    """The entries that are last along an axis, such as those of the last row and the last column."""
    places = np.indices(shape).reshape(len(shape), -1)
    ends = (places == np.array(shape)[:, None] - 1).any(axis=0)
    return [int(k) for k in np.flatnonzero(ends)]
