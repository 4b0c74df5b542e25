"""Steps of recurrences that a link holds for: w_{t-2} is read from the third step on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkers.algebra.ground import Stand
from checkers.algebra.table import bound_names, places_of
from checkers.algebra.tree import Entry, Name, Node, Number, Operation, Relation, walked

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
    return tuple(
        Relation(">=", Name(x), Number(Fraction(back + 1), str(back + 1))) for x, back in sorted(deepest.items())
    )


def shifts(tree: Node) -> Iterator[tuple[tuple[str, str], int]]:
    """((w, t), 2) of each w_{t-2}."""
    for n in walked(tree):
        if isinstance(n, Entry) and isinstance(n.base, Name):
            for place in places_of(n, None):
                match place:
                    case Operation("-", Name(letter), Number(value)) if value.denominator == 1:
                        yield (n.base.name, letter), int(value)


__all__ = ["later", "shifts"]
