"""Worked arguments and tables of counts in Typst."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.argument import Drawing, Judged, Numbers, Prose, Rubric, Shown
from derivations.printing.argument_latex import POINTS, judged_displays
from derivations.printing.diagrams import Diagram
from derivations.printing.figure_svg import figure_svg
from derivations.printing.solution import SolvedPart
from derivations.printing.tally_table import header, latex_writer, tally_lines
from derivations.printing.typst_markup import inline, inline_typst, markup_typst
from derivations.printing.typst_math import quoted
from derivations.printing.typst_steps import PAGE, shown


def argument_typst(items: Sequence[Shown]) -> list[str]:
    """The blocks of an argument."""
    return [_typst(item) for item in items]


def _typst(item: Shown) -> str:
    match item:
        case Prose(text):
            return markup_typst(text)
        case Judged():
            given = ", ".join(f"${a.latex} = {b.latex}$" for a, b in item.given)
            lead = item.words + (f" Given: {given}." if given else "") + f" ({item.how})"
            blocks = [markup_typst(lead)]
            for reason, lines in judged_displays(item.rows, PAGE):
                blocks += [inline_typst(reason)] * bool(reason) + [shown(lines)]
            return "\n\n".join(blocks)
        case Numbers(words, rows, how):
            cells = [f"[{inline_typst(what)}], [{inline(v.latex)}], [{inline(b.latex)}]" for what, v, b in rows]
            top = _header(("Quantity", "Value", "Must be"))
            table = f"#listing(columns: (1fr, auto, auto), align: left, {top}, {', '.join(cells)})"
            return f"{markup_typst(f'{words} ({how})')}\n\n{table}"
        case Drawing(caption, shows):
            return figure_typst(figure_svg(shows), caption)
        case Rubric(ideas):
            body = ", ".join(f"[{inline_typst(f'{idea} ({points})')}]" for idea, points in ideas)
            return f"#minor[{POINTS}]\n#list({body})"


def figure_typst(svg: str, caption: str) -> str:
    """A figure from SVG, with its caption (Markdown); no wider than the page."""
    alt = quoted(" ".join(caption.replace("$", "").split()))
    drawn = f'drawn(bytes("{quoted(svg)}"), "{alt}")'
    return f"#figure({drawn}, caption: [{inline_typst(caption)}], numbering: none)"


def diagram_typst(diagram: Diagram | None) -> str:
    """A diagram, or nothing where there is none."""
    return figure_typst(diagram.svg, diagram.caption) if diagram else ""


def tally_typst(part: SolvedPart) -> str:
    """The table of a count, if the part shows it, and the sentence below it."""
    assert part.tally is not None
    told = inline_typst(part.told)
    if not part.table:
        return told
    heads = header(part.tally, part.view)
    wide = "(auto, auto, 1fr, auto)" if heads[0] == "Block" else "(1fr, auto, auto, auto)"
    columns = "(1fr, auto, auto, auto, auto)" if part.view == "field" else wide
    sides = "left, " * (len(heads) - 1) + ("left" if part.view == "field" else "right")
    cells = []
    for line in tally_lines(part.tally, part.view, latex_writer(str)):
        shown_cells = [f"[{inline_typst(c)}]" for c in line.cells]
        match line.kind:
            case "title":
                cells.append(f"table.cell(colspan: {len(heads)}, emph({shown_cells[0]}))")
            case "total":
                cells.append("table.hline(stroke: 0.5pt), " + ", ".join(f"strong({c})" for c in shown_cells))
            case _:
                cells.append(", ".join(shown_cells))
    top = _header(tuple(h.replace(" i", " $i$") for h in heads))
    return f"#listing(columns: {columns}, align: ({sides}), {top}, {', '.join(cells)})\n\n{told}"


def _header(names: tuple[str, ...]) -> str:
    return f"table.header({', '.join(f'[{inline_typst(n)}]' for n in names)}), table.hline(stroke: 0.5pt)"
