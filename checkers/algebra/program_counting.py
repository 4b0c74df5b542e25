"""The counting of a question whose reference is a program: from 0, as it is written, or from 1, as formulas count.

An answer is right where it is right by one of the two from its first index to its last: what begins at 0 in one place
and at 1 in another is off by one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from checkers.algebra.meanings import counted_from_one, with_last_places
from checkers.algebra.question import Question
from checkers.algebra.reading import Side, read_sides
from checkers.algebra.table import bound_names, free_indices, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Number, ReadingError, names_in, walked
from checkers.algebra.values import Unsure

TYPED_PLACE = re.compile(r"[A-Za-z)\]]\[")
LETTER_PLACE = re.compile(r"[A-Za-z)\]]\[\s*(?:[a-z]\s*[\],]|-\d)")


def counted(question: Question) -> Question:
    """The question of a program with its places counted as it counts them, or from 1 where it has more values so."""
    side = question.reference
    program = side.numpy or side.zero_based
    lettered = program and LETTER_PLACE.search(side.text)  # W[i] @ x reads the same in either counting
    if not side.zero_based and not lettered:
        return question
    from_one = anew(question, counting=1, reference=with_trees(side, question.free) if side.zero_based else side)
    try:
        written = as_written(question, side)
        if written.trees == side.trees and not lettered:  # it reads no entries
            return question
        found = anew(question, counting=0, reference=written, from_one=from_one)
        share, single = least_share(found), found.stages[0].reference.shape == ()
        if (single and share == 1) or share > (other := least_share(from_one)) or (single and share == other):
            return found
    except (ReadingError, ValueError, Unsure):
        pass
    return from_one


def as_written(question: Question, side: Side) -> Side:
    """A program's side with its indices as they stand. Raises ReadingError, ValueError."""
    (written,) = read_sides(side.text, replace(question.context.names, counted=True))
    return replace(written, letters=side.letters, trees=tuple(map(with_last_places, written.trees)))


def with_trees(side: Side, free: tuple[str, ...]) -> Side:
    """A program's side with its free indices counted from 1; its entries are already."""
    return replace(side, trees=tuple(counted_from_one(t, free) for t in side.trees))


def anew(question: Question, **changed: Any) -> Question:
    """The question with other fields, and nothing kept of what it has found."""
    return replace(question, **changed, variants={}, tables={}, last=None)


def least_share(question: Question) -> float:
    """The smallest share of rows with a value among the worlds of a question, 0 where it has none."""
    try:
        return min(s.share for s in question.stages)
    except Unsure:
        return 0.0


def from_one(question: Question, side: Side, tree: Node) -> Question | None:
    """The question counted from 1, where the answer shows that it counts so; None for any other answer.

    A sum from 1 over places shows it, and so do numbers from 1, or lengths, in the places of a formula.
    """
    if question.from_one is None or side.zero_based or side.numpy:
        return None
    placed = {x for n in walked(tree, Entry) for p in n.places for x in names_in(p)}
    begins = [b.low.value for n in walked(tree, Big) for b in n.bounds
              if isinstance(b.low, Number) and b.name in placed]  # fmt: skip
    if any(low < 1 for low in begins):
        return None
    places = [p for n in walked(tree, Entry) for p in places_of(n, None)]
    numbers = [p.value for p in places if isinstance(p, Number)]
    told = bool(numbers) or any(isinstance(p, Name) and p.name in question.table.sizes for p in places)
    free = set(free_indices(tree, question.table)) - bound_names(tree)
    formula = not TYPED_PLACE.search(side.text) and min(numbers, default=1) >= 1
    return question.from_one if begins or (formula and (told or not free)) else None


def counted_alike(question: Question, link: Question) -> Question:
    """The question of a link, its places counted as those of the question of its chain."""
    left = link.reference
    if question.first == 0:
        try:
            if left.zero_based:
                left = as_written(question, left)
            found = anew(link, reference=left, counting=0)
        except (ReadingError, ValueError):
            return link
        return found if least_share(found) else link
    return anew(link, reference=with_trees(left, link.free)) if left.zero_based else link
