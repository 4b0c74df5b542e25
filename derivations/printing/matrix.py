"""A gradient with one or two axes as the displayed matrix, with dots where a size is symbolic."""

from __future__ import annotations

from collections.abc import Mapping

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import ONE, Floor, Integer, floors
from derivations.printing.latex import hygienic, piece
from derivations.printing.measure import width
from derivations.printing.style import Style, is_adjoint, spelled
from derivations.prover import is_proved, nonnegative
from derivations.rule import Definition, Range

Ranges = Mapping[str, tuple[Range, ...]]

SHAPES = ((4, 2), (3, 1), (2, 2), (2, 1), (1, 1))  # how many rows or columns are shown before and after the dots
ALL = 6  # an axis of at most so many is shown whole
GAP = 1.4  # em between columns


def matrix_latex(d: Definition, style: Style, room: float, ranges: Ranges | None = None) -> str | None:
    """`dL_S = [...]` with the entries of the definition, or None where it has no such form or does not fit.

    room: em. A bracket in an entry would leave its cases open, so a definition with one has no matrix form. ranges: of
    the tensors read; a cell that reads an entry outside them is 0.
    """
    if len(d.indices) not in (1, 2) or tuple(i.integer for i in d.indices) != d.at or T.contains(d.rhs, T.Iverson):
        return None
    style = style.covering((d.lhs, d.rhs))
    shapes = _shapes(d)
    tall = T.contains(d.rhs, T.Binder)
    for shape in shapes:
        rows = _axis(d.indices[0], shape if tall else shapes[0])  # only the width of a page is short
        columns = _axis(d.indices[1], shape) if len(d.indices) == 2 else [ONE]
        cells = [[_cell(d, r, c, style, ranges or {}) for c in columns] for r in rows]
        head = f"{whole_latex(d, style)} = "
        wide = sum(max(width(row[k], inline=True) for row in cells) + GAP for k in range(len(columns)))
        if width(head) + wide + 1.5 <= room:
            return head + bmatrix(cells)
    return None


SMALLER = ((1.0, ""), (0.845, r"\footnotesize"), (0.776, r"\scriptsize"))
"""How wide type is set, beside that of the text, with the command that sets it; small type is cut the wider."""


def fitted_matrix(d: Definition, style: Style, room: float, ranges: Ranges | None = None) -> tuple[str, str] | None:
    """The type size and the matrix, in the largest type in which it fits; None where it has no such form."""
    for scale, command in SMALLER:
        found = matrix_latex(d, style, room / scale, ranges)
        if found is not None:
            return command, found
    return None


def _outside(t: T.Entry, ranges: Ranges) -> bool:
    """Does the entry lie outside its tensor, whatever the sizes?"""
    return any(
        is_proved(nonnegative(low - 1 - e, Facts())) or is_proved(nonnegative(e - 1 - high, Facts()))
        for e, (low, high) in zip(t.at, ranges.get(t.tensor, ()))
    )


def bmatrix(cells: list[list[str]]) -> str:
    """A matrix of LaTeX cells, a row a line."""
    body = " \\\\\n".join(" & ".join(row) for row in cells)
    return f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}"


def whole_latex(d: Definition, style: Style) -> str:
    """The whole tensor, by its own name whatever letter its entries have: the fraction of the loss by it, or it."""
    name = d.tensor.removeprefix("dL_")
    kind = "tensor" if d.at else "scalar"
    plain = spelled(kind, name).entry() if name in style.letters else style.letter(kind, name).entry()
    return rf"\frac{{\partial {style.loss}}}{{\partial {plain}}}" if is_adjoint(d.tensor) else plain


def _shapes(d: Definition) -> list[tuple[int, int]]:
    """The widest first; a window of c equal entries asks for two windows, a diagonal for three entries."""
    names = {i.name for i in d.indices}
    found = [a for _, t in T.positions(d.rhs) for e in T.own_integers(t) for a in floors(e)]
    windows = [a for a in found if isinstance(a, Floor) and a.numerator.names & names]
    diagonal = any(len(e.names & names) > 1 for _, t in T.positions(d.rhs) for e in T.own_integers(t))
    return [s for s in SHAPES if windows or (s[0] <= (3 if diagonal else 2) and s[1] == 1)]


def _axis(i: T.Index, shape: tuple[int, int]) -> list[Integer | None]:
    """The places shown along an axis, None for the dots."""
    length = (i.high - i.low + 1).constant
    before, after = shape
    if length is not None and length <= max(ALL, before + after):
        return [i.low + k for k in range(length)]
    return [*(i.low + k for k in range(before)), None, *(i.high - (after - 1 - k) for k in range(after))]


def _cell(d: Definition, row: Integer | None, column: Integer | None, style: Style, ranges: Ranges) -> str:
    if row is None or column is None:
        return r"\ddots" if row is None and column is None else r"\vdots" if row is None else r"\cdots"
    values = {i.name: e for i, e in zip(d.indices, (row, column))}
    entry = T.rename(d.rhs, values)
    taken = frozenset().union(*(e.names for e in values.values()))
    if any(isinstance(f, T.Entry) and _outside(f, ranges) for f in T.factors_of(entry)):
        return "0"
    return piece(hygienic(entry, taken, style), style).tex
