"""Formulas in Markdown so that GitHub, Jupyter and KaTeX or MathJax on a course's site read them alike.

A Markdown reader may take a backslash before a sign in a line for its own escape, `<` for a tag, and `|` in a table for
the end of a cell; a displayed formula in the middle of a paragraph loses its line ends. So signs are spelled as words,
and displays stand in blocks of their own.
"""

from __future__ import annotations

import re

MATH = re.compile(r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$]+\$|<svg.*?</svg>)", re.DOTALL)
WORDS = {
    r"\,": r"\thinspace ", r"\;": r"\thickspace ", r"\:": r"\medspace ", r"\!": r"\negthinspace ",
    r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\|": r"\Vert ", "|": r"\vert ",
}  # fmt: skip
SIGN = re.compile(r"\\\\|\\[A-Za-z]+|\\.|[|<>]")


def portable(markdown: str) -> str:
    """The text with its formulas spelled for every reader; code and figures stay as they are."""
    out = ""
    for piece in MATH.split(markdown):
        if piece.startswith("$$"):
            out = f"{out.rstrip(' ')}{'' if not out or out.endswith(chr(10) * 2) else gap(out)}{block(piece[2:-2])}"
        elif piece.startswith("$") and len(piece) > 2:
            out += f"${line(piece[1:-1])}$"
        else:
            lead = "\n\n" if out.endswith("$$") and piece.strip() and not piece.startswith("\n\n") else ""
            out += lead + (piece.lstrip() if lead else piece)
    return out


def gap(before: str) -> str:
    """What is missing of an empty line."""
    return "\n" if before.endswith("\n") else "\n\n"


def block(tex: str) -> str:
    """A displayed formula, on lines of its own."""
    shown = re.sub(r"[<>]", lambda m: r"\lt " if m[0] == "<" else r"\gt ", tex.strip())
    return f"$$\n{shown}\n$$"


def line(tex: str) -> str:
    """A formula in a line: no sign that a Markdown reader has a use for."""

    def spelled(m: re.Match[str]) -> str:
        return {"<": r"\lt ", ">": r"\gt ", "\\\\": r"\cr "}.get(m[0]) or WORDS.get(m[0], m[0])

    left = re.sub(r"\\(left|right|middle|[bB]igg?[lrm]?)\s*\|", r"\\\1\\vert ", tex)
    return " ".join(SIGN.sub(spelled, left).split())
