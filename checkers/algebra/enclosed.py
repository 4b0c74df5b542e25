"""What stands between an opening mark and a closing one, found in time that grows with the text alone.

A pattern such as `\\[ (.+?) \\]` looks for the end of every opening mark up to the end of the text, which takes the
square of its length where many are opened and none is closed. Marks that nothing closes are hidden first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

BEGIN_OR_END = re.compile(r"\\(begin|end)\{([A-Za-z]+)(\*?)\}")
MATRIX = re.compile(r"\\begin\{([a-zA-Z]*matrix|array|cases)\}.*?\\end\{\1\}", re.DOTALL)
NEVER = "\x01"  # stands in no pattern


def hidden(text: str, marks: Iterable[tuple[str, str]] = (), starred: bool = False) -> str:
    """The text, equally long, in which no mark is left that nothing after it closes.

    marks: an opening text, and the pattern of what closes it; environments are always among them. starred: align* is
    closed by align* alone.
    """
    if "\\begin" in text:
        last = {m[2] + m[3] * starred: m.start() for m in BEGIN_OR_END.finditer(text) if m[1] == "end"}
        text = BEGIN_OR_END.sub(
            lambda m: (
                NEVER * len(m[0]) if m[1] == "begin" and m.start() > last.get(m[2] + m[3] * starred, -1) else m[0]
            ),
            text,
        )
    for opening, closing in marks:
        if opening in text:
            end = max((m.end() for m in re.finditer(closing, text)), default=0)
            text = text[:end] + text[end:].replace(opening, NEVER * len(opening))
    return text


def without_matrices(text: str, made: Callable[[str], str] = lambda matrix: "") -> str:
    """The text with something else in place of every matrix; made: matrix -> what stands there instead."""
    if "\\begin" not in text:
        return text
    out, place = [], 0
    for m in MATRIX.finditer(hidden(text)):
        out += [text[place : m.start()], made(text[m.start() : m.end()])]
        place = m.end()
    return "".join([*out, text[place:]])
