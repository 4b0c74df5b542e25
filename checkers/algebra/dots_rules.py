"""How an index can depend on the place of its entry, and which way fits the shown entries best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from checkers.algebra.dots_forms import SCALE, Form, commonest, constant
from checkers.algebra.dots_layout import Place


@dataclass(frozen=True)
class Way:
    """slope * ceil(place / repeat) along the rows plus the same along the columns, plus a start."""

    rows: int = 0
    rows_repeat: int = 1
    columns: int = 0
    columns_repeat: int = 1

    @property
    def cost(self) -> int:
        """Simple ways win where several fit."""
        along = bool(self.rows) + bool(self.columns)
        both = 3 if along == 2 else 0
        return along + both + self.rows_repeat + self.columns_repeat + 2 * (abs(self.rows) > 1) + 2 * (
            abs(self.columns) > 1) + (self.rows < 0) + (self.columns < 0)  # fmt: skip


STEPS = ((1, 1), (-1, 1), (1, 2), (2, 1), (1, 3), (1, 4), (3, 1), (-2, 1))
ALONG = (*(Way(a, p) for a, p in STEPS), *(Way(0, 1, a, p) for a, p in STEPS))
WAYS = sorted((Way(), *ALONG, *(Way(a, 1, b, 1) for a in (1, -1) for b in (1, -1))), key=lambda w: w.cost)


@dataclass(frozen=True)
class Value:
    """What stands in one hole of one entry."""

    row: Place
    column: Place
    form: Form
    code: int


@dataclass(frozen=True)
class Fit:
    """A way with its start; wrong: the places in the list of values that it does not give."""

    way: Way
    first: Value  # one that the way gives
    sizes: tuple[Form | None, Form | None]
    wrong: tuple[int, ...]
    agreed: int  # how many more values speak for the start than for any other

    @cached_property
    def start(self) -> Form:
        """What is added to the steps."""
        base = given(self.way, self.first.row, self.first.column, *self.sizes)
        return self.first.form - (base or Form())

    @property
    def cost(self) -> int:
        return 20 * len(self.wrong) + self.way.cost


def step(place: Place, slope: int, repeat: int, length: Form | None) -> Form | None:
    """slope * ceil(place / repeat), where the last place is `length`; None where the length has to be known."""
    if not slope:
        return Form()
    if not place.from_end:
        return constant(slope * -(-place.k // repeat))
    if length is None:
        return None
    return (length * Fraction(1, repeat) + -(place.k // repeat)) * slope


def given(way: Way, row: Place, column: Place, height: Form | None, width: Form | None) -> Form | None:
    """What the way gives at a place, without its start."""
    a = step(row, way.rows, way.rows_repeat, height)
    b = step(column, way.columns, way.columns_repeat, width)
    return None if a is None or b is None else a + b


def coded(place: Place, slope: int, repeat: int, length: int | None) -> int | None:
    """`step` in codes."""
    if not slope:
        return 0
    if not place.from_end:
        return slope * -(-place.k // repeat) * SCALE
    return None if length is None else (length // repeat - place.k // repeat * SCALE) * slope


def fitted(way: Way, values: Sequence[Value], height: Form | None, width: Form | None) -> Fit | None:
    """The start that most values speak for."""
    h, w = height.code if height else None, width.code if width else None
    starts: list[int] = []
    for v in values:
        a = coded(v.row, way.rows, way.rows_repeat, h)
        b = coded(v.column, way.columns, way.columns_repeat, w)
        if a is None or b is None:
            return None
        starts.append(v.code - a - b)
    found = commonest(starts)
    if found is None:
        return None
    start, count, second = found
    allowed = {start}
    if way.rows and way.columns:  # indices that run round, as in a circulant
        allowed |= {start + s * t for t in (h, w) if t is not None for s in (1, -1)}
    wrong = tuple(k for k, s in enumerate(starts) if s not in allowed)
    return Fit(way, values[starts.index(start)], (height, width), wrong, count - second)


def lengths(values: Sequence[Value], down: bool) -> Iterator[tuple[Form, int]]:
    """What the values say about the number of rows (down) or columns, and how dear the way is that says so."""
    for way in ALONG:
        slope, repeat = (way.rows, way.rows_repeat) if down else (way.columns, way.columns_repeat)
        if not slope:
            continue
        placed = [(v.row if down else v.column, v) for v in values]
        heads = [v.code - slope * -(-p.k // repeat) * SCALE for p, v in placed if not p.from_end]
        start = commonest(heads)
        misfits = len(heads) - start[1] if start else 0
        if misfits * 3 > len(heads):
            continue
        base = Form()
        if start:
            place, v = next((p, v) for p, v in placed if not p.from_end and
                            v.code - slope * -(-p.k // repeat) * SCALE == start[0])  # fmt: skip
            base = v.form + -slope * -(-place.k // repeat)
        for tail in {(p, v.form) for p, v in placed if p.from_end}:
            yield ((tail[1] - base) * Fraction(1, slope) + tail[0].k // repeat) * repeat, way.cost + 4 * misfits


def lengths_of_both(values: Sequence[Value]) -> Iterator[tuple[Form | None, Form | None]]:
    """The lengths that a way along both axes asks for: from entries of the first rows, and of the first columns."""
    for way in WAYS:
        if not (way.rows and way.columns):
            continue
        heads = [(v.code - (way.rows * v.row.k + way.columns * v.column.k) * SCALE, v) for v in values
                 if not v.row.from_end and not v.column.from_end]  # fmt: skip
        start = commonest(c for c, _ in heads)
        if start is None or start[1] * 3 < 2 * len(heads):
            continue
        first = next(v for c, v in heads if c == start[0])
        base = first.form + -(way.rows * first.row.k + way.columns * first.column.k)
        for v in values:
            if v.row.from_end and not v.column.from_end:
                yield (v.form - base + -way.columns * v.column.k) * Fraction(1, way.rows) + v.row.k, None
            elif v.column.from_end and not v.row.from_end:
                yield None, (v.form - base + -way.rows * v.row.k) * Fraction(1, way.columns) + v.column.k
