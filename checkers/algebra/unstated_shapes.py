"""Links of a document that differ by shapes alone: is each shape in them stated, so that the difference counts?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import replace

from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import numeric, read_parts
from checkers.algebra.ground import Ground, Stand
from checkers.algebra.inference import kind_of
from checkers.algebra.layouts import Layouts
from checkers.algebra.table import CONSTANTS, entry_name, places_of
from checkers.algebra.tree import Derivative, Entry, Name, Node, Number, Rows, has_kind, walked

UNSIZED = "a shape that is not stated"  # the note of a difference that may be none
DOUBTS = "axes and is read|whole number"


def by_shapes(found: Judgement, stand: Stand, layouts: Layouts, left: Node, right: Node, declared: bool) -> Judgement:
    """The judgement, noted as UNSIZED where it rests on a shape that nobody states; `how` says on which."""
    if found.verdict != "different":
        return found
    said = found.witness or ""
    wrong = found.note == "wrong shape"
    doubts = DOUBTS + ("" if layouts.stated else "|identity")
    eye = "to an identity" in said and not declared
    if eye or (wrong and (layouts.inferred or re.search(doubts, said))):
        return Judgement("undecided", f"the shapes are not stated: {said}")
    if not (wrong or found.outside):
        return found
    why = unsized(stand, layouts, left, right)
    return replace(found, note=UNSIZED, how=why) if why else found


def settled(found: Judgement) -> Judgement:
    """What a difference by shapes comes to in the end."""
    return Judgement("undecided", found.how) if found.note == UNSIZED else found


def unsized(stand: Stand, layouts: Layouts, left: Node, right: Node) -> str:
    """Why the shapes of a link may be other ones than those that it was judged with; "" where all are stated."""
    ground = stand.ground
    stated = {*ground.shapes, *ground.families, *layouts.shapes, *layouts.families}
    letters = {x for d in layouts.bodies.values() for x in d.letters}
    given = stated | letters | stand.definitions.keys() | stand.sizes() | CONSTANTS
    loose = {n for t in layouts.trees() for n in arrays(t, given, t in (left, right))} - given
    if loose:
        return f"the shape of {', '.join(sorted(loose))} is not stated"
    if later := given_later(stand, layouts, left, right):
        return f"the shape of {min(later)} is not stated before its numbers, which come later"
    if name := next(members(ground, left, right), ""):
        return f"whether {name} is an entry or one of a sequence is not stated"
    for a, b in ((left, right), (right, left)):
        if is_plain(a) and any_size(stand, layouts, b):
            return "a number can be the value of an array in an example with one entry"
    return ""


def arrays(tree: Node, given: Container[str | None], side: bool) -> Iterator[str]:
    """The names of a tree that can be arrays by their letters: whole, as members W_1, or x_i as a whole side."""
    slopes = {id(n.body) for n in walked(tree, Derivative)}
    for n in read_parts(tree, bases=False):
        if isinstance(n, Name) and id(n) not in slopes and kind_of(n.name):
            yield n.name
        elif isinstance(n, Entry) and isinstance(n.base, Name) and len(places_of(n, None)) == 1:
            (place,) = places_of(n, None)
            whole = not isinstance(place, Name) or (side and n is tree)
            if whole and kind_of(n.base.name) and entry_name(n) not in given:
                yield n.base.name


def given_later(stand: Stand, layouts: Layouts, left: Node, right: Node) -> set[str]:
    """Quantities whose sizes are those of numbers printed after the link, in a link that shows no numbers itself."""
    if any(has_kind(t, Rows) for t in (left, right)):
        return set()
    read = {n for t in (left, right) for n in stand.expanded(t)}
    found = {n for n in read if n in stand.definitions and stand.definitions[n].numeric
             and stand.definitions[n].line > stand.line and has_kind(stand.definitions[n].body, Rows)}  # fmt: skip
    numbers = stand.ground.numbers
    return found | {n for n in layouts.shapes if n in numbers and all(d.line > stand.line for d in numbers[n])}


def members(ground: Ground, left: Node, right: Node) -> Iterator[str]:
    """w_1 of a vector w that stands alone on a side, or beside a w_0: it may be a whole vector of a sequence."""
    for n in (n for t in (left, right) for n in walked(t, Entry)):
        if not (isinstance(n.base, Name) and len(n.places) == 1 and isinstance(n.places[0], Number)):
            continue
        name = n.base.name
        beside = [d for x, found in (*ground.numbers.items(), *ground.definitions.items()) for d in found
                  if re.fullmatch(re.escape(name) + r"_\d+", x)]  # fmt: skip
        sequence = any(has_kind(d.body, Rows) for d in beside) or f"{name}_0" in ground.heads()
        if len(ground.shapes.get(name, ())) == 1 and (n in (left, right) or n.places[0].value == 0 or sequence):
            yield f"{name}_{n.places[0].text}"


def is_plain(tree: Node) -> bool:
    """A number, without a list of numbers."""
    return numeric(tree) and not has_kind(tree, Rows)


def any_size(stand: Stand, layouts: Layouts, tree: Node) -> bool:
    """Hang the sizes of a tree on letters alone, which may all be 1?"""
    shapes = {**stand.ground.shapes, **stand.ground.families, **layouts.shapes, **layouts.families}
    read = stand.expanded(tree)
    sized = [a for n in read for a in shapes.get(n, ())]
    rows = [tree, *(stand.definitions[n].body for n in read if n in stand.definitions)]
    return not any(isinstance(a, (int, Number)) for a in sized) and not any(has_kind(t, Rows) for t in rows)


__all__ = ["by_shapes", "settled"]
