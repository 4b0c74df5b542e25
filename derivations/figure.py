"""What a figure shows, as data: boxes in an image, or curves. The printers draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Union


@dataclass(frozen=True)
class Box:
    """A rectangle: its left upper corner, its size, a short label; faint: drawn with a broken line."""

    left: float
    top: float
    width: float
    height: float
    label: str
    faint: bool = False


@dataclass(frozen=True)
class Boxes:
    """Boxes in an image of that size, the origin at its left upper corner."""

    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Curve:
    """Points joined by straight lines; label: a short plain name."""

    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Plot:
    """Curves over a common axis; the vertical axis is logarithmic, so heights are positive."""

    curves: tuple[Curve, ...]
    across: str
    up: str


@dataclass(frozen=True)
class Figure:
    """A figure with its caption (Markdown). draw: given NumPy, returns what it shows, computed when it is printed."""

    caption: str
    draw: Callable[[Any], Union[Boxes, Plot]]
