"""Links of a document that differ and claim nothing: equations to be solved, first mentions, what conditions give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import Definition, numeric
from checkers.algebra.ground import NEAR, Ground
from checkers.algebra.learning import Said
from checkers.algebra.rounding import LONG_NUMBER, significant, spread
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import CONSTANTS, entry_name
from checkers.algebra.tree import (
    Apply,
    Big,
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    has_kind,
    names_in,
    walked,
    with_names,
)
from checkers.algebra.worked_values import shown, uncertainty, value_of

SLACK = 1e-9
BY_ROOTS = "the roots printed next solve it"
KNOWN = frozenset(FUNCTIONS.values())


def doubtful(ground: Ground, s: Said, before: Sequence[Said], a: Node, b: Node, first: bool) -> Judgement | None:
    """What a link that differs is instead of a claim; None where it is one. first: it begins its chain.

    before: the statements of the document; a, b: its sides by the section's names.
    """
    if off_by_a_unit(a, b):
        return Judgement("undecided", "the last digit is what rounding before it can make it")
    if through_printed(ground, s, a, b):
        return Judgement("undecided", "a derivative is not taken through numbers that are printed")
    if unknown := unknowns(ground, s, a, b):
        return solved(ground, s, a, unknown) or Judgement("undecided", f"an equation for {min(unknown)}")
    if not first:
        return None
    if isinstance(a, Entry) and first_mention(ground, s, a):
        return Judgement("undecided", "a definition")
    if isinstance(b, Entry) and fixed_point(ground, a, b):
        return Judgement("undecided", "a condition")
    if letters := conditioned(ground, s, before, a, b):
        return Judgement("undecided", f"it follows from a condition on {', '.join(sorted(letters))}")
    return None


# ------------------------------------------------------------------ numbers that are printed


def off_by_a_unit(a: Node, b: Node) -> bool:
    """1/(1 + 0.1199) = 0.8930: a number one unit of its last digit off, from a long one that may be rounded."""
    x, y = value_of(a), value_of(b)
    places = b.decimals if isinstance(b, Number) else None
    if x is None or y is None or x.shape or y.shape or not places:
        return False
    long = any(n.decimals and significant(n) >= LONG_NUMBER for n in walked(a, Number))
    divided = any(isinstance(n, Apply) or (isinstance(n, Operation) and n.operator == "/") for n in walked(a))
    return long and divided and bool(abs(x - y) <= 1.01 * 10.0**-places) and bool(spread(a, LONG_NUMBER))


def through_printed(ground: Ground, s: Said, a: Node, b: Node) -> bool:
    """Does a number hang on a quantity that is defined as a derivative, where its formula has printed numbers?"""
    if numeric(a) == numeric(b) or any(has_kind(t, Derivative) for t in (a, b)):
        return False
    stand = ground.at(s.line, numbers=True)
    read = (stand.expanded(a) | stand.expanded(b)) & stand.definitions.keys()
    return any(has_kind(stand.definitions[name].body, Derivative) for name in read)


# ------------------------------------------------------------------ p(x) = 0


def unknowns(ground: Ground, s: Said, a: Node, b: Node) -> set[str]:
    """The letters without a value or a formula before of an equation p(x) = 0 between numbers; {} for any other one."""
    return {x for x in letters_of(ground, a, b) if not valued(ground, s, x)}


def solved_by_roots(ground: Ground, s: Said, a: Node, b: Node) -> Judgement | None:
    """An equation that its roots solve, which are printed next, whatever value its letter had before."""
    if not (isinstance(b, Number) and b.value == 0):
        return None  # most links end here
    a = ground.renamed(a)
    letters = letters_of(ground, a, b)
    found = solved(ground, s, a, letters) if len(letters) == 1 and not letters & ground.definitions.keys() else None
    return found if found is not None and found.verdict == "equal" else None


def letters_of(ground: Ground, a: Node, b: Node) -> set[str]:
    """The letters of an equation p(x) = 0 between numbers; {} for any other one."""
    if not (isinstance(b, Number) and b.value == 0):
        return set()
    parts = list(walked(a))
    if not all(
        isinstance(n, (Name, Number, Negative, Operation))
        or (isinstance(n, Apply) and n.function in KNOWN and not n.primes)
        for n in parts
    ):
        return set()
    return {n.name for n in parts if isinstance(n, Name)} - CONSTANTS - ground.lengths() - set(ground.shapes)


def valued(ground: Ground, s: Said, name: str) -> bool:
    """Has a number a formula or a value by then? The list of the roots x_1, x_2 is none."""
    found = [*ground.definitions.get(name, ()), *ground.numbers.get(name, ())]
    return any(d.line <= s.line and not isinstance(d.body, Rows) for d in found)


def solved(ground: Ground, s: Said, a: Node, unknown: set[str]) -> Judgement | None:
    """Do the roots that are printed next solve the equation? None where there are none, or none of them does."""
    if len(unknown) > 1:
        return None
    (x,) = unknown
    roots = [d for k in range(1, NEAR) for d in ground.numbers.get(f"{x}_{k}", [])[-1:] if 0 <= d.line - s.line <= NEAR]
    judged = [(d, gap) for d in roots if (gap := value_at(a, x, d)) is not None]
    if not any(gap == "" for _, gap in judged):
        return None
    wrong = [f"{d.name} = {gap}" for d, gap in judged if gap]
    if wrong:
        return Judgement("different", "by the roots printed next", witness=f"{wrong[0]}, and 0 is printed")
    return Judgement("equal", BY_ROOTS)


def value_at(a: Node, x: str, root: Definition) -> str | None:
    """What the equation gives at a root, "" for zero; None where it has no value."""
    tree = with_names(a, {x: root.body})
    value, at = value_of(tree), value_of(root.body)
    if value is None or at is None or value.size > 1:
        return None
    off = np.abs(value) > 1.01 * uncertainty(tree, value) + SLACK * (1 + np.abs(at))
    return f"{shown(at)} makes the left side {shown(value)}" if off.any() else ""


# ------------------------------------------------------------------ entries


def first_mention(ground: Ground, s: Said, a: Entry) -> bool:
    """Is it one entry, of which nothing was said before: g_2 = 1 - g_1 where g_1 alone has a value?"""
    whole, base = entry_name(a), entry_name(a.base)
    if whole is None or not isinstance(a.base, Name) or not all(isinstance(p, Number) for p in a.places):
        return False
    found = [d for name in (whole, base) for book in (ground.definitions, ground.numbers)
             for d in book.get(name or "", ()) if d.line < s.line or not d.numeric]  # fmt: skip
    return not found and not {whole, base} & {*ground.shapes, *ground.families}


def by_cases(said: Sequence[Said]) -> set[str]:
    """Quantities whose entries have values case by case: y_k = 1 - eps of the true class, y_j = eps of the others."""
    letters: dict[str, list[set[str]]] = {}
    for s in said:
        first = s.sides[0].trees[0] if len(s.sides) > 1 and not s.goes_on else None
        if isinstance(first, Entry) and isinstance(first.base, Name) and all(isinstance(p, Name) for p in first.places):
            own = {p.name for p in first.places if isinstance(p, Name)}
            if own and not own & names_in(s.sides[1].trees[0]):
                letters.setdefault(first.base.name, []).append(own)
    return {name for name, found in letters.items() if any(a.isdisjoint(b) for a, b in pairwise(found))}


# ------------------------------------------------------------------ conditions


def fixed_point(ground: Ground, a: Node, b: Entry) -> bool:
    """sum_i v_i P_ij = v_j of a v that nothing defines: what is asked of v, for some P."""
    name = entry_name(b.base)
    if name is None or name in {*ground.definitions, *ground.numbers} or a.conditional:
        return False
    read = {entry_name(n.base) for t in walked(a, Big) for n in walked(t.body, Entry)}
    return name in read and len(read) > 1


def conditioned(ground: Ground, s: Said, before: Sequence[Said], a: Node, b: Node) -> set[str]:
    """The quantities of the right side that the left one does not depend on, where a condition joins them: = 0."""
    if isinstance(a, Derivative):
        return set()
    stand = ground.at(s.line)
    own = stand.expanded(a) | names_in(a)
    extra = stand.leaves(b) - own - stand.sizes() - CONSTANTS - set(ground.numbers)
    for t in before if extra else ():
        if t is s:
            break
        if t.section == s.section and len(t.sides) > 1 and isinstance(t.sides[-1].trees[0], Number):
            spoken = {x for side in t.sides for x in names_in(ground.renamed(side.trees[0]))}
            if extra <= spoken and spoken & names_in(a):
                return extra
    return set()


__all__ = ["BY_ROOTS", "by_cases", "doubtful", "solved_by_roots"]
