"""The little Markdown of statements as LaTeX: paragraphs, lists, **strong**, *emphasis*, `code`, $formulas$ kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPES = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "$": r"\$",
           "\N{EN DASH}": "--", "\N{MULTIPLICATION SIGN}": r"$\times$"}  # fmt: skip
PIECE = re.compile(r"(\$\$.*?\$\$|\$[^$]*\$|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]*`)", re.DOTALL)
MARKS = (("$$", "display"), ("$", "formula"), ("**", "strong"), ("*", "emphasis"), ("`", "code"))
ITEM = re.compile(r"(?:([-*])|(\d+)\.)\s+(.*)", re.DOTALL)


def markup_latex(markdown: str) -> str:
    """Markdown as LaTeX text."""
    blocks = [b for b in re.split(r"\n\s*\n", markdown.strip()) if b]
    return "\n\n".join(_block(b) for b in blocks)


def inline_latex(text: str) -> str:
    """One paragraph; formulas are kept, all else is escaped."""
    return "".join(_written(kind, inside) for kind, inside in cut(text))


def cut(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of one paragraph, in order, as (kind, what is inside): the kinds of MARKS, and `text`."""
    for k, piece in enumerate(PIECE.split(text)):
        if k % 2:
            mark, kind = next((m, kind) for m, kind in MARKS if piece.startswith(m))
            yield kind, piece[len(mark) : -len(mark)]
        elif piece:
            yield "text", piece


def list_in(block: str) -> tuple[str, bool, list[str]]:
    """What stands before the list in a block, whether the list has bullets, and its items; no items in plain text."""
    lines: list[str] = []
    for line in block.splitlines():
        if ITEM.match(line.strip()) or not lines:
            lines.append(line.strip())
        else:
            lines[-1] += "\n" + line.strip()
    items = [ITEM.match(x) for x in lines]
    first = next((k for k, m in enumerate(items) if m), len(lines))
    found = [m for m in items[first:] if m]
    if not found or len(found) < len(items) - first:  # no list after its introduction: plain text
        return "\n".join(lines), False, []
    return "\n".join(lines[:first]), bool(found[0][1]), [m[3] for m in found]


def _block(block: str) -> str:
    lead, bullets, items = list_in(block)
    if not items:
        return inline_latex(lead)
    kind = "itemize" if bullets else "enumerate"
    body = "\n".join(rf"\item {inline_latex(x)}" for x in items)
    shown = f"\\begin{{{kind}}}\n{body}\n\\end{{{kind}}}"
    return f"{inline_latex(lead)}\n{shown}" if lead else shown


def _written(kind: str, inside: str) -> str:
    match kind:
        case "display":
            return rf"\[{inside}\]"
        case "formula":
            return f"${inside}$"
        case "strong":
            return rf"\textbf{{{inline_latex(inside)}}}"
        case "emphasis":
            return rf"\emph{{{inline_latex(inside)}}}"
        case "code":
            return rf"\texttt{{{_escaped(inside)}}}"
    return _escaped(inside)


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in text)
