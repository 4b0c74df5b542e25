"""Long lines of the notation over several lines of a terminal, broken where the brackets are fewest."""

from __future__ import annotations

import re

BREAK = re.compile(r" (?=[+-] )|(?<=[^-+*/ ])(?=\*(?!\*))|(?<=\]) (?=[^+\-=<>|)])| (?=[=<>|] )|(?<=,) ?")


def wrapped(text: str, room: int, indent: str = "") -> list[str]:
    """The text on lines of at most `room` columns; later ones start with `indent`. Joined, they read as the text."""
    lines: list[str] = []
    lead = ""
    while len(lead) + len(text) > room:
        cut = _cut(text, room - len(lead))
        if cut is None:
            break
        lines.append(lead + text[:cut].rstrip())
        text, lead = text[cut:].lstrip(), indent
    return [*lines, lead + text]


def _cut(text: str, room: int) -> int | None:
    """The place to break before: among those that fit, the outermost, and of these the last; None if there is none."""
    depths = _depths(text)
    places = [m.end() for m in BREAK.finditer(text)]
    fitting = [p for p in places if room // 3 < p <= room] or [p for p in places if 0 < p <= room]
    if not fitting:
        later = [p for p in places if p > room]
        return later[0] if later and later[0] < len(text) else None
    return min(fitting, key=lambda p: (depths[p], -p))


def _depths(text: str) -> list[int]:
    depth, found = 0, []
    for c in text:
        depth -= c in ")]"
        found.append(depth)
        depth += c in "(["
    return [*found, depth]
