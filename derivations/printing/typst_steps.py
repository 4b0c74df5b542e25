"""Worked quantities and textbook chains in Typst: each line under its reason, the result in a box."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.displays import left_latex, ranges_latex, reason_latex, rows, value_latex
from derivations.printing.matrix import fitted_matrix
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.solution import Solution, Worked, WorkedRoute
from derivations.printing.typst_markup import display, inline_typst, markup_typst

PAGE = 38.0  # em on a line, less than on a page of LaTeX, since steps stand further in
OPERATORS = "In whole arrays:"
SIZES = {"": "1em", r"\footnotesize": "0.845em", r"\scriptsize": "0.776em"}


def shown(lines: Sequence[str]) -> str:
    """Rows with & as a display."""
    body = " \\\\\n".join(lines)
    return display(f"\\begin{{aligned}}{body}\\end{{aligned}}")


def worked_typst(worked: Worked, solution: Solution, answer: bool) -> str:
    """The steps, the result; of the answer also its matrix, its operator form; the numbers."""
    style, d = solution.letters, worked.result
    left = left_latex(d, style)
    blocks = []
    for k, line in enumerate(worked.lines):
        blank = rf"\phantom{{{left}}}" if k else left
        formula = shown(rows(blank, line.term, style, d.indices, PAGE))
        blocks.append(f"#step({k + 1}, [{inline_typst(reason_latex(line, style))}], [{formula}])")
    if answer or not worked.lines:
        found = rows(left, d.rhs, style, d.indices, PAGE)
        ranges = ranges_latex(d.indices, style)
        formula = shown([*found, rf"&\text{{for }} {ranges}"] if ranges else found)
        blocks.append(f"#result[{formula}]" if worked.lines else formula)
    if answer and worked.lines:
        matrix = fitted_matrix(d, style, PAGE, solution.program.ranges if solution.program else None)
        if matrix:
            blocks.append(display(matrix[1], SIZES[matrix[0]]))
        if worked.operator is not None:
            blocks.append(f"{inline_typst(OPERATORS)}\n{display(operator_latex(worked.operator, d, style, PAGE))}")
            blocks.append(markup_typst(told_latex(worked.operator)))
    value = value_latex(worked, style, PAGE)
    if value:
        blocks.append(shown([value]))
    return "\n\n".join(b for b in blocks if b)


def route_typst(route: WorkedRoute, solution: Solution) -> str:
    """A textbook chain with the judgement of each line."""
    style = solution.letters
    left = route.lines[0].left if route.lines else ""
    blocks = [f"#minor[{inline_typst(route.title)}]"]
    for k, line in enumerate(route.lines):
        blank = rf"\phantom{{{left}}}" if k and left else left
        chain = shown(rows(blank, line.term, style, route.indices, PAGE))
        blocks.append(f"#step({k + 1}, [{inline_typst(line.told)}], [{chain}])")
    return "\n\n".join([*blocks, inline_typst(route.verdict)])
