"""Quantities without declared axes: a value for every tuple of whole numbers, drawn when it is first asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from checkers.algebra.moved import moved
from checkers.algebra.opened import Opened
from checkers.algebra.scope import Scope, different
from checkers.algebra.table import places_of
from checkers.algebra.tree import Entry, Label, Name, Number
from checkers.algebra.values import NoValue, Unsure, Value, room, scalar

MANY = 2**31


def place_in_digits(node: Entry) -> tuple[int, ...]:
    """The place of x_{1,2}, () where it is not made of whole numbers alone."""
    whole = [p.value for p in node.places if isinstance(p, Number) and p.value.denominator == 1 and abs(p.value) < MANY]
    return tuple(map(int, whole)) if len(whole) == len(node.places) else ()


class Undeclared(Opened):
    """The part of the evaluator that draws the entries of quantities without declared axes."""

    def whole_field(self, name: str, scope: Scope) -> Value:
        """A quantity without declared axes used whole: a vector over the range that the texts give its index."""
        axes = sorted(k for n, k in self.table.hints if n == name)
        if axes != [0]:
            raise Unsure(f"the axes of {name} are not declared")
        low, high = (self.whole(e, scope) for e in self.table.hints[name, 0])
        if len(set(low)) != 1 or len(set(high)) != 1:
            raise Unsure(f"the length of {name} is not the same everywhere")
        room(scope.count, int(high[0]) - int(low[0]) + 1)
        count = int(high[0]) - int(low[0]) + 1
        if count < 1:
            raise NoValue(f"{name} has no entries")
        every = scope.taken(np.repeat(np.arange(scope.count), count))
        keys = np.tile(np.arange(count) + int(low[0]), scope.count)[:, None]
        return Value(self.field(name, keys, every).reshape(scope.count, count), False)

    def field_key(self, name: str, node: Entry, scope: Scope) -> tuple[str, Any]:
        """The name with the labels among its places, and the numbers among them, None where there are none."""
        columns = []
        for p in places_of(node, None):
            if isinstance(p, Label):
                name += f"_{p.text}"
            elif isinstance(p, Name) and not self.means_number(p, scope):
                name += f"_{p.name}"
            else:
                columns.append(self.whole(p, scope))
        return name, np.stack(columns, axis=1) if columns else None

    def means_number(self, p: Name, scope: Scope) -> bool:
        return (
            p.name in scope.indices
            or p.name in self.world.sizes
            or self.table.declared(p.name)
            or p.name in scope.local
        )

    def field(self, name: str, keys: Any, scope: Scope, moving: bool = True) -> Any:
        groups, inverse = different(keys)
        drawn = [self.world.entry(name, place) for place in map(tuple, groups.tolist())]
        lifted = self.system.lift(np.stack(drawn)[inverse, scope.rows] if drawn else np.empty(scope.count))
        return moved(scalar(lifted), scope.changed, name, tuple(keys.T)).data if moving else lifted
