"""The lengths at which a link is tried: as far as its entries reach, and matrices as tall as their inverses need."""

from __future__ import annotations

from fractions import Fraction

from checkers.algebra.domains import Domain
from checkers.algebra.ground import Stand
from checkers.algebra.padding import EVERY
from checkers.algebra.table import CONSTANTS, bound_names, hints_of, places_of
from checkers.algebra.tree import (
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Transpose,
    names_in,
    walked,
)

ONE, MINUS_ONE = Number(Fraction(1), "1"), Number(Fraction(-1), "-1")
FARTHEST = 9  # beyond it, digits side by side are several places


def counting_letters(stand: Stand, pair: tuple[Node, Node]) -> set[str]:
    """Index letters that stand in conditions and ends of sums alone: whole numbers all the same."""
    placed = {m.name for t in pair for n in walked(t, Entry) for p in n.places for m in walked(p, Name)}  # fmt: skip
    free = {n.name for t in pair for n in walked(t, Name)} - {x for t in pair for x in bound_names(t)}
    return (free & (stand.ground.indices | set(stand.ground.ranges))) - placed - set(stand.definitions) - CONSTANTS


def tall(stand: Stand, pair: tuple[Node, Node]) -> dict[str, Domain]:
    """The lengths of A where (A^T A)^{-1} stands: more rows than columns."""
    found: dict[str, Domain] = {}
    for tree in (
        *pair,
        *(stand.definitions[n].body for t in pair for n in stand.expanded(t) if n in stand.definitions),
    ):
        for n in walked(tree):
            if not (isinstance(n, Operation) and n.operator == "^" and isinstance(n.left, Operation)):
                continue
            if n.left.operator in (" ", "@") and n.right in (MINUS_ONE, Negative(ONE)):
                first, second = n.left.left, n.left.right
                turned = first.operand == second if isinstance(first, Transpose) else False
                whole = second if turned else first
                lengths = stand.ground.shapes.get(whole.name, ()) if isinstance(whole, Name) else ()
                if len(lengths) == 2 and (turned or second == Transpose(first)):
                    names = [a.name if isinstance(a, Name) else "" for a in (lengths if turned else lengths[::-1])]
                    if all(names) and names[0] != names[1]:
                        found.setdefault(names[0], Domain(4, 6, whole=True))
                        found.setdefault(names[1], Domain(1, 3, whole=True))
    return found


def reached(stand: Stand, pair: tuple[Node, Node]) -> dict[str, Domain]:
    """The lengths that have to reach as far as entries are spoken of: h_3 exists only where T >= 3."""
    bodies = [*pair, *(stand.definitions[n].body for t in pair for n in stand.expanded(t) if n in stand.definitions)]
    placed = [(p.value, n) for t in bodies for n in walked(t, Entry) if isinstance(n.base, Name)
              for p in places_of(n, None) if isinstance(p, Number) and p.value.denominator == 1]  # fmt: skip
    last = max((int(k) for k, n in placed if k <= FARTHEST), default=0)
    if last < 3:
        return {}
    ends = [high for _, high in stand.ground.ranges.values()]
    ends += [a for n in {n.base.name for _, n in placed if isinstance(n.base, Name)}
             for a in stand.ground.shapes.get(n, ()) if isinstance(a, Node)]  # fmt: skip
    names = {e.name for e in ends if isinstance(e, Name)} & stand.sizes()
    return {n: Domain(last, last + 2, whole=True) for n in names}


def slides(node: Node) -> bool:
    """x_{i-j+1}: an entry with two indices in one place, which may lie outside its range."""
    return isinstance(node, Entry) and any(
        isinstance(p, Operation) and p.operator in "+-" and len(names_in(p)) > 1 for p in node.places
    )


def without_range(stand: Stand, left: Node, right: Node) -> str:
    """Why what is zero outside its range is not judged where no range is stated; "" where one is."""
    if not stand.ground.zeros:
        return ""
    bodies = [d.body for d in stand.definitions.values()]
    ranged = {n for n, _ in {**hints_of([left, right, *bodies]), **stand.hints()}}
    ranged |= {*stand.ground.shapes, *stand.ground.families, *stand.definitions}
    slopes = [n for t in (left, right) for n in walked(t, Derivative)]
    inside = {id(m) for n in slopes for m in walked(n)}
    read = {
        n.base.name for t in (left, right) for n in walked(t, Entry) if isinstance(n.base, Name) and id(n) not in inside
    }
    zero = {p.left.name for p in stand.ground.beyond() if isinstance(p.left, Name)}
    loose = (read if EVERY in zero else read & zero) - ranged
    return f"{', '.join(sorted(loose))} is 0 outside a range that is not stated" if loose else ""
