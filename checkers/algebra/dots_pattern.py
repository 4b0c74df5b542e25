"""The general entry of a matrix with dots, from the entries that are shown, and the entries that do not follow it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from checkers.algebra.dots_forms import Form, constant
from checkers.algebra.dots_layout import HOLE, Layout, Place, Shown, filled, layout
from checkers.algebra.dots_rules import WAYS, Fit, Value, Way, fitted, given, lengths, lengths_of_both
from checkers.algebra.tree import Apply, Cases, Name, Negative, Node, Number, Operation, Relation, Rows, walked

ROW, COLUMN = Name("row of it"), Name("column of it")  # no text can name these
CANDIDATES, A_CLASS, LARGE, SIMPLE, MAX_VALUES, ENOUGH = 8, 3, 40, 4, 600, 8


@dataclass(frozen=True)
class Piece:
    """One kind of entries: where it stands (a relation between row and column, "" everywhere), and how its holes go."""

    where: str
    skeleton: Node
    fits: tuple[Fit, ...]


@dataclass(frozen=True)
class Slip:
    """An entry that does not follow the pattern, and what the pattern asks for."""

    shown: Shown
    expected: Node


@dataclass(frozen=True)
class Pattern:
    """height and width: None where the entries do not say; doubt: what cannot be right, without saying which entry."""

    layout: Layout
    height: Form | None
    width: Form | None
    pieces: tuple[Piece, ...]
    slips: tuple[Slip, ...] = ()
    doubt: str = ""
    outliers: tuple[Slip, ...] = ()  # entries written in another way: only their value tells
    unsure: tuple[bool, bool] = (False, False)  # of the rows and the columns it is not said how many there are
    partial: bool = False  # its zeros follow no pattern, so that not all entries are known

    def body(self, row: Name = ROW, column: Name = COLUMN) -> Node:
        """The general entry in its row and column."""
        bodies = [filled(p.skeleton, tuple(general(f, row, column) for f in p.fits)) for p in self.pieces]
        if len(bodies) == 1:
            return bodies[0]
        conditions = tuple(Relation(p.where, row, column) if p.where else None for p in self.pieces[:-1])
        return Cases(tuple(bodies), (*conditions, None))

    def entry(self, row: Place, column: Place) -> Node | None:
        """The entry at a place, with the forms of that place."""
        piece = next((p for p in self.pieces if stands(p.where, row, column)), None)
        if piece is None:
            return None
        forms = [given(f.way, row, column, self.height, self.width) for f in piece.fits]
        if any(f is None for f in forms):
            return None
        return filled(piece.skeleton, tuple((a + f.start).node() for a, f in zip(forms, piece.fits) if a is not None))


def general(fit: Fit, row: Name, column: Name) -> Node:
    """An index in the row and the column of its entry."""
    out: Node | None = None if fit.start == Form() and (fit.way.rows or fit.way.columns) else fit.start.node()
    for letter, slope, repeat in (
        (row, fit.way.rows, fit.way.rows_repeat), (column, fit.way.columns, fit.way.columns_repeat)
    ):  # fmt: skip
        if not slope:
            continue
        piece: Node = letter
        if repeat > 1:
            piece = Apply("ceil", (Operation("/", letter, constant(repeat).node()),))
        if abs(slope) > 1:
            piece = Operation(" ", constant(abs(slope)).node(), piece)
        if out is None:
            out = piece if slope > 0 else Negative(piece)
        else:
            out = Operation("+" if slope > 0 else "-", out, piece)
    return fit.start.node() if out is None else out


def stands(where: str, row: Place, column: Place) -> bool:
    """Does a place on the diagonal, above or below it hold the relation? Sizes count as large."""
    if not where:
        return True
    if row.from_end == column.from_end:
        a, b = (-row.k, -column.k) if row.from_end else (row.k, column.k)
    else:
        a, b = (1, 0) if row.from_end else (0, 1)
    return {"=": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[where]


def as_power(shown: Shown, kind: Node) -> Shown:
    """1 and x among x^2 and x^3 as powers with the exponents 0 and 1."""
    if not (isinstance(kind, Operation) and kind.operator == "^" and kind.right == HOLE) or shown.skeleton == kind:
        return shown
    if shown.skeleton == kind.left:
        return replace(shown, skeleton=kind, forms=(*shown.forms, constant(1)))
    if HOLE not in walked(kind.left) and shown.node in (kind.left, constant(1).node()):
        return replace(shown, skeleton=kind, forms=(constant(int(shown.node == kind.left)),))
    return shown


SINGLE = frozenset({Way(1), Way(-1), Way(0, 1, 1), Way(0, 1, -1)})
PARTITIONS = (("",), ("=", ""), ("<", ""), (">", ""), ("=", "<", ""))


Parted = tuple[tuple[str, ...], list[tuple[Node, list[Shown]]], list[Shown]]


def classes(found: Layout) -> list[Parted]:
    """(relations, kind and entries of each class, the other entries) of each partition, the fewest others first."""
    if found.uneven and all(stands("=", s.row, s.column) for s in found.shown):  # empty cells beside a diagonal
        kind = Counter(s.skeleton for s in found.shown).most_common(1)[0][0]
        shown = [s for s in found.shown if s.skeleton == kind]
        zero: tuple[Node, list[Shown]] = (constant(0).node(), [])
        return [(("=", ""), [(kind, shown), zero], [s for s in found.shown if s not in shown])]
    tried: list[tuple[float, Parted]] = []
    for relations in PARTITIONS if found.open_rows and found.open_columns else PARTITIONS[:1]:
        groups: list[list[Shown]] = [[] for _ in relations]
        for s in found.shown:
            groups[next(k for k, w in enumerate(relations) if stands(w, s.row, s.column))].append(s)
        if not all(groups):
            continue
        kinds: list[tuple[Node, list[Shown]]] = []
        others: list[Shown] = []
        for group in groups:
            counts = Counter(s.skeleton for s in group)
            kind = max(counts, key=lambda k: (counts[k], isinstance(k, Operation) and k.operator == "^"))
            group = [as_power(s, kind) for s in group]
            kinds.append((kind, [s for s in group if s.skeleton == kind]))
            others += [s for s in group if s.skeleton != kind]
        tried.append((len(others) + 1.2 * (len(relations) - 1), (relations, kinds, others)))
    return [parted for _, parted in sorted(tried, key=lambda t: t[0])]


Tried = list[tuple[int, Form | None, Form | None, dict[tuple[int, int], Fit]]]


@dataclass
class Search:
    """Heights and widths tried over all holes of all classes."""

    found: Layout
    kinds: list[tuple[Node, list[Shown]]]
    hint: tuple[Form | None, Form | None]
    square: bool
    relations: tuple[str, ...] = ("",)

    @cached_property
    def holes(self) -> list[tuple[int, int, list[Value]]]:
        return [
            (c, h, [Value(s.row, s.column, s.forms[h], s.forms[h].code) for s in shown])
            for c, (_, shown) in enumerate(self.kinds)
            for h in range(len(shown[0].forms) if shown else 0)
        ]

    @cached_property
    def ways(self) -> list[Way]:
        """A list has no columns to count."""
        rows = len({s.row for s in self.found.shown}) > 1
        columns = len({s.column for s in self.found.shown}) > 1
        return [w for w in WAYS if (rows or not w.rows) and (columns or not w.columns)]

    def candidates(self, down: bool) -> list[Form | None]:
        if not (self.found.open_rows if down else self.found.open_columns):
            return [constant(self.found.height if down else self.found.width)]
        dear: dict[Form, int] = {}
        votes: Counter[Form] = Counter()
        places = {s.row if down else s.column for s in self.found.shown}
        for _, _, values in self.holes:
            if len({v.code for v in values}) == 1:
                continue
            for length, cost in lengths(values, down):
                if length.is_constant and cost > SIMPLE:
                    continue
                dear[length] = min(cost, dear.get(length, 99))
                votes[length] += 1
            for pair in lengths_of_both(values):
                length_ = pair[0] if down else pair[1]
                if length_ is not None:
                    dear[length_] = min(6, dear.get(length_, 99))
                    votes[length_] += 1
        possible = [f for f in dear if (f + (1 - len(places))).can_be_positive(LARGE)]
        order: list[Form | None] = [*sorted(possible, key=lambda f: dear[f] - min(votes[f], 20))]
        hint = self.hint[0 if down else 1]
        if hint is not None:
            order = [hint, *(f for f in order if f != hint)]
        return order[:CANDIDATES] or [None]

    def run(self) -> Tried:
        """(cost, height, width, fits), the best first."""
        heights, widths = self.candidates(True), self.candidates(False)
        if self.square:
            heights = widths = [*heights, *(w for w in widths if w not in heights)][:CANDIDATES]
        kinds = {
            kind: [w for w in self.ways if (bool(w.rows), bool(w.columns)) == kind]
            for kind in ((False, False), (True, False), (False, True), (True, True))
        }
        alone, down, along = [], [], []
        for c, _, values in self.holes:
            diagonal = self.relations[c] == "="  # along a diagonal nothing is counted in twos
            rows, columns = (
                [w for w in kinds[k] if w in SINGLE or not diagonal] for k in ((True, False), (False, True))
            )
            alone.append(cheapest(kinds[False, False], values, None, None))
            down.append([cheapest(rows, values, h, None) for h in heights])
            along.append([cheapest(columns, values, None, w) for w in widths])
        out = []
        for i, h in enumerate(heights):
            for j, w in [(i, h)] if self.square else list(enumerate(widths)):
                fits: dict[tuple[int, int], Fit] = {}
                for n, (c, k, values) in enumerate(self.holes):
                    best = better(better(alone[n], down[n][i]), along[n][j])
                    if best is None or best.wrong:
                        best = better(best, cheapest(kinds[True, True], values, h, w))
                    if best is None:
                        break
                    fits[c, k] = best
                if len(fits) < len(self.holes):
                    continue
                hinted = (h == self.hint[0]) + (w == self.hint[1])
                out.append((sum(f.cost for f in fits.values()) - 2 * hinted, h, w, fits))
        out.sort(key=lambda t: t[0])
        return out


def cheapest(ways: list[Way], values: list[Value], height: Form | None, width: Form | None) -> Fit | None:
    """The best fit; the simple ways come first."""
    found: Fit | None = None
    for way in ways:
        if found is not None and not found.wrong:
            break
        found = better(found, fitted(way, values, height, width))
    return found


def better(a: Fit | None, b: Fit | None) -> Fit | None:
    if a is None or b is None:
        return b if a is None else a
    return b if b.cost < a.cost else a


@lru_cache(maxsize=256)
def pattern(matrix: Rows, height: Form | None = None, width: Form | None = None) -> Pattern | None:
    """The pattern of a matrix with dots; height, width: what is known of its sizes. None where none is seen."""
    found = layout(matrix)
    if found is None or sum(1 + len(s.forms) for s in found.shown) > MAX_VALUES:
        return None
    parted = classes(found)
    partial = bool(parted) and len(parted[0][2]) * 3 > len(found.shown)
    if partial:
        kept = tuple(s for s in found.shown if not (isinstance(s.node, Number) and s.node.value == 0))
        found = replace(found, shown=kept)
        parted = classes(found) if kept else []
    if not parted or len(parted[0][2]) * 3 > len(found.shown):
        return None
    relations, kinds, others = parted[0]
    if len(relations) > 1 and not kinds[-1][1]:
        found = replace(found, uneven=False)
    tried = Search(found, kinds, (height, width), len(relations) > 1, relations).run()
    if tried and count_wrong(tried[0][3]) > max(
        2, len(found.shown) // 5
    ):  # above and below the diagonal it may go differently
        most = 0 if 3 * count_wrong(tried[0][3]) <= len(found.shown) else max(1, len(found.shown) // 12)
        others_tried: list[tuple[int, int]] = []
        again: dict[int, Tried] = {}
        for k, rival in enumerate(parted[1:], 1):
            again[k] = Search(found, rival[1], (height, width), len(rival[0]) > 1, rival[0]).run()
            if again[k] and len(rival[2]) <= len(others):
                others_tried.append((count_wrong(again[k][0][3]), k))
                if not others_tried[-1][0]:
                    break
        fewest_wrong, best = min(others_tried, default=(most + 1, 0))
        if fewest_wrong <= most:
            (relations, kinds, others), tried = parted[best], again[best]
    if not tried:
        return None
    _, h, w, fits = tried[0]
    pieces = tuple(
        Piece(where, kind, tuple(fits[c, k] for k in range(len(shown[0].forms) if shown else 0)))
        for c, (where, (kind, shown)) in enumerate(zip(relations, kinds))
    )
    made = Pattern(found, h, w, pieces)
    bad: dict[int, list[Shown]] = {}
    doubt = False
    for (c, _), fit in fits.items():
        for k in fit.wrong:
            shown = kinds[c][1][k]
            bad.setdefault(c, [])
            if shown not in bad[c]:
                bad[c].append(shown)
        doubt = doubt or (bool(fit.wrong) and fit.agreed <= 0)
    for (c, _), fit in fits.items():
        if len(fit.wrong) * 3 > len(kinds[c][1]):
            return None
    for c, wrong in bad.items():
        count = len(kinds[c][1])
        alone = len(bad) == len(wrong) == 1 and count >= A_CLASS and len(found.shown) >= ENOUGH
        if 2 * len(wrong) > count or (count - len(wrong) < A_CLASS and not alone):
            return None
    slips = tuple(
        Slip(s, e) for wrong in bad.values() for s in wrong
        if (e := made.entry(s.row, s.column)) is not None and not (isinstance(s.node, Number) and is_number(e))
    )  # fmt: skip
    ways = {k: f.way for k, f in fits.items()}
    rivals = [t for t in tried[1:] if slips and count_wrong(t[3]) <= count_wrong(fits)
              and {k: f.way for k, f in t[3].items()} == ways]  # fmt: skip
    said = ""
    if slips and (doubt or rivals):
        said = rivalry(made, rivals[0][1:3] if rivals else None)
    fewest = count_wrong(fits)
    others_fit = [t for t in tried[1:] if count_wrong(t[3]) == fewest]
    unsure = (
        half_shown(found, fits, True) and h not in (height, None) and any(t[1] != h for t in others_fit),
        half_shown(found, fits, False) and w not in (width, None) and any(t[2] != w for t in others_fit),
    )
    odd = tuple(Slip(s, e) for s in others if (e := made.entry(s.row, s.column)) is not None)
    return Pattern(found, h, w, pieces, slips, said, odd, unsure, partial)


def half_shown(found: Layout, fits: dict[tuple[int, int], Fit], down: bool) -> bool:
    """Do rows (or columns) repeat, and is the first or the last group not shown as a whole?"""
    repeat = max(((f.way.rows_repeat if down else f.way.columns_repeat) for f in fits.values()), default=1)
    places = {s.row if down else s.column for s in found.shown}
    ends = [sum(p.from_end == end for p in places) for end in (False, True)]
    return repeat > 1 and min(ends) < repeat


def is_number(node: Node) -> bool:
    return isinstance(node, Number) or (isinstance(node, Negative) and isinstance(node.operand, Number))


def count_wrong(fits: dict[tuple[int, int], Fit]) -> int:
    return sum(len(f.wrong) for f in fits.values())


def rivalry(made: Pattern, other: tuple[Form | None, Form | None] | None) -> str:
    """A sentence for entries that cannot all be right, where none of them is clearly the wrong one."""
    if other:
        for what, a, b in (("rows", made.height, other[0]), ("columns", made.width, other[1])):
            if a is not None and b is not None and a != b:
                return f"some entries ask for {a.text()} {what}, others for {b.text()}"
    return "its entries do not follow one pattern"


__all__ = ["COLUMN", "ROW", "Pattern", "Piece", "Slip", "pattern"]
