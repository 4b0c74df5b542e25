"""Numbers and lists as other countries and other hands write them: decimal commas, dots in thousands, wide spaces."""

from __future__ import annotations

import re

from checkers.algebra.tree import ReadingError

LIST_OF_R = re.compile(r"\A(.*=)?\s*c\s*\(([^()]*)\)[\s.]*\Z", re.DOTALL)
NUMERIC = re.compile(r"[-+−]?(?:\d|\.\d)[\d./eE+−-]*")
NUMBERED = re.compile(r"[\s$]*([A-Za-z\\](?:[\w\\{}/' ]*[A-Za-z\]])?)[_\[({]*(\d{1,9})[\])}]*[\s$]*=([^=]*)", re.DOTALL)
LONG = 2_000
DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
OPENS = re.compile(r"\(|\[|\\begin\{[pb]matrix\}")
CLOSES = re.compile(r"(?:\\right\s*)?(?:\)|\]|\\end\{[pb]matrix\})[\s$.]*\Z")
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


def one_by_one(text: str, entries: int) -> str:
    """`z1 = 0.5, z2 = 1` as the list of its entries, where these are counted through."""
    spaced = re.sub(r"\\[,;:! ]", " ", text)
    parts = [p for p in re.split(r"[,;\n]|\\\\|\band\b|\\q?quad(?![A-Za-z])", spaced) if p.strip(" $")]
    found = [NUMBERED.fullmatch(p) for p in parts]
    heads = [(m[1], int(m[2])) for m in found if m is not None]
    if len(heads) != len(parts) or len(heads) != entries or len({stem for stem, _ in heads}) > 1:
        return text
    if [k for _, k in heads] not in (list(range(entries)), list(range(1, entries + 1))):
        return text
    return "[" + ", ".join(m[3].strip(" $") for m in found if m is not None) + "]"


def whole_line(line: str) -> bool:
    """Is the line a formula by itself, rather than a part of one?"""
    closed = all(line.count(a) == line.count(b) for a, b in ("()", "[]", "{}"))
    return closed and not re.search(r"[=&,;\\]|^[+*/]|[-+*/]$", line)


def as_matrix(text: str, rows: int, columns: int) -> str:
    """`2 4` over `1 2` as the matrix of these rows, where one of this shape is asked for."""
    if rows < 2 or columns < 2 or len(text) > LONG or "\\" in text or set(text) & set("[]{}="):
        return text
    lines = [line for line in re.split(r"[;\n]", text.strip(" \t\n$.")) if line.strip(" |")]
    cells = [re.split(r"\s*,\s*|\s+", line.strip(" \t|()")) for line in lines]
    if len(cells) != rows or any(len(c) != columns or not all(NUMERIC.fullmatch(x) for x in c) for c in cells):
        return text
    return "[" + ", ".join("[" + ", ".join(c) + "]" for c in cells) + "]"


def as_list(text: str, entries: int) -> str:
    """A list whose entries only wide spaces part, or decimal commas with semicolons between: `(-0,5; 0)`."""
    if entries < 2 or len(text) > LONG:
        return text
    if found := LIST_OF_R.match(text):
        return f"{found[1] or ''} [{found[2]}]"
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if len(lines) == entries and all(map(whole_line, lines)):  # an entry a line
        return "[" + ", ".join(lines) + "]"
    if "\\" not in text and text.count(",") == 0:
        words = re.split(r"\s+and\s+|\s+", text.strip(" $."))
        if len(words) == entries and all(NUMERIC.fullmatch(w) for w in words):
            return "[" + ", ".join(words) + "]"
    angles = re.fullmatch(r"(.*=)?\s*<([^<>]*)>[\s.]*", text, re.DOTALL)
    if angles and angles[2].count(",") == entries - 1:
        return f"{angles[1] or ''} [{angles[2]}]"
    text = one_by_one(text, entries)
    bare = re.sub(r"\\[,;:!]", " ", text)
    if bare.count(";") == entries - 1 and bare.count(",") and not re.search(r",(?!\d)|(?<!\d),", bare):
        return bare.replace(",", ".").replace(";", ",")
    opens = OPENS.search(text)
    closes = CLOSES.search(text, opens.end()) if opens else None
    if opens is None or closes is None:
        return text
    inside = text[opens.end() : closes.start()]
    if len(cells := SPACES.split(inside)) != entries or not all(c.strip() for c in cells):
        return text
    if set(SPACES.sub(" ", inside)) & set(",;&"):
        return text
    return f"{text[: opens.end()]}{','.join(cells)}{closes[0]}"
