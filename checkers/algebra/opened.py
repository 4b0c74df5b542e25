"""What definitions give: at certain places, over all of them, as a recurrence with a start, as a member of a family."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.moved import moved
from checkers.algebra.numbers import Digits, Floats
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table
from checkers.algebra.tree import Node, names_in
from checkers.algebra.values import Unsure, Value, scalar
from checkers.algebra.world import World

MAX_DEFINITIONS = 12
FEW = 8  # entries of a batch that are not worth sorting
UNSIZED = 4  # how far an index runs whose range nothing states


class Opened:
    """The part of the evaluator that opens definitions."""

    table: Table
    world: World
    system: Floats | Digits
    inside: int
    outside: list[str]

    def value(self, node: Node, scope: Scope) -> Value:
        raise NotImplementedError

    def whole(self, node: Node, scope: Scope, name: str = "") -> Any:
        raise NotImplementedError

    def field(self, name: str, keys: Any, scope: Scope, moving: bool = True) -> Any:
        raise NotImplementedError

    def implied(self, letter: str, body: Node, scope: Scope) -> tuple[Any, Any]:
        raise NotImplementedError

    def defined(self, name: str, places: tuple[Any, ...], scope: Scope) -> Value:
        """A definition's body, its letters bound to whole numbers."""
        letters, body = self.table.definitions[name]
        self.inside += 1
        if self.inside > MAX_DEFINITIONS:
            raise Unsure(f"the definition of {name} leads back to itself")
        if letters and not places:
            found = self.over_letters(name, letters, body, scope)
        else:
            found = self.at_places(name, letters, places, scope)
        self.inside -= 1
        return found

    def at_places(self, name: str, letters: tuple[str, ...], places: tuple[Any, ...], scope: Scope) -> Value:
        """A definition at certain places; outside its axes it has no value, before its first one it is given."""
        bound = dict(zip(letters, places))
        inner = replace(scope, indices={**scope.indices, **bound}, local={})
        begun = self.begun(name, places)
        if not letters and not places and (once := self.once(name, inner)) is not None:
            first, inverse = once
            found = self.value(self.table.definitions[name][1], inner.taken(first))
            found = replace(found, data=found.data[inverse])
        elif begun is None or begun.all():
            found = self.value(self.table.definitions[name][1], inner)
        else:
            found = self.given_before(name, places, inner, begun)
        if places:
            found = moved(found, scope.changed, name, places)
        axes = self.world.shapes.get(name, ())
        if places and len(axes) == len(places):
            found = self.inside_axes(found, np.stack(places, axis=1), axes, name)
        return found

    def once(self, name: str, scope: Scope) -> tuple[Any, Any] | None:
        """One entry of the batch for each value that a whole quantity has in it, and which one each entry has.

        Inside a sum or over the entries of a matrix a batch repeats the same points; None where it does not.
        """
        if not scope.indices or scope.count < FEW or self.names_below(name) & set(scope.indices):
            return None
        keys = [scope.rows[:, None]]
        for places, amounts in scope.changed.values():
            if any(a is not amounts[0] for a in amounts) and len(set(amounts)) > 1:
                return None
            keys.append(places)
        unique, first, inverse = np.unique(np.concatenate(keys, axis=1), axis=0, return_index=True, return_inverse=True)
        return (first, inverse.reshape(-1)) if len(unique) < scope.count else None

    def names_below(self, name: str) -> set[str]:
        """Every name that a definition reads, by itself or through others."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            letters, body = self.table.definitions[waiting.pop()]
            own = names_in(body) - set(letters) - found
            found |= own
            waiting += [n for n in own if n in self.table.definitions]
        return found

    def begun(self, name: str, places: tuple[Any, ...]) -> Any:
        """Where a recurrence has begun, None for a definition that does not read itself."""
        found = self.table.recurrences.get(name)
        if found is None or not places:
            return None
        axis, backwards = found
        if not backwards:
            return places[axis] >= 1
        last = max(self.world.sizes.values(), default=UNSIZED)
        return places[axis] <= self.world.sizes.get("T", last)

    def given_before(self, name: str, places: tuple[Any, ...], scope: Scope, begun: Any) -> Value:
        """The values of a recurrence some of which are its given start."""
        rows, rest = np.flatnonzero(begun), np.flatnonzero(~begun)
        before = scope.taken(rest)
        columns = np.stack([p[rest] for p in places], axis=1)
        start = self.member(name, columns, before)
        if not len(rows):
            return start
        after = self.value(self.table.definitions[name][1], scope.taken(rows))
        if after.shape != start.shape:
            raise Unsure(f"the start of {name} is not declared")
        data = np.empty((scope.count, *after.shape), dtype=np.result_type(after.data, start.data))
        data[rows], data[rest] = after.data, start.data
        return replace(after, data=data)

    def member(self, name: str, keys: Any, scope: Scope) -> Value:
        """A value of its own for each place: a number, or an array where the quantity is a family of arrays."""
        shape = self.world.families.get(name)
        if shape is None:
            return scalar(self.field(name, keys, scope, moving=False))
        out = np.empty((scope.count, *shape), dtype=np.float64)
        groups, inverse = np.unique(keys, axis=0, return_inverse=True)
        for k, place in enumerate(groups):
            rows = np.flatnonzero(inverse.reshape(-1) == k)
            out[rows] = self.world.member(name, tuple(int(x) for x in place), shape)[scope.rows[rows]]
        data = self.system.lift(out)
        return Value(data, False) if len(shape) == 1 else Value(data)

    def inside_axes(self, found: Value, columns: Any, axes: tuple[int, ...], name: str) -> Value:
        """No value where an index leaves its axis."""
        good = ((columns >= 1) & (columns <= np.array(axes))).all(axis=1)
        if good.all():
            return found
        k = int(np.flatnonzero(~good)[0])
        shown = ",".join(str(int(c)) for c in columns[k])
        self.outside.append(f"{name}[{shown}] does not exist ({name} is {' x '.join(map(str, axes))})")
        mask = ~good.reshape(good.shape + (1,) * found.axes)
        return replace(found, data=np.where(mask, self.system.lift(np.array(np.nan))[()], found.data))

    def over_letters(self, name: str, letters: tuple[str, ...], body: Node, scope: Scope) -> Value:
        """A definition with places used whole: all its entries."""
        if len(letters) > 4:
            raise Unsure("a quantity with more than four places is used whole")
        inner, sizes = replace(scope, local={}), []
        for k, letter in enumerate(letters):
            low, high = self.axis_range(name, k, letter, body, inner)
            if len(set(high - low)) > 1:
                raise Unsure("the length of a vector is not the same everywhere")
            sizes.append(max(int((high - low)[0]) + 1, 0) if len(low) else 0)
            inner, _ = inner.over(letter, low, high)
        each = self.at_places(name, letters, tuple(inner.indices[x] for x in letters), inner)
        data = each.data.reshape(scope.count, *sizes, *each.shape)
        return Value(data, False) if data.ndim == 2 else Value(data)

    def axis_range(self, name: str, k: int, letter: str, body: Node, scope: Scope) -> tuple[Any, Any]:
        """First and last value of a letter of a definition: what is declared or stated, else what its body implies."""
        axes = self.world.shapes.get(name)
        ones = np.ones(scope.count, dtype=np.int64)
        if axes is not None and k < len(axes):
            return ones, ones * axes[k]
        if (name, k) in self.table.hints:
            low, high = self.table.hints[name, k]
            return self.whole(low, scope), self.whole(high, scope)
        return self.implied(letter, body, scope)
