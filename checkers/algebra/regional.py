"""Numbers and lists as other countries and other hands write them: decimal commas, dots in thousands, wide spaces."""

from __future__ import annotations

import re

from checkers.algebra.tree import ReadingError

LONG = 2_000
DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
SPACES = re.compile(r"(?<!\\)\\(?:;|:|q?quad(?![A-Za-z])|(?= ))|~")
"""Spaces wide enough to part two entries."""


def whole_number(text: str) -> str:
    """61.706 where a whole number is asked for, as German writes 61706. Raises ReadingError where it can be 61 too."""
    said = text.rpartition("=")[2].strip(" \t\n$")
    if not DOTTED.fullmatch(said):
        return text
    if said.endswith("000") and said.count(".") == 1:
        short = said.partition(".")[0]
        raise ReadingError(f"{said} can be {short} or {short}000; write the number without a dot", text.rfind(said))
    return text[: text.rfind(said)] + said.replace(".", "")


def as_list(text: str, entries: int) -> str:
    """A list whose entries only wide spaces part, or decimal commas with semicolons between: `(-0,5; 0)`."""
    if entries < 2 or len(text) > LONG:
        return text
    bare = re.sub(r"\\[,;:!]", " ", text)
    if bare.count(";") == entries - 1 and bare.count(",") and not re.search(r",(?!\d)|(?<!\d),", bare):
        return bare.replace(",", ".").replace(";", ",")
    found = re.fullmatch(
        r"(.*?(?:\(|\[|\\begin\{[pb]matrix\}))(.*?)((?:\\right\s*)?(?:\)|\]|\\end\{[pb]matrix\})[\s$.]*)",
        text,
        re.DOTALL,
    )
    if found and len(cells := SPACES.split(found[2])) == entries and all(c.strip() for c in cells):
        return f"{found[1]}{','.join(cells)}{found[3]}" if not set(SPACES.sub(" ", found[2])) & set(",;&") else text
    return text
