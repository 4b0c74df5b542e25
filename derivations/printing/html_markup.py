"""The little Markdown of statements as HTML, and formulas as elements that KaTeX fills in the browser.

All text is escaped. A formula's LaTeX stands in an attribute, so that no reader ever sees it raw.
"""

from __future__ import annotations

import re
from html import escape

from derivations.printing.markup import cut, list_in

MATRIX, STRETCHED = r"\begin{bmatrix}", r"\def\arraystretch{1.4}"


def formula(tex: str) -> str:
    """A formula in a line of text: an element whose `data-tex` is to be rendered."""
    return f'<span class="tex" data-tex="{escape(tex.strip())}"></span>'


def display(tex: str, narrow: str = "", label: str = "Formula") -> str:
    """A displayed formula in a box of its own, which scrolls when it is too wide.

    narrow: the same formula over more lines, for a narrow page. label: what a screen reader calls the box.
    """
    if MATRIX in tex and r"\frac" in tex:  # else rows of fractions touch
        tex, narrow = (f"{STRETCHED}{t}" if t else "" for t in (tex, narrow))
    narrow = f' data-narrow="{escape(narrow.strip())}"' if narrow and narrow != tex else ""
    shown = f'<div class="tex" data-display data-tex="{escape(tex.strip())}"{narrow}></div>'
    return f'<div class="scroll display" role="group" aria-label="{escape(label)}">{shown}</div>'


def markup_html(markdown: str) -> str:
    """Markdown as HTML: paragraphs, lists, displayed formulas."""
    return "\n".join(_block(b) for b in re.split(r"\n\s*\n", markdown.strip()) if b)


def inline_html(text: str) -> str:
    """One paragraph's inside; a displayed formula in it is an inline one."""
    return "".join(_written(kind, inside) for kind, inside in cut(text))


def _block(block: str) -> str:
    before, bullets, items = list_in(block)
    lead = _paragraph(before) if before else ""
    if not items:
        return lead
    kind = "ul" if bullets else "ol"
    body = "".join(f"<li>{inline_html(x)}</li>" for x in items)
    return f"{lead}<{kind}>{body}</{kind}>"


def _paragraph(text: str) -> str:
    """Text broken at its displayed formulas, which stand between paragraphs."""
    out = []
    for k, piece in enumerate(re.split(r"\$\$(.*?)\$\$", text, flags=re.DOTALL)):
        if k % 2:
            out.append(display(piece))
        elif piece.strip():
            out.append(f"<p>{inline_html(piece.strip())}</p>")
    return "".join(out)


def _written(kind: str, inside: str) -> str:
    match kind:
        case "display" | "formula":
            return formula(inside)
        case "strong":
            return f"<strong>{inline_html(inside)}</strong>"
        case "emphasis":
            return f"<em>{inline_html(inside)}</em>"
        case "code":
            return f"<code>{escape(inside)}</code>"
    return escape(inside)
