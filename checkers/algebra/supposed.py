"""Links of a document that differ and are no claims: recurrences, stationary points, functions named like lists."""

from __future__ import annotations

import re

from checkers.algebra.ground import Stand
from checkers.algebra.reading import Side
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Derivative, Entry, Name, Node, Number, Operation, has_kind, names_in, walked

DETERMINED = "by value, with the numbers given"
SHAPES = re.compile(r"expected an? (?:number|list|column|row)|\d x \d|do(?:es)? not fit")
CALLED = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*+(?:\\left\s*+)?\(\s*+-?\s*+(?:\\?[A-Za-z]++|\d)\s*+\)")


def supposed(stand: Stand, left: Side, right: Side, a: Node, b: Node, witness: str) -> str:
    """Why a link that differs is taken for granted, "" where it is a claim; a, b: its sides by the section's names."""
    moved = isinstance(a, Operation) and a.operator in "+-" and not has_kind(a.right, Entry)
    head = a.left if isinstance(a, Operation) and moved else a  # h_{t+1} - c as well
    if isinstance(head, Entry) and recurs(head, b) and (moved or not has_formula(stand, head)):
        return "a recurrence"
    known = {*stand.definitions, *stand.functions, *stand.ground.numbers, *stand.ground.shapes, *stand.ground.families}
    called = {m[1] for side in (left, right) for m in CALLED.finditer(side.text)} - stand.functions.keys()
    if unknown := (called - known) & (names_in(a) | names_in(b)):
        return f"{min(unknown)} can be a function here"
    if not SHAPES.search(witness):
        return ""
    if isinstance(b, Number) and b.value == 0 and isinstance(a, Derivative):
        return "a condition"
    by = {entry_name(v) or "" for t in (a, b) for n in walked(t, Derivative) for v in n.variables}
    if unsaid := sorted(by - known - {""}):
        return f"the shape of {unsaid[0]} is not stated"
    return f"{min(called & known)} can be a function here" if called & known else ""


def determined(stand: Stand, a: Node, witness: str) -> bool:
    """Is it a quantity with a formula, all of whose quantities have numbers, so that its own numbers are a claim?"""
    found = stand.definitions.get(entry_name(a) or "") if isinstance(a, Name) else None
    if found is None or found.numeric or found.letters or SHAPES.search(witness):
        return False
    full = stand.ground.at(stand.line, numbers=True)
    return stand.leaves(found.body) <= stand.ground.numbers.keys() or not full.leaves(found.body)


def recurs(left: Entry, right: Node) -> bool:
    """x_{t+1} from x_t: an entry whose place is a letter, from other entries of the same quantity."""
    if not isinstance(left.base, Name) or not any(names_in(p) for p in left.places):
        return False
    others = [n for n in walked(right, Entry) if n.base == left.base]
    return any(n.places != left.places and any(names_in(p) for p in n.places) for n in others)


def has_formula(stand: Stand, entry: Entry) -> bool:
    """Does a definition say how the entries are calculated?"""
    found = stand.definitions.get(entry_name(entry.base) or "")
    return found is not None and not found.numeric
