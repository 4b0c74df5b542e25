"""The words around a formula of a document."""

from __future__ import annotations

import re
from functools import lru_cache

from checkers.algebra.statements import Display

LONG_LINE = 4_000  # a longer one is no line that a person writes


def words_around(lines: list[str], display: Display) -> str:
    """The line on which a formula begins, and the lines of words before and after it."""
    last = display.line + display.latex.count("\n")
    after = next((w for w in lines[last : last + 3] if w.strip(" $") and not w.strip().startswith("\\")), "")
    before = [w for w in lines[max(display.line - 4, 0) : display.line - 1] if w.strip(" $")][-1:]
    here = [w for w in lines[display.line - 1 : last] if len(w) <= LONG_LINE] if display.line <= len(lines) else []
    return "\n".join([*before, *here, after if "$$" not in after else ""])


@lru_cache(maxsize=256)
def torn(line: str) -> bool:
    """Has a formula in the line a bracket without its partner?"""
    return any(f.count("(") != f.count(")") and "[" not in f for f in re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", line))


def words_before(lines: list[str], line: int) -> str:
    """The words before a formula, on its line and the line of words before it."""
    here = lines[line - 1] if line <= len(lines) else ""
    before = re.split(r"\$|\\\[|\\\(|\\begin", here, maxsplit=1)[0]
    k = line - 2
    while k >= 0 and k > line - 5:
        above = lines[k].strip()
        if above and above not in ("$$", r"\[") and not above.startswith(r"\begin"):
            return f"{above} {before}"
        k -= 1
    return before
