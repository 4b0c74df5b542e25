"""A worked argument as HTML: claims with their reasons, tables of numbers, figures, prose."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.printing.argument import Drawing, Judged, Numbers, Prose, Rubric, Shown
from derivations.printing.argument_latex import POINTS, judged_displays
from derivations.printing.displays import ROOM
from derivations.printing.evidence import NONE, Evidence, Place
from derivations.printing.figure_svg import figure_svg
from derivations.printing.html_evidence import badge
from derivations.printing.html_figure import figure_html
from derivations.printing.html_markup import display, formula, inline_html, markup_html
from derivations.printing.html_steps import NARROW, aligned


def argument_html(items: Sequence[Shown], place: Place, evidence: Evidence = NONE) -> str:
    """The blocks of an argument. place: the `argument` place of the part; `item` counts the blocks without rubric."""
    out, k = [], 0
    for item in items:
        if isinstance(item, Rubric):
            ideas = "".join(f"<li>{inline_html(idea)} ({inline_html(points)})</li>" for idea, points in item.ideas)
            out.append(f'<details class="rubric"><summary>{POINTS}</summary><ul>{ideas}</ul></details>')
            continue
        out.append(_html(item) + badge(evidence.get(place._replace(item=k))))
        k += 1
    return "\n".join(out)


def _html(item: Judged | Numbers | Prose | Drawing) -> str:
    match item:
        case Prose(text):
            return markup_html(text)
        case Judged():
            given = ", ".join(f"{formula(f'{a.latex} = {b.latex}')}" for a, b in item.given)
            lead = markup_html(item.words) + (f"<p>Given: {given}.</p>" if given else "")
            wide, narrow = (judged_displays(item.rows, room) for room in (ROOM, NARROW))
            body = "".join(
                (f"<p>{inline_html(reason)}</p>" if reason else "") + display(aligned(lines), aligned(other))
                for (reason, lines), (_, other) in zip(wide, narrow, strict=True)
            )
            return f"{lead}{body}"
        case Numbers(words, rows, _):
            body = "".join(
                f"<tr><td>{inline_html(what)}</td><td>{formula(value.latex)}</td><td>{formula(bound.latex)}</td></tr>"
                for what, value, bound in rows
            )
            heads = "".join(f'<th scope="col">{h}</th>' for h in ("Quantity", "Value", "Must be"))
            table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
            return f'{markup_html(words)}<div class="scroll" role="group" aria-label="Computed numbers">{table}</div>'
        case Drawing(caption, shows):
            return figure_html(figure_svg(shows, caption), caption)
