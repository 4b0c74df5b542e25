"""A solution as Markdown with $$ blocks, as GitHub, KaTeX and MathJax read it."""

from __future__ import annotations

from derivations.printing.argument_latex import argument_markdown
from derivations.printing.displays import (
    ROOM,
    block,
    forward_rows,
    heading_latex,
    left_latex,
    premise_latex,
    ranges_latex,
    reason_latex,
    rows,
    value_latex,
)
from derivations.printing.markdown_math import portable
from derivations.printing.matrix import fitted_matrix
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.solution import Solution, SolvedPart, Worked, WorkedRoute
from derivations.printing.tally_table import tally_markdown


def markdown_document(solution: Solution) -> str:
    """The solution as Markdown."""
    blocks = [f"# {solution.title}", solution.statement]
    if solution.program is not None:
        blocks += ["**Forward rule**", aligned([row.replace(" && ", r" &\qquad& ") for row in forward_rows(solution)])]
    if solution.premises:
        blocks.append("**Premises:** " + ", ".join(f"${premise_latex(p, solution)}$" for p in solution.premises))
    if solution.conventions:
        blocks.append("\n".join(["**Conventions**", "", *(f"- {c}" for c in solution.conventions)]))
    blocks += [_part(p, solution) for p in solution.parts]
    if solution.source:
        blocks.append(f"*Source: {solution.source}*")
    return portable("\n\n".join(b for b in blocks if b)) + "\n"


def aligned(lines: list[str]) -> str:
    """Rows with & as one displayed block."""
    return f"$$\n{block(lines)}\n$$"


def _part(part: SolvedPart, solution: Solution) -> str:
    points = f" ({part.points} {'point' if part.points == 1 else 'points'})" if part.points else ""
    blocks = [f"## Part {part.label}{points}", part.wording]
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            blocks.append(f"### {heading_latex(worked, solution.letters)}")
        blocks += _worked(worked, solution, answer=k == len(part.worked) - 1)
    if part.tally is not None:
        blocks.append(tally_markdown(part))
    for route in part.routes:
        blocks += _route(route, solution)
    blocks += argument_markdown(part.argument)
    return "\n\n".join(b for b in blocks if b)


def _worked(worked: Worked, solution: Solution, answer: bool) -> list[str]:
    style, d = solution.letters, worked.result
    left = left_latex(d, style)
    blocks = []
    for k, line in enumerate(worked.lines):
        blocks += [reason_latex(line, style), aligned(rows(left if k == 0 else "", line.term, style, d.indices))]
    if answer or not worked.lines:
        found = rows(left, d.rhs, style, d.indices)
        ranges = ranges_latex(d.indices, style)
        blocks += [
            "**Result**" if worked.lines else "",
            aligned([*found, rf"&\text{{for }} {ranges}"] if ranges else found),
        ]
    if answer and worked.lines:
        matrix = fitted_matrix(d, style, ROOM, solution.program.ranges if solution.program else None)
        blocks.append(f"$$\n{' '.join(filter(None, matrix))}\n$$" if matrix else "")
        if worked.operator is not None:
            blocks.append(f"In whole arrays:\n\n$$\n{operator_latex(worked.operator, d, style)}\n$$")
            blocks.append(told_latex(worked.operator))
    value = value_latex(worked, style)
    return [*blocks, aligned([value]) if value else ""]


def _route(route: WorkedRoute, solution: Solution) -> list[str]:
    style = solution.letters
    blocks = [f"**{route.title}**"]
    for k, line in enumerate(route.lines):
        blocks += [
            line.told,
            aligned(rows(line.left if k == 0 else "", line.term, style, route.indices)),
        ]
    return [*blocks, route.verdict]
