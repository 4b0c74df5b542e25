"""A chain a = b = c: a verdict for each link, the first bad one, and errors that cancel."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from checkers.algebra.context import Tolerance
from checkers.algebra.decide import Judgement, decide, has_decimals
from checkers.algebra.diagnosis import named
from checkers.algebra.echo import latex
from checkers.algebra.findings import finding
from checkers.algebra.pairs import of_left_side
from checkers.algebra.program_counting import counted_alike
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.rounding import spread
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Derivative, Entry, Name, Node, Number, walked
from checkers.algebra.worked_values import is_literal, is_printed

UNKNOWN = "it speaks of a derivative of which the question says nothing"


def judge_link(own: Question, right: Side) -> Judgement:
    """Does the right side follow from the left one, of which the question is?"""
    found = [decide(own, right, tree) for tree in right.trees]
    if found[0].verdict == "undecided" and len(own.reference.trees) > 1:  # another reading of the left side has a value
        left = replace(own.reference, trees=own.reference.trees[1:])
        return judge_link(replace(own, reference=left, variants={}, tables={}, last=None), right)
    return next((f for f in found if f.verdict == "equal"), found[0])


def question_of_link(question: Question, left: Side, right: Side) -> Question:
    """The left side as the reference, with as many digits as the right side shows."""
    left, also = of_left_side(question, left, right), (question.tree, *question.also, *right.trees)
    own = Question(left, question.context, question.seed, also)
    own = counted_alike(question, own)
    tree = right.trees[0]
    if (right.relation == "≈" or has_decimals(tree)) and not question.context.tolerance.kind:
        if tolerance := as_printed(tree):
            own = replace(own, context=replace(question.context, tolerance=tolerance), variants={}, tables={},
                          last=None)  # fmt: skip
    return own


def as_printed(tree: Node) -> Tolerance | None:
    """How far a side may be from the one before it, by the digits that it shows; None where they say nothing."""
    apart, places = spread(tree) if is_literal(tree) and not is_printed(tree) else None, digits(tree)
    if apart is not None:
        return Tolerance("absolute", apart) if apart else None
    if places is not None and is_printed(tree):
        return Tolerance("absolute", 0.5 * 10.0**-places)
    return None if places is None else Tolerance("decimals", places)


def digits(tree: Node) -> int | None:
    """The decimals that a side shows, the fewest among its numbers."""
    shown = [n.decimals for n in walked(tree, Number) if n.decimals]
    return min(shown) if shown else None


def judge_links(question: Question, sides: list[Side], out: dict[str, Any]) -> None:
    """Fill the record of a chain."""
    links: list[dict[str, Any]] = []
    first_bad: int | None = None
    unsure, bad = "", None
    known = [not speaks_of_unknown(s.trees[0], question) for s in sides]
    taken = question.reference
    for k, (left, right) in enumerate(itertools.pairwise(sides), 1):
        taken = left if known[k - 1] else taken  # what the question does not know counts as right
        own = question_of_link(question, taken, right)
        found = judge_link(own, right) if known[k] else Judgement("undecided", UNKNOWN)
        links.append(
            {"link": k, "left": left.text, "right": right.text, "verdict": found.verdict, "witness": found.witness}
        )
        if found.verdict == "different" and first_bad is None:
            first_bad, bad = k, own
        if found.verdict in ("undecided", "unreadable") and known[k]:
            unsure = unsure or f"link {k}: {found.how}"
    ends = decide(question, sides[-1], sides[-1].trees[0])
    start = decide(question, sides[0], sides[0].trees[0]) if known[0] else Judgement("equal", UNKNOWN)
    out.update(links=links, first_bad_link=first_bad, read_as=" = ".join(latex(s.trees[0]) for s in sides))
    if first_bad is not None and bad is not None:
        cancel = ends.verdict == "equal" and start.verdict == "equal"
        said = f"link {first_bad}: {links[first_bad - 1]['witness']}"
        out.update(verdict="different", how="a link does not hold", witness=said)
        out["diagnosis"] = of_link(question if start.verdict == "equal" else None, bad, sides[first_bad], cancel)
    elif unsure:
        out.update(verdict="undecided", how=unsure)
    elif ends.verdict != "equal":
        out.update(verdict=ends.verdict, how="every link holds, and the start is wrong" if ends.verdict == "different"
                   else ends.how, witness=ends.witness)  # fmt: skip
        if ends.verdict == "different":
            names = named(question, sides[0], sides[0].trees[0], start) if start.verdict == "different" else []
            out["diagnosis"] = [finding(n) for n in [*names[:2], "wrong_start"]]
    else:
        out.update(verdict="equal", how=f"all {len(links)} links hold")


def speaks_of_unknown(tree: Node, question: Question) -> bool:
    """Does the tree hold a derivative of something that the question does not define?"""
    return bool(unknown_slope(tree, question))


def unknown_slope(tree: Node, question: Question) -> str:
    """The first derivative of something that the question does not define, dq_j/dz_i or dL/dq; '' for none."""
    asked = {n for t in (question.tree, *(() if question.label is None else (question.label,))) for n in walked(t)}
    for n in walked(tree):
        if isinstance(n, Derivative) and isinstance(n.body, (Name, Entry)):
            base = n.body.base if isinstance(n.body, Entry) else n.body
            defined = {entry_name(base), entry_name(n.body)} & set(question.table.definitions)
            if not defined and n not in asked and not question.table.declared(entry_name(n) or ""):
                return latex(n)
    return ""


def of_link(question: Question | None, link: Question, right: Side, cancel: bool) -> list[dict[str, str]]:
    """What went wrong in the right side of a link; against the reference too, where the chain starts with it."""
    names: list[str] = []
    for q in (question, link):
        if q is not None and not names:
            found = decide(q, right, right.trees[0])
            if found.verdict == "different":
                names = named(q.with_answer(right), right, right.trees[0], found)
    return [finding(n) for n in ([*names[:2], "errors_cancel"] if cancel else names[:3])]
