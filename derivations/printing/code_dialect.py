"""What the printed code calls in each library, and the few functions that it brings along.

A dialect is data: the words of one library for the operations of a term. Its functions are printed above the code that
uses them, so that the code stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """library: its name and `short`, the name it is imported by. transpose: the method that reorders axes.

    scalars: scalar function of scalars.py -> its call, with {} for the argument. brought: name -> source of a function
    that the code may need; `needs` says which others such a function calls. Every other field is a piece of code with
    named places.
    """

    name: str
    library: str
    short: str
    transpose: str
    scalars: Mapping[str, str]
    brought: Mapping[str, str]
    arange: str  # low, past
    real: str  # x: to the type of the values
    where: str  # mask, x
    sum: str  # x, axes
    max: str  # x, axes
    prod: Callable[[str, str, int], str]  # the expression, its axes, how many
    least: Callable[[bool, str, str], str]  # is the second a plain number; the two
    greatest: Callable[[bool, str, str], str]
    einsum: str  # spec, operands
    einsum_end: str
    zeros: str  # shape
    broadcast: str  # x, shape
    plain: str  # x: a number of the language as the library's
    setting: str  # first line of a function, or nothing; first: a tensor among the arguments
    guard: str  # decorator of a function that computes what a bracket then hides
    whole_power: str  # x: whole numbers to a real power
    like: str  # x: zeros like it
    count_max: str  # x: greatest entry as a whole number


def call(pattern: str, argument: str) -> str:
    return pattern.replace("{}", argument)
