"""Questions for more than one value: `m = 2, c = -3` for two names, `x = 1 or x = 3` for what solves an equation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Any

from checkers.algebra.echo import latex
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.tree import Derivative, Entry, Name, Node, Operation, ReadingError, names_in

LONG, MOST, MOST_ROOTS = 1_000, 8, 4  # characters, values, values of one name
BETWEEN = re.compile(
    r"[,;\n]|\\\\|\\q?quad(?![A-Za-z])|\\(?:text|mathrm|textrm)\s*+\{\s*+(?:and|or|und|oder|et|ou|y|o|e)\s*+\}"
    r"|(?<![A-Za-z\\])(?:and|or|und|oder|et|ou)(?![A-Za-z])|\\l(?:and|or)(?![A-Za-z])|\\(?:wedge|vee)(?![A-Za-z])|[∧∨]"
)
OR = re.compile(r"(?<![A-Za-z\\])(?:or|oder|ou)(?![A-Za-z])|\\l?or(?![A-Za-z])|\\vee|∨")
EDGES = re.compile(r"\A[\s$&.]*+|(?:\s|[$&.,;])*+\Z")
Value = tuple[Node, str]  # what is named, and the text of its value


def values(text: str, names: Names, least: int = 2) -> list[Value]:
    """Every `name = value` of a text that consists of them; [] for any other text, or where one name defines another.

    A name that stands in the value before says what this one speaks of: g s, s = ... is one value.
    """
    if len(text) > LONG or text.count("=") < least:
        return []
    found: list[Value] = []
    bodies: list[set[str]] = []
    for part in parts(text):
        try:
            sides = read_sides(part, names)
        except ReadingError:
            return []
        head = sides[0].trees[0]
        base = base_of(head)
        if len(sides) != 2 or sides[1].relation != "=" or base is None:
            return []
        if not isinstance(head, Derivative) and any(names_in(base) & body for body in bodies):
            return []
        bodies.append(names_in(sides[1].trees[0]))
        found.append((head, sides[1].text))
    return found if least <= len(found) <= MOST else []


def base_of(head: Node) -> Node | None:
    """What a left side names: W of W_{ij} and of d W_{ij}; None where it is a formula."""
    match head:
        case Entry(base, _):
            return base
        case Operation(" ", Name("d" | "delta" | "Delta"), inner):
            return base_of(inner)
    return head if isinstance(head, (Name, Derivative)) else None


def parts(text: str) -> list[str]:
    """The text between commas, semicolons, line ends and `and` or `or` outside every bracket."""
    depth, deep = [0], 0
    for c in text:
        deep += (c in "([{") - (c in ")]}")
        depth.append(deep)
    out, begin = [], 0
    for m in BETWEEN.finditer(text):
        if depth[m.start()] == 0 and m.start() >= begin:
            out.append(text[begin : m.start()])
            begin = m.end()
    out.append(text[begin:])
    return [p for p in (EDGES.sub("", EDGES.sub("", q)) for q in out) if p]


def judged(
    wanted: Sequence[Value], given: Sequence[Value], one: Callable[[str, str], dict[str, Any]]
) -> Mapping[str, Any]:
    """The record of all values: different where one is, or is missing. one: reference and answer -> record."""
    heads = list(dict.fromkeys(head for head, _ in wanted))
    if not given:
        said = " and ".join(latex(h) for h in heads)
        return {
            "verdict": "unreadable",
            "how": f"the question asks for {said}; give each one, as in '{latex(heads[0])} = ...'",
        }
    worst: Mapping[str, Any] = {"verdict": "equal", "how": "every value is right"}
    for head in heads:
        right, own = ([v for h, v in every if h == head] for every in (wanted, given))
        if not own or len(own) != len(right) or len(right) > MOST_ROOTS:
            said = f"the answer gives {len(own)} values of {latex(head)}; expected {len(right)}"
            return {"verdict": "different", "how": "incomplete", "witness": said}
        orders = [[one(r, a) for r, a in zip(right, order)] for order in permutations(own)]
        best = min(orders, key=lambda order: sum(f["verdict"] != "equal" for f in order))
        bad = next((f for f in best if f["verdict"] != "equal"), None)
        if bad is not None and (bad["verdict"] == "different" or worst["verdict"] == "equal"):
            witness = bad.get("witness")
            worst = {**bad, "witness": f"{latex(head)}: {witness}" if witness else witness}
            if bad["verdict"] == "different":
                break
    shown = ", ".join(f"{latex(h)} = {v}" for h, v in given)
    return {**worst, "read_as": worst.get("read_as") if worst["verdict"] == "unreadable" else shown}


def alternatives(text: str, names: Names) -> str:
    """The name of which a text gives several values, x of `x = 1 or x = 3`; "" for any other text."""
    found = values(text, names) if OR.search(text) else []
    return latex(found[0][0]) if len({head for head, _ in found}) == 1 and found else ""


__all__ = ["alternatives", "judged", "values"]
