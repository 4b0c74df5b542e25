"""Printed arrays: an expression of the target language together with the indices that its axes stand for.

Two arrays meet by name: axes are put into the order in which the indices were bound, and an index that one of them
lacks becomes an axis of length 1, as broadcasting wants it. Nothing is reordered where nothing needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

SUM, PRODUCT, UNARY, POWER, ATOM = range(5)
"""How tightly a printed expression holds together; comparisons hold less than a sum."""
LOOSE = -1


@dataclass(frozen=True)
class Array:
    """code: an expression. axes: the index of each axis, first axis first. tight: what the expression is.

    kind: real, whole or truth, the type of its entries. python: a number of the language itself, not of the library.
    divisor: the code is what a quotient is divided by.
    """

    code: str
    axes: tuple[str, ...] = ()
    tight: int = ATOM
    kind: str = "real"
    python: bool = False
    divisor: bool = False

    def held(self, tight: int) -> str:
        """The code, in brackets where it would fall apart."""
        return self.code if self.tight >= tight else f"({self.code})"


def union(arrays: Sequence[Array], order: Sequence[str]) -> tuple[str, ...]:
    """Every index that is an axis of one of them, in the order given."""
    found = {a for x in arrays for a in x.axes}
    return tuple(a for a in order if a in found)


def ordered(x: Array, order: Sequence[str], transpose: str) -> Array:
    """The array with its axes in the order given; `transpose` is the library's method."""
    wanted = tuple(a for a in order if a in x.axes)
    if wanted == x.axes:
        return x
    if len(wanted) == 2:
        return replace(x, code=f"{x.held(ATOM)}.T", axes=wanted, tight=ATOM)
    places = ", ".join(str(x.axes.index(a)) for a in wanted)
    return replace(x, code=f"{x.held(ATOM)}.{transpose}({places})", axes=wanted, tight=ATOM)


def aligned(x: Array, axes: tuple[str, ...], transpose: str) -> Array:
    """The array as an operand among others whose axes are together `axes`: axes of length 1 after its first one."""
    x = ordered(x, axes, transpose)
    if not x.axes or x.axes == axes[len(axes) - len(x.axes) :]:
        return x
    first = axes.index(x.axes[0])
    slots = [":" if a in x.axes else "None" for a in axes[first:]]
    return replace(x, code=f"{x.held(ATOM)}[{', '.join(slots)}]", axes=axes[first:], tight=ATOM)
