"""The base of the logarithm where a document states it: `\\log` is base 2."""

from __future__ import annotations

import re

LOG = r"(?<![A-Za-z])\\?log(?:arithms?)?\$?"
STATED = re.compile(
    rf"{LOG}(?:\s++[a-z,]++){{1,8}}?\s++(?:base|basis)[\s-]\$?(?P<one>2|10)\b"
    r"|base[\s-]\$?(?P<two>2|10)\$?\s++logarithms?",
    re.IGNORECASE,
)
PLAIN = re.compile(r"\\log(?![A-Za-z]|\s*_)")


def with_log_base(text: str) -> str:
    """The document with \\log_2 for \\log where it says so, once and of one base."""
    if "\\log" not in text or "bas" not in text.lower():
        return text
    bases = {m["one"] or m["two"] for m in STATED.finditer(text)}
    return PLAIN.sub(rf"\\log_{{{bases.pop()}}}", text) if len(bases) == 1 else text


__all__ = ["with_log_base"]
