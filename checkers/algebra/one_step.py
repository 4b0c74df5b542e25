"""Links about one step, W_t^T D_t u_t: the quantities of that step as matrices and columns without a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.algebra.as_numbers import as_numbers
from checkers.algebra.definitions import Definition
from checkers.algebra.ground import Stand
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Big, Derivative, Entry, Name, Node, Transpose, has_kind, names_in, walked

BOTH = ("equal", "different")


def simpler(stand: Stand, pair: tuple[Node, Node]) -> Iterator[tuple[Stand, tuple[Node, Node], tuple[str, ...]]]:
    """A link whose shapes are not stated, as links that need none: where it stands, its sides, verdicts that count."""
    if (step := one_step(stand, pair)) is not None:
        yield *step, BOTH
    if (plain := as_numbers(stand, pair)) is not None:
        yield plain.stand, plain.pair, BOTH[1:] if plain.order else BOTH


def one_step(stand: Stand, pair: tuple[Node, Node]) -> tuple[Stand, tuple[Node, Node]] | None:
    """The link without places where every entry in it has the same one, None where that is no case of it.

    What other steps or derivatives define is any quantity there; both sides have to speak of the same ones.
    """
    places = {n.places for t in pair for n in walked(t, Entry)}
    if len(places) != 1 or not any(has_kind(t, Transpose) for t in pair):
        return None
    (place,) = places
    if len(place) != 1 or any(has_kind(t, Big, Derivative) for t in pair):
        return None
    ground = stand.ground
    step = {n.base.name for t in pair for n in walked(t, Entry) if isinstance(n.base, Name)}
    kept: dict[str, Definition] = {}
    waiting = [n for t in pair for n in names_in(t)]
    while waiting:
        name = waiting.pop()
        d = stand.definitions.get(name)
        if d is None or name in kept or not plain(d):
            continue
        kept[name] = d
        step |= {n.base.name for n in walked(d.body, Entry) if isinstance(n.base, Name)}
        waiting += names_in(d.body) - {*d.letters}
    trees = [*pair, *(d.body for d in kept.values())]
    if any(entry_name(n) in stand.definitions for t in trees for n in walked(t, Entry)):
        return None
    stated = {*ground.shapes, *ground.families, *ground.numbers, *ground.assumed, *ground.unused, *ground.domains}
    names = {x for t in trees for x in names_in(t)}
    if (
        ground.special
        or ground.symmetric
        or ground.premises
        or ground.zeros
        or names & stated
        or not apart(trees, step)
    ):
        return None
    letters = {x for d in kept.values() for x in d.letters} | names_in(place[0])
    free = [{x for x in closed(names_in(t), kept) if x not in kept} - letters for t in pair]
    if free[0] != free[1]:
        return None
    new = {n: replace(d, letters=(), body=bare(d.body)) for n, d in kept.items()}
    return replace(stand, definitions=new), (bare(pair[0]), bare(pair[1]))


def plain(d: Definition) -> bool:
    """Does it say what a quantity is by others of the same step, or by what has no steps?"""
    if has_kind(d.body, Derivative, Big):
        return False
    places = {n.places for n in walked(d.body, Entry)}
    return len(d.letters) <= 1 and places <= {tuple(Name(x) for x in d.letters)} and not d.function


def apart(trees: list[Node], step: set[str]) -> bool:
    """Do the quantities of the step stand with their place everywhere?"""
    for tree in trees:
        inside = {id(n.base) for n in walked(tree, Entry)}
        if any(n.name in step and id(n) not in inside for n in walked(tree, Name)):
            return False
    return True


def closed(names: set[str], kept: dict[str, Definition]) -> set[str]:
    """The names, and what their definitions speak of."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += names_in(kept[name].body) if name in kept else ()
    return found


def bare(tree: Node) -> Node:
    if isinstance(tree, Entry):
        return tree.base
    return tree.rebuild(tuple(bare(c) for c in tree.children)) if tree.children else tree
