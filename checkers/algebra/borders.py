"""Where the axes of a question begin, and what it says of places beyond them: x_0, .., x_{n-1}; h_0 = 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checkers.algebra.context import Premise
from checkers.algebra.domains import Domain
from checkers.algebra.evaluate import Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.scope import Scope
from checkers.algebra.table import Axis, Table, entry_name, hints_of, places_of, size_names
from checkers.algebra.tree import Apply, Big, Entry, Name, Node, Number, Operation, walked
from checkers.algebra.values import NoValue, Unsure
from checkers.algebra.world import World

COUNTS = frozenset(map(Name, "nNmMB"))  # names of a number of examples


def reads_zero(trees: tuple[Node, ...]) -> bool:
    """Does an index begin at 0, or does an entry number 0 stand there?"""
    for tree in trees:
        for n in walked(tree):
            ends = [b.low for b in n.bounds] if isinstance(n, Big) else list(n.places) if isinstance(n, Entry) else []
            ends += [a for e in ends if isinstance(e, Apply) for a in e.arguments]  # from max(0, j - n + 1)
            if any(isinstance(e, Number) and e.value == 0 for e in ends):
                return True
    return False


def with_borders(premises: tuple[Premise, ...], table: Table, world: World) -> tuple[Premise, ...]:
    """The premises that are left once those about places beyond the axes (h_0 = 0) are put into the world."""
    import numpy as np

    evaluator, scope = Evaluator(table, world, FLOATS), Scope(np.zeros(1, dtype=np.int64))
    left: list[Premise] = []
    for p in premises:
        if p.relation == "beyond" and isinstance(p.left, Name):  # everywhere outside its axes
            world.borders.setdefault(p.left.name, {})[()] = constant(p.right) or 0.0
            continue
        if p.relation == "begins" and not put_first(p, table, world):
            p = replace(p, relation="=")
        elif p.relation == "begins":
            continue
        number = constant(p.right)
        name = entry_name(p.left.base) if isinstance(p.left, Entry) and isinstance(p.left.base, Name) else None
        shape = world.shapes.get(name or "", ())
        if p.relation != "=" or number is None or not isinstance(p.left, Entry) or name is None or not shape:
            left.append(p)
            continue
        try:
            place = tuple(int(evaluator.whole(q, scope)[0]) for q in places_of(p.left, len(shape)))
        except (NoValue, Unsure):
            left.append(p)
            continue
        lows = world.lows.get(name, (1,) * len(shape))
        if len(place) == len(shape) and any(not low <= k < low + n for k, low, n in zip(place, lows, shape)):
            world.borders.setdefault(name, {})[place] = number
        else:
            left.append(p)
    return tuple(left)


def put_first(p: Premise, table: Table, world: World) -> bool:
    """Put the stated beginning of a recurrence into the world, h_0 = 0 or h_0 = s; False where it has declared axes."""
    import numpy as np

    if not (isinstance(p.left, Entry) and isinstance(p.left.base, Name)) or world.shapes.get(p.left.base.name):
        return False
    name, evaluator = p.left.base.name, Evaluator(table, world, FLOATS)
    try:
        (place,) = evaluator.whole(p.left.places[0], Scope(np.zeros(1, dtype=np.int64)))
        found = evaluator.value(p.right, Scope(np.arange(world.points)))
    except (NoValue, Unsure):
        return False
    shape = world.families.get(name, ())
    if found.eye or (found.shape and found.shape != shape):
        return False
    data = found.data.reshape(world.points, *(found.shape or (1,) * len(shape)))
    data = np.broadcast_to(data, (world.points, *shape)).astype(np.float64)
    if name in world.families:
        world.made[f"{name}_{int(place)} of a family"] = data
    else:
        world.fields.setdefault(name, {})[int(place),] = data
    return True


def constant(node: Node) -> float | None:
    """The number that a node is, None for anything else."""
    return float(node.value) if isinstance(node, Number) else None


def tied_sizes(
    trees: Iterable[Node], shapes: Mapping[str, tuple[Axis, ...]], sizes: frozenset[str], domains: Mapping[str, Domain]
) -> dict[str, int]:
    """Sizes that are lengths of axes declared in numbers: n of sum_{i=1}^n x_i where x has 5 entries.

    A size in no such sum counts the rows, where it has one of the names that a number of examples has.
    """
    lengths = {n: axes for n, axes in shapes.items() if axes and all(isinstance(a, int) for a in axes)}
    if not lengths or not sizes or len(lengths) < len([s for s in shapes.values() if s]):
        return {}
    trees = list(trees)
    found: dict[str, set[int]] = {}
    for (name, axis), (low, high) in (hint for t in trees for hint in hints_of([t]).items()):
        match low, high:
            case (Number(first), Name(size)) if first == 1:
                pass
            case (Number(first), Operation("-", Name(size), Number(one))) if first == 0 and one == 1:
                pass
            case _:
                continue
        if size in sizes and axis < len(lengths.get(name, ())):
            length = lengths[name][axis]
            found.setdefault(size, set()).add(length if isinstance(length, int) else 0)
    tied = {size: n.pop() for size, n in found.items() if len(n) == 1}
    used = {n.name for t in trees for n in walked(t, Name)}
    counts = sorted((sizes & {c.name for c in COUNTS} & used) - set(found))
    rows = next((axes[0] for axes in lengths.values() if len(axes) > 1), None)
    if len(counts) == 1 and isinstance(rows, int) and rows not in tied.values():
        tied[counts[0]] = rows
    return {s: n for s, n in tied.items() if n > 0 and (s not in domains or domains[s].contains(n))}


def shifted(trees: tuple[Node, ...], sizes: frozenset[str]) -> set[str]:
    """Small letters that stand in places: indices even where a bound reads them. n and m are sizes."""
    found = {m.name for t in trees for n in walked(t, Entry) for p in n.places
             for m in walked(p, Name)}  # fmt: skip
    return {n for n in found if n.islower() and len(n) == 1 and n not in "nm"} - sizes


def sizes_in(
    trees: tuple[Node, ...], indices: set[str], known: frozenset[str], shapes: Mapping[str, tuple[Axis, ...]]
) -> set[str]:
    """The sizes that texts name: above sums, and the N of 1/N where the question states its shapes in numbers."""
    found = size_names(trees, indices, known)
    every = [n for t in trees for n in walked(t)]
    if shapes and all(isinstance(a, int) for axes in shapes.values() for a in axes):
        below = {m.name for n in every if isinstance(n, Operation) and n.operator == "/" for m in walked(n.right, Name)}
        places = {m.name for n in every if isinstance(n, Entry) for p in n.places for m in walked(p, Name)}  # fmt: skip
        found |= (below & {c.name for c in COUNTS}) - places - indices - known
    return found
