"""A solution in small pieces, to be told one at a time: why a line follows, then the line."""

from __future__ import annotations

from dataclasses import dataclass

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
from derivations.printing.matrix import fitted_matrix
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.solution import Solution, SolvedPart, Worked, WorkedRoute
from derivations.printing.style import Style
from derivations.printing.tally_table import tally_markdown
from derivations.rule import Definition
from derivations.terms import Term

NARROW = 19.0
"""Em that a formula has on a telephone."""


@dataclass(frozen=True)
class Piece:
    """kind: `heading`, `hint` (the reason of the line after it), `line`, `result` or `note`.

    text: Markdown as in statements, before the formula. tex: a displayed formula; narrow: the same for a narrow page.
    after: Markdown below it. rules: the names of the rules that a hint tells of.
    """

    kind: str
    text: str = ""
    tex: str = ""
    narrow: str = ""
    after: str = ""
    rules: tuple[str, ...] = ()


def forward_pieces(solution: Solution) -> list[Piece]:
    """The forward rule, and what it takes for granted."""
    if solution.program is None:
        return []
    wide = forward_rows(solution)
    narrow = [line for row in wide for line in (row.split(" && ") if " && " in row else [row])]
    shown = [row if "&" in row else rf"&\quad {row}" for row in narrow]
    found = [Piece("line", tex=block([row.replace(" && ", r" &\qquad& ") for row in wide]), narrow=block(shown))]
    if solution.premises:
        premises = ", ".join(f"${premise_latex(p, solution)}$" for p in solution.premises)
        found.append(Piece("note", f"Given: {premises}."))
    return found


def part_pieces(part: SolvedPart, solution: Solution) -> list[Piece]:
    """A part from its first hint to its result."""
    found: list[Piece] = []
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            told = heading_latex(worked, solution.letters).rstrip(".")
            found.append(Piece("heading", f"Find {told}" if told.startswith("$") else told))
        found += worked_pieces(worked, solution, k == len(part.worked) - 1)
    if part.tally is not None:
        found.append(Piece("result", tally_markdown(part)))
    for route in part.routes:
        found += route_pieces(route, solution)
    return [*found, *(Piece("note", text) for text in argument_markdown(part.argument))]


def worked_pieces(worked: Worked, solution: Solution, answer: bool) -> list[Piece]:
    """A quantity: a hint and a line for every step, then its closed form, its whole arrays and its numbers."""
    style, d = solution.letters, worked.result
    left, found = left_latex(d, style), list[Piece]()
    for k, line in enumerate(worked.lines):
        found.append(Piece("hint", reason_latex(line, style), rules=line.rules))
        found.append(equal("line", left if k == 0 else "", line.term, style, d))
    kind = "result" if answer else "line"
    if answer or not worked.lines:
        found.append(equal(kind, left, d.rhs, style, d, ranges_latex(d.indices, style)))
    if answer and worked.lines:
        matrix = fitted_matrix(d, style, ROOM, solution.program.ranges if solution.program else None)
        if matrix:
            found.append(Piece(kind, tex=" ".join(filter(None, matrix))))
        if worked.operator is not None:
            tex = operator_latex(worked.operator, d, style)
            found.append(Piece(kind, "In whole arrays:", tex, after=told_latex(worked.operator)))
    value = value_latex(worked, style)
    if value:
        below = value_latex(worked, style, 0) or value
        found.append(Piece(kind, tex=block([value]), narrow=block([below])))
    return found


def equal(kind: str, left: str, term: Term, style: Style, d: Definition, ranges: str = "") -> Piece:
    """`left = term`, for a wide page and for a narrow one, with the ranges on a row of their own."""
    shown = [rows(left, term, style, d.indices, room) for room in (ROOM, NARROW)]
    wide, narrow = (block([*lines, rf"&\text{{for }} {ranges}"] if ranges else lines) for lines in shown)
    return Piece(kind, tex=wide, narrow=narrow)


def route_pieces(route: WorkedRoute, solution: Solution) -> list[Piece]:
    """A textbook chain: the reason of each line before it."""
    style, found = solution.letters, [Piece("heading", route.title)]
    for k, line in enumerate(route.lines):
        found.append(Piece("hint", line.told))
        left = line.left if k == 0 else ""
        wide, narrow = (block(rows(left, line.term, style, route.indices, room)) for room in (ROOM, NARROW))
        found.append(Piece("line", tex=wide, narrow=narrow))
    return [*found, Piece("note", route.verdict)] if route.verdict else found
