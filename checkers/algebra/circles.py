"""Quantities that read each other in a circle, as h_t reads a_t and a_t reads h_{t-1}, each with the others put in."""

from __future__ import annotations

from dataclasses import replace

from checkers.algebra.definitions import Definition
from checkers.algebra.ground import Stand
from checkers.algebra.table import places_of
from checkers.algebra.tree import Big, Entry, Name, Node, has_kind, names_in, walked, with_names

MOST = 400  # parts of a formula with others put in
CIRCLE = "stands in a circle of definitions"


def unrolled(stand: Stand) -> Stand | None:
    """Every quantity of a circle as a recurrence that reads itself alone; None where one of them cannot be."""
    circle = {n: stand.definitions[n] for n in stand.cyclic()}
    new: dict[str, Definition] = {}
    for name, found in circle.items():
        others = {n: d for n, d in circle.items() if n != name}
        body: Node | None = found.body
        for _ in circle:
            body = None if body is None else with_formulas(body, others)
        if body is None or names_in(body) & others.keys():
            return None
        new[name] = replace(found, body=body)
    return replace(stand, definitions=stand.definitions | new) if new else None


def with_formulas(tree: Node, known: dict[str, Definition]) -> Node | None:
    """The tree with the formulas of the entries that it reads; None where it grows too large, or holds sums."""
    if sum(1 for _ in walked(tree)) > MOST:
        return None
    if isinstance(tree, Entry) and isinstance(tree.base, Name) and tree.base.name in known:
        found = known[tree.base.name]
        places = places_of(tree, len(found.letters))
        if len(places) != len(found.letters) or has_kind(found.body, Big):
            return None
        return with_names(found.body, dict(zip(found.letters, places)))
    if not tree.children:
        return tree
    children = [with_formulas(c, known) for c in tree.children]
    whole = [c for c in children if c is not None]
    return tree.rebuild(tuple(whole)) if len(whole) == len(children) else None
