"""Solutions as a Typst document. It reads no file, and holds no text that is not quoted."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.diagrams import count_diagram, movement_diagram, network_diagram
from derivations.printing.displays import forward_rows, heading_latex, premise_latex
from derivations.printing.solution import Solution, SolvedPart
from derivations.printing.typst_argument import argument_typst, diagram_typst, tally_typst
from derivations.printing.typst_markup import inline_typst, markup_typst
from derivations.printing.typst_math import quoted
from derivations.printing.typst_steps import PAGE, route_typst, shown, worked_typst

PREAMBLE = """#set document(title: "%s", date: none)
#set page(paper: "a4", margin: 2.4cm, numbering: "1")
#set text(font: "New Computer Modern", size: 11pt, lang: "en")
#set par(justify: true, leading: 0.62em, spacing: 0.9em)
#set list(indent: 0.6em)
#set enum(indent: 0.6em)
#set math.mat(row-gap: 0.5em, column-gap: 0.7em)
#show math.equation.where(block: true): set align(left)
#show math.equation.where(block: true): set block(breakable: true, above: 0.8em, below: 0.8em)
#show heading: set block(above: 1.5em, below: 0.8em)
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 2): set text(size: 12.5pt)
#show figure.caption: set text(size: 9.5pt)
#let checked = sys.inputs.at("checked", default: "") != ""
#let note(width, room) = if checked and width > room + 0.5pt {
  [#metadata(str(calc.round((width - room).pt(), digits: 1))) <overfull>]
}
#let shown(size: 1em, equation) = {
  set text(size: size)
  let noted(room) = [#note(measure(equation).width, room.width) #equation]
  pad(left: 1em, if checked { layout(noted) } else { equation })
}
#let step(number, reason, display) = {
  block(above: 0.9em, below: 0.5em, sticky: true, grid(columns: (1.6em, 1fr),
    text(size: 9.5pt, fill: luma(35%%))[#number.], text(size: 10pt)[#reason]))
  pad(left: 0.6em, display)
}
#let result(display) = block(width: 100%%, breakable: false, above: 1em, below: 1em, inset: (x: 0.5em, y: 0.5em),
  stroke: (left: 2.5pt + rgb("#0b5f85"), rest: 0.5pt + luma(75%%)), radius: 2pt,
  [#text(size: 10pt, weight: "bold")[Result] #display])
#let minor(words) = block(above: 1.2em, below: 0.7em, sticky: true, strong(words))
#let drawn(data, alt) = layout(room => {
  let picture = image(data, format: "svg", alt: alt)
  let wide = measure(picture).width * 0.85
  align(center, image(data, format: "svg", alt: alt, width: calc.min(wide, room.width)))
})
#let listing(..cells) = align(center, {
  set par(justify: false)
  text(size: 10pt, table(stroke: none, inset: (x: 0.55em, y: 0.42em), ..cells))
})
"""


def typst_document(solutions: Sequence[Solution], title: str = "") -> str:
    """A complete document. Raises TypstMathError where a formula uses what Typst's notation has no form for."""
    bodies = "\n\n#pagebreak(weak: true)\n\n".join(map(typst_body, solutions))
    return f"{PREAMBLE % quoted(title or solutions[0].title)}\n{bodies}\n"


def typst_body(solution: Solution) -> str:
    """The solution from its title to its last part."""
    blocks = [f"#heading(level: 1)[{inline_typst(solution.title)}]", markup_typst(solution.statement)]
    if solution.program is not None:
        rows = [row.replace(" && ", r" &\qquad& ") for row in forward_rows(solution, PAGE)]
        blocks += ["#minor[Forward rule]", shown(rows), diagram_typst(network_diagram(solution))]
    if solution.premises:
        premises = ", ".join(f"${premise_latex(p, solution)}$" for p in solution.premises)
        blocks.append(f"#strong[Premises.] {inline_typst(premises)}")
    if solution.conventions:
        listed = ", ".join(f"[{inline_typst(c)}]" for c in solution.conventions)
        blocks.append(f"#minor[Conventions]\n#list({listed})")
    blocks += [_part(p, solution) for p in solution.parts]
    if solution.source:
        blocks.append(f"#text(size: 9.5pt)[{inline_typst(f'Source: {solution.source}')}]")
    return "\n\n".join(b for b in blocks if b)


def _part(part: SolvedPart, solution: Solution) -> str:
    points = f"{part.points} {'point' if part.points == 1 else 'points'}" if part.points else ""
    told = f'#h(1fr) #text(weight: "regular", size: 10pt)[{points}]' if points else ""
    blocks = [f"#heading(level: 2)[{inline_typst(f'Part {part.label}')} {told}]", markup_typst(part.wording)]
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            blocks.append(f"#minor[{inline_typst(heading_latex(worked, solution.letters))}]")
        answer = k == len(part.worked) - 1
        blocks.append(worked_typst(worked, solution, answer))
        blocks.append(diagram_typst(movement_diagram(worked, solution)) if answer else "")
    if part.tally is not None:
        blocks += [diagram_typst(count_diagram(part, solution)), tally_typst(part)]
    blocks += [route_typst(r, solution) for r in part.routes]
    blocks += argument_typst(part.argument)
    return "\n\n".join(b for b in blocks if b)
