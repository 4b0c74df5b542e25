"""A solution as a fragment of HTML, to be put into a page: headings, steps that fold, formulas that KaTeX renders.

Every formula is an element `.tex` whose LaTeX stands in `data-tex` (`data-display` where it is displayed, `data-narrow`
for a narrow page). The page brings the script that renders them, and the style sheet.
"""

from __future__ import annotations

from derivations.printing.diagrams import count_diagram, network_diagram
from derivations.printing.displays import ROOM, forward_rows, heading_latex, premise_latex
from derivations.printing.evidence import NONE, Evidence, Place
from derivations.printing.html_argument import argument_html
from derivations.printing.html_evidence import badge
from derivations.printing.html_figure import diagram_html
from derivations.printing.html_markup import display, formula, inline_html, markup_html
from derivations.printing.html_steps import NARROW, aligned, route_html, worked_html
from derivations.printing.html_table import tally_html
from derivations.printing.solution import Solution, SolvedPart


def html_fragment(solution: Solution, evidence: Evidence = NONE, level: int = 1) -> str:
    """The solution from its title to its last part, as an `article`.

    evidence: what judges found; a badge stands only where something was judged. level: of the title's heading.
    """
    named = slug(solution.name)
    title = f'<h{level} id="{named}">{inline_html(solution.title)}</h{level}>'
    parts = [html_part(p, solution, evidence, level + 1) for p in solution.parts]
    source = f'<p class="source">Source: {inline_html(solution.source)}</p>' if solution.source else ""
    body = "\n".join(b for b in (title, html_statement(solution, level + 1, evidence), *parts, source) if b)
    return f'<article class="solution" aria-labelledby="{named}">\n{body}\n</article>\n'


def html_statement(solution: Solution, level: int = 2, evidence: Evidence = NONE) -> str:
    """What is given: the statement, the forward rule, the premises, the conventions. level: of its headings."""
    blocks = [markup_html(solution.statement)] if solution.statement else []
    if solution.program is not None:
        wide, narrow = (
            aligned([row.replace(" && ", r" &\qquad& ") for row in forward_rows(solution, room)], room == NARROW)
            for room in (ROOM, NARROW)
        )
        blocks.append(f"<h{level}>Forward rule</h{level}>{display(wide, narrow, 'Forward rule')}")
        blocks.append(badge(evidence.get(Place("forward", ""))))
        blocks.append(diagram_html(network_diagram(solution)))
    if solution.premises:
        shown = ", ".join(formula(premise_latex(p, solution)) for p in solution.premises)
        blocks.append(f"<p><strong>Premises:</strong> {shown}.</p>")
    if solution.conventions:
        listed = "".join(f"<li>{inline_html(c)}</li>" for c in solution.conventions)
        blocks.append(f'<details class="conventions" open><summary>Conventions</summary><ul>{listed}</ul></details>')
    return "\n".join(b for b in blocks if b)


def html_part(part: SolvedPart, solution: Solution, evidence: Evidence = NONE, level: int = 2) -> str:
    """One part with its answer, as a `section`. level: of its heading."""
    points = f"{part.points} {'point' if part.points == 1 else 'points'}" if part.points else ""
    told = f' <span class="points">{points}</span>' if points else ""
    named = f"{slug(solution.name)}-{slug(part.label)}"
    blocks = [f'<h{level} id="{named}">Part {inline_html(part.label)}{told}</h{level}>', markup_html(part.wording)]
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            blocks.append(f"<h{level + 1}>{inline_html(heading_latex(worked, solution.letters))}</h{level + 1}>")
        last = k == len(part.worked) - 1
        blocks.append(worked_html(worked, solution, last, Place("worked", part.label, k), evidence))
    if part.tally is not None:
        blocks.append(diagram_html(count_diagram(part, solution)))
        blocks += [tally_html(part), badge(evidence.get(Place("count", part.label)))]
    for k, route in enumerate(part.routes):
        blocks.append(route_html(route, solution, level + 1, Place("route", part.label, k), evidence))
    blocks.append(argument_html(part.argument, Place("argument", part.label), evidence))
    body = "\n".join(b for b in blocks if b)
    return f'<section class="part">\n{body}\n</section>'


def slug(name: str) -> str:
    """A name as an id of the page: letters, digits and hyphens."""
    return "s-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in name)
