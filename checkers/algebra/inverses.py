"""Two definitions that undo each other, s = log v and v = e^s: one of them is kept, so that both have values."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from checkers.algebra.as_numbers import Unfit, numbers_for
from checkers.algebra.definitions import Definition
from checkers.algebra.domains import Domain
from checkers.algebra.ground import Ground, Inverse
from checkers.algebra.table import CONSTANTS, places_of
from checkers.algebra.tree import Big, Derivative, Dots, Entry, Name, Node, Number, has_kind, names_in, with_names
from checkers.algebra.worked_values import value_of

MOST = 60  # definitions among which pairs are sought
POINTS = tuple(Number(Fraction(k, 7), "") for k in (-16, -11, -8, -5, -3, -1, 2, 4, 6, 9, 12, 17))
OTHERS = tuple(Number(Fraction(k, 11), "") for k in (13, 17, 9, 24, 7, 16, 20, 5))
ENOUGH = 4  # points at which both have values
CLOSE = 1e-9
EVERYWHERE, POSITIVE = "everywhere", "positive"
ABOVE_ZERO = Domain(0.0, closed_low=False)


def find_inverses(ground: Ground) -> None:
    """Note each pair, with the one that is kept."""
    formulas = [d for found in ground.definitions.values() for d in found if not d.numeric and not d.given]
    if len(formulas) > MOST:
        return
    reads = {id(d): names_in(d.body) for d in formulas}
    for a, b in combinations(formulas, 2):
        if b.name in reads[id(a)] and a.name in reads[id(b)] and a.name != b.name:
            if (found := inverse(ground, a, b)) is not None:
                ground.inverses.append(found)


def inverse(ground: Ground, a: Definition, b: Definition) -> Inverse | None:
    """The pair with the definition that is kept first, None where they do not undo each other."""
    ways = []
    for kept, dropped in ((a, b), (b, a)):
        every = ground.definitions[dropped.name]
        before = every[: next(k for k, d in enumerate(every) if d is dropped)]
        ways.append((undone(kept, dropped), kept, dropped, before[-1] if before else None))
    good = [w for w in ways if w[0] == EVERYWHERE] or [w for w in ways if w[0] == POSITIVE]
    good.sort(key=lambda w: w[3] is None)  # a name with another formula before goes back to it
    for how, kept, dropped, earlier in good:
        if how == POSITIVE and earlier is None and dropped.name not in ground.domains:
            ground.domains[dropped.name] = ABOVE_ZERO
        turned = next(w[0] for w in ways if w[1] is dropped)
        domain = ground.domains.get(kept.name, ABOVE_ZERO if turned == POSITIVE else Domain())
        return Inverse(kept, dropped, earlier, domain if turned else None)
    return None


def undone(kept: Definition, dropped: Definition) -> str:
    """Does the one that is dropped hold where the other one is kept? "" where it does not."""
    inner, outer = plain(kept, dropped), plain(dropped, kept)
    if inner is None or outer is None:
        return ""
    names = sorted((names_in(inner) | names_in(outer)) - {kept.name, dropped.name} - CONSTANTS)
    if len(names) > len(OTHERS):
        return ""
    others: dict[str, Node] = dict(zip(names, OTHERS))
    good: list[tuple[bool, bool]] = []
    for x in POINTS:
        first = value_of(with_names(inner, {**others, dropped.name: x}))
        if first is None or first.size != 1:
            continue
        number = Number(Fraction(float(first.reshape(-1)[0])), "")
        again = value_of(with_names(outer, {**others, kept.name: number}))
        right = again is not None and again.size == 1 and abs(float(again.reshape(-1)[0]) - float(x.value)) < CLOSE
        good.append((x.value > 0, right))
    above = [right for positive, right in good if positive]
    if len(above) < ENOUGH or not all(above):
        return ""
    return EVERYWHERE if len(good) > len(above) and all(right for _, right in good) else POSITIVE


def plain(d: Definition, other: Definition) -> Node | None:
    """The body as a formula of numbers; None where it is none, or reads other entries of the other one than its own."""
    if has_kind(d.body, Big, Derivative, Dots) or len(d.letters) != len(other.letters):
        return None
    try:
        return numbers_for(without_places(d.body, d, other))
    except Unfit:
        return None


def without_places(tree: Node, d: Definition, other: Definition) -> Node:
    """s for s_j of a definition with the letter j."""
    if isinstance(tree, Entry):
        own = tuple(map(Name, d.letters))
        if isinstance(tree.base, Name) and tree.base.name == other.name and places_of(tree, len(own)) != own:
            raise Unfit
        return Name(tree.base.name) if isinstance(tree.base, Name) else tree
    if isinstance(tree, Name) and tree.name == other.name and d.letters:
        raise Unfit  # the whole of it
    return tree.rebuild(tuple(without_places(c, d, other) for c in tree.children)) if tree.children else tree
