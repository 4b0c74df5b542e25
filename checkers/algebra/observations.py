"""What a document shows against itself: matrices that break their own pattern, numbers that do not follow from it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import Any

from checkers.algebra.approximations import NEAR
from checkers.algebra.beginnings import STEPPED
from checkers.algebra.cursor import Known
from checkers.algebra.dots_document import READS, Finding, Tensors, declared, examine
from checkers.algebra.doubtful import BY_ROOTS
from checkers.algebra.dropped import dropped
from checkers.algebra.enclosed import without_matrices
from checkers.algebra.estimates import cut_trees
from checkers.algebra.free_letters import bound_letters
from checkers.algebra.leads import CONDITION
from checkers.algebra.ledgers import totals
from checkers.algebra.padding import zero_beyond
from checkers.algebra.primes import primed_heads
from checkers.algebra.reading import MAX_SIDES, Names, read_sides
from checkers.algebra.sections import Section, sections
from checkers.algebra.statements import GOES_ON, Display, displays, statements
from checkers.algebra.supposed import DETERMINED
from checkers.algebra.tree import Name, Node, Operation, ReadingError
from checkers.algebra.worked import Worked
from checkers.algebra.worked_values import UNREAD

RELATION = re.compile(r":?=|\\approx(?![A-Za-z])|≈|\\Rightarrow|\\implies")
Sides = list[tuple[str, Node, str]]
HOW = "by what the document itself shows"
BY_VALUES = ("with the values printed before", "measured against the start of the chain")
DRAWN = re.compile(r"at (?!random values)")  # values that nobody gave, for quantities that have names
BLANKS = re.compile(r"\\[,;:! ]|~|\s+")
SHORT = 12  # sides that are shorter may stand in one display twice
OWN_E = re.compile(r"(?:^|[\s$&,;\]])e\s*&?\s*=(?!\s*2[.,]7)", re.MULTILINE)


def findings(text: str, collected: Worked | None = None) -> list[Finding]:
    """Every finding, in the order of the document; collected: what gathers the links that numbers do not settle."""
    found: list[Finding] = []
    tensors, worked = Tensors(zeros=zero_beyond(text)), collected or Worked()
    lines, shaped = text.splitlines(), -1
    starts = [s.start for s in sections(text)[1:] if opens(lines, s)]
    near = sections_of(lines, starts)
    for number, display, sides, first in chains(text):
        while starts and display.line >= starts[0]:
            starts.pop(0)
            worked = Worked(unsettled=worked.unsettled, given=worked.given, agreeing=worked.agreeing)
        if number != shaped:
            shaped = number
            for name, axes in declared(display.latex):
                tensors.say(name, axes)
        if sides:
            looks = (partial(examine, display, [(t, n) for t, n, _ in sides], tensors, first),
                     partial(worked.examine, display, number, sides),
                     partial(dropped, display, sides, near[bisect_right(near, display.line, key=itemgetter(0)) - 1][1]),
                     partial(bound_letters, display, sides, first))  # fmt: skip
            for look in looks:
                try:
                    found += look()
                except Exception:  # a fault of ours must not lose the other findings
                    continue
    return found + totals(text)


def sections_of(lines: list[str], starts: list[int]) -> list[tuple[int, str]]:
    """The first line and the text of each section; starts: the lines on which all but the first one begin."""
    bounds = [*([] if starts[:1] == [1] else [1]), *starts, len(lines) + 1]
    return [(a, "\n".join(lines[a - 1 : b - 1])) for a, b in pairwise(bounds)]


def opens(lines: list[str], section: Section) -> bool:
    """Does the heading begin something new, an exercise or a chapter, where names have other values?"""
    line = lines[section.start - 1] if section.start <= len(lines) else ""
    return bool(section.number) or bool(re.match(r"\s*(?:#{1,2}\s|\\(?:part|chapter|section)\b)", line))


def chains(text: str) -> Iterator[tuple[int, Display, Sides, int]]:
    """Every statement with its sides, and the first new one; each with the number of its display."""
    last: Sides = []
    names, letter = primed(text), bool(OWN_E.search(text))
    for number, display in enumerate(displays(text)):
        said = statements(display)
        if not said:
            yield number, display, [], 0
        for line, statement in said:
            here = Display(line if display.own else display.line, display.latex, display.own)
            sides = read(statement, names)
            if letter:
                sides = [(t, own_e(n), r) for t, n, r in sides]
            goes_on = bool(GOES_ON.match(statement) and last)
            if goes_on:
                sides = [last[-1], *sides]
            for k, part in enumerate(cut_trees(sides)):
                yield number, here, part, int(goes_on and not k)
                last = part


def own_e(node: Node) -> Node:
    """The tree with e as a quantity of the document, where it is not raised to a power."""
    if node == Name("e"):
        return Name("e_", start=node.start)
    if isinstance(node, Operation) and node.operator == "^" and node.left == Name("e"):
        return replace(node, right=own_e(node.right))
    return node.rebuild(tuple(own_e(c) for c in node.children)) if node.children else node


def primed(text: str) -> Names:
    """The names for reading: W' is a quantity of its own where a formula begins with W' =."""
    found = primed_heads(text)
    names = found | {n.rstrip("'") for n in found if " " not in n}
    return replace(READS, known=Known(names)) if names else READS


def read(statement: str, names: Names = READS) -> Sides:
    """The sides of a statement, each with its text; what cannot be read is UNREAD, its matrices with dots are kept."""
    try:
        return [(s.text, s.trees[0], s.relation) for s in read_sides(statement, names)]
    except ReadingError:
        pass
    kept: list[str] = []

    def keep(matrix: str) -> str:
        kept.append(matrix)
        return f"\x00{len(kept) - 1}\x00"

    out: Sides = []
    hidden = without_matrices(statement, keep)
    if len(RELATION.findall(hidden)) >= MAX_SIDES:
        return []
    relations = ["", *(named(r) for r in RELATION.findall(hidden))]
    for relation, part in zip(relations, RELATION.split(hidden)):
        inside = [int(k) for k in re.findall("\x00(\\d+)\x00", part)]
        whole = re.sub("\x00(\\d+)\x00", lambda m: kept[int(m[1])], part).strip()
        if whole:
            out.append((whole, side(whole, [kept[k] for k in inside], names), relation))
    return out


def named(sign: str) -> str:
    """The relation that a sign stands for."""
    if "R" in sign or "imp" in sign:
        return "⇒"
    return NEAR if sign in ("≈", r"\approx") else "="


def side(text: str, matrices: list[str], names: Names) -> Node:
    """The tree of one side; where it cannot be read, that of its one matrix."""
    for attempt in dict.fromkeys((text, *(m.strip() for m in matrices if len(matrices) == 1))):
        try:
            return read_sides(attempt, names)[0].trees[0]
        except ReadingError:
            continue
    return UNREAD


def look_again(found: list[dict[str, Any]], text: str) -> None:
    """Put the findings into the record of a document, and take back what rests on values that nobody printed."""
    worked = Worked()
    extra = findings(text, worked)
    rights = {right for _, right in worked.unsettled}
    unsettled, given, agreeing = (
        {plain(p) for p in pairs} for pairs in (worked.unsettled, worked.given, worked.agreeing)
    )
    for link in (k for d in found for k in d["links"] if k["verdict"] == "different"):
        witness, pair = str(link["witness"] or ""), plain((link["left"], link["right"]))
        if link["how"] == STEPPED:
            continue
        by_values, drawn = any(w in witness for w in BY_VALUES), DRAWN.match(witness)
        if (by_values and link["right"] in rights) or (drawn and pair in unsettled):
            link.update(verdict="undecided", witness=None, how="not all values that it needs are printed before")
        elif not by_values and pair in given and link["how"] != DETERMINED:
            link.update(verdict="undecided", witness=None, how="a value that is given")
        elif not by_values and pair in agreeing:
            link.update(verdict="undecided", witness=None, how="the sides agree at the values that are printed before")
    put_in(found, extra)


def plain(pair: tuple[str, str]) -> tuple[str, str]:
    """The two texts without white space of any kind."""
    left, right = (BLANKS.sub("", text) for text in pair)
    return left, right


def put_in(found: list[dict[str, Any]], extra: list[Finding]) -> None:
    """The findings as links of their displays: one that is there already becomes wrong, any other is added."""
    for f in extra:
        if f.latex:
            link: dict[str, Any] = {"left": f.left, "right": f.right, "verdict": "different", "witness": f.why}
            link.update(how=HOW, line=f.line)
            at = sum(d["line"] <= f.line for d in found)
            found.insert(at, {"line": f.line, "latex": f.latex[:2000], "read": True, "links": [link]})
            continue
        home = next((d for d in reversed(found) if d["line"] <= f.line), None)
        beside = [d for d in found if home is not None and d["line"] == home["line"]]
        home = next((d for d in beside if any((k["left"], k["right"]) == (f.left, f.right) for k in d["links"])), home)
        if home is None:
            continue
        links = home["links"]
        same = [k for k in links if k["right"] == f.right and k["left"] == f.left] or [
            k for k in links if k["right"] == f.right and len(f.right) > SHORT
        ]
        if same:
            if same[0]["how"] in (BY_ROOTS, CONDITION):
                continue
            link, before = same[0], str(same[0]["witness"] or "")
            more = before if any(w in before for w in ("cancel", "carried", "entries that were judged")) else ""
            link.update(verdict="different", witness=f"{f.why}; {more}" if more else f.why, how=HOW)
        else:
            links.append({"left": f.left, "right": f.right, "verdict": "different", "witness": f.why,
                          "how": HOW, "line": line_of(home, f)})  # fmt: skip


def line_of(home: dict[str, Any], f: Finding) -> int:
    """The line on which the right side begins."""
    at = str(home["latex"]).find(f.right[:60]) if f.right else -1
    return f.line if at < 0 else max(f.line, int(home["line"]) + str(home["latex"]).count("\n", 0, at))
