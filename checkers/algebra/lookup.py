"""What names and entries are: declared quantities, definitions, indices, sizes, and quantities nobody declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.moved import moved
from checkers.algebra.numbers import Digits, Floats
from checkers.algebra.opened import UNSIZED
from checkers.algebra.padding import EVERY
from checkers.algebra.scope import Scope
from checkers.algebra.slices import part_of
from checkers.algebra.table import Table, entry_name, places_of
from checkers.algebra.tree import Apply, Entry, Name, Node, Number, Operation, Slice, names_in, walked
from checkers.algebra.undeclared import MANY, Undeclared, place_in_digits
from checkers.algebra.values import NoValue, Unsure, Value, room, scalar
from checkers.algebra.world import World


class Lookup(Undeclared):
    """The part of the evaluator that gives names their values.

    outside: the first entry that was read and does not exist, with the rows of the batch where that happened. beyond:
    the value that such an entry gets, None for that of the nearest one that exists.
    """

    beyond: float | None = np.nan

    def __init__(self, table: Table, world: World, system: Floats | Digits, numpy: bool = False):
        self.table, self.world, self.system, self.numpy = table, world, system, numpy
        self.operations, self.numbers, self.work, self.inside = 0, 0, 0, 0
        self.outside: list[str] = []
        self.unknown: set[str] = set()

    def value(self, node: Node, scope: Scope) -> Value:
        raise NotImplementedError

    def function(self, name: str) -> Any:
        """An elementwise function of the number system."""
        found = self.system.function(name)
        if found is None:
            raise Unsure(f"{name} is not evaluated")
        return found

    def full(self, x: Any, scope: Scope) -> Any:
        return np.full(scope.count, self.system.lift(np.array(float(x)))[()])

    # ---------------------------------------------------------------- names

    def name(self, node: Name, scope: Scope) -> Value:
        """The value of a name, with what a derivative changes in it."""
        found = self.named(node, scope)
        lettered = self.table.definitions.get(node.name, ((), None))[0]
        own = lettered or node.name in scope.indices or node.name in scope.local
        return found if own else moved(found, scope.changed, node.name)

    def named(self, node: Name, scope: Scope) -> Value:
        name = node.name
        if name in scope.indices:
            return scalar(self.system.lift(scope.indices[name].astype(np.float64)))
        if name in scope.local:
            return scope.local[name]
        if name in self.table.definitions:
            return self.defined(name, (), scope)
        if name in self.world.sizes:
            return scalar(self.full(self.world.sizes[name], scope))
        if name in self.table.shapes or name in self.table.scalars:
            return self.remembered(name, scope)
        match name:
            case "e":
                return scalar(self.function("exp")(self.full(1.0, scope)))
            case "pi":
                return scalar(
                    np.full(scope.count, self.system.context.pi if isinstance(self.system, Digits) else np.pi)
                )
            case "infty" | "inf":
                return scalar(self.full(np.inf, scope))
            case "I":
                return Value(self.full(1.0, scope), eye=True)
        if any(n == name for n, _ in self.table.hints) or name in self.world.fields:
            return self.whole_field(name, scope)
        self.unknown.add(name)
        return scalar(self.system.lift(self.world.value(name)[scope.rows]))

    def declared(self, name: str, data: Any) -> Value:
        return Value(data, False) if data.ndim == 2 else Value(data)

    def remembered(self, name: str, scope: Scope) -> Value:
        """A declared quantity at every entry; kept where the scope says that its values do not change any more."""
        key = (name, self.system)
        if scope.kept is not None and key in scope.kept:
            return scope.kept[key]
        data = self.system.lift(self.world.value(name)[scope.rows])
        made = self.declared(name, data)
        if scope.kept is not None:
            scope.kept[key] = made
        return made

    # ---------------------------------------------------------------- entries

    def entry(self, node: Entry, scope: Scope) -> Value:
        base = node.base
        whole_name = entry_name(node)
        if whole_name is not None and self.table.declared(whole_name):
            return self.name(Name(whole_name), scope)
        if isinstance(base, Name) and base.name == "delta" and not self.table.declared("delta"):
            places = places_of(node, 2)
            if len(places) == 2:
                same = self.whole(places[0], scope) == self.whole(places[1], scope)
                return scalar(self.system.lift(same.astype(np.float64)))
        if isinstance(base, Name) and base.name == "I" and not self.table.declared("I"):
            places = places_of(node, None)
            if len(places) == 2:
                same = self.whole(places[0], scope) == self.whole(places[1], scope)
                return scalar(self.system.lift(same.astype(np.float64)))
            times = places[0]
            square = isinstance(times, Operation) and times.operator == "." and times.left == times.right  # I_{n x n}
            size = int(self.whole(times.left if isinstance(times, Operation) and square else times, scope)[0])
            room(scope.count, size, size)
            eye = np.eye(max(size, 0))
            return Value(self.system.lift(np.broadcast_to(eye, (scope.count, *eye.shape)).copy()))
        if any(isinstance(p, Slice) for p in node.places):
            return self.sliced(self.value(base, scope), node.places, scope, entry_name(base) or "it")
        name = entry_name(base)
        if isinstance(base, Name) and base.name in self.table.definitions:
            letters, _ = self.table.definitions[base.name]
            if letters:
                places = places_of(node, len(letters))
                if len(places) == len(letters) and self.before(base.name, places):
                    return self.given(base.name, tuple(self.whole(p, scope) for p in places), scope)
                if len(places) == len(letters):
                    return self.defined(base.name, tuple(self.whole(p, scope) for p in places), scope)
                if len(places) > len(letters):  # an entry of a member: h_{t,i} where h_t is a vector
                    first = tuple(self.whole(p, scope) for p in places[: len(letters)])
                    rest = replace(node, places=places[len(letters) :], upper=0)
                    return self.picked(self.defined(base.name, first, scope), rest, scope, base.name)
        if name in self.world.families:
            key = self.whole(node.places[0], scope)[:, None]
            member = self.member(str(name), key, scope)
            member = moved(member, scope.changed, str(name), (key[:, 0],))
            rest = replace(node, places=node.places[1:], upper=0)
            return self.picked(member, rest, scope, str(name)) if node.places[1:] else member
        known = name is not None and (name in self.table.shapes or name in scope.local)
        if name is None or known or (isinstance(base, Name) and base.name in self.table.definitions):
            if name in self.table.shapes and not (
                name in scope.changed or name in scope.local or name in self.table.definitions
            ):
                return self.picked(Value(self.world.value(str(name))), node, scope, str(name), scope.rows)
            whole = self.value(Name(name) if known and name else base, scope)
            return self.picked(whole, node, scope, name or "it")
        return self.undeclared(name, node, scope)

    def before(self, name: str, places: tuple[Node, ...]) -> bool:
        """Is it the step before, h_{t-1}, of quantities that read each other in a circle? Raises Unsure."""
        if name not in self.table.cyclic:
            return False
        steps = [p for p in places if not (isinstance(p, Name) or (isinstance(p, Number) and p.value <= 1))]
        if any(not (isinstance(p, Operation) and p.operator == "-" and isinstance(p.right, Number)) for p in steps):
            raise Unsure(f"{name} stands in a circle of definitions")
        return bool(steps)

    def given(self, name: str, places: tuple[Any, ...], scope: Scope) -> Value:
        """What a step before has left: a value of its own, whatever its definition says."""
        found = self.member(name, np.stack(places, axis=1), scope)
        return moved(found, scope.changed, name, places)

    def undeclared(self, name: str, node: Entry, scope: Scope) -> Value:
        """An entry of a quantity without declared axes: a value for every tuple of whole numbers."""
        place = place_in_digits(node)
        if place and not scope.changed and () not in self.borders(name):  # in every cell of a matrix of products
            return scalar(self.system.lift(self.world.entry(name, place)[scope.rows]))
        name, columns = self.field_key(name, node, scope)
        if columns is None:
            self.unknown.add(name)
            return self.name(Name(name), scope)
        found = self.field(name, columns, scope)
        axes = range(columns.shape[1])
        if () in self.borders(name) and all((name, k) in self.table.hints for k in axes):
            ends = [tuple(self.whole(e, scope) for e in self.table.hints[name, k]) for k in axes]
            inside = np.all([(c >= low) & (c <= high) for c, (low, high) in zip(columns.T, ends)], axis=0)
            found = np.where(inside, found, self.system.lift(np.array(self.borders(name)[()]))[()])
        return scalar(found)

    def picked(self, whole: Value, node: Entry, scope: Scope, name: str, rows: Any = None) -> Value:
        """One entry, or a row, of a value with axes; rows: the point of each entry, for a value of the world."""
        places = places_of(node, whole.axes)
        if whole.axes == 0 or whole.eye or len(places) > whole.axes:
            raise NoValue(f"{name} has {whole.axes} axes and is read with {len(places)} indices")
        narrow = whole.axes == 2 and 1 in whole.shape and 1 in self.table.shapes.get(name, (1,))
        if narrow and len(places) == 1:  # entry k of a column or row
            whole = Value(whole.data.reshape(whole.data.shape[0], -1))
        if 0 in whole.shape:
            raise NoValue(f"{name} has no entries")
        at = []
        inside = np.ones(scope.count, dtype=bool)
        columns = [self.whole(p, scope, name) for p in places]
        lows = self.lows(name, len(columns))
        for axis, (column, low) in enumerate(zip(columns, lows)):
            length = whole.shape[axis]
            place = column - low if low else column
            exists = (place >= 0) & (place < length)
            if not exists.all():
                inside &= exists
                place = np.clip(place, 0, max(length - 1, 0))
            at.append(place)
        stated = {} if inside.all() else self.stated(name, columns, inside)
        beyond = not inside.all()
        if beyond and len(inside):
            k = int(np.flatnonzero(~inside)[0])
            shown = ",".join(str(int(c[k])) for c in columns)
            self.outside.append(f"{name}[{shown}] does not exist ({name} is {whole.described()})")
        data = whole.data[(np.arange(scope.count) if rows is None else rows, *at)]
        if rows is not None:
            data = self.system.lift(data)
        if beyond and self.beyond is not None:
            mask = ~inside.reshape(inside.shape + (1,) * (data.ndim - 1))
            data = np.where(mask, self.system.lift(np.array(self.beyond))[()], data)
        for number, here in stated.items():
            mask = here.reshape(here.shape + (1,) * (data.ndim - 1))
            data = np.where(mask, self.system.lift(np.array(number))[()], data)
        return Value(data)

    def stated(self, name: str, columns: list[Any], inside: Any) -> dict[float, Any]:
        """The rows at which a place beyond the axes has a value that the question states, which counts as inside."""
        found: dict[float, Any] = {}
        for place, number in self.borders(name).items():
            if not place or len(place) == len(columns):
                here = np.all([c == p for c, p in zip(columns, place)] or [~inside], axis=0) & ~inside
                inside |= here
                found[number] = found.get(number, False) | here
        return found

    def lows(self, name: str, axes: int) -> tuple[int, ...]:
        """The first place along each axis of a quantity."""
        return self.world.lows.get(name) or self.world.lows.get(EVERY, (1,)) * axes

    def borders(self, name: str) -> Mapping[tuple[int, ...], Any]:
        """What the question says of places beyond the axes of a quantity, or of every one."""
        return self.world.borders.get(name) or self.world.borders.get(EVERY, {})

    def sliced(self, whole: Value, places: tuple[Node, ...], scope: Scope, name: str) -> Value:
        """X[:, j], x[:, None]."""
        lows = self.lows(name, whole.axes)
        try:
            return part_of(whole, places, lambda p: self.whole(p, scope, name), lows, name)
        except NoValue as error:
            if "does not exist" in str(error):
                self.outside.append(str(error))
            raise

    # ---------------------------------------------------------------- whole numbers

    def whole(self, node: Node, scope: Scope, name: str = "") -> Any:
        """The node as whole numbers, one for each entry of the scope."""
        if isinstance(node, Name) and (known := scope.indices.get(node.name)) is not None and known.dtype == np.int64:
            return known
        if isinstance(node, Number) and node.value.denominator == 1 and abs(node.value) < MANY:
            return np.full(scope.count, int(node.value))
        v = self.value(node, scope)
        if v.shape or v.eye:
            raise NoValue("an index is a whole number and no matrix")
        numbers = np.real(v.data).astype(np.float64)
        rounded = np.rint(numbers)
        if not bool(np.all(np.abs(numbers - rounded) < 1e-6)):
            shown = next(float(x) for x, r in zip(numbers, rounded) if not abs(x - r) < 1e-6)
            raise NoValue(f"an index {'of ' + name + ' ' if name else ''}is {shown:g}, which is no whole number")
        return rounded.astype(np.int64)

    def implied(self, letter: str, body: Node, scope: Scope) -> tuple[Any, Any]:
        """The range of an index that states none: its axis where it stands alone, or what the texts say."""
        found = self.axis_of(letter, body, scope, 0)
        if found is not None:
            return found
        if letter in self.table.ranges:
            low, high = self.table.ranges[letter]
            return self.whole(low, scope), self.whole(high, scope)
        sizes = sorted(set(self.world.sizes))
        high_ = self.world.sizes[sizes[0]] if len(sizes) == 1 else UNSIZED
        (first,) = self.lows("", 1)
        return np.full(scope.count, first), np.full(scope.count, first + high_ - 1)

    def axis_of(self, letter: str, body: Node, scope: Scope, deep: int) -> tuple[Any, Any] | None:
        hinted: tuple[Any, Any] | None = None
        for n in walked(body):
            if isinstance(n, Apply) and n.function in self.table.functions and deep < 3:
                pass
            if not isinstance(n, Entry):
                continue
            name = entry_name(n.base)
            if name is None:
                if (found := self.of_what_is_calculated(letter, n, scope)) is not None:
                    return found
                continue
            shape = self.axes_of(name, scope)
            for k, p in enumerate(places_of(n, None if shape is None else len(shape))):
                if not (isinstance(p, Name) and p.name == letter):
                    continue
                if shape is not None and k < len(shape):
                    ones = np.ones(scope.count, dtype=np.int64)
                    first = self.lows(name, len(shape))[k]
                    return ones * first, ones * (first + shape[k] - 1)
                if name in self.table.definitions and deep < 3:
                    letters, inner = self.table.definitions[name]
                    if k < len(letters) and (below := self.axis_of(letters[k], inner, scope, deep + 1)) is not None:
                        return below
                if (name, k) in self.table.hints and hinted is None:
                    low, high = self.table.hints[name, k]
                    try:
                        hinted = self.whole(low, scope), self.whole(high, scope)
                    except (NoValue, Unsure):
                        hinted = None
        return hinted

    def of_what_is_calculated(self, letter: str, node: Entry, scope: Scope) -> tuple[Any, Any] | None:
        """The range of a letter that stands alone in a place of what has no name, as in (W x)_i."""
        places = places_of(node, None)
        if Name(letter) not in places or not scope.count or letter in names_in(node.base):
            return None
        try:
            found = self.value(node.base, scope.taken(np.zeros(1, dtype=np.int64)))
        except (NoValue, Unsure):
            return None
        shape = found.shape if found.axes == len(places) else tuple(n for n in found.shape if n != 1)
        if found.eye or any(found.stretch) or len(shape) != len(places):
            return None
        first = np.full(scope.count, self.lows("", 1)[0])
        return first, first + shape[places.index(Name(letter))] - 1

    def axes_of(self, name: str, scope: Scope) -> tuple[int, ...] | None:
        if name in scope.local:
            return scope.local[name].shape
        if name in self.table.definitions and not self.table.definitions[name][0] and name not in self.world.shapes:
            return self.measured(name, scope)
        return self.world.shapes.get(name)

    def measured(self, name: str, scope: Scope) -> tuple[int, ...] | None:
        """The axes that the definition of a whole quantity gives it, None for a number or where it has no value."""
        key = (name, id(self.table.definitions[name][1]))
        if key in self.world.measured:
            return self.world.measured[key]
        inside, outside = self.inside, len(self.outside)
        self.world.measured[key] = None  # while it is opened
        try:
            found = self.value(Name(name), scope.taken(np.array([0])) if scope.count else scope)
        except (NoValue, Unsure):
            return None
        finally:
            self.inside = inside
            del self.outside[outside:]
        if not (found.eye or any(found.stretch)):
            self.world.measured[key] = found.shape or None
        return self.world.measured[key]
