"""How an index can depend on the place of its entry, and which way fits the shown entries best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checkers.algebra.dots_forms import Form, commonest, constant
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
WAYS = (Way(), *ALONG, *(Way(a, 1, b, 1) for a in (1, -1) for b in (1, -1)))


@dataclass(frozen=True)
class Fit:
    """A way with its start; wrong: the places in the list of values that it does not give."""

    way: Way
    start: Form
    wrong: tuple[int, ...]
    agreed: int  # how many more values speak for the start than for any other

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


Values = Sequence[tuple[Place, Place, Form]]


def fitted(way: Way, values: Values, height: Form | None, width: Form | None) -> Fit | None:
    """The start that most values speak for."""
    bases = [given(way, r, c, height, width) for r, c, _ in values]
    if any(b is None for b in bases):
        return None
    starts = [v - b for (_, _, v), b in zip(values, bases) if b is not None]
    found = commonest(starts)
    if found is None:
        return None
    start, count, second = found
    turns = [f for f in (height, width) if f is not None] if way.rows and way.columns else []

    def same(s: Form) -> bool:
        return s == start or any(s - start in (t, -t) for t in turns)  # indices that run round, as in a circulant

    wrong = tuple(k for k, s in enumerate(starts) if not same(s))
    return Fit(way, start, wrong, count - second)


def lengths(values: Values, down: bool) -> Iterator[tuple[Form, int]]:
    """What the values say about the number of rows (down) or columns, and how dear the way is that says so."""
    for way in ALONG:
        slope, repeat = (way.rows, way.rows_repeat) if down else (way.columns, way.columns_repeat)
        if not slope:
            continue
        heads: list[tuple[Place, Form]] = []
        tails: list[tuple[Place, Form]] = []
        for row, column, value in values:
            place = row if down else column
            (tails if place.from_end else heads).append((place, value))
        if not tails:
            continue
        start = commonest(v + -slope * -(-p.k // repeat) for p, v in heads)
        base = start[0] if start else Form()
        misfits = sum(v - base != constant(slope * -(-p.k // repeat)) for p, v in heads)
        if start and misfits * 3 > len(heads):
            continue
        for p, v in tails:
            yield ((v - base) * Fraction(1, slope) + p.k // repeat) * repeat, way.cost + 4 * misfits


def lengths_of_both(values: Values) -> Iterator[tuple[Form | None, Form | None]]:
    """The lengths that a way along both axes asks for: from entries of the first rows, and of the first columns."""
    for way in WAYS:
        if not (way.rows and way.columns):
            continue
        heads = [v - constant(way.rows * r.k + way.columns * c.k) for r, c, v in values
                 if not r.from_end and not c.from_end]  # fmt: skip
        start = commonest(heads)
        if start is None or start[1] * 3 < 2 * len(heads):
            continue
        for r, c, v in values:
            if r.from_end and not c.from_end:
                yield (v - start[0] + -way.columns * c.k) * Fraction(1, way.rows) + r.k, None
            elif c.from_end and not r.from_end:
                yield None, (v - start[0] + -way.rows * r.k) * Fraction(1, way.columns) + c.k
