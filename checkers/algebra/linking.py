"""The links of a document's statements, one after the other, with what the statements before them have shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from checkers.algebra.approximations import gone_on, judged_near
from checkers.algebra.beginnings import NOT_BEGUN, STEPPED, is_claimed, one_step
from checkers.algebra.called_letters import judged_with_letters
from checkers.algebra.causes import one_path
from checkers.algebra.cells import cells
from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import numeric
from checkers.algebra.doubtful import doubtful, solved_by_roots
from checkers.algebra.gathering import Gathered
from checkers.algebra.ground import Ground
from checkers.algebra.leads import CONDITION
from checkers.algebra.learning import Said, is_condition
from checkers.algebra.reading import Side
from checkers.algebra.sentence_premises import judged_as_said
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.supposed import DETERMINED, determined, supposed
from checkers.algebra.table import entry_name
from checkers.algebra.tree import (
    Apply,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Number,
    Operation,
    Transpose,
    has_kind,
    walked,
)

MOST_BACK, MOST_WRONG = 12, 4  # links back, and wrong ones among them, where a link may put errors right
LETTERS_OF_CONSTANTS = (Name("e"), Name("pi"), Name("I"))
HOLDS_WHERE = "it holds where"  # under a condition that the document does not state
NO_CLAIM = ("a definition", "taken for granted")


@dataclass
class Linker:
    """printed: what the document has printed as the value of a quantity, by section; known: the last right side that
    it has given for a quantity; chain: the links of the chain that goes on, with their sides; suspect: what
    was printed in a chain with a wrong link."""

    gathered: Gathered
    printed: dict[tuple[int, Node], Node] = field(default_factory=dict)
    known: dict[tuple[int, Node], Side] = field(default_factory=dict)
    chain: list[tuple[Side, Side, dict[str, Any]]] = field(default_factory=list)
    suspect: set[tuple[int, Node]] = field(default_factory=set)

    def links(self, s: Said) -> list[dict[str, Any]]:
        """The record of each link of a statement."""
        goes_on = s.goes_on and bool(self.chain)
        self.gathered.grounds[s.section].examples.enter(s.line, self.printed)
        if not goes_on:
            self.chain = []
        sides = [self.chain[-1][1], *s.sides] if goes_on else s.sides
        pairs = list(pairwise(sides))
        out = []
        for k, (left, right) in enumerate(pairs):
            first = k == 0 and not goes_on
            found = judged_near(self.judged(s, left, right, first, len(pairs) == 1), left, right)
            link = {
                "left": left.text, "right": right.text,
                "verdict": found.verdict if found.verdict != "unreadable" else "undecided",
                "witness": found.witness if found.verdict == "different" else None,
                "how": found.how,
                "line": min(s.line + s.latex.count("\n", 0, right.start), max(s.line, self.gathered.last_line(s))),
            }  # fmt: skip
            self.chain = gone_on(self.chain, left, right, link)
            if link["verdict"] == "different":
                self.cancelled(s)
            out.append(link)
        self.remember(s)
        return out

    def broken(self) -> None:
        """A statement was not read: no chain goes on from it."""
        self.chain = []

    # ---------------------------------------------------------------- one link

    def judged(self, s: Said, left: Side, right: Side, first: bool, alone: bool) -> Judgement:
        ground = self.gathered.grounds[s.section]
        if right.relation == "⇒":
            return Judgement("undecided", "a consequence is read by a person")
        if first and s.defines is not None:
            return Judgement("undecided", NO_CLAIM[0])
        if left.trees[0] in s.named:
            return Judgement("undecided", NO_CLAIM[0])
        if first and s.premise:
            return Judgement("undecided", NO_CLAIM[1])
        if first and (s.condition or is_condition(left.trees[0], right.trees[0], ground)):
            return Judgement("undecided", CONDITION)
        if first and left.trees[0] in LETTERS_OF_CONSTANTS:  # e = y - t: the document's own e
            return Judgement("undecided", NO_CLAIM[0])
        if done := solved_by_roots(ground, s, left.trees[0], right.trees[0]):
            return done
        found = self.claim(s, left, right)
        if found.verdict == "different" and taken_as_unknown(left.trees[0], found.witness or ""):
            return Judgement("undecided", "how the derivative on the left comes about is not stated")
        if found.verdict != "equal" and (again := self.step_by_step(s, left, right, first, found)) is not None:
            return again
        if found.verdict == "different":
            if s.doubt:
                return Judgement("undecided", s.doubt)
            if why := assumption(ground, s, left, right, first, alone):
                return Judgement("undecided", why)
            a, b = (ground.renamed(side.trees[0]) for side in (left, right))
            if first and (why := supposed(ground.at(s.line), left, right, a, b, found.witness or "")):
                return Judgement("undecided", why)
            if (again := doubtful(ground, s, self.gathered.said, a, b, first)) is not None:
                return again
            if first and determined(ground.at(s.line), a, found.witness or ""):
                found = replace(found, how=DETERMINED)
            before = self.known.get((s.section, ground.renamed(left.trees[0]))) if first else None
            if before is not None and not dotted(before) and self.claim(s, before, right).verdict == "equal":
                return Judgement("equal", "it follows from what was said of the left side before")
            found = self.carried(s, left, right, found)
            cause = one_path(ground.at(s.line), ground.renamed(right.trees[0]))
            if (
                found.verdict == "different"
                and cause
                and not one_path(ground.at(s.line), ground.renamed(left.trees[0]))
            ):
                found = replace(found, witness=f"{found.witness}; {cause}")
            return found
        if found.verdict == "undecided":
            found = self.by_another_way(s, left, right, first, found)
            if found.verdict == "different" and (why := assumption(ground, s, left, right, first, alone)):
                return Judgement("undecided", why)
            return self.carried(s, left, right, found) if found.verdict == "different" else found
        return found

    def step_by_step(self, s: Said, left: Side, right: Side, first: bool, found: Judgement) -> Judgement | None:
        """A link about a recurrence, by the member that was printed last; None where that does not settle it."""
        ground = self.gathered.grounds[s.section]
        values = {tree: value for (section, tree), value in self.printed.items() if section == s.section}
        stand = ground.at(s.line, numbers=True)
        stepped = one_step(stand, ground.renamed(left.trees[0]), values) if first and values else None
        if stepped is None:
            again = self.carried(s, left, right, found) if found.how.endswith(NOT_BEGUN) else found
            return again if again.verdict == "equal" else None
        again = self.claim(s, replace(left, trees=(stepped,)), right)
        if again.verdict == "equal":
            return Judgement("equal", "it follows from the values printed before")
        sure = {tree: value for tree, value in values.items() if (s.section, tree) not in self.suspect}
        certain = again.verdict == "different" and is_claimed(right) and not (s.doubt or stand.leaves(stepped))
        certain = certain and one_step(stand, ground.renamed(left.trees[0]), sure) is not None
        return replace(again, how=STEPPED, witness=f"one step on, {again.witness}") if certain else None

    def claim(self, s: Said, left: Side, right: Side) -> Judgement:
        ground = self.gathered.grounds[s.section]
        start = self.chain[0][0].trees[0] if self.chain else left.trees[0]
        try:
            stand = ground.at(s.line)
            found, left, right = judged_with_letters(stand, self.gathered.names, left, right, start, s.where)
            return judged_as_said(found, stand, self.gathered.names, left, right, s) if s.given else found
        except Exception as error:  # a fault of ours must not lose the other links
            return Judgement("undecided", f"the judge failed on this link ({type(error).__name__})")

    def by_another_way(self, s: Said, left: Side, right: Side, first: bool, found: Judgement) -> Judgement:
        """A link that says too little by itself: against the start of its chain, or what was said before."""
        ground = self.gathered.grounds[s.section]
        if dotted(right):
            return self.entry_by_entry(s, left, right, found)
        if dotted(left) or found.how.startswith(HOLDS_WHERE):
            return found
        if first:
            before = self.known.get((s.section, ground.renamed(left.trees[0])))
            if before is not None and not dotted(before):
                again = self.claim(s, before, right)
                return again if again.verdict != "undecided" and self.unchanged(before, right) else found
            return found
        if any(link["verdict"] == "undecided" and link["how"] not in NO_CLAIM for _, _, link in self.chain[:1]):
            return found  # what the start is said to be may be another quantity than before
        earlier = [link["verdict"] for _, _, link in self.chain]
        start = self.chain[0][0] if self.chain else left
        if "different" in earlier or start is left or dotted(start):
            return found
        again = self.claim(s, start, right)
        if again.verdict == "different":
            return replace(again, witness=f"measured against the start of the chain: {again.witness}")
        return again if again.verdict == "equal" else found

    def entry_by_entry(self, s: Said, left: Side, right: Side, found: Judgement) -> Judgement:
        """The shown entries of a matrix with dots, against what its chain begins with."""
        ground = self.gathered.grounds[s.section]
        start = self.chain[0][0] if self.chain else left
        judged = [
            (c, self.claim(s, replace(left, trees=(c.left,)), replace(right, trees=(c.right,))))
            for c in cells(ground, ground.renamed(start.trees[0]), ground.renamed(right.trees[0]))
        ]
        wrong = [(c, j) for c, j in judged if j.verdict == "different"]
        if wrong:
            cell, first = wrong[0]
            told = f"entry {cell.place}: {first.witness}"
            more = f"; {len(wrong)} of {len(judged)} entries that were judged differ"
            return replace(first, witness=told + more)
        if judged and all(j.verdict == "equal" for _, j in judged):
            return Judgement("equal", f"{len(judged)} of its shown entries, one by one")
        return found

    def unchanged(self, before: Side, right: Side) -> bool:
        """Neither is a bare value, which may be one of another run."""
        return not (numeric(before.trees[0]) or numeric(right.trees[0]))

    def carried(self, s: Said, left: Side, right: Side, found: Judgement) -> Judgement:
        """A link that holds with the values that the document printed before follows correctly from them."""
        ground = self.gathered.grounds[s.section]
        values = {tree: value for (section, tree), value in self.printed.items() if section == s.section}
        new = [replace(x, trees=tuple(put(ground.renamed(t), values) for t in x.trees)) for x in (left, right)]
        if new[0].trees == left.trees and new[1].trees == right.trees:
            return found
        if all(a.trees[0] == ground.renamed(b.trees[0]) for a, b in zip(new, (left, right))):
            return found
        again = self.claim(s, *new)
        if again.verdict == "equal":
            return Judgement("equal", "it follows from the values printed before")
        if again.verdict == "different":
            return replace(again, witness=f"with the values printed before, {again.witness}")
        return found

    def cancelled(self, s: Said) -> None:
        """Say so where the last wrong link puts right what an earlier one of its chain changed."""
        _, right, last = self.chain[-1]
        wrong = [(left, link) for left, _, link in self.chain[-MOST_BACK:-1] if link["verdict"] == "different"]
        for left, link in reversed(wrong) if len(wrong) <= MOST_WRONG else ():
            if self.claim(s, left, right).verdict == "equal":
                last["witness"] = (
                    f"{last['witness']}; this puts right what the link in line {link['line']} changed: "
                    "the errors cancel"
                )
                link["witness"] = (
                    f"{link['witness']}; line {last['line']} puts it right again, so that the errors cancel"
                )
                return

    def remember(self, s: Said) -> None:
        """What the statement has shown of its first side."""
        ground = self.gathered.grounds[s.section]
        if not self.chain or zero_outside(s):
            return
        key = (s.section, ground.renamed(self.chain[0][0].trees[0]))
        last = self.chain[-1][1]
        if numeric(last.trees[0]) and isinstance(key[1], (Name, Entry, Derivative)):
            self.printed[key] = last.trees[0]
            if any(link["verdict"] == "different" for _, _, link in self.chain):
                self.suspect.add(key)
        elif not numeric(key[1]):
            self.known[key] = last


def zero_outside(s: Said) -> bool:
    """Is it x_n = 0 for n < 0, which is no value of the entries within their range?"""
    first = s.sides[0].trees[0]
    return s.premise and isinstance(first, Entry) and not any(isinstance(p, Number) for p in first.places)


def dotted(*sides: Side) -> bool:
    return any(has_kind(s.trees[0], Dots) for s in sides)


def put(tree: Node, values: dict[Node, Node]) -> Node:
    """The tree with values in place of the quantities that have them."""
    if tree in values:
        return values[tree]
    if isinstance(tree, (Derivative, Entry)) or not tree.children:
        return tree
    return tree.rebuild(tuple(put(c, values) for c in tree.children))


def taken_as_unknown(left: Node, witness: str) -> bool:
    """Is the left side a derivative that was given a value at random, for want of what it is the derivative of?"""
    return isinstance(left, Derivative) and f"{entry_name(left)} = " in witness.partition("yours")[0]


def assumption(ground: Ground, s: Said, left: Side, right: Side, first: bool, alone: bool) -> str:
    """Why a link that differs may still be what the document assumes, or follow from that; "" where it is a claim."""
    a, b = (ground.renamed(side.trees[0]) for side in (left, right))
    stand = ground.at(s.line)
    spoken = stand.speaks_of(a) | stand.speaks_of(b)
    if ground.assumed & spoken:
        return f"something is assumed of {', '.join(sorted(ground.assumed & spoken))}"
    why = "a condition or an assumption" if first and left_product_of_names(a) and left_product_of_names(b) else ""
    if not why and first and alone and not founded(ground, a, b) and not (numeric(a) and numeric(b)):
        why = may_be_assumed(a, b)
    if why:
        functions = {n.function for t in (a, b) for n in walked(t, Apply)}
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
    bodies = [n.body for t in (left, right) for n in walked(t, Derivative)]
    unknown = any(isinstance(n, Apply) and n.function not in {*ground.functions, *FUNCTIONS.values()}
                  for b in bodies for n in walked(b))  # fmt: skip
    return bool(bodies) and not unknown


def may_be_assumed(left: Node, right: Node) -> str:
    """Why an equation of its own may be a definition, a condition or an assumption; "" where it claims an identity."""
    if isinstance(left, (Name, Entry)) or (isinstance(left, Transpose) and isinstance(left.operand, Name)):
        return "a definition or a condition"
    names = list(walked(left, Name))
    if isinstance(left, Apply) and all(isinstance(a, Name) for a in left.arguments):
        return "the definition of a function"
    if left_product_of_names(left):
        return "a condition or an assumption"
    slopes = [has_kind(t, Derivative) for t in (left, right)]
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
