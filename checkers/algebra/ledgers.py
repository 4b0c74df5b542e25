"""Tables of numbers in a document: a last row that states the total of the rows above it, and sums within a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from checkers.algebra.dots_document import Finding
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.tree import ReadingError
from checkers.algebra.worked_values import is_literal, shown, value_of

TOTAL = re.compile(
    r"^\W*(?:(?:grand|overall)\s+)?(?:totals?|sum|altogether|together|overall|gesamt|summe|Σ|\\sum)\b", re.I
)
PART = re.compile(r"sub-?\s?total|zwischensumme", re.I)
NUMBER = re.compile(r"^[-−]?\d{1,3}(?:(?:,|\{,\}|\\,| |\u202f)\d{3})+(?:\.\d+)?$|^[-−]?\d+(?:\.\d+)?$")
CALCULATED = re.compile(r"^[\d\s.,×x*·+\-−/()]+=\s*[\d.,\s]+$")
NOTHING = frozenset({"", "-", "–", "—", "---", "--"})
EMPHASIS = re.compile(r"\\(?:textbf|mathbf|emph)\{([^{}]*)\}|[*_`$]{1,2}")
ENDS = re.compile(r"\\\\(?:\[[^\]]*\])?")  # of rows
RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]*\}|cmidrule(?:\([^)]*\))?\{[^}]*\})")
TABULAR = re.compile(r"\\(?:(begin)\{(tabular[x*]?|longtable)\}(?:\{[^}]*\})*+|end\{(tabular[x*]?|longtable)\})")


@dataclass(frozen=True)
class Row:
    """A row of a table: its line, its text, its cells."""

    line: int
    text: str
    cells: tuple[str, ...]


def tables(text: str) -> Iterator[list[Row]]:
    """The tables of Markdown and of LaTeX, without their rules."""
    rows: list[Row] = []
    for line, said in enumerate(text.splitlines() if "|" in text else (), 1):
        if said.count("|") >= 2 and said.strip().startswith("|"):
            cells = tuple(plain(c) for c in said.strip().strip("|").split("|"))
            if not all(re.fullmatch(r":?-*:?", c) for c in cells):
                rows.append(Row(line, said.strip(), cells))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows
    line, counted = 1, 0
    for place, body_of in tabulars(text):
        found = list[Row]()
        for said in ENDS.split(body_of):
            body = RULES.sub("", said)
            if body.strip():
                starts = place + len(said) - len(said.lstrip())
                line, counted = line + text.count("\n", counted, starts), starts
                found.append(Row(line, body.strip(), tuple(plain(c) for c in body.split("&"))))
            place = text.find("\\\\", place + len(said)) + 2
        yield found


def tabulars(text: str) -> Iterator[tuple[int, str]]:
    """Where the body of each table of LaTeX begins, and the body; one that is never closed is none."""
    marks = list(TABULAR.finditer(text))
    last = {m[3]: m.start() for m in marks if m[3]}
    name, start = "", 0
    for m in marks:
        if m[1] and not name and m.start() < last.get(m[2], 0):
            name, start = m[2], m.end()
        elif m[3] == name and name:
            yield start, text[start : m.start()]
            name = ""


def plain(cell: str) -> str:
    """A cell without its emphasis."""
    return EMPHASIS.sub(lambda m: m[1] or "", cell).strip()


def number(cell: str) -> tuple[Fraction, int] | None:
    """(value, decimals) of a cell that is a number."""
    if not NUMBER.match(cell):
        return None
    digits = re.sub(r"[^\d.]", "", cell)
    value = Fraction(digits) * (-1 if cell[0] in "-−" else 1)
    return value, len(digits.partition(".")[2])


def totals(text: str) -> list[Finding]:
    """Totals that are not the sum of their column, and cells whose two sides differ."""
    found: list[Finding] = []
    for rows in tables(text):
        for row in rows:
            found += [f for cell in row.cells if "=" in cell and (f := calculated(row, cell))]
        if len(rows) >= 3 and TOTAL.match(next((c for c in rows[-1].cells if c), "")):
            found += [f for k in range(1, len(rows[-1].cells)) if (f := of_column(rows, k))]
    return found


def of_column(rows: list[Row], k: int) -> Finding | None:
    """The total of one column."""
    last = rows[-1]
    stated = number(last.cells[k])
    above = [r for r in rows[:-1] if len(r.cells) > k]
    while above and number(above[0].cells[k]) is None:
        above = above[1:]  # the heads of the columns
    values = [(r, number(r.cells[k])) for r in above if r.cells[k] not in NOTHING]
    if stated is None or len(values) < 2 or any(v is None for _, v in values):
        return None
    known = [(r, v) for r, v in values if v is not None]
    alone = [v for r, v in known if not any(PART.search(c) for c in r.cells)]
    slack = Fraction(len(known) + 1, 2) * Fraction(1, 10 ** max(v[1] for _, v in known)) if any(
        v[1] for _, v in known) else Fraction(0)  # fmt: skip
    sums = {sum((v[0] for v in alone), Fraction(0))}
    sums |= {sum((v[0] for _, v in known), Fraction(0))}
    if any(abs(s - stated[0]) <= slack + Fraction(1, 2 * 10 ** stated[1]) * bool(stated[1]) for s in sums):
        return None
    right = sum((v[0] for v in alone), Fraction(0))
    if not plausible(right, stated[0]):
        return None
    said = f"{float(right):,.{stated[1]}f}"
    return Finding(last.line, "the sum of the rows above", last.cells[k], f"the rows above add up to {said}", last.text)


def plausible(right: Fraction, stated: Fraction) -> bool:
    """Is the stated number meant as this sum? A mean, or a number of something else, lies far away."""
    return right != 0 and Fraction(1, 3) < abs(stated / right) < 3 if stated else False


def calculated(row: Row, cell: str) -> Finding | None:
    """3 * 3 * 64 = 576 within a cell."""
    if not CALCULATED.match(cell) or not re.search(r"[×x*·+\-−/]", cell.partition("=")[0]):
        return None
    left, _, right = cell.partition("=")
    stated = number(right.strip())
    try:
        tree = read_sides(re.sub(r"(?<=\d),(?=\d{3})", "", left).replace("x", "×"), Names())[0].trees[0]
    except ReadingError:
        return None
    value = value_of(tree) if is_literal(tree) else None
    if stated is None or value is None or value.ndim:
        return None
    slack = 10.0 ** -stated[1] / 2 if stated[1] else 1e-9 * (1 + abs(float(value)))
    if abs(float(value) - float(stated[0])) <= slack * 1.01:
        return None
    return Finding(row.line, left.strip(), right.strip(), f"the left side is {shown(value)}", row.text)
