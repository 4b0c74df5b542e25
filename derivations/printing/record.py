"""A solution as a dict for JSON: formulas in the notation and in LaTeX, steps with their rules and reasons."""

from __future__ import annotations

from typing import Any

from derivations.printing.argument_text import argument_record
from derivations.printing.displays import reason_latex
from derivations.printing.latex import definition_latex, latex
from derivations.printing.operator_latex import operator_latex
from derivations.printing.operator_text import operator_text, told_text
from derivations.printing.solution import Solution, SolvedPart, Worked, WorkedRoute
from derivations.printing.steps import joined_facts
from derivations.printing.style import Style
from derivations.printing.tally_table import header, plain_writer, tally_lines
from derivations.printing.text import integer_text, text
from derivations.printing.text_document import chain_text, definition_text, range_text, reason_text


def solution_record(solution: Solution) -> dict[str, Any]:
    """The whole solution; every value is a str, int, list or dict, or None."""
    program = solution.program
    return {
        "name": solution.name,
        "title": solution.title,
        "statement": solution.statement,
        "forward": [definition_text(d, ranges=True) for d in program.definitions] if program else [],
        "lengths": {n: integer_text(e) for n, e in program.lengths.items()} if program else {},
        "premises": list(solution.premises),
        "conventions": list(solution.conventions),
        "parts": [_part(p, solution.letters) for p in solution.parts],
        "source": solution.source,
    }


def _part(part: SolvedPart, style: Style) -> dict[str, Any]:
    tally = part.tally
    return {
        "part": part.label,
        "wording": part.wording,
        "points": None if part.points is None else str(part.points),
        "worked": [_worked(w, style) for w in part.worked],
        "count": None
        if tally is None
        else {
            "layers": [
                {
                    "layer": r.layer,
                    "description": r.description,
                    "shape": [integer_text(e) for e in r.shape],
                    "formula": r.text,
                    "parameters": integer_text(r.parameters),
                }
                for r in tally.rows
            ],
            "total": integer_text(tally.total),
            **({} if part.view == "parameters" else _viewed(part)),
        },
        "routes": [_route(r, style) for r in part.routes],
        "argument": argument_record(part.argument),
    }


def _viewed(part: SolvedPart) -> dict[str, Any]:
    """What a part shows of its count besides the parameters."""
    assert part.tally is not None
    lines = tally_lines(part.tally, part.view, plain_writer())
    table = [list(x.cells) for x in lines]
    return {"shown": part.view, "header": list(header(part.tally, part.view)), "table": table, "told": part.told}


def _worked(worked: Worked, style: Style) -> dict[str, Any]:
    d = worked.result
    left, right = definition_latex(d, style)
    return {
        "goal": text(d.lhs),
        "ranges": [range_text(i) for i in d.indices],
        "result": text(d.rhs),
        "latex": f"{left} = {right}",
        "steps": [
            {
                "term": text(line.term),
                "latex": latex(line.term, style),
                "reason": reason_text(line),
                "reason_latex": reason_latex(line, style),
                "rules": list(line.rules),
                "proved": [chain_text(c) for c in joined_facts(line.facts)],
            }
            for line in worked.lines
        ],
        "operator": None
        if worked.operator is None
        else {
            "text": operator_text(worked.operator, d),
            "latex": operator_latex(worked.operator, d, style),
            "symbols": told_text(worked.operator),
        },
        "value": None
        if worked.value is None
        else {"exact": _listed(worked.value.text), "decimals": _listed(worked.value.decimals)},
    }


def _listed(x: Any) -> Any:
    return [_listed(y) for y in x] if isinstance(x, tuple) else x


def _route(route: WorkedRoute, style: Style) -> dict[str, Any]:
    return {
        "title": route.title,
        "indices": [range_text(i) for i in route.indices],
        "lines": [
            {"term": text(line.term), "latex": latex(line.term, style), "reason": line.reason, "verdict": line.verdict}
            for line in route.lines
        ],
        "verdict": route.verdict,
    }
