"""Sums of matrices in words: "the sum of G over its rows", "row sums of G", "the mean of all entries of x"."""

from __future__ import annotations

import re
from collections.abc import Container

LONG = 2_000
OPERAND = r"(?P<of>[^\W\d]\w{0,20}+|\([^()]{1,120}+\))"
KIND = r"(?:the\s)?(?P<kind>sum|total|mean|average)"
LINES = r"(?:all\s)?(?:of\s)?(?:the\s|its\s)?(?P<lines>rows|columns)"
SAID = (
    re.compile(rf"\b{KIND}\sof\s{OPERAND}\s(?:taken\s)?(?:over|across)\s{LINES}\b", re.IGNORECASE),
    re.compile(rf"\b{KIND}\s(?:over|of|across)\s{LINES}\s(?:of|in)\s{OPERAND}(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w){OPERAND},?\s(?P<kind>summed|averaged)\s(?:up\s)?(?:over|across)\s{LINES}\b", re.IGNORECASE),
    re.compile(
        r"\b(?:the\s)?(?:vector\sof\s)?(?:the\s)?(?P<each>row|column)[\s-](?P<kind>sum|mean|average)s?\s(?:of|in)\s"
        rf"{OPERAND}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{KIND}\s(?:of|over)\s(?:all\s)?(?:of\s)?(?:the\s|its\s)?(?:entries|elements)\s(?:of|in)\s{OPERAND}(?!\w)",
        re.IGNORECASE,
    ),
)
"""Over the rows: they are added to each other. Row sums: one for each row."""


def sums_said(text: str, declared: Container[str]) -> str:
    """The text with these sums as those of a program. A word that names a quantity of the question is no word."""
    if len(text) > LONG or "\\" in text or not re.search(r"\b(?:sum|total|mean|average)", text, re.IGNORECASE):
        return text
    text = re.sub(r"\s++", " ", text)
    for pattern in SAID:
        text = pattern.sub(lambda m: call(m, declared), text)
    return text


def call(found: re.Match[str], declared: Container[str]) -> str:
    """sum(G, axis=0); what is found itself where the operand is no quantity of the question."""
    parts = found.groupdict()
    word = "sum" if parts["kind"].lower() in ("sum", "total", "summed") else "mean"
    if not parts["of"].startswith("(") and parts["of"] not in declared:
        return found[0]
    across = {"rows": ", axis=0", "columns": ", axis=1"}.get((parts.get("lines") or "").lower())
    each = {"row": ", axis=1", "column": ", axis=0"}.get((parts.get("each") or "").lower())
    return f"{word}({parts['of'].strip('()') if parts['of'][:1] == '(' else parts['of']}{across or each or ''})"
