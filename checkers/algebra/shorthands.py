"""Shorthands of programs, spelled out: np.c_[a, b], max(A, [], 2), x.max(1, keepdim=True).values, A.mT."""

from __future__ import annotations

import re

from checkers.algebra.written_calls import closing

JOINED = {"c_": "column_stack", "r_": "concatenate"}
BRACKET = re.compile(r"\b(?:np|numpy)\.([cr]_)\[")
NO_SECOND = re.compile(r",\s?\[\s?\]\s?,\s?([12])\s?\)")
PICKED = re.compile(r"(?<=\bkeepdim=True\))(?:\.values\b|\[0\])")
LAST_TWO = re.compile(r"(?<=[\w)\]])\.mT\b")
VALUES = re.compile(r"(?<=\))\.values\b")


def spelled_out(text: str) -> str:
    """The text with the shorthands as calls that are read.

    torch's maximum along an axis gives the values and where they are: .values, and [0] behind keepdim, pick the first.
    """
    text = LAST_TWO.sub(".swapaxes(-1, -2)", text)
    text = NO_SECOND.sub(r", dims=\1)", text)
    text = VALUES.sub("", PICKED.sub("", text))
    while found := BRACKET.search(text):
        end = closing(text, found.end() - 1)
        if end < 0:
            return text
        inside = text[found.end() : end]
        if ":" in inside:  # np.r_[1:4] is a range
            return text
        text = f"{text[: found.start()]}np.{JOINED[found[1]]}([{inside}]){text[end + 1 :]}"
    return text
