"""Quantities that stand beside their own values by a small amount, as when a derivative is taken.

A quantity is moved wherever it is read: an input, an entry of a field, and what a definition gives, so that the
derivative by a quantity in the middle of a calculation goes through everything that reads it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.values import Unsure, Value


class Moved(tuple):  # type: ignore[type-arg]
    """The places (rows, axes) and the amounts (rows) of a change, picked together with the batch."""

    def __new__(cls, places: Any, amounts: Any) -> Moved:
        return super().__new__(cls, (places, amounts))

    def __getitem__(self, source: Any) -> Any:
        if isinstance(source, (int, slice)):
            return super().__getitem__(source)
        places, amounts = self
        return Moved(places[source], amounts[source])


AGAIN = "\1"  # behind a name: the change of a second derivative by the same quantity


def with_change(changed: dict[str, Any], name: str, change: Moved) -> dict[str, Any]:
    """The changes with one more. Raises Unsure beyond the second derivative by one quantity."""
    if name not in changed:
        return {**changed, name: change}
    if name + AGAIN in changed:
        raise Unsure("a third derivative by the same quantity")
    return {**changed, name + AGAIN: change}


def moved(v: Value, changed: dict[str, Any], name: str, places: tuple[Any, ...] = ()) -> Value:
    """The value of a quantity, with the changes put on it that `changed` says. Raises Unsure.

    places: where the value was read, one column a place; a change's further places count in the value's own axes.
    """
    for key in (name, name + AGAIN):
        if key in changed:
            v = put_on(v, changed[key], places)
    return v


def put_on(v: Value, change: Moved, places: tuple[Any, ...]) -> Value:
    """The value with one change put on it."""
    at, amounts = change
    if at.shape[1] != len(places) + v.axes or v.eye or any(v.stretch):
        raise Unsure("a derivative by a quantity that is read in two ways")
    hit = np.ones(len(amounts), dtype=bool)
    for k, place in enumerate(places):
        hit &= at[:, k] == place
    own = [at[:, len(places) + k] - 1 for k in range(v.axes)]
    for column, length in zip(own, v.shape):
        hit &= (column >= 0) & (column < length)
    rows = np.flatnonzero(hit)
    if not len(rows):
        return v
    data = v.data.astype(object if amounts.dtype == object else np.result_type(v.data, amounts))
    where = (rows, *(c[rows] for c in own))
    data[where] = data[where] + amounts[rows]
    return replace(v, data=data)
