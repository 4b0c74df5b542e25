"""The sections of a document: its headings, and the number of the exercise that a heading names."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

WORDS = r"problem|exercise|question|task|aufgabe|ex\.?|q\.?"
LATEX = re.compile(r"^\s*\\(?:part|chapter|section|subsection|subsubsection|paragraph|question|problem)\*?\s*\{(.*)\}")
MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
BOLD = re.compile(rf"^\s*(?:\*\*|__)\s*((?:{WORDS})\b.*?)(?:\*\*|__)\s*[:.]?\s*$", re.IGNORECASE)
PLAIN = re.compile(rf"^\s*(?:\d+(?:\.\d+)*\.?\)?\s+)?((?:{WORDS})\s*\d+(?:\.\d+)*(?:\s*\([a-z]\))?)\s*[:.]?.{{0,60}}$",
                   re.IGNORECASE)  # fmt: skip
BEGUN_BY = {"\\": LATEX, "#": MARKDOWN, "*": BOLD, "_": BOLD}  # every other heading is PLAIN
LONG_TITLE = 500  # a longer line is no heading
NUMBER = re.compile(rf"(?:{WORDS})\s*#?(\d+(?:\.\d+)*)", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """start: the line of the heading, from 1; title: its text; number: `4` or `2.1` of `Problem 4`, '' where none."""

    start: int
    title: str = ""
    number: str = ""


@lru_cache(maxsize=2)
def sections(text: str) -> list[Section]:
    """Every section, in order; the first one begins before any heading. The list is kept and not to be changed."""
    found = [Section(1)]
    code = formula = False
    for line, said in enumerate(text.splitlines(), 1):
        if not said:
            continue
        if said.lstrip().startswith("```"):
            code = not code
        if said.count("$$") % 2:
            formula = not formula
        if code or formula or "$$" in said or len(said) > LONG_TITLE:
            continue
        begun = said.lstrip()[:1]
        m = BEGUN_BY.get(begun, PLAIN).match(said) if begun else None
        title = m[1] if m else None
        if title is not None and "$" not in title.replace("\\$", ""):
            number = NUMBER.search(title)
            found.append(Section(line, title.strip(), number[1].rstrip(".") if number else ""))
    return found


def section_at(found: list[Section], line: int) -> int:
    """Which section a line stands in."""
    return max(bisect_right(found, line, key=lambda s: s.start) - 1, 0)
