"""What a document shows against itself: matrices that break their own pattern, numbers that do not follow from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checkers.algebra.dots_document import READS, Finding, Tensors, declared, examine
from checkers.algebra.reading import read_sides
from checkers.algebra.statements import GOES_ON, MATRIX, Display, displays, statements
from checkers.algebra.tree import Name, Node, ReadingError

RELATION = re.compile(r":?=|\\approx(?![A-Za-z])|≈|\\Rightarrow|\\implies")
Sides = list[tuple[str, Node]]
UNREAD = Name("\x00 unread")


def findings(text: str) -> list[Finding]:
    """Every finding, in the order of the document."""
    found: list[Finding] = []
    tensors = Tensors()
    for display, sides, first in chains(text):
        for name, axes in declared(display.latex):
            tensors.say(name, axes)
        if sides:
            found += examine(display, sides, tensors, first)
    return found


def chains(text: str) -> Iterator[tuple[Display, Sides, int]]:
    """Every statement with its sides, and the first new one: a display that begins with a relation goes on."""
    last: Sides = []
    for display in displays(text):
        said = statements(display)
        if not said:
            yield display, [], 0
        for line, statement in said:
            here = Display(line if display.own else display.line, display.latex, display.own)
            sides = read(statement)
            goes_on = bool(GOES_ON.match(statement) and last)
            if goes_on:
                sides = [last[-1], *sides]
            yield here, sides, int(goes_on)
            last = sides


def read(statement: str) -> Sides:
    """The sides of a statement, each with its text; what cannot be read is UNREAD, its matrices with dots are kept."""
    try:
        return [(s.text, s.trees[0]) for s in read_sides(statement, READS)]
    except ReadingError:
        pass
    kept: list[str] = []

    def keep(m: re.Match[str]) -> str:
        kept.append(m[0])
        return f"\x00{len(kept) - 1}\x00"

    out: Sides = []
    for part in RELATION.split(MATRIX.sub(keep, statement)):
        inside = [int(k) for k in re.findall("\x00(\\d+)\x00", part)]
        whole = re.sub("\x00(\\d+)\x00", lambda m: kept[int(m[1])], part).strip()
        if whole:
            out.append((whole, side(whole, [kept[k] for k in inside])))
    return out


def side(text: str, matrices: list[str]) -> Node:
    """The tree of one side; where it cannot be read, that of its one matrix."""
    for attempt in (text, *(matrices if len(matrices) == 1 else ())):
        try:
            return read_sides(attempt, READS)[0].trees[0]
        except ReadingError:
            continue
    return UNREAD


def put_in(found: list[dict[str, Any]], extra: list[Finding]) -> None:
    """The findings as links of their displays: one that is there already becomes wrong, any other is added."""
    for f in extra:
        home = next((d for d in reversed(found) if d["line"] <= f.line), None)
        if home is None:
            continue
        links = home["links"]
        same = [k for k in links if k["right"] == f.right and k["left"] == f.left] or [
            k for k in links if k["right"] == f.right
        ]
        if same:
            link = same[0]
            if link["verdict"] != "different":
                link.update(verdict="different", witness=f.why, how="by what the document itself shows")
        else:
            links.append({"left": f.left, "right": f.right, "verdict": "different", "witness": f.why,
                          "how": "by what the document itself shows", "line": f.line})  # fmt: skip
