"""Figures and diagrams as HTML."""

from __future__ import annotations

from derivations.printing.diagrams import Diagram
from derivations.printing.html_markup import inline_html


def figure_html(svg: str, caption: str, kind: str = "plot") -> str:
    """A figure with its caption (Markdown). kind: `plot`, on white paper in every scheme, or `diagram`."""
    box = f'<div class="scroll" role="group" aria-label="Figure">{svg}</div>'
    return f'<figure class="{kind}">{box}<figcaption>{inline_html(caption)}</figcaption></figure>'


def diagram_html(diagram: Diagram | None) -> str:
    """A diagram, or nothing where there is none."""
    return figure_html(diagram.svg, diagram.caption, "diagram") if diagram else ""
