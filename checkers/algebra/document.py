"""A whole document: every display and every inline chain found, its statements taken apart, each link judged.

A link is called wrong only where both sides speak of the same quantities, so that no definition can be missing; all
else is undecided with the reason, or listed as not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from checkers.algebra.context import Context, ContextError, read_context
from checkers.algebra.decide import Judgement
from checkers.algebra.inference import MATRIX_FUNCTIONS
from checkers.algebra.links import judge_link
from checkers.algebra.question import Question
from checkers.algebra.reading import Names, Side, read_sides
from checkers.algebra.statements import GOES_ON, MATRIX, RELATION, displays, statements
from checkers.algebra.table import CONSTANTS, bound_names
from checkers.algebra.tree import (
    Apply,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Operation,
    ReadingError,
    Transpose,
    walked,
)

MAX_DOCUMENT, MAX_DISPLAYS = 1_000_000, 5_000


def check_document(text: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The record of `check`: displays with their links, what was not read, a summary. Raises ContextError.

    given: a context as of `compare`, with the definitions and shapes that the document takes for granted.
    """
    if len(text) > MAX_DOCUMENT:
        raise ContextError(f"the document is longer than {MAX_DOCUMENT} characters")
    context = read_context(given or {})
    found: list[dict[str, Any]] = []
    unread: list[dict[str, Any]] = []
    last: Side | None = None
    for k, display in enumerate(displays(text)):
        if k >= MAX_DISPLAYS:
            unread.append({"line": display.line, "latex": "", "why": f"only {MAX_DISPLAYS} formulas are judged"})
            break
        links: list[dict[str, Any]] = []
        read = True
        for line, said in statements(display):
            goes_on = bool(GOES_ON.match(said))
            if not RELATION.search(MATRIX.sub("", said)):
                continue
            try:
                sides = read_sides(said, Names(context.names.spelled, context.names.known, latex=True))
            except ReadingError as error:
                read = False
                unread.append({"line": line, "latex": said[:200], "why": error.message})
                last = None
                continue
            if goes_on and last is not None:
                sides = [last, *sides]
            pairs = list(pairwise(sides))
            links += [judged(context, a, b, line, len(pairs) == 1) for a, b in pairs]
            last = sides[-1]
        found.append({"line": display.line, "latex": display.latex.strip()[:2000], "read": read, "links": links})
    cancel(found)
    counts = {
        v: sum(link["verdict"] == v for d in found for link in d["links"]) for v in ("equal", "different", "undecided")
    }
    summary = {"displays": len(found), "links": sum(counts.values()), **counts, "unread": len(unread)}
    return {"displays": found, "unread": unread, "summary": summary}


def judged(context: Context, left: Side, right: Side, line: int, alone: bool) -> dict[str, Any]:
    """One link of a document; alone: it is a whole statement, which may be an assumption."""
    with np.errstate(all="ignore"):
        why = not_comparable(context, left.trees[0], right.trees[0])
        if not why and (alone or (left_product_of_names(left.trees[0]) and left_product_of_names(right.trees[0]))):
            why = may_be_assumed(left.trees[0], right.trees[0])
        if why or right.relation == "⇒":
            found = Judgement("undecided", why or "a consequence is read by a person")
        else:
            try:
                found = judge_link(Question(left, context), left, right)
            except Exception as error:  # a fault of ours must not lose the other links
                found = Judgement("undecided", f"the judge failed on this link ({type(error).__name__})")
    return {
        "left": left.text,
        "right": right.text,
        "verdict": found.verdict if found.verdict != "unreadable" else "undecided",
        "witness": found.witness if found.verdict == "different" else None,
        "how": found.how,
        "line": line,
    }


def not_comparable(context: Context, left: Node, right: Node) -> str:
    """Why a link cannot be judged without knowing more; "" where it can."""
    if any(isinstance(n, Dots) for t in (left, right) for n in walked(t)):
        return "dots are not evaluated"
    for t in (left, right):
        if any(isinstance(n, Derivative) and isinstance(n.body, (Name, Entry)) for n in walked(t)):
            return "the derivative of a quantity whose definition is not known"
    a, b = quantities(left), quantities(right)
    if a != b:
        only = ", ".join(sorted(a ^ b))
        return f"{only} stands on one side alone, and what it is has to be known"
    shaped = any(isinstance(n, Transpose) or (isinstance(n, Apply) and n.function in MATRIX_FUNCTIONS)
                 for t in (left, right) for n in walked(t))  # fmt: skip
    undeclared = [n for n in a if n.isupper() and n not in context.shapes]
    if undeclared and not shaped:
        return f"the shape of {', '.join(sorted(undeclared))} is not known"
    return ""


def may_be_assumed(left: Node, right: Node) -> str:
    """Why an equation of its own may be a definition, a condition or an assumption; "" where it claims an identity."""
    if isinstance(left, (Name, Entry)) or (isinstance(left, Transpose) and isinstance(left.operand, Name)):
        return "a definition or a condition"
    names = [n for n in walked(left) if isinstance(n, Name)]
    if isinstance(left, Apply) and all(isinstance(a, Name) for a in left.arguments):
        return "the definition of a function"
    if left_product_of_names(left):
        return "a condition or an assumption"
    slopes = [any(isinstance(n, Derivative) for n in walked(t)) for t in (left, right)]
    if names and slopes[0] != slopes[1]:
        return "an equation for a derivative may be an assumption"
    return ""


def left_product_of_names(node: Node) -> bool:
    """d(l), W x, \\Delta b^1: nothing but names side by side."""
    if isinstance(node, Operation):
        if node.operator == "^":
            return left_product_of_names(node.left)
        return node.operator == " " and left_product_of_names(node.left) and left_product_of_names(node.right)
    return isinstance(node, (Name, Entry))


def quantities(tree: Node) -> set[str]:
    """The names of a tree that are neither constants nor indices of its sums."""
    return {n.name for n in walked(tree) if isinstance(n, Name)} - CONSTANTS - bound_names(tree)


def cancel(found: list[dict[str, Any]]) -> None:
    """Two wrong links next to each other whose outer ends agree: the later one puts the error right again."""
    for d in found:
        for a, b in zip(d["links"], d["links"][1:]):
            if a["verdict"] == b["verdict"] == "different" and a["right"] == b["left"]:
                b["witness"] = f"{b['witness']} (it may put right what the link before changed)"
