"""Statements, reasons and formulas as HTML. Only ever fed what this program printed; every text in it is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from derivations.printing.html_markup import display, inline_html, markup_html

ROW = re.compile(r"\|(.+)\|")


def statement_html(markdown: str) -> str:
    """Markdown with formulas, tables and our own figures as HTML."""
    return "\n".join(block_html(b) for b in re.split(r"\n\s*\n", markdown.strip()) if b)


def block_html(block: str) -> str:
    lines = block.strip().splitlines()
    if len(lines) > 1 and all(ROW.fullmatch(line.strip()) for line in lines) and set(lines[1]) <= set("|-: "):
        return table_html(lines)
    if block.startswith("<svg") and block.rstrip().endswith("</svg>"):  # a figure, drawn by our own printer
        return f'<div class="figure">{block}</div>'
    return markup_html(block)


def table_html(lines: list[str]) -> str:
    """A table; the first column says what a row is about."""
    head, _, *body = [cells(line) for line in lines]
    heads = "".join(f'<th scope="col">{inline_html(c)}</th>' for c in head)
    rows = "".join(
        f'<tr><th scope="row">{inline_html(first)}</th>{"".join(f"<td>{inline_html(c)}</td>" for c in rest)}</tr>'
        for first, *rest in body
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def cells(line: str) -> list[str]:
    """The cells of a row; a bar inside a formula separates none."""
    kept: list[str] = []

    def keep(m: re.Match[str]) -> str:
        kept.append(m[0])
        return f"\x00{len(kept) - 1}\x00"

    hidden = re.sub(r"\$[^$]*\$", keep, line.strip())
    return [re.sub("\x00(\\d+)\x00", lambda m: kept[int(m[1])], c.strip()) for c in hidden[1:-1].split("|")]


def piece_html(piece: Mapping[str, Any]) -> dict[str, Any]:
    """A piece of a solution: its HTML, and the rules that it tells of."""
    label = {"result": "Result", "line": "Line"}.get(piece["kind"], "Formula")
    shown = [
        statement_html(piece["text"]) if piece["kind"] != "heading" else inline_html(piece["text"]),
        display(piece["tex"], piece["narrow"], label) if piece["tex"] else "",
        statement_html(piece["after"]) if piece["after"] else "",
    ]
    return {"html": "".join(shown), "rules": list(piece["rules"])}
