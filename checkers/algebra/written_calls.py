"""Calls in the text of an answer, put into another spelling before the text is read: brackets and commas alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

LONG = 2_000
MAX_CALLS, MAX_DEEP = 200, 40
PARTNER = {"(": ")", "[": "]", "{": "}"}
HEAD = re.compile(r"(?<![\w.\\])([A-Za-z][A-Za-z_.]*+)(?=[(\[])")
Spelling = Callable[[list[str]], str | None]
"""The parts between the commas of a call -> the call in our spelling, None where it stays."""


def closing(text: str, place: int) -> int:
    """The place of the partner of the bracket that stands there, -1 where none is."""
    expected: list[str] = []
    for k in range(place, len(text)):
        c = text[k]
        if c in PARTNER:
            expected.append(PARTNER[c])
        elif c in ")]}":
            if expected.pop() != c:
                return -1
            if not expected:
                return k
    return -1


def parts(text: str, mark: str = ",") -> list[str]:
    """What stands between the marks outside brackets, without the white space around it."""
    deep, start, found = 0, 0, []
    for k, c in enumerate(text):
        deep += (c in "([{") - (c in ")]}")
        if c == mark and deep == 0:
            found.append(text[start:k].strip())
            start = k + 1
    return [*found, text[start:].strip()]


def respelled(text: str, table: Mapping[str, Spelling], brackets: str) -> str:
    """Every call of a word of the table in its other spelling, from within. brackets: what opens a call, ( or [."""
    if len(text) > LONG:
        return text
    heads = [m for m in HEAD.finditer(text) if m[1] in table and text[m.end()] in brackets]
    if len(heads) > MAX_CALLS:
        return text
    for head in reversed(heads):  # what stands further in stands further on
        end = closing(text, head.end())
        if end < 0:
            continue
        inside = text[head.end() + 1 : end]
        made = table[head[1]](parts(inside)) if inside.strip() else None
        if made is not None:
            text = text[: head.start()] + made + text[end + 1 :]
    return text


def renamed(word: str) -> Spelling:
    """The same call under another name, in round brackets."""
    return lambda arguments: f"{word}({', '.join(arguments)})"


def one(before: str, after: str = ")") -> Spelling:
    """A function of one argument, with what stands around it in our spelling."""
    return lambda arguments: f"{before}{arguments[0]}{after}" if len(arguments) == 1 else None
