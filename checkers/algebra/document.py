"""A whole document: every display and every inline chain found, its statements taken apart, each link judged.

A link is called wrong only where everything that it speaks of is known from the document, or from the problem that the
document is about; all else is undecided with the reason, or listed as not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from checkers.algebra.claims import judge_claim
from checkers.algebra.context import ContextError, read_context
from checkers.algebra.decide import Judgement
from checkers.algebra.gathering import Gathered, Said, gather
from checkers.algebra.ground import Ground
from checkers.algebra.observations import findings, put_in
from checkers.algebra.reading import Side
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Operation, Transpose, walked

MAX_DOCUMENT, MAX_DISPLAYS = 1_000_000, 5_000


def check_document(
    text: str, given: Mapping[str, Any] | None = None, problems: Mapping[str, Ground] | None = None
) -> dict[str, Any]:
    """The record of `check`: displays with their links, what was not read, a summary. Raises ContextError.

    given: a context as of `compare`, with the definitions and shapes that the document takes for granted. problems:
    number of an exercise, '' for the only one -> what its problem gives.
    """
    if len(text) > MAX_DOCUMENT:
        raise ContextError(f"the document is longer than {MAX_DOCUMENT} characters")
    gathered = gather(text, read_context(given or {}), problems or {}, MAX_DISPLAYS + 1)
    unread: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = [
        {"line": d.line, "latex": d.latex.strip()[:2000], "read": True, "links": []} for d in gathered.shown
    ]
    last: Side | None = None
    for s in gathered.said:
        if s.display == MAX_DISPLAYS:
            unread.append({"line": s.line, "latex": "", "why": f"only {MAX_DISPLAYS} formulas are judged"})
            break
        if s.why:
            found[s.display]["read"] = False
            unread.append({"line": s.line, "latex": s.latex[:200], "why": s.why})
            last = None
            continue
        sides = [last, *s.sides] if s.goes_on and last is not None else s.sides
        pairs = list(pairwise(sides))
        links = [link_of(gathered, s, a, b, k == 0 and not s.goes_on, len(pairs)) for k, (a, b) in enumerate(pairs)]
        found[s.display]["links"] += links
        last = sides[-1]
    cancel(found)
    put_in(found, findings(text))
    counts = {
        v: sum(link["verdict"] == v for d in found for link in d["links"]) for v in ("equal", "different", "undecided")
    }
    summary = {"displays": len(found), "links": sum(counts.values()), **counts, "unread": len(unread)}
    return {"displays": found, "unread": unread, "summary": summary}


def link_of(gathered: Gathered, s: Said, left: Side, right: Side, first: bool, links: int) -> dict[str, Any]:
    """One link of a document; first: it opens its statement, so that it may define something."""
    ground = gathered.grounds[s.section]
    why = "a consequence is read by a person" if right.relation == "⇒" else ""
    if first and not why:
        if s.defines is not None:
            why = "a definition"
        elif s.premise:
            why = "taken for granted"
    found = Judgement("undecided", why)
    if not why:
        try:
            found = judge_claim(ground.at(s.line), gathered.names, left, right, s.where)
            if found.verdict == "different" and (why := assumption(ground, s, left, right, first, links == 1)):
                found = Judgement("undecided", why)
        except Exception as error:  # a fault of ours must not lose the other links
            found = Judgement("undecided", f"the judge failed on this link ({type(error).__name__})")
    return {
        "left": left.text,
        "right": right.text,
        "verdict": found.verdict if found.verdict != "unreadable" else "undecided",
        "witness": found.witness if found.verdict == "different" else None,
        "how": found.how,
        "line": min(s.line + s.latex.count("\n", 0, right.start), max(s.line, gathered.last_line(s))),
    }


def assumption(ground: Ground, s: Said, left: Side, right: Side, first: bool, alone: bool) -> str:
    """Why a link that differs may still be what the document assumes, or follow from that; "" where it is a claim."""
    a, b = (ground.renamed(side.trees[0]) for side in (left, right))
    stand = ground.at(s.line)
    spoken = stand.speaks_of(a) | stand.speaks_of(b)
    if ground.assumed & spoken:
        return f"something is assumed of {', '.join(sorted(ground.assumed & spoken))}"
    why = "a condition or an assumption" if first and left_product_of_names(a) and left_product_of_names(b) else ""
    if not why and first and alone and not founded(ground, a, b):
        why = may_be_assumed(a, b)
    if why:
        functions = {n.function for t in (a, b) for n in walked(t) if isinstance(n, Apply)}
        opaque = {f for f in functions if f not in ground.functions and f not in FUNCTIONS.values()}
        ground.assumed |= opaque
    return why


def founded(ground: Ground, left: Node, right: Node) -> bool:
    """Is the left side defined already, so that the equation is a claim and no assumption?"""
    heads = ground.heads()
    match left:
        case Name(name):
            return name in heads
        case Entry(base, _):
            return entry_name(left) in heads or entry_name(base) in heads
        case Apply(function, _):
            return function in heads
    bodies = [n.body for t in (left, right) for n in walked(t) if isinstance(n, Derivative)]
    unknown = any(isinstance(n, Apply) and n.function not in {*ground.functions, *FUNCTIONS.values()}
                  for b in bodies for n in walked(b))  # fmt: skip
    return bool(bodies) and not unknown and all(
        not isinstance(b, (Name, Entry)) or {n.name for n in walked(b) if isinstance(n, Name)} & {*ground.definitions}
        for b in bodies)  # fmt: skip


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


def cancel(found: list[dict[str, Any]]) -> None:
    """Two wrong links next to each other whose outer ends agree: the later one puts the error right again."""
    for d in found:
        for a, b in zip(d["links"], d["links"][1:]):
            if a["verdict"] == b["verdict"] == "different" and a["right"] == b["left"]:
                b["witness"] = f"{b['witness']} (it may put right what the link before changed)"
