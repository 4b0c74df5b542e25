"""From the numbers of a plot to places on the page: ticks at powers of ten, both axes scaled to the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from derivations.figure import Boxes, Plot


@dataclass(frozen=True)
class Scale:
    """The frame of a plot: least and greatest value across, and exponents of ten of the lower and the upper edge."""

    left: float
    right: float
    bottom: int
    top: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The place of a point, both coordinates from 0 to 1 and counted from the lower left corner."""
        return (x - self.left) / (self.right - self.left), (math.log10(y) - self.bottom) / (self.top - self.bottom)

    @property
    def rungs(self) -> list[int]:
        """The exponents that are marked at the vertical axis, seven at most."""
        step = -(-(self.top - self.bottom) // 6)
        return [e for e in range(self.bottom, self.top + 1) if (e - self.bottom) % step == 0]

    @property
    def marks(self) -> list[float]:
        """The values that are marked at the horizontal axis."""
        span = self.right - self.left
        step = 10 ** math.floor(math.log10(span))
        step = next(s for s in (step / 5, step / 2, step, 2 * step) if span / s <= 8)
        first = math.ceil(self.left / step)
        return [k * step for k in range(first, math.floor(self.right / step) + 1)]


def scale(plot: Plot) -> Scale:
    """The frame that holds every point of every curve. Raises ValueError for a height that has no logarithm."""
    points = [p for c in plot.curves for p in c.points]
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y) and y > 0):
            raise ValueError(f"({x}, {y}) has no place on a logarithmic axis; points of finite height above 0 have")
    low, high = min(y for _, y in points), max(y for _, y in points)
    bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    return Scale(left, right if right > left else left + 1, bottom, max(top, bottom + 1))


def apart(heights: list[float], least: float) -> list[float]:
    """Heights of labels moved apart until no two are nearer than `least`, none above 1; their order is kept."""
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    moved = list(heights)
    for a, b in pairwise(order):
        moved[b] = max(moved[b], moved[a] + least)
    over = max(0.0, max(moved) - 1.0)
    return [h - over for h in moved]


def label_places(plot: Plot, frame: Scale, least: float) -> list[tuple[float, float]]:
    """Where each curve is named: beside its end, or at the right edge, no two nearer than `least` there."""
    ends = [frame.place(*c.points[-1]) for c in plot.curves]
    edge = [k for k, (x, _) in enumerate(ends) if x >= 1]
    heights = dict(zip(edge, apart([ends[k][1] for k in edge], least) if edge else []))
    return [(x, heights.get(k, y)) for k, (x, y) in enumerate(ends)]


def tidy(x: float) -> str:
    """A coordinate with two digits after the point at most."""
    return f"{x:.2f}".rstrip("0").rstrip(".") if abs(x) >= 0.005 else "0"


def corners(shows: Boxes) -> list[tuple[str, str]]:
    """For each box the corner of its label, left or right and top or bottom: the first that no other label takes."""
    wide, high = 0.11 * shows.width, 0.045 * shows.width
    taken: list[tuple[float, float]] = []
    chosen = []
    for b in shows.boxes:
        across = {"l": b.left, "r": b.left + b.width - wide}
        down = {"t": b.top, "b": b.top + b.height - high}
        options = [(side, end, across[side], down[end]) for end in "tb" for side in "lr"]
        free = [o for o in options if all(abs(o[2] - x) > wide or abs(o[3] - y) > high for x, y in taken)]
        side, end, x, y = (free or options)[0]
        taken.append((x, y))
        chosen.append((side, end))
    return chosen
