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
    from derivations.printing.solution import SolvedPart
    from derivations.receptive import Span

HEADERS = {
    "parameters": ("Layer", "Output", "Parameters", "Number"),
    "filters": ("Layer", "Output", "Filters", "Number"),
    "operations": ("Layer", "Output", "Multiply-adds", "Number"),
    "field": ("Layer", "Output", "Width", "Jump", "Places read by entry i"),
}
SHORT = 12  # a table of at most so many layers shows every one; a longer one has a line for each of its blocks
TALL = 38  # lines on a page


@dataclass(frozen=True)
class Line:
    """Cells of one line; kind: `row`, `title` of a block, or the `total`."""

    cells: tuple[str, ...]
    kind: str = "row"


@dataclass(frozen=True)
class Writer:
    """How a format writes an integer, a product that is text in both notations, and words."""

    integer: Callable[[Integer], str]
    product: Callable[[Row], str]
    times: str
    word: Callable[[str], str]

    def sum(self, terms: list[str]) -> str:
        """The terms as a sum; equal ones once, with their number in front."""
        numbers = {t: terms.count(t) for t in dict.fromkeys(terms)}
        if self.times == " x ":
            return " + ".join(t if n == 1 else f"{n}*{_factor(t, '*')}" for t, n in numbers.items())
        bare = {t.strip("$"): n for t, n in numbers.items()}
        parts = [t if n == 1 else rf"{n} \times {_factor(t, 'times')}" for t, n in bare.items()]
        return f"${' + '.join(parts)}$" if parts else ""


def _factor(term: str, sign: str) -> str:
    """A product or a sum in brackets, to be multiplied."""
    return f"({term})" if sign in term or "+" in term else term


def plain_writer() -> Writer:
    """For a terminal."""
    return Writer(integer_text, lambda row: row.text, " x ", str)


def latex_writer(word: Callable[[str], str]) -> Writer:
    """For LaTeX, and for Markdown with $...$; word: how text is written there."""
    from derivations.printing.latex_integers import integer_latex

    def math(e: Integer) -> str:
        return f"${integer_latex(e)}$"

    return Writer(math, lambda row: f"${row.latex}$" if row.latex else "", r"\times", word)


def header(tally: Tally, view: str) -> tuple[str, ...]:
    """The heads of the columns."""
    first, *rest = HEADERS[view]
    return ("Block" if _by_block(tally, view) else first, *rest)


def _by_block(tally: Tally, view: str) -> bool:
    return view != "field" and len(tally.rows) > SHORT and len(tally.groups) > 1


def tally_lines(tally: Tally, view: str, w: Writer) -> list[Line]:
    """The lines below the header."""
    wide = len(HEADERS[view])
    total: list[Line] = []
    if view != "field":
        total = [Line((w.word("Total"), *[""] * (wide - 2), w.integer(tally.sum_of(view))), "total")]
    if _by_block(tally, view):
        return [*(Line(_block(title, part, view, w)) for title, part in tally.groups), *total]
    out: list[Line] = []
    shown = [r for r in tally.rows if len(tally.rows) <= SHORT or not _silent(r, tally)]
    for title, part in tally.groups:
        rows = [r for r in part.rows if any(r is x for x in shown)]
        if rows and title and len(tally.groups) > 1:
            out.append(Line((w.word(title), *[""] * (wide - 1)), "title"))
        out += [Line(_cells(r, tally, view, w)) for r in rows]
    return [*out, *total]


def tally_markdown(part: SolvedPart) -> str:
    """The table of a part's count in Markdown, and the sentence below it."""
    assert part.tally is not None
    if not part.table:
        return part.told
    heads = header(part.tally, part.view)
    body = [f"| {' | '.join(heads)} |", f"|{'---|' * (len(heads) - 1)}---:|"]
    for line in tally_lines(part.tally, part.view, latex_writer(str)):
        first, *rest = line.cells
        shown = first if line.kind == "row" else f"**{first}**" if line.kind == "total" else f"*{first}*"
        body.append(f"| {' | '.join((shown, *rest))} |")
    return "\n".join(body) + (f"\n\n{part.told}" if part.told else "")


def pages(lines: list[Line]) -> list[list[Line]]:
    """The lines in runs that fit on a page each, a new one beginning with a block where there are blocks."""
    out: list[list[Line]] = [[]]
    for k, line in enumerate(lines):
        block = next((n for n, x in enumerate(lines[k + 1 :], 1) if x.kind == "title"), len(lines) - k)
        begins = line.kind == "title" and len(out[-1]) + block > TALL
        if out[-1] and (begins or len(out[-1]) >= TALL):
            out.append([])
        out[-1].append(line)
    return out


def _block(title: str, part: Tally, view: str, w: Writer) -> tuple[str, ...]:
    """A block as one line: its output, the sum of its layers' counts, and the number."""
    terms = [_formula(r, view, w) for r in part.rows if getattr(r, view).constant != 0]
    joined = w.sum(terms)
    number = w.integer(part.sum_of(view))
    return (w.word(title), _shape(part.rows[-1], w), "" if joined == number else joined, number)


def _formula(row: Row, view: str, w: Writer) -> str:
    return w.product(row) if view == "parameters" else w.integer(getattr(row, view))


def _shape(row: Row, w: Writer) -> str:
    sizes = [w.integer(e) for e in row.shape]
    return w.times.join(sizes) if w.times == " x " else f"${rf' {w.times} '.join(s.strip('$') for s in sizes)}$"


def _silent(row: Row, tally: Tally) -> bool:
    """Does the layer train nothing, and leave shapes as they are, as an activation does?"""
    before = {r.name: r.shape for r in tally.rows} | {"input": tally.input}
    return row.parameters.constant == 0 and len(row.reads) == 1 and before[row.reads[0]] == row.shape


def _cells(row: Row, tally: Tally, view: str, w: Writer) -> tuple[str, ...]:
    first = (w.word(row.short if view == "field" else row.description), _shape(row, w))
    if view != "field":
        formula, number = _formula(row, view, w), w.integer(getattr(row, view))
        return (*first, "" if formula == number else formula, number)
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
