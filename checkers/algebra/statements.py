"""The formulas of a document, and the statements that each of them makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checkers.algebra.enclosed import hidden as closed
from checkers.algebra.enclosed import without_matrices

ENVIRONMENTS = r"equation|align|gather|multline|eqnarray|displaymath|flalign"
DISPLAY = re.compile(
    rf"\$\$(?P<a>.+?)\$\$|\\\[(?P<b>.+?)\\\]|\\begin\{{(?P<e>{ENVIRONMENTS})\*?\}}(?P<c>.+?)\\end\{{(?P=e)\*?\}}"
    r"|```math\n(?P<d>.+?)```|(?<![\\$])\$(?P<f>[^$\n]+?)\$|\\\((?P<g>.+?)\\\)",
    re.DOTALL,
)
CLOSES = ((r"\[", r"\\\]"), (r"\(", r"\\\)"), ("```math", "```"))
CODE = re.compile(r"```(?!math).*?```", re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}[^\n]*(?:\n|$))+")
LATEX_FILE = re.compile(r"\\documentclass|\\begin\{document\}")
AROUND = re.compile(
    r"\\(?:begin|end)\{(?:aligned|split|alignedat|gathered|align|alignat|gather|multline|equation|eqnarray)\*?\}(?:\{\d+\})?"
)
NUMBERED = re.compile(
    r"(?:\\(?:qquad|quad|[lc]?dots|[ ,;])\s*)+\(\d+\)\s*$"
    r"|\\(?:label|tag)\{[^}]*\}|\\(?:nonumber|notag)\b"
)
ROWS = re.compile(r"\\\\(?:\s*\[[^\]]*(?:pt|em|ex|mm|cm)\])?")
RELATION = re.compile(r"=|\\approx|≈|\\Rightarrow|\\implies")
GOES_ON = re.compile(r"\s*(?:=|\\approx|≈)")
ESTIMATE = r"[<>≤≥]|\\(?:leq?|geq?|leqslant|geqslant|lt|gt)(?![A-Za-z])"
JOINS = re.compile(rf"\s*(?:\\q?quad\s*)*(?:=|\\approx|≈|[-+]|\\(?:times|cdot|odot)(?![A-Za-z])|{ESTIMATE})")
LEFT_OPEN = re.compile(rf"(?:=|\\approx|≈|{ESTIMATE})\s*$")
STRAY = re.compile(r"=\s*,")
SAID_BEFORE = re.compile(
    r"^\s*(?:\\(?:text|textrm|mathrm|textbf)\s*\{(?!\s*d\s*\})\s*[A-Za-z ,:.]*\}|\\(?:quad|qquad|,|;|!)"
    r"|(?:and|where|with)\b)\s*"
)
BRACKET_OR_RELATION = re.compile(r"[(\[{)\]}=≈]|\\approx")
MAX_FORMULA, MAX_COMMAS = 10_000, 200  # beyond these a formula is one statement
LIES_IN = re.compile(r"(?:\\in(?![a-z])|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R(?![A-Za-z])|ℝ)[^=]*$")
DEFINITE = re.compile(r"\\(?:succ|prec)(?:eq|curlyeq)?(?![A-Za-z])\s*\{?0\}?\s*$")  # H = 2 I \succ 0
THOUSANDS = re.compile(r"(?<![\d.,{}_^(\[])\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+(?![\d.]*\d|,\d|\s*[)\]}])")


@dataclass(frozen=True)
class Display:
    """A formula of a document: the line of its first character, its text, and whether it stands by itself."""

    line: int
    latex: str
    own: bool


def displays(text: str) -> Iterator[Display]:
    """Every formula, in order; code is left out."""
    line, counted = 1, 0
    for start, inside, own in formulas(text):
        start += len(inside) - len(inside.lstrip())
        line, counted = line + text.count("\n", counted, start), start
        yield Display(line, inside, own)


def formulas(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where every formula begins, its text, and whether it stands by itself; code is left out."""

    def blank(m: re.Match[str]) -> str:
        return m[0] if "$$" in m[0] or "\\[" in m[0] else re.sub(r"[^\n]", " ", m[0])

    hidden = CODE.sub(blank, text)
    if not LATEX_FILE.search(text):
        hidden = INDENTED.sub(blank, hidden)
    for m in DISPLAY.finditer(closed(hidden, CLOSES)):
        start, end = next(m.span(g) for g in "abcdfg" if m[g] is not None)
        if hidden[start:end].strip("$ \t\n"):
            yield start, hidden[start:end], m["f"] is None and m["g"] is None


def statements(display: Display) -> list[tuple[int, str]]:
    """(line, text) of every statement.

    Rows that begin with a relation, or follow one that ends with it, go on with the row before; `a = 1, b = 2` is two
    statements; words in front are left out; 1,888,394 is one number.
    """
    if len(display.latex) > MAX_FORMULA:
        return [(display.line, display.latex)]
    body = AROUND.sub(lambda m: "\n" * m[0].count("\n"), display.latex)
    kept: list[str] = []

    def keep(matrix: str) -> str:
        kept.append(matrix)
        return f"\x00{len(kept) - 1}\x00" + "\n" * matrix.count("\n")

    body = without_matrices(body, keep)
    rows: list[tuple[int, str]] = []
    lead = display.latex[: len(display.latex) - len(display.latex.lstrip())].count("\n")
    place = 0
    last: dict[int, int] = {}  # column of equations -> the row that it goes on from
    for row in ROWS.split(body):
        line = display.line - lead + body.count("\n", 0, place + len(row) - len(row.lstrip()))
        place += len(row) + 2
        for column, cell in enumerate(columns(row)):
            said = unnumbered(cell).replace("&", " ").strip().rstrip(",.; ")
            said = THOUSANDS.sub(whole_number, STRAY.sub(",", said))
            if not said:
                continue
            before = last.get(column, -1)
            if before >= 0 and (JOINS.match(said) or LEFT_OPEN.search(rows[before][1])):
                rows[before] = (rows[before][0], rows[before][1] + "\n" + said)
            else:
                last[column] = len(rows)
                rows.append((line + (lines_above(row, cell) if column else 0), said))
    out: list[tuple[int, str]] = []
    for line, said in rows:
        for above, part in apart(said):
            lines = above
            part = re.sub("\x00(\\d+)\x00", lambda m: kept[int(m[1])], part)
            while (m := SAID_BEFORE.match(part)) and m.end():
                lines += m[0].count("\n")
                part = part[m.end() :]
            part = DEFINITE.sub("", LIES_IN.sub("", part).rstrip()).rstrip() if RELATION.search(part) else part
            if part.strip():
                out.append((line + lines, part))
    return out


def unnumbered(cell: str) -> str:
    """A row, or a column of one, without its number, its label and the remark behind a blank column."""
    cell = NUMBERED.sub("", cell)
    remark = cell.find("&&", cell.rstrip("\n").rfind("\n") + 1)
    return cell if remark < 0 else cell[:remark]


def lines_above(row: str, cell: str) -> int:
    """The line breaks of a row before one of its columns."""
    first = cell.partition("&")[0].strip()
    place = row.find(first) if first else -1
    begins = len(row) - len(row.lstrip())
    return row.count("\n", begins, place) if place > begins else 0


def columns(row: str) -> list[str]:
    """`a = b` and `c = d` of `a &= b & c &= d`, or their right sides; the row itself where it is one equation."""
    cells = re.split(r"(?<!\\)&", re.sub(r"&&(?!.*&&)(?=[^&]*&\s*=)", "&", row))
    pairs = ["&".join(cells[k : k + 2]) for k in range(0, len(cells), 2)]
    related = [len(p) == 2 and bool(GOES_ON.match(p[1])) for p in (cells[k : k + 2] for k in range(0, len(cells), 2))]
    return pairs if len(pairs) > 1 and all(related) else [row]


def whole_number(m: re.Match[str]) -> str:
    """1,888,394 without its marks."""
    return re.sub(r"\D", "", m[0])


def apart(said: str) -> Iterator[tuple[int, str]]:
    """(line breaks before it, text) of the equations of `a = 1, b = 2`; a list, a range or a remark stays whole."""
    deep, commas = 0, list[int]()
    for k, c in enumerate(said):
        deep += (c in "([{") - (c in ")]}")
        if c == "," and deep == 0 and said[k - 1 : k] != "\\":
            commas.append(k)
    start, cuts = 0, [0]
    if len(commas) > MAX_COMMAS:
        commas = []
    for k, end in zip(commas, [*commas[1:], len(said)]):
        before, follows = said[start:k], said[k + 1 : end]
        if equation(before) and equation(follows) and not is_range(before, follows, said[end + 1 :]):
            cuts.append(k + 1)
            start = k + 1
    for a, b in zip(cuts, [*cuts[1:], len(said) + 1]):
        part = said[a : b - 1]
        lead = len(part) - len(part.lstrip())
        yield said.count("\n", 0, a + lead), part.strip().rstrip(",.; ")


def is_range(before: str, follows: str, rest: str) -> bool:
    """Does `i = 1` say over which places the formula before it holds, or begin a list as in i = 1, 2, ..., n?"""
    m = re.match(r"\s*+(?:(?:\\q?quad|\\[,;!])\s*+)*+([A-Za-z])\s*+=\s*+\d++\s*$", follows)
    if m is None:
        return False
    index = re.search(rf"[_^](?:{m[1]}|\{{[^{{}}]*(?<![A-Za-z\\]){m[1]}(?![A-Za-z])[^{{}}]*\}})", before)
    return bool(index) or bool(re.match(r"\s*(?:\d|\\[a-z]*dots|\.\.|…)", rest))


def equation(text: str) -> bool:
    """Does a relation stand in the text outside brackets, with a name or a derivative before it?"""
    deep = 0
    for m in BRACKET_OR_RELATION.finditer(text):
        if m[0] in "([{":
            deep += 1
        elif m[0] in ")]}":
            deep -= 1
        elif deep == 0:
            before = text[: m.start()].strip()
            return bool(before) and "\\text" not in before and before[-1] not in "<>!"
    return False
