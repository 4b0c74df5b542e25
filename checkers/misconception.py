"""What a misconception is: a mistaken derivation. It produces the wrong answer; diagnosis is equality with that."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from checkers.mistakes import (
    Mistake,
    average_as_sum,
    count_without_bias,
    diagonal_only,
    kernel_flipped,
    negated_answer,
    normaliser_held,
    slope_one,
    step_added,
    step_alone,
    step_without_rate,
    transposed_gradient,
    upstream_as_one,
)

__all__ = [
    "Misconception",
    "Mistake",
    "average_as_sum",
    "count_without_bias",
    "diagonal_only",
    "kernel_flipped",
    "negated_answer",
    "normaliser_held",
    "slope_one",
    "step_added",
    "step_alone",
    "step_without_rate",
    "transposed_gradient",
    "upstream_as_one",
]
"""The ways to go wrong are found here too, so that a misconception's file imports one module."""


@dataclass(frozen=True)
class Misconception:
    """A belief, the mistake it leads to, and what helps.

    name: as the module; title: as a reader is told; belief: what the student takes to be true; hint: a sentence to act
    on; credit: the share of the points that an answer still earns, which a course may change.
    """

    name: str
    title: str
    belief: str
    mistake: Mistake
    hint: str
    credit: Fraction
