"""Letters that stretch or shift places, as s and p of x_{s i + j - p}: whole numbers that nothing states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.decide import Judgement
from checkers.algebra.definitions import read_parts
from checkers.algebra.ground import Stand
from checkers.algebra.reading import Side
from checkers.algebra.table import CONSTANTS, bound_names, entry_name, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Number, Operation, names_in, walked, with_names

TRIED = (2, 3, 1)
MOST_LETTERS = 3


def strides(stand: Stand, pair: tuple[Node, Node]) -> list[str]:
    """The letters that multiply a counting one in a place, or shift the places of a definition: no quantity, no
    length and none that counts itself."""
    read = {n for t in pair for n in stand.expanded(t)}
    bodies = [d.body for n, d in stand.definitions.items() if n in read]
    trees = [*pair, *bodies]
    found, alone = set[str](), set[str]()
    for n in (n for t in trees for n in walked(t)):
        if isinstance(n, Entry) and entry_name(n) not in stand.definitions:
            for place in places_of(n, None):
                if isinstance(place, Name):
                    alone.add(place.name)
                elif isinstance(place, Operation) and place.operator in "+-":
                    found |= {m.name for f in products(place) for m in walked(f, Name)}
    shifted = {
        m.name
        for t in bodies
        for n in walked(t, Entry)
        if entry_name(n) not in stand.definitions
        for p in places_of(n, None)
        if isinstance(p, Operation)
        for m in walked(p, Name)
    }
    found |= shifted
    counting = {x for t in trees for x in bound_names(t)} | {x for d in stand.definitions.values() for x in d.letters}
    known = {*stand.definitions, *stand.sizes(), *stand.ground.numbers, *stand.ground.shapes, *CONSTANTS}
    letters = sorted(found - alone - counting - known)
    return letters if len(letters) <= MOST_LETTERS else []


def free_lengths(stand: Stand, pair: tuple[Node, Node]) -> Stand:
    """With any length for m of `m = floor((n - K) / s) + 1` where m only ends sums and ranges, and the link speaks of
    nothing that m is calculated from, except in the places of entries."""
    ends = {e for t in pair for n in walked(t, Big) for b in n.bounds for e in (b.low, b.high) if e}
    ends |= {e for both in stand.ground.ranges.values() for e in both}
    lengths = {n.name for e in ends for n in walked(e, Name)} & stand.definitions.keys()
    spoken = {n.name for t in pair for n in read_parts(t) if isinstance(n, Name)}
    spoken |= {m.name for t in pair for n in walked(t, Big) for b in n.bounds
               for e in (b.low, b.high) if e for m in walked(e, Name)} - lengths  # fmt: skip
    loose = {m for m in lengths - spoken if not stand.expanded(stand.definitions[m].body) & spoken}
    kept = {n: d for n, d in stand.definitions.items() if n not in loose or d.numeric or d.letters}
    return replace(stand, definitions=kept) if loose else stand


def products(place: Node) -> Iterator[Node]:
    """The products among the terms of a place."""
    if isinstance(place, Operation) and place.operator in "+-":
        yield from products(place.left)
        yield from products(place.right)
    elif isinstance(place, Operation) and place.operator in (" ", "."):
        yield place


def at_numbers(stand: Stand, left: Side, right: Side, letters: list[str]) -> Iterator[tuple[Stand, Side, Side]]:
    """The link with whole numbers for the letters, several times."""
    for k in range(len(TRIED)):
        values = {x: TRIED[(k + j) % len(TRIED)] for j, x in enumerate(letters)}
        numbers = {x: Number(Fraction(v), str(v)) for x, v in values.items()}
        new = {n: replace(d, body=with_names(d.body, numbers)) for n, d in stand.definitions.items()}
        one, other = (replace(side, trees=(with_names(side.trees[0], numbers),)) for side in (left, right))
        yield replace(stand, definitions=new), one, other


def agreed(judgements: Iterable[Judgement], pair: tuple[Node, Node]) -> Judgement:
    """What is found each time: the first link that is not right there, otherwise the last one. Undecided where entries
    are read backwards, as w_{k - s i}: they leave their range, and what is read there is a convention."""
    found = Judgement("undecided", "nothing was tried")
    for found in judgements:
        if found.verdict == "different" and any(map(backwards, pair)):
            return Judgement("undecided", "it depends on what is read outside the range of an index")
        if found.verdict != "equal":
            return found
    return found


def backwards(tree: Node) -> bool:
    """Is an index of a sum taken away in a place?"""
    counting = bound_names(tree)
    places = [m for n in walked(tree, Entry) for p in n.places for m in walked(p)]
    return any(isinstance(m, Operation) and m.operator == "-" and names_in(m.right) & counting for m in places)
