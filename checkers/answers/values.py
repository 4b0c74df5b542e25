"""What an answer is worth at small instances of its problem: numbers for every size and values for every tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from checkers.algebra.evaluate import Ambiguous, Evaluator
from checkers.algebra.numbers import FLOATS, MANY_DIGITS
from checkers.algebra.scope import Scope
from checkers.algebra.slopes import NeedsDigits
from checkers.algebra.table import Table
from checkers.algebra.tree import Entry, Name, Negative, Node, Operation, Rows, walked
from checkers.algebra.values import NoValue, Unsure, Value, identity, stretched
from checkers.algebra.world import World
from checkers.answers.reading import Reading
from derivations import terms as T
from derivations.rule import Range

if TYPE_CHECKING:
    from checkers.instance import Instance

MAX_ROWS = 200_000


class WrongShape(Exception):
    """The answer has another shape than what is asked; found and wanted are the shapes, data the values."""

    def __init__(self, found: Value, wanted: tuple[int, ...]):
        super().__init__(f"the answer is {found.described()}; expected {shaped(wanted)}")
        self.found, self.wanted = found, wanted


@dataclass
class Stage:
    """An instance as a world with one point, and the values that are right there, flat, the last axis fastest."""

    instance: Instance
    world: World
    table: Table
    right: Any
    shape: tuple[int, ...]

    def points(self, indices: Sequence[T.Index]) -> Any:
        """Every tuple of values of the indices, one a row."""
        from checkers.evaluate import all_points

        found = self.known.get(tuple(indices))
        if found is None:
            found = all_points(self.instance, tuple(indices)).numpy()
            self.known[tuple(indices)] = found
        return found

    known: dict[tuple[T.Index, ...], Any] = field(default_factory=dict)


def stage(instance: Instance, right: Any) -> Stage:
    """The stage of an instance; right: the right values there, a tensor with an axis for each index."""
    made = {n: v.numpy()[None] for n, v in {**instance.values, **instance.integers}.items()}
    world = World(0, 0, 1, 0, dict(instance.sizes), made=made)
    world.shapes = {n: tuple(a.shape[1:]) for n, a in made.items()}
    world.lows = {n: instance.low(n) for n, a in made.items() if n in instance.ranges and a.ndim > 1}
    table = Table(shapes=world.shapes, sizes=frozenset(instance.sizes))
    return Stage(instance, world, table, right.numpy().reshape(-1), tuple(right.shape))


@dataclass
class Evaluated:
    """values: flat, one for each entry of what is asked, NaN where an entry that does not exist was read;
    outside: what was read and does not exist."""

    values: Any
    outside: tuple[str, ...] = ()


def evaluate(reading: Reading, stage: Stage, beyond: float | None = np.nan, ignored: bool = True) -> Evaluated:
    """The answer at an instance. Raises NoValue, Unsure, Ambiguous, WrongShape.

    beyond: the value of an entry that does not exist, None for that of the nearest one; ignored: a row may stand for a
    column.
    """
    table = replace(stage.table, definitions=reading.definitions, functions=reading.functions)
    if free(reading):
        points = stage.points(reading.indices)
        if len(points) > MAX_ROWS:
            raise Unsure("evaluating the answer takes too many steps")
        indices = {i.name: points[:, k] for k, i in enumerate(reading.indices)}
        scope = Scope(np.zeros(len(points), dtype=np.int64), indices)
    else:
        scope = Scope(np.zeros(1, dtype=np.int64))
    value, outside = valued(reading, table, stage.world, scope, beyond)
    return Evaluated(fitted(value, stage, bool(scope.indices), ignored), outside)


def free(reading: Reading) -> bool:
    """Does the answer use one of its indices?"""
    names = {i.name for i in reading.indices}
    trees = (reading.tree, *(b for _, b in reading.definitions.values()), *(b for _, b in reading.functions.values()))
    return any(n.name in names for t in trees for n in walked(t, Name))


def valued(
    reading: Reading, table: Table, world: World, scope: Scope, beyond: float | None = np.nan
) -> tuple[Value, tuple[str, ...]]:
    """The value of the tree, with many digits where a derivative by number asks for them."""
    for system in (FLOATS, MANY_DIGITS):
        evaluator = Evaluator(table, world, system, reading.numpy)
        evaluator.beyond, evaluator.stars = beyond, reading.stars
        try:
            with np.errstate(all="ignore"):
                found = evaluator.value(reading.tree, scope)
        except NeedsDigits:
            continue
        return replace(found, data=found.data.astype(np.float64)), tuple(dict.fromkeys(evaluator.outside))
    raise Unsure("a derivative in the answer is not evaluated")


def fitted(value: Value, stage: Stage, indexed: bool, ignored: bool) -> Any:
    """The value as one number for each entry that is asked. Raises WrongShape."""
    count = len(stage.right)
    if not value.shape and not value.eye:
        return value.data if len(value.data) == count else np.full(count, value.data[0])
    if indexed:
        if all(n == 1 for n in value.shape) and not value.eye:
            return value.data.reshape(-1)
        raise WrongShape(value, ())
    if value.eye and len(stage.shape) == 2:
        value = identity(value, stage.shape[0])
    value = stretched(value, stage.shape)
    same = value.shape == stage.shape
    line = [n for n in value.shape if n != 1] == [n for n in stage.shape if n != 1]
    if value.eye or not (same or (line and len(stage.shape) <= 1)):
        raise WrongShape(value, stage.shape)
    lies = value.row is True or (value.axes == 2 and value.shape[0] == 1 and value.shape[1] != 1)
    if not ignored and len(stage.shape) == 1 and lies:
        raise WrongShape(value, stage.shape)
    return value.data.reshape(-1)


def shaped(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number for each entry"
    return f"{'a vector of ' if len(shape) == 1 else ''}{' x '.join(map(str, shape))}"


def lists(tree: Node) -> bool:
    """Is it a list of entries that is written out, perhaps with factors or summands?"""
    if isinstance(tree, Rows):
        return True
    if isinstance(tree, Negative):
        return lists(tree.operand)
    return (
        isinstance(tree, Operation)
        and tree.operator in ("+", "-", "*", " ", ".", "/")
        and (lists(tree.left) or lists(tree.right))
    )


def axes(reading: Reading, ranges: Mapping[str, tuple[Range, ...]]) -> dict[str, tuple[str, int, Range, Range]]:
    """For each tensor, an index that stands alone on an axis with another range: (index, axis, its range, the axis)."""
    own: dict[str, Range] = {i.name: (i.low, i.high) for i in reading.indices}
    found: dict[str, tuple[str, int, Range, Range]] = {}
    for n in walked(reading.tree):
        if not isinstance(n, Entry) or not isinstance(n.base, Name) or n.base.name not in ranges:
            continue
        for k, (place, axis) in enumerate(zip(n.places, ranges[n.base.name]), 1):
            if isinstance(place, Name) and place.name in own and own[place.name] != axis:
                found.setdefault(n.base.name, (place.name, k, own[place.name], axis))
    return found


__all__ = ["Ambiguous", "NoValue", "Unsure"]
