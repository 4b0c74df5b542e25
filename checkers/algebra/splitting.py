"""Several premises in one text: "x > 0, y > 0", "p = softmax(z) and y is one-hot", "a = b = c"."""

from __future__ import annotations

import re

from checkers.algebra.assumptions import assumed
from checkers.algebra.fields import ContextError

LONGEST, MOST = 2_000, 20  # characters of a text that is cut, premises in one
OPENS, CLOSES = "([{", ")]}"
CUT = re.compile(r"(?:\\text\s*\{\s*(?:and|with)\s*\}|\\land(?![a-zA-Z])|\band\b|[,;])")
SAID = re.compile(
    r"[=<>≤≥≠∈≻⪰]|\\(?:leq?|geq?|neq?|in|succ|succeq)(?![a-zA-Z])|\b(?:is|are)\b|one-hot|symmetric|orthogonal"
)
EQUALS = re.compile(r"(?<![:<>=!])=(?!=)")
OTHER = re.compile(r"[<>≤≥≠∈:]|\\(?:leq?|geq?|neq?|in)(?![a-zA-Z])|\b(?:axis|dim|keepdims?)\b|\\text|\\forall|\bfor\b")
SPACE = re.compile(r"^(?:\s|\\[,;: ]|\\q?quad|~)++")


def one_by_one(premise: str) -> list[str]:
    """The premises that a text states, the text itself where it is one."""
    if len(premise) > LONGEST:
        return [premise]
    parts = [SPACE.sub("", p).strip() for p in _cut(premise, CUT)]
    if not 2 <= len(parts) <= MOST or _whole(premise) or not all(SAID.search(p) and not _index(p) for p in parts):
        parts = [premise]
    return [q for p in parts for q in _sides(p)]


def _whole(premise: str) -> bool:
    """Is it read as one, as 0 < x, y < 1 is?"""
    try:
        return assumed(premise) is not None
    except ContextError:
        return False


def _index(part: str) -> bool:
    """i = 1, which is followed by the last value of i."""
    return re.fullmatch(r"[a-z]\s*=\s*[01]|[a-z]\s*(?:\\in|∈).{0,40}", part) is not None


def _sides(premise: str) -> list[str]:
    """a = c and b = c of a = b = c."""
    if OTHER.search(premise):
        return [premise]
    sides = [s.strip() for s in _cut(premise, EQUALS)]
    return [f"{s} = {sides[-1]}" for s in sides[:-1]] if 3 <= len(sides) <= MOST and all(sides) else [premise]


def _cut(text: str, mark: re.Pattern[str]) -> list[str]:
    """The text cut at marks that stand in no bracket."""
    depth, places = 0, list[int]()
    for c in text:
        depth += (c in OPENS) - (c in CLOSES)
        places.append(depth)
    cuts = [m for m in mark.finditer(text) if places[m.start()] - (text[m.start()] in OPENS) == 0]
    starts, ends = [0, *(m.end() for m in cuts)], [*(m.start() for m in cuts), len(text)]
    return [text[a:b] for a, b in zip(starts, ends)]
