"""A worked argument before it is printed: formulas in LaTeX and plain text, tables of numbers, figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from derivations.figure import Boxes, Plot


@dataclass(frozen=True)
class Formula:
    """A formula or a part of one, in LaTeX and in plain text."""

    latex: str
    text: str


@dataclass(frozen=True)
class Row:
    """`left relation right`; left is None where it is that of the row before. reason: why, Markdown."""

    left: Formula | None
    relation: str
    right: Formula
    reason: str = ""


@dataclass(frozen=True)
class Judged:
    """A claim: words, the hypotheses it uses, its rows, and how it is judged."""

    words: str
    rows: tuple[Row, ...]
    given: tuple[tuple[Formula, Formula], ...] = ()
    how: str = ""


@dataclass(frozen=True)
class Numbers:
    """An experiment: for each quantity (Markdown) its value and what is required of it."""

    words: str
    rows: tuple[tuple[str, Formula, Formula], ...]
    how: str = "computed"


@dataclass(frozen=True)
class Prose:
    """A paragraph, Markdown."""

    text: str


@dataclass(frozen=True)
class Drawing:
    """A figure with its caption."""

    caption: str
    shows: Boxes | Plot


@dataclass(frozen=True)
class Rubric:
    """What an answer in words earns points for: idea and points."""

    ideas: tuple[tuple[str, str], ...]


Shown = Union[Judged, Numbers, Prose, Drawing, Rubric]
