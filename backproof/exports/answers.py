"""The answers of a variant as rows and columns of numbers, which is all that other programs' graders take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from backproof.errors import Unusable
from derivations.problem import Value

if TYPE_CHECKING:
    from checkers.variants.variant import Variant

TOLERANCE = 0.0005
"""Relative: four significant digits, which is what problems ask for."""


@dataclass(frozen=True)
class Answer:
    """A part with its right answer. name: a word that every program takes for a name; weight: its points.

    rows: of a matrix, or of a column; a single number stands in one row by itself. decimals: the same, as text.
    """

    label: str
    name: str
    wording: str
    weight: Fraction
    rows: tuple[tuple[float, ...], ...]
    text: tuple[tuple[str, ...], ...]
    axes: int
    whole: bool


def answers(variant: Variant) -> tuple[Answer, ...]:
    """Every part. Raises Unusable for one whose entries have more than two axes."""
    found = []
    for p in variant.problem.parts:
        value = variant.decimals[p.label]
        axes = depth(value)
        if axes > 2:
            raise Unusable(
                f"{p.label} of {variant.problem.name} has {axes} axes, and other programs' graders take matrices; "
                "`backproof variants` prints it"
            )
        cells = [[value]] if axes == 0 else [[x] for x in value] if axes == 1 else value
        text = tuple(tuple(str(x) for x in row) for row in cells)
        rows = tuple(tuple(float(x) for x in row) for row in text)
        whole = not isinstance(p.ask, Value)
        found.append(Answer(p.label, identifier(p.label), p.wording, p.points, rows, text, axes, whole))
    return tuple(found)


def depth(value: Any) -> int:
    return 1 + depth(value[0]) if isinstance(value, list) else 0


def identifier(label: str) -> str:
    """A letter, then letters and digits: `1.dW2` is `a1xdW2`."""
    plain = re.sub(r"[^A-Za-z0-9]", "x", label)
    return plain if plain[:1].isalpha() else f"a{plain}"
