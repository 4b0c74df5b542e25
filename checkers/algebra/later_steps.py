"""Steps that a link holds for: w_{t-2} is read from the third step on, and sums from t + 1 to T only before T."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkers.algebra.ground import Stand
from checkers.algebra.table import bound_names, places_of
from checkers.algebra.tree import Big, Entry, Name, Node, Number, Operation, Relation, names_in, walked

FARTHEST = 4


def later(stand: Stand, pair: tuple[Node, Node]) -> tuple[Node, ...]:
    """t >= 3, where a link reads w_{t-2} and w is defined step by step: its first steps may be no case of the link."""
    recurrences = {n for n, d in stand.definitions.items() if any(k for _, k in shifts(d.body))}
    bound = {x for t in pair for x in bound_names(t)}
    deepest: dict[str, int] = {}
    for tree in pair:
        for (name, letter), back in shifts(tree):
            if 1 < back <= FARTHEST and name in recurrences and letter not in bound:
                deepest[letter] = max(back, deepest.get(letter, 0))
    from_there = [Relation(">=", Name(x), Number(Fraction(k + 1), str(k + 1))) for x, k in sorted(deepest.items())]
    return (*from_there, *before_ends(stand, pair, bound))


def before_ends(stand: Stand, pair: tuple[Node, Node], bound: set[str]) -> list[Node]:
    """t < T, where a link reads G_t = sum_{k=t+1}^T R_k: there are no terms beyond."""
    found: dict[Node, None] = {}
    for n in (n for t in pair for n in walked(t, Entry) if isinstance(n.base, Name)):
        d = stand.definitions.get(n.base.name) if isinstance(n.base, Name) else None
        places = places_of(n, 1)
        if d is None or len(d.letters) != 1 or len(places) != 1 or not isinstance(places[0], Name):
            continue
        for b in (b for big in walked(d.body, Big) for b in big.bounds):
            begins_there = b.low is not None and d.letters[0] in names_in(b.low)
            if begins_there and isinstance(b.high, Name) and places[0].name not in bound:
                found[Relation("<", places[0], b.high)] = None
    return list(found)


def shifts(tree: Node) -> Iterator[tuple[tuple[str, str], int]]:
    """((w, t), 2) of each w_{t-2}."""
    for n in walked(tree):
        if isinstance(n, Entry) and isinstance(n.base, Name):
            for place in places_of(n, None):
                match place:
                    case Operation("-", Name(letter), Number(value)) if value.denominator == 1:
                        yield (n.base.name, letter), int(value)


__all__ = ["later", "shifts"]
