"""The table of a count in a solution: what of it the part asks for, block by block, for every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.integers import Integer, symbol
from derivations.printing.tally import is_whole, span_cells
from derivations.printing.text import integer_text

if TYPE_CHECKING:
    from derivations.network import Row, Tally
    from derivations.receptive import Span

HEADERS = {
    "parameters": ("Layer", "Output", "Parameters", "Number"),
    "filters": ("Layer", "Output", "Filters"),
    "operations": ("Layer", "Output", "Multiply-adds"),
    "field": ("Layer", "Output", "Width", "Jump", "Places read by entry i"),
}
SHORT = 12  # a table of at most so many layers shows every one; a longer one leaves out those that change nothing


@dataclass(frozen=True)
class Line:
    """Cells of one line; kind: `row`, `title` of a block, its `subtotal`, or the `total`."""

    cells: tuple[str, ...]
    kind: str = "row"


@dataclass(frozen=True)
class Writer:
    """How a format writes an integer, a product that is text in both notations, and words."""

    integer: Callable[[Integer], str]
    product: Callable[[Row], str]
    times: str
    word: Callable[[str], str]


def plain_writer() -> Writer:
    """For a terminal."""
    return Writer(integer_text, lambda row: row.text, " x ", str)


def latex_writer(word: Callable[[str], str]) -> Writer:
    """For LaTeX, and for Markdown with $...$; word: how text is written there."""
    from derivations.printing.latex_integers import integer_latex

    def math(e: Integer) -> str:
        return f"${integer_latex(e)}$"

    return Writer(math, lambda row: f"${row.latex}$" if row.latex else "", r"\times", word)


def tally_lines(tally: Tally, view: str, w: Writer) -> list[Line]:
    """The lines below the header HEADERS[view]."""
    wide = len(HEADERS[view])
    out: list[Line] = []
    groups = tally.groups
    shown = [r.name for r in tally.rows if len(tally.rows) <= SHORT or not _silent(r, tally)]
    for title, part in groups:
        rows = [r for r in part.rows if r.name in shown and (view != "filters" or r.filters.constant != 0)]
        if not rows:
            continue
        if title and len(groups) > 1:
            out.append(Line((w.word(title), *[""] * (wide - 1)), "title"))
        out += [Line(_cells(r, tally, view, w)) for r in rows]
        if title and len(groups) > 1 and view != "field" and len(rows) > 1:
            together = w.integer(part.sum_of(view))
            out.append(Line((w.word(f"{title} together"), *[""] * (wide - 2), together), "subtotal"))
    if view != "field":
        out.append(Line((w.word("Total"), *[""] * (wide - 2), w.integer(tally.sum_of(view))), "total"))
    return out


def _silent(row: Row, tally: Tally) -> bool:
    """Does the layer train nothing, and leave shapes as they are, as an activation does?"""
    before = {r.name: r.shape for r in tally.rows} | {"input": tally.input}
    return row.parameters.constant == 0 and len(row.reads) == 1 and before[row.reads[0]] == row.shape


def _cells(row: Row, tally: Tally, view: str, w: Writer) -> tuple[str, ...]:
    sizes = [w.integer(e) for e in row.shape]
    shape = w.times.join(sizes) if w.times == " x " else f"${rf' {w.times} '.join(s.strip('$') for s in sizes)}$"
    first = (w.word(row.description), shape)
    match view:
        case "parameters":
            product = w.product(row)
            number = w.integer(row.parameters)
            return (*first, "" if product == number else product, number)
        case "filters":
            return (*first, w.integer(row.filters))
        case "operations":
            return (*first, w.integer(row.operations))
    if not row.field:
        return (*first, "", "", "")
    span, length = row.field[0], tally.input[tally.network.measured[0] - 1]
    width, jump, _ = span_cells(span, length)
    read = "" if is_whole(span, length) else f"{_end(span.first, w)} to {_end(span.last, w)}"
    return (*first, width, jump, read)


def _end(e: Integer, w: Writer) -> str:
    return w.integer(e.substitute({n: symbol("i") for n in e.names if n.startswith("#")}))


def field_sentence(span: Span) -> str:
    """How wide the fields are, and where, in Markdown with $...$."""
    sizes = span.sizes
    if len(set(sizes)) == 1:
        return f"Every entry has a field of width {sizes[0]}."
    parts = []
    for width in sorted(set(sizes)):
        rests = [k % len(sizes) for k, s in enumerate(sizes, 1) if s == width]
        parts.append(f"{width} where the remainder is {_runs(sorted(rests))}")
    named = "; ".join(parts)
    return (
        f"The width repeats every {len(sizes)} places. By the remainder of the place $i$, divided by {len(sizes)}, "
        f"it is {named}."
    )


def _runs(numbers: list[int]) -> str:
    """1 to 4, 7."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a} to {b}" if b > a + 1 else f"{a}, {b}" for a, b in runs)
