"""A worked argument as LaTeX and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.argument import Drawing, Judged, Numbers, Prose, Row, Rubric, Shown
from derivations.printing.displays import ROOM
from derivations.printing.figure_latex import figure_latex
from derivations.printing.figure_svg import figure_svg
from derivations.printing.markup import inline_latex, markup_latex
from derivations.printing.measure import width

SIGNS = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">"}
POINTS = "What earns points"


def argument_latex(items: Sequence[Shown]) -> list[str]:
    """The blocks of an argument, for the body of a LaTeX document."""
    return [_latex(item) for item in items]


def argument_markdown(items: Sequence[Shown]) -> list[str]:
    """The blocks of an argument as Markdown; a figure is an `svg` element."""
    return [_markdown(item) for item in items]


def _latex(item: Shown) -> str:
    match item:
        case Prose(text):
            return markup_latex(text)
        case Judged():
            return f"{markup_latex(_lead(item))}\n{_align(item.rows)}"
        case Numbers(words, rows, how):
            body = [r"\begin{center}\small\renewcommand{\arraystretch}{1.2}\begin{tabular}{p{9.4cm} l l}"]
            body.append(r"Quantity & Value & Must be \\ \hline")
            for what, value, bound in rows:
                body.append(rf"\raggedright {inline_latex(what)} & ${value.latex}$ & ${bound.latex}$ \\")
            return "\n".join([f"{markup_latex(f'{words} ({how})')}\n", *body, r"\end{tabular}\end{center}"])
        case Drawing(caption, shows):
            return f"\\begin{{center}}\n{figure_latex(shows)}\n\n{{\\small {inline_latex(caption)}}}\n\\end{{center}}"
        case Rubric(ideas):
            lines = "\n".join(rf"\item {inline_latex(idea)} ({points})" for idea, points in ideas)
            return f"\\paragraph{{{POINTS}.}}\n\\begin{{itemize}}\n{lines}\n\\end{{itemize}}"


def _markdown(item: Shown) -> str:
    match item:
        case Prose(text):
            return text
        case Judged():
            return "\n\n".join([_lead(item), *_aligned(item.rows)])
        case Numbers(words, rows, how):
            body = [f"| {what} | ${value.latex}$ | ${bound.latex}$ |" for what, value, bound in rows]
            return "\n".join([f"{words} ({how})", "", "| Quantity | Value | Must be |", "|---|---|---|", *body])
        case Drawing(caption, shows):
            return f"{figure_svg(shows)}\n\n*{caption}*"
        case Rubric(ideas):
            return "\n".join([f"**{POINTS}**", "", *(f"- {idea} ({points})" for idea, points in ideas)])


def _lead(item: Judged) -> str:
    given = ", ".join(f"${a.latex} = {b.latex}$" for a, b in item.given)
    return item.words + (f" Given: {given}." if given else "") + f" ({item.how})"


def _lines(rows: Sequence[Row], room: float = ROOM) -> list[tuple[str, str]]:
    """Rows of an alignment at the relation, each with the reason that stands before it."""
    out: list[tuple[str, str]] = []
    for row in rows:
        left, reason = row.left.latex if row.left else "", _sentence(row.reason) if row.reason else ""
        if left and width(left) + width(row.right.latex) + 3 > room:  # the left side has a row of its own
            out.append((f"& {left}", reason))
            left = reason = ""
        out.append((f"{left} &{SIGNS[row.relation]} {row.right.latex}", reason))
    return out


def _align(rows: Sequence[Row]) -> str:
    """The rows as one align*; the first reason stands before it."""
    lines = _lines(rows)
    body = lines[0][0]
    for line, reason in lines[1:]:
        body += rf"\intertext{{\small {inline_latex(reason)}}}" + f"\n{line}" if reason else " \\\\\n" + line
    lead = "\n" + rf"{{\small {inline_latex(lines[0][1])}}}" + "\n" if lines[0][1] else ""
    return f"{lead}\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _aligned(rows: Sequence[Row]) -> list[str]:
    """The rows as displays of Markdown: a new one after each reason."""
    out: list[str] = []
    for reason, lines in judged_displays(rows):
        body = " \\\\\n".join(lines)
        out += [reason] * bool(reason) + [f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"]
    return out


def judged_displays(rows: Sequence[Row], room: float = ROOM) -> list[tuple[str, list[str]]]:
    """The rows of an alignment in runs, each with the reason (Markdown) that stands before it, or ""."""
    runs: list[tuple[str, list[str]]] = [("", [])]
    for row, reason in _lines(rows, room):
        if reason:
            runs.append((reason, []))
        runs[-1][1].append(row)
    return [(reason, lines) for reason, lines in runs if lines]


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + ":"
