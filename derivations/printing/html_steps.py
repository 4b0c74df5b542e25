"""Worked quantities and textbook chains as HTML: a step is a part that folds, its reason the line that stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.printing.diagrams import movement_diagram
from derivations.printing.displays import (
    ROOM,
    left_latex,
    ranges_latex,
    reason_latex,
    rows,
    value_latex,
)
from derivations.printing.evidence import NONE, Evidence, Place
from derivations.printing.html_evidence import badge
from derivations.printing.html_figure import diagram_html
from derivations.printing.html_markup import display, inline_html, markup_html
from derivations.printing.matrix import fitted_matrix
from derivations.printing.operator_latex import operator_latex, told_latex
from derivations.printing.solution import Solution, Worked, WorkedRoute
from derivations.printing.style import Style

NARROW = 18.2  # em: what a telephone has room for
OPERATORS = "In whole arrays:"


def aligned(lines: Sequence[str], narrow: bool = False) -> str:
    """Rows with & as one block. narrow: set in by less, and ranges two a row."""
    body = " \\\\\n".join(lines)
    if narrow:
        body = re.sub(r"&((?:\\qquad )+)", lambda m: "&" + r"\enspace " * m[1].count("qq"), body)
        body = re.sub(r"(\\text\{for \}) (.*)", _ranges_in_rows, body)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _ranges_in_rows(m: re.Match[str]) -> str:
    ranges = m[2].split(r",\; ")
    rows_of = [r",\; ".join(ranges[k : k + 2]) for k in range(0, len(ranges), 2)]
    return f"{m[1]} " + ", \\\\\n&\\enspace ".join(rows_of)


def worked_html(worked: Worked, solution: Solution, answer: bool, place: Place, evidence: Evidence = NONE) -> str:
    """The steps, then the result; of the answer also its matrix, its operator form, its numbers.

    place: the `worked` place of the quantity in its part, by which its evidence is found.
    """
    style, d = solution.letters, worked.result
    left = left_latex(d, style)
    blocks: list[str] = []
    steps = []
    for k, line in enumerate(worked.lines):
        blank = rf"\phantom{{{left}}}" if k else left
        wide = aligned(rows(blank, line.term, style, d.indices))
        narrow = aligned(rows("" if k else left, line.term, style, d.indices, NARROW), narrow=True)
        found = evidence.get(place._replace(kind="line", line=k))
        steps.append(step_html(reason_latex(line, style), display(wide, narrow), line.rules, badge(found)))
    if steps:
        blocks.append(steps_html(steps))
    if answer or not worked.lines:
        shown = display(_result(worked, style, ROOM), _result(worked, style, NARROW), "Result")
        head = '<p class="lead">Result</p>' if worked.lines else ""
        blocks.append(f'<div class="result">{head}{shown}{badge(evidence.get(place))}</div>')
    elif place in evidence:
        blocks.append(badge(evidence[place]))
    if answer and worked.lines:
        blocks += [*_whole(worked, solution), diagram_html(movement_diagram(worked, solution))]
    numbers = [value_latex(worked, style, room) for room in (ROOM, NARROW)]
    if worked.value is not None:
        blocks.append(display(*(aligned([n]) for n in numbers if n)))
        blocks.append(badge(evidence.get(place._replace(kind="value"))))
    return "\n".join(b for b in blocks if b)


def step_html(reason: str, shown: str, rules: Sequence[str] = (), proof: str = "", note: str = "") -> str:
    """One step. reason: Markdown; shown: the display; rules: names of rules; proof: a badge; note: beside the rules."""
    named = " ".join(f"<code>{r}</code>" for r in rules)
    label = f'<p class="rules">{"Rules" if len(rules) > 1 else "Rule"}: {named}</p>' if rules else ""
    foot = f'<div class="foot">{label}{note}{proof}</div>' if label or note or proof else ""
    return f'<li class="step"><details open><summary>{inline_html(reason)}</summary>\n{shown}\n{foot}</details></li>'


def steps_html(steps: Sequence[str]) -> str:
    """Steps as a numbered list."""
    return '<ol class="steps">\n{}\n</ol>'.format("\n".join(steps))


def route_html(route: WorkedRoute, solution: Solution, level: int, place: Place, evidence: Evidence = NONE) -> str:
    """A textbook chain with the judgement of each line."""
    style = solution.letters
    steps = []
    for k, line in enumerate(route.lines):
        left = line.left if k == 0 else ""
        wide, narrow = (
            aligned(rows(left, line.term, style, route.indices, room), room == NARROW) for room in (ROOM, NARROW)
        )
        note = f'<p class="rules">{inline_html(line.verdict)}</p>' if line.verdict else ""
        found = badge(evidence.get(place._replace(kind="line", line=k)))
        steps.append(step_html(line.sentence, display(wide, narrow), proof=found, note=note))
    told = f"<p>{inline_html(route.verdict)}</p>" if route.verdict else ""
    head = f"<h{level}>{inline_html(route.title)}</h{level}>"
    return f'<section class="route">{head}\n{steps_html(steps)}\n{told}{badge(evidence.get(place))}</section>'


def _result(worked: Worked, style: Style, room: float) -> str:
    d = worked.result
    found = rows(left_latex(d, style), d.rhs, style, d.indices, room)
    ranges = ranges_latex(d.indices, style)
    return aligned([*found, rf"&\text{{for }} {ranges}"] if ranges else found, narrow=room == NARROW)


def _whole(worked: Worked, solution: Solution) -> list[str]:
    """The result as a matrix and by operators, where it has such forms."""
    style, d = solution.letters, worked.result
    ranges = solution.program.ranges if solution.program else None
    wide, narrow = (fitted_matrix(d, style, room, ranges) for room in (ROOM, NARROW))
    blocks = []
    if wide:
        tex = [f"{{{' '.join(filter(None, found or wide))}}}" for found in (wide, narrow)]
        blocks.append(display(tex[0], tex[1], label="The whole matrix"))
    if worked.operator is not None:
        wide_form, narrow_form = (operator_latex(worked.operator, d, style, room) for room in (ROOM, NARROW))
        blocks.append(f'<p class="lead">{OPERATORS}</p>{display(wide_form, narrow_form)}')
        blocks.append(markup_html(told_latex(worked.operator)))
    return blocks
