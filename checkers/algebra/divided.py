"""Division in words: "(p - y) divided by p(1 - p)". What is divided by what must be clear."""

from __future__ import annotations

import re

from checkers.algebra.tree import ReadingError
from checkers.algebra.written_calls import LONG, closing

DIVIDED = re.compile(r",?\s+(?:(?:is|all|everything)\s+)?divided\s+by\s+(?:the\s+)?", re.IGNORECASE)
RUN = re.compile(r"[^\s()\[\]{},;]*+")
GOES_ON = re.compile(r"\s*+(?:times|multiplied|\*|·|×|[A-Za-z0-9(])")
ENDS = re.compile(r"\s*+(?:if|when|for|where|otherwise|else|and|or|plus|minus)\b")
TIGHT = re.compile(r"(?<=[\w)\]])[-+−](?=\S)")  # p-y divided by q
APART = re.compile(r"(?<=[\w)\]])\s++(?:[-+−]|(?:plus|minus)\s)")


def divided(text: str) -> str:
    """The text with brackets around what is divided, and around what it is divided by. Raises ReadingError."""
    if len(text) > LONG or "\\" in text:
        return text
    found = list(DIVIDED.finditer(text))
    if len(found) != 1:
        return text
    (words,) = found
    before = text[: words.start()]
    begins = before.rfind("=") + 1
    above, end = before[begins:].strip(), words.end()
    if end == len(text) or not above:
        return text
    while end < len(text):  # p(1-p) is written without a space
        end = RUN.match(text, end).end()  # type: ignore[union-attr]
        bracket = closing(text, end) if text[end : end + 1] and text[end] in "([{" else -1
        if bracket < 0:
            break
        end = bracket + 1
    below = text[words.end() : end].strip()
    if not below:
        return text
    if GOES_ON.match(text, end) and not ENDS.match(text, end):
        raise ReadingError("what comes after 'divided by' can end in two places; set brackets around it", words.start())
    whole = words[0].startswith(",") or re.search(r"\b(?:all|everything)\b", words[0])
    if APART.search(outside(above)) and not whole:  # x plus y divided by n, as it is read aloud
        return f"{before} / ({below}){text[end:]}"
    if TIGHT.search(outside(above)) and not whole:
        raise ReadingError("what is divided can begin in two places; set brackets around it", begins)
    return f"{before[:begins]} ({above}) / ({below}){text[end:]}"


def outside(text: str) -> str:
    """The text without what stands in brackets; the brackets stay."""
    out, deep = "", 0
    for c in text:
        deep -= c in ")]}"
        out += c if deep <= 0 else ""
        deep += c in "([{"
    return out
