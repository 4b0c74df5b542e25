"""A solution as LaTeX: the body, or a complete document for pdflatex."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.argument_latex import argument_latex
from derivations.printing.displays import (
    ROOM,
    forward_rows,
    heading_latex,
    left_latex,
    premise_latex,
    ranges_latex,
    reason_latex,
    rows,
    value_latex,
)
from derivations.printing.latex import latex
from derivations.printing.layout import broken
from derivations.printing.markup import inline_latex, markup_latex
from derivations.printing.matrix import fitted_matrix
from derivations.printing.measure import width
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.solution import Solution, SolvedPart, Worked, WorkedRoute
from derivations.printing.tally_table import Line, header, latex_writer, pages, tally_lines

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage[margin=2.4cm]{geometry}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\renewcommand{\arraystretch}{1.4}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5\baselineskip}
\setcounter{MaxMatrixCols}{20}
\emergencystretch=4em
\AtBeginDocument{%
  \setlength{\abovedisplayskip}{5pt plus 2pt minus 2pt}\setlength{\belowdisplayskip}{5pt plus 2pt minus 2pt}%
  \setlength{\abovedisplayshortskip}{3pt plus 2pt}\setlength{\belowdisplayshortskip}{4pt plus 2pt minus 2pt}}
"""


def latex_document(solutions: Sequence[Solution]) -> str:
    """A complete document with one section a solution."""
    body = "\n\n".join(map(latex_body, solutions))
    return f"{PREAMBLE}\n\\begin{{document}}\n\n{body}\n\\end{{document}}\n"


def latex_body(solution: Solution) -> str:
    """The solution from its title to its last part; needs amsmath and amssymb."""
    blocks = [rf"\section*{{{inline_latex(solution.title)}}}", markup_latex(solution.statement)]
    if solution.program is not None:
        blocks += [r"\paragraph{Forward rule.}", _align(forward_rows(solution))]
        given = _given(solution)
        blocks += [given] if given else []
        if solution.premises:
            shown = ", ".join(f"${premise_latex(p, solution)}$" for p in solution.premises)
            blocks.append(rf"\paragraph{{Premises.}} {shown}.")
    if solution.conventions:
        blocks.append(r"\paragraph{Conventions.} " + " ".join(map(inline_latex, solution.conventions)))
    blocks += [_part(p, solution) for p in solution.parts]
    if solution.source:
        blocks.append(rf"\medskip{{\small Source: {inline_latex(solution.source)}}}")
    return "\n\n".join(b for b in blocks if b) + "\n"


def _given(solution: Solution) -> str:
    """The gradient by the output, from which the reverse sweep starts."""
    from derivations import terms as T

    program, style = solution.program, solution.letters
    assert program is not None
    last = program.definitions[-1]
    named = f"dL_{last.tensor}"
    if not last.at or not any(
        named in T.tensors(line.term) for p in solution.parts for w in p.worked for line in w.lines
    ):
        return ""
    own = latex(T.Entry(named, last.at), style)
    if named in style.letters:
        plain = latex(T.Entry(named, last.at), type(style)(loss=style.loss))
        return rf"The gradient by the output, ${own} = {plain}$, is given."
    return rf"The gradient by the output, ${own}$, is given."


def _align(lines: list[str], reasons: list[str] | None = None) -> str:
    r"""Rows of an align*; reasons[k] stands as text before row k where it is not empty."""
    out, before = "", reasons or [""] * len(lines)
    for k, (row, reason) in enumerate(zip(lines, before)):
        if k:
            out += "\n" if reason else r" \\" + "\n"
        if reason:
            out += rf"\intertext{{\small {reason}}}" + "\n"
        out += row
    return f"\\begin{{align*}}\n{out}\n\\end{{align*}}"


def _part(part: SolvedPart, solution: Solution) -> str:
    points = f" \\hfill {part.points} {'point' if part.points == 1 else 'points'}" if part.points else ""
    label, wording = f"Part {inline_latex(part.label)}", markup_latex(part.wording)
    if short := _short(part, solution):
        return f"\\paragraph{{{label}.}} {wording}{points}\n{short}"
    blocks = [rf"\subsection*{{{label}{points}}}", wording]
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            blocks.append(rf"\paragraph{{{heading_latex(worked, solution.letters)}}}")
        blocks.append(worked_latex(worked, solution, answer=k == len(part.worked) - 1))
    if part.tally is not None:
        blocks.append(_tally(part))
    blocks += [_route(r, solution) for r in part.routes]
    blocks += argument_latex(part.argument)
    return _together(blocks)


def _short(part: SolvedPart, solution: Solution) -> str:
    """The one row that answers a part, where nothing else is told: such a part needs no heading of its own."""
    if len(part.worked) != 1 or part.tally is not None or part.routes or part.argument or "\n" in part.wording:
        return ""
    (worked,) = part.worked
    value = None if worked.lines else value_latex(worked, solution.letters)
    return _beside(worked, solution, value) if value else ""


def _together(blocks: list[str]) -> str:
    """Blocks one after another. No empty line before a formula: LaTeX would leave one on the page."""
    out = ""
    for b in filter(None, blocks):
        out += ("" if not out else "\n" if b.startswith(FORMULAS) else "\n\n") + b
    return out


FORMULAS = ("\\[", "{\\[", "\\begin{align*}", "\\begin{gather*}")


def worked_latex(worked: Worked, solution: Solution, answer: bool) -> str:
    """The lines with their reasons, the closed form in a box, its matrix, its numbers."""
    style, d = solution.letters, worked.result
    left = left_latex(d, style)
    blocks = []
    if worked.lines:
        lines: list[str] = []
        reasons: list[str] = []
        for k, line in enumerate(worked.lines):
            found = rows(left, line.term, style, d.indices)
            if k:
                found[0] = found[0][len(left) :].strip()
            lines += found
            reasons += [reason_latex(line, style), *[""] * (len(found) - 1)]
        lead, *rest = reasons
        blocks.append((rf"{{\small {lead}}}" if lead else "") + "\n" + _align(lines, ["", *rest]))
    value = value_latex(worked, style)
    if value and not worked.lines and (both := _beside(worked, solution, value)):
        return both
    if answer or not worked.lines:
        blocks.append(_result(worked, solution, boxed=bool(worked.lines)))
    if answer and worked.lines:
        matrix = fitted_matrix(d, style, ROOM + 1, solution.program.ranges if solution.program else None)
        blocks.append(f"{{{matrix[0]}\\[\n{matrix[1]}\n\\]}}" if matrix else "")
        if worked.operator is not None:
            told = inline_latex(told_latex(worked.operator))
            shown = f"{OPERATORS}\n\\[\n{operator_latex(worked.operator, d, style)}\n\\]"
            blocks.append(shown + (rf"{{\small {told}}}" if told else ""))
    blocks.append(_align([value]) if value else "")
    return _together(blocks)


OPERATORS = "In whole arrays:"
GAP = 2.0  # em between a formula and its numbers


def _beside(worked: Worked, solution: Solution, value: str) -> str:
    """A closed form that needs no lines and its numbers in one row, where both fit."""
    shown = _result(worked, solution, boxed=False).removeprefix("\\[\n").removesuffix("\n\\]")
    numbers = value.replace("&=", "=", 1)
    if shown.startswith(r"\begin") or r"\\ &" in numbers or width(shown) + width(numbers) + GAP > ROOM:
        return ""
    return f"\\[\n{shown} \\qquad {numbers}\n\\]"


def _result(worked: Worked, solution: Solution, boxed: bool) -> str:
    style, d = solution.letters, worked.result
    left = left_latex(d, style)
    taken = frozenset(i.name for i in d.indices)
    ranges = ranges_latex(d.indices, style)
    lines = broken(d.rhs, style, ROOM - width(left) - 3, taken)
    if len(lines) == 1:
        formula = f"{left} = {lines[0].tex}"
    else:
        body = r" \\ & ".join(r"\qquad " * x.depth + x.tex for x in lines)
        formula = f"\\begin{{aligned}} {left} &= {body} \\end{{aligned}}"
    wide = max(width(x.tex) + 2 * x.depth for x in lines) + width(left) + width(ranges) + 6
    shown = rf"\boxed{{\;{formula}\;}}" if boxed else formula
    if not ranges:
        return f"\\[\n{shown}\n\\]"
    if wide > ROOM:
        return f"\\begin{{gather*}}\n{shown} \\\\\n{ranges}\n\\end{{gather*}}"
    return f"\\[\n{shown} \\qquad {ranges}\n\\]"


COLUMNS = {
    "Layer": "p{6.6cm} l r r",
    "Block": "l l p{8.6cm} r",
    "field": "p{4.3cm} l r r l",
}
"""The columns of a count, by what a line is, and of fields."""


def _tally(part: SolvedPart) -> str:
    assert part.tally is not None
    told = inline_latex(part.told)
    if not part.table:
        return told
    lines = tally_lines(part.tally, part.view, latex_writer(inline_latex))
    tables = [_table(page, header(part.tally, part.view), part.view) for page in pages(lines)]
    return "\n\n".join([*tables, *([told] if told else [])])


def _table(lines: list[Line], heads: tuple[str, ...], view: str) -> str:
    """A part of a count that fits on a page."""
    body = [
        r"\begin{center}\small",
        r"\renewcommand{\arraystretch}{1.15}",
        rf"\begin{{tabular}}{{{COLUMNS['field' if view == 'field' else heads[0]]}}}",
        " & ".join(h.replace(" i", " $i$") for h in heads) + r" \\ \hline",
    ]
    for line in lines:
        first, *rest = line.cells
        match line.kind:
            case "row":
                wide = 2 if heads[0] == "Block" else 0
                cells = [rf"\raggedright {c}" if k == wide else c for k, c in enumerate(line.cells)]
                body.append(" & ".join(cells) + r" \\")
            case "title":
                body.append(rf"\textit{{{first}}}" + " &" * len(rest) + r" \\")
            case "total":
                total = rest[-1].strip("$")
                body.append(rf"\hline {first} " + "& " * len(rest) + rf"$\mathbf{{{total}}}$ \\")
    return "\n".join([*body, r"\end{tabular}", r"\end{center}"])


def _route(route: WorkedRoute, solution: Solution) -> str:
    style = solution.letters
    left = route.lines[0].left if route.lines else ""
    lines: list[str] = []
    reasons: list[str] = []
    for k, line in enumerate(route.lines):
        found = rows(left, line.term, style, route.indices)
        if k:
            found[0] = found[0][len(left) :].strip()
        lines += found
        reasons += [inline_latex(line.told), *[""] * (len(found) - 1)]
    lead, *rest = reasons or [""]
    shown = rf"{{\small {lead}}}" + "\n" + _align(lines, ["", *rest])
    verdict = f"\n\n{inline_latex(route.verdict)}" if route.verdict else ""
    return rf"\paragraph{{{inline_latex(route.title)}.}}" + f"\n\n{shown}{verdict}"
