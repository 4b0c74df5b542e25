"""The little Markdown of statements as LaTeX: paragraphs, lists, **strong**, *emphasis*, `code`, $formulas$ kept."""

from __future__ import annotations

import re

ESCAPES = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "$": r"\$",
           "\N{EN DASH}": "--", "\N{MULTIPLICATION SIGN}": r"$\times$"}  # fmt: skip
PIECE = re.compile(r"(\$\$.*?\$\$|\$[^$]*\$|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]*`)", re.DOTALL)
ITEM = re.compile(r"(?:([-*])|(\d+)\.)\s+(.*)", re.DOTALL)


def markup_latex(markdown: str) -> str:
    """Markdown as LaTeX text."""
    blocks = [b for b in re.split(r"\n\s*\n", markdown.strip()) if b]
    return "\n\n".join(_block(b) for b in blocks)


def inline_latex(text: str) -> str:
    """One paragraph; formulas are kept, all else is escaped."""
    return "".join(_piece(p) for p in PIECE.split(text))


def _block(block: str) -> str:
    lines: list[str] = []
    for line in block.splitlines():
        if ITEM.match(line.strip()) or not lines:
            lines.append(line.strip())
        else:
            lines[-1] += "\n" + line.strip()
    items = [ITEM.match(x) for x in lines]
    if not all(items):
        lead = [x for x, m in zip(lines, items) if not m]
        rest = [x for x, m in zip(lines, items) if m]
        if not rest or not all(items[len(lead) :]):  # no list after its introduction: plain text
            return inline_latex("\n".join(lines))
        return inline_latex("\n".join(lead)) + "\n" + _block("\n".join(rest))
    kind = "itemize" if items[0] and items[0].group(1) else "enumerate"
    body = "\n".join(rf"\item {inline_latex(m.group(3))}" for m in items if m)
    return f"\\begin{{{kind}}}\n{body}\n\\end{{{kind}}}"


def _piece(p: str) -> str:
    if p.startswith("$$"):
        return rf"\[{p[2:-2]}\]"
    if p.startswith("$") and len(p) > 1:
        return p
    if p.startswith("**"):
        return rf"\textbf{{{inline_latex(p[2:-2])}}}"
    if p.startswith("*") and len(p) > 2:
        return rf"\emph{{{inline_latex(p[1:-1])}}}"
    if p.startswith("`"):
        return rf"\texttt{{{_escaped(p[1:-1])}}}"
    return _escaped(p)


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in text)
