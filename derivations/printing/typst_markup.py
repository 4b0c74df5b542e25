"""The little Markdown of statements as Typst: every text is a quoted string, formulas go through `typst_math`."""

from __future__ import annotations

import re

from derivations.printing.markup import cut, list_in
from derivations.printing.typst_math import quoted, typst_math


def text(words: str) -> str:
    """Plain words, which Typst shows as they are."""
    curly = re.sub(r"(?<=[A-Za-z])'", "\N{RIGHT SINGLE QUOTATION MARK}", words)
    return f'#"{quoted(curly)}"' if words else ""


def inline(tex: str) -> str:
    """A formula in a line."""
    return f"${typst_math(tex)}$"


def display(tex: str, size: str = "1em") -> str:
    """A displayed formula; the document defines `shown`."""
    sized = "" if size == "1em" else f"size: {size}, "
    return f"#shown({sized}$ {typst_math(tex)} $)"


def inline_typst(markdown: str) -> str:
    """One paragraph's inside."""
    return "".join(_written(kind, inside) for kind, inside in cut(" ".join(markdown.split())))


def markup_typst(markdown: str) -> str:
    """Markdown as Typst: paragraphs, lists, displayed formulas."""
    return "\n\n".join(_block(b) for b in re.split(r"\n\s*\n", markdown.strip()) if b)


def _block(paragraph: str) -> str:
    before, bullets, items = list_in(paragraph)
    if not items:
        return inline_typst(before)
    body = ", ".join(f"[{inline_typst(x)}]" for x in items)
    lead = inline_typst(before) + "\n" if before else ""
    return f"{lead}#{'list' if bullets else 'enum'}({body})"


def _written(kind: str, inside: str) -> str:
    match kind:
        case "display":
            return f"\n{display(inside)}\n"
        case "formula":
            return inline(inside)
        case "strong":
            return f"#strong[{inline_typst(inside)}]"
        case "emphasis":
            return f"#emph[{inline_typst(inside)}]"
        case "code":
            return f'#raw("{quoted(inside)}")'
    return text(inside)
