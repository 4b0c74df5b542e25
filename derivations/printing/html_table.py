"""The table of a count as HTML."""

from __future__ import annotations

from derivations.printing.html_markup import inline_html
from derivations.printing.solution import SolvedPart
from derivations.printing.tally_table import header, latex_writer, tally_lines


def tally_html(part: SolvedPart) -> str:
    """The table, if the part shows it, and the sentence below it."""
    assert part.tally is not None
    told = f"<p>{inline_html(part.told)}</p>" if part.told else ""
    if not part.table:
        return told
    heads = header(part.tally, part.view)
    top = "".join(f'<th scope="col">{inline_html(h.replace(" i", " $i$"))}</th>' for h in heads)
    body = []
    for line in tally_lines(part.tally, part.view, latex_writer(str)):
        first, *rest = map(inline_html, line.cells)
        match line.kind:
            case "title":
                body.append(f'<tr class="title"><th scope="rowgroup" colspan="{len(heads)}">{first}</th></tr>')
            case kind:
                numbers = part.view != "field"
                cells = "".join(
                    f'<td class="number">{c}</td>' if numbers and k == len(rest) - 1 else f"<td>{c}</td>"
                    for k, c in enumerate(rest)
                )
                body.append(f'<tr class="{kind}"><th scope="row">{first}</th>{cells}</tr>')
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f'<div class="scroll" role="group" aria-label="{heads[0]} by {heads[0].lower()}">{table}</div>{told}'
