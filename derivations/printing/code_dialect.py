"""What the printed code calls in each library, and the few functions that it brings along.

A dialect is data: one library's words for the operations of a term, as patterns with named places. The functions that
it brings are printed above the code that uses them, so that the code stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENTRIES = '''\
def entries(T, axis, *places):
    """T at places along its axes from `axis` on, counted from 0; 0 where T has no entry."""
    inside = True
    for place, length in zip(places, T.shape[axis:]):
        inside = inside & (0 <= place) & (place < length)
    found = T[(slice(None),) * axis + tuple({library}.where(inside, place, 0) for place in places)]
    inside = inside.reshape(inside.shape + (1,) * (T.ndim - axis - len(places)))
    return {library}.where(inside, found, 0)
'''
WINDOWS_BEGIN = '''\
def windows(T, axis, first, steps, lengths):
    """T along an axis at first + steps[0]*a + steps[1]*b + ..., an axis each for a, b, ... from 0 on; 0 outside."""
    lengths = tuple(max(length, 0) for length in lengths)
    ends = [step * max(length - 1, 0) for step, length in zip(steps, lengths)]
    low, high = first + sum(min(end, 0) for end in ends), first + sum(max(end, 0) for end in ends)
'''


def entries(library: str) -> str:
    """The source of a function that reads entries of a tensor and 0 outside it; library: the name it is imported by."""
    return ENTRIES.format(library=library)


@dataclass(frozen=True)
class Dialect:
    """The words of one library.

    preamble: its import. transpose: the method that reorders axes. scalars: scalar function of scalars.py -> its call
    of {x}. brought: name -> source of a function that the code may use. device: what an index grid needs besides its
    range. settings: name -> the line that sets it, in a function that uses it, from one of its tensors {x}. guard:
    the decorator of a function that computes values which a bracket then hides.
    """

    name: str
    preamble: str
    transpose: str
    scalars: Mapping[str, str]
    brought: Mapping[str, str]
    settings: Mapping[str, str]
    guard: str
    unravel: str  # {x}, {shape}: a place counted over several axes, as one place along each
    arange: str  # {low}, {past}
    real: str  # {x}, whole numbers or truths
    where: str  # {mask}, {x}, {other}
    sum: str  # {x}, {axes}
    max: str  # {x}, {axes}
    prod: str  # {x}, {axes}; one axis at a time
    minimum: tuple[str, str]  # of two arrays {x}, {y}; of an array {x} and a number {y}
    maximum: tuple[str, str]
    einsum: str  # {spec}, {operands}
    zeros: str  # {shape}
    zeros_like: str  # {x}
    broadcast: str  # {x}, {shape}
    number: str  # {x}, a number of the language
    same: str  # {x}, {y}: equal, entry by entry
    copy: str  # {x}
