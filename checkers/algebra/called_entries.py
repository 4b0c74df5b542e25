"""Entries written with what they depend on, g_i(z) beside g_i: what stands in the bracket is no factor."""

from __future__ import annotations

import re
from functools import lru_cache

LETTER = r"[A-Za-z]|\\[a-z]{2,8}"
BELOW = r"_(?:\{[^{}]{1,8}\}|[A-Za-z0-9])"
CALLED = re.compile(
    rf"(?<![A-Za-z\\_^{{])(?P<letter>{LETTER})(?P<below>{BELOW})(?:\\left)?\("
    rf"(?P<by>{LETTER}|\\(?:mathbf|boldsymbol|bm)\s?\{{(?:{LETTER})\}})(?:\\right)?\)"
)


def without_calls(text: str, formulas: str) -> str:
    """g_i for g_i(z), where the formulas say that g is calculated from z and write g_i alone as well."""
    found = entries_called(formulas)
    if not found:
        return text
    return CALLED.sub(lambda m: m["letter"] + m["below"] if found.get(m["letter"]) == m["by"] else m[0], text)


@lru_cache(maxsize=8)
def entries_called(formulas: str) -> dict[str, str]:
    """Letters whose entries are called with one quantity throughout, and the quantity."""
    arguments: dict[str, set[str]] = {}
    for m in CALLED.finditer(formulas):
        arguments.setdefault(m["letter"], set()).add(m["by"])
    return {x: next(iter(by)) for x, by in arguments.items() if len(by) == 1 and depends(formulas, x, *by)}


def depends(formulas: str, letter: str, by: str) -> bool:
    """Is it said how the entries come from the quantity, and do they stand without it somewhere?"""
    word, other = rf"(?<![A-Za-z\\_^{{]){re.escape(letter)}", re.escape(by)
    slope = rf"\\partial\s?{re.escape(letter)}(?:{BELOW})?\s?\}}\s?\{{\s?\\partial\s?{other}(?![A-Za-z])"
    head = rf"{word}(?:{BELOW})?(?:\((?:{other})\))?\s?&?\s?=(?P<body>[^=\n]{{1,200}})"
    of_it = re.compile(rf"(?<![A-Za-z\\]){other}(?![A-Za-z])" if by[0] != "\\" else rf"{other}(?![A-Za-z])")
    alone = rf"{re.escape(letter)}{BELOW}(?!\s?(?:\\left)?\()"
    said = bool(re.search(slope, formulas)) or any(of_it.search(m["body"]) for m in re.finditer(head, formulas))
    return said and bool(re.search(alone, formulas))


__all__ = ["without_calls"]
