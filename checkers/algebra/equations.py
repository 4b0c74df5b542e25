"""Premises that give one quantity its value, as definitions: H = tanh(Z), s_i = sigma(z_i), f(x) = x^2."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from checkers.algebra.fields import ContextError
from checkers.algebra.table import CONSTANTS
from checkers.algebra.tree import Node, names_in

Head = tuple[str, tuple[str, ...], bool]
LONGEST = 2_000  # characters of a premise that is searched here
ONE_EQUALS = re.compile(r"^([^=<>≤≥≠≈]{1,200}?)\s*:?=\s*([^=<>≤≥≠≈]+)$")
TAIL = re.compile(
    r"(?:\\(?:[,;: ]|q?quad|text\s*\{|mbox\s*\{)|[\s,({])*+(?:\\forall|∀|for (?:all|each|every|any)\b"
    r"|(?:applied )?(?:by|along|over|in|to)(?: the| each| all| every)? (?:rows?|entries|entry|elements?|components?)"
    r"|(?:applied |taken )?(?:row|entry|element|component)[ -]?wise|entry by entry)[^=]*$"
)
CONSTANT = re.compile(r"^[-+]?[\d.]+$")  # of an array: all of its entries
OPTION = re.compile(r"\b((?:axis|dim|keepdims?|ddof|correction)\s{0,2})=")
OTHER = re.compile(r"\\(?:leq?|geq?|neq?|ll|gg|approx|in|sim|propto|equiv)(?![a-zA-Z])|∈|∀|,\s*\\|;")
SIMPLE = re.compile(r"^[\w\\{}^*'()\[\]+, -]{1,60}$")


def giving(
    premises: tuple[str, ...],
    arrays: Collection[str],
    declared: Collection[str],
    taken: Collection[str],
    head_of: Callable[[str], Head],
    name_of: Callable[[str], str],
) -> dict[str, tuple[Head, str]]:
    """The premises that give a value: premise -> (what gets it, the formula).

    arrays: quantities with axes; declared: every declared name; taken: sizes and what has a definition already;
    head_of and name_of: how the left side of a definition, and a name, are read.
    """
    found: dict[str, tuple[Head, str]] = {}
    taken = {*taken, *CONSTANTS}
    for premise in premises:
        said = TAIL.sub("", premise.strip()) if len(premise) <= LONGEST else ""
        sides = ONE_EQUALS.match(OPTION.sub(r"\1:", said))
        if sides is None or OTHER.search(said):
            continue
        left, right = sides[1].strip(), said[-len(sides[2]) :].strip().rstrip(".,")
        for side, body in ((left, right), (right, left)):
            head = _head(side, arrays, declared, head_of, name_of)
            if head is not None and head[0] not in taken and not (head[0] in arrays and CONSTANT.match(body)):
                found[premise] = (head, body)
                taken.add(head[0])
                break
    return found


def _head(
    side: str,
    arrays: Collection[str],
    declared: Collection[str],
    head_of: Callable[[str], Head],
    name_of: Callable[[str], str],
) -> Head | None:
    """What a side of an equation names: a quantity, all entries of one, a function; None for anything else."""
    if not SIMPLE.match(side) or re.match(r"^[\d({\[]", side):
        return None
    try:
        if (name := name_of(side)) in declared and "(" not in side:
            return (name, (), False) if "^2" not in side and "^{2}" not in side else None
    except ContextError:
        pass
    try:
        name, letters, is_function = head_of(side)
    except ContextError:
        return None
    base = name.partition("_")[0]
    if is_function:
        alone = bool(letters) and name not in declared and not any(x in declared for x in letters)
        return (name, letters, True) if alone and all(len(x) < 3 and x.isalpha() for x in letters) else None
    if (
        any(x in declared for x in letters)
        or (base in arrays and base != name)
        or "^" in side
        or base in ("I", "delta")
    ):
        return None
    return (name, letters, False)


def circular(name: str, formulas: Mapping[str, tuple[tuple[str, ...], Node]]) -> bool:
    """Does the formula of a quantity read the quantity itself, or lead back to it?"""
    seen, ahead = set[str](), [name]
    while ahead:
        body = formulas[ahead.pop()][1]
        for n in names_in(body):
            if n == name:
                return True
            if n in formulas and n not in seen:
                seen.add(n)
                ahead.append(n)
    return False


__all__ = ["circular", "giving"]
