"""What a question takes for granted, made true in a world: A = A^T, p_1 + p_2 = 1, a < b."""

from __future__ import annotations

from typing import Any

import numpy as np

from checkers.algebra.context import Premise
from checkers.algebra.evaluate import Evaluator
from checkers.algebra.numbers import FLOATS
from checkers.algebra.projecting import at_the_end, projected
from checkers.algebra.properties import holds as has_property
from checkers.algebra.scope import Scope
from checkers.algebra.table import Table, entry_name, free_indices
from checkers.algebra.tree import Big, Entry, Name, Negative, Node, Transpose, walked
from checkers.algebra.values import NoValue, Unsure, added
from checkers.algebra.world import World

ROUNDS, PATIENCE, CLOSE = 60, 12, 1e-11
MOST_STEPS = 6_000  # parts of premises that are evaluated to make them true in one world


def impose(premises: tuple[Premise, ...], table: Table, world: World) -> tuple[Any, str]:
    """Change the world so that the premises hold; (where they do, a premise that cannot)."""
    equations = [p for p in premises if p.relation == "="]
    for _ in range(3 if len(equations) > 1 else 1):  # one premise may undo another
        for p in equations:
            if not _known_form(p, world, table):
                _solve(p, table, world)
    if len(equations) > 1 and not all((h := _holds(p, table, world)) is not None and h.any() for p in equations):
        _solve_together(equations, table, world)
    good = np.ones(world.points, dtype=bool)
    failed = ""
    for p in premises:
        holds = _holds(p, table, world)
        if holds is None or not holds.any():
            failed = failed or p.text
        else:
            good &= holds
    for name, place in {u: None for p in equations for u in _unknowns(p, table, world)}:
        good &= _inside_at(world, name, _get(world, name, place))
    return good, failed if failed else ("" if good.any() else premises[0].text)


def _solve_together(equations: list[Premise], table: Table, world: World) -> None:
    """Change one quantity until all equations that read it hold, as for a sum of 0 and a sum of squares of 1."""
    for name, place in {u: None for p in equations for u in _unknowns(p, table, world)}:
        about = [p for p in equations if (name, place) in _unknowns(p, table, world)]
        before = _get(world, name, place)
        if len(about) > 1 and not _project(about, table, world, name, place):
            _put(world, name, place, before)


def _known_form(p: Premise, world: World, table: Table) -> bool:
    """A = A^T, A = -A^T and A^T A = I on a declared square matrix."""
    for a, b in ((p.left, p.right), (p.right, p.left)):
        if isinstance(a, Name) and b == Transpose(a) and _square(world, a.name):
            m = world.value(a.name)
            world.made[a.name] = (m + np.swapaxes(m, 1, 2)) / 2
            return True
        turned = b.operand if isinstance(b, Negative) and isinstance(a, (Name, Transpose)) else None
        whole = a.operand if isinstance(a, Transpose) else a
        if turned is not None and isinstance(whole, Name) and turned in (Transpose(whole), whole) and turned != a:
            if _square(world, whole.name):
                m = world.value(whole.name)
                world.made[whole.name] = (m - np.swapaxes(m, 1, 2)) / 2
                return True
        product = _factors(a)
        if len(product) == 2 and isinstance(b, (Name, Entry)) and entry_name(b) in ("I", "I_n", "I_d", "I_k", "I_m"):
            names = [f.operand if isinstance(f, Transpose) else f for f in product]
            if names[0] == names[1] and isinstance(names[0], Name) and len(world.shapes.get(names[0].name, ())) == 2:
                q, _ = np.linalg.qr(world.value(names[0].name))
                if q.shape[1:] != world.shapes[names[0].name]:
                    return False
                world.made[names[0].name] = q
                return True
    return False


def _square(world: World, name: str) -> bool:
    shape = world.shapes.get(name, ())
    return len(shape) == 2 and shape[0] == shape[1]


def _factors(node: Node) -> list[Node]:
    from checkers.algebra.tree import Operation

    return [node.left, node.right] if isinstance(node, Operation) and node.operator in " .@*" else []


def _everywhere(trees: tuple[Node, ...], evaluator: Evaluator) -> Scope:
    """Every point with every value of the free indices of an equation, which holds for all of them."""
    scope = Scope(np.arange(evaluator.world.points))
    letters = [x for t in trees for x in free_indices(t, evaluator.table)]
    for name in dict.fromkeys(letters):
        ends = next((e for t in trees if (e := evaluator.axis_of(name, t, scope, 0)) is not None), None)
        if ends is None:
            raise NoValue(f"nothing says how far {name} goes")
        scope, _ = scope.over(name, *ends)
    return scope


def _gap(p: Premise, table: Table, world: World) -> Any:
    evaluator = Evaluator(table, world, FLOATS)
    with np.errstate(all="ignore"):
        scope = _everywhere((p.left, p.right), evaluator)
        left, right = evaluator.value(p.left, scope), evaluator.value(p.right, scope)
        for one, other, tree in ((left, right, p.right), (right, left, p.left)):
            if not (one.shape or one.eye) and other.shape and not isinstance(tree, Name) and (one.data != 0).any():
                raise NoValue("a matrix product with a number is none")
        return added(left, right, -1, True).data.reshape(world.points, -1)


def _counted(p: Premise, table: Table, world: World) -> Any:
    """The gap, where the world has steps left. Raises Unsure."""
    world.steps += p.weight
    if world.steps > MOST_STEPS:
        raise Unsure("making the premises true takes too many steps")
    return _gap(p, table, world)


def _holds(p: Premise, table: Table, world: World) -> Any:
    if p.relation == "is" and isinstance(p.left, Name):
        return has_property(world.domain(p.left.name).shape, world.value(p.left.name))
    try:
        if p.relation == "within" and isinstance(p.left, Name):
            with np.errstate(all="ignore"):
                found = Evaluator(table, world, FLOATS).value(p.left, Scope(np.arange(world.points)))
            shape, d = world.shapes.get(p.left.name, ()), world.domain(p.left.name)
            if not found.eye and tuple(n for n in found.shape if n != 1) != tuple(n for n in shape if n != 1):
                return None  # the formula gives what has another shape
            inside = d.contain(found.data.reshape(world.points, -1)).all(axis=1) if d.declared else True
            return np.ones(world.points, dtype=bool) & inside
        if p.relation == "holds":
            evaluator = Evaluator(table, world, FLOATS)
            with np.errstate(all="ignore"):
                found = evaluator.holds(p.left, _everywhere((p.left,), evaluator))
            return found.reshape(world.points, -1).all(axis=1)
        return (np.abs(_gap(p, table, world)) <= 1e-9).all(axis=1)
    except (NoValue, Unsure):
        return None


def _solve(p: Premise, table: Table, world: World) -> None:
    """Scale, shift or solve for one quantity by Newton's method, whichever makes the equation hold."""
    try:
        if (np.abs(_counted(p, table, world)) <= CLOSE).all():
            return
    except (NoValue, Unsure):
        return
    for name, place in _unknowns(p, table, world):
        before = _get(world, name, place).copy()
        x = before.copy()
        for way in ("whole", "last"):
            if way == "last" and x.ndim < 2:
                break
            x = before.copy()
            if _newton(p, table, world, name, place, x, way) and _inside(world, name, x) and _lasting(before, x):
                return
            _put(world, name, place, before)
        if _project([p], table, world, name, place):
            return
        _put(world, name, place, before)


def _project(equations: list[Premise], table: Table, world: World, name: str, place: Any) -> bool:
    """Change all entries of a quantity until several equations hold, as one for every row does."""
    before = _get(world, name, place)
    if before.ndim < 2:
        return False

    def gap(values: Any) -> Any:
        _put(world, name, place, values.reshape(before.shape))
        return np.concatenate([_counted(p, table, world) for p in equations], axis=1)

    alone = any(Name(name) in (p.left, p.right) for p in equations)
    positive = world.domain(name).low >= 0
    for by_factors in (True, False) if positive else (False, True):
        try:
            found = projected(gap, before.reshape(world.points, -1), by_factors, at_the_end(before.shape[1:]))
        except (NoValue, Unsure, np.linalg.LinAlgError):
            return False
        if found is not None and _inside(world, name, found) and (alone or _lasting(before, found)):
            _put(world, name, place, found.reshape(before.shape))
            return True
    return False


def _newton(p: Premise, table: Table, world: World, name: str, place: Any, x: Any, way: str) -> bool:
    """Scale the whole quantity (way whole) or change its last entry (way last) until the equation holds."""
    flat = x.reshape(world.points, -1)
    amount = np.ones(world.points) if way == "whole" and x.ndim > 1 else flat[:, -1].copy()
    start = flat.copy()

    def at(a: Any) -> Any:
        now = start * a[:, None] if way == "whole" and x.ndim > 1 else start.copy()
        if not (way == "whole" and x.ndim > 1):
            now[:, -1] = a
        _put(world, name, place, now.reshape(x.shape))
        gap = _counted(p, table, world)
        if gap.shape[1] != 1:
            raise NoValue("a premise of several equations")
        return gap[:, 0]

    try:
        solved: list[int] = []
        for turn in range(ROUNDS):
            f = at(amount)
            if (np.abs(f) <= 1e-14).all():
                break
            h = 1e-6 * (1 + np.abs(amount))
            slope = (at(amount + h) - at(amount - h)) / (2 * h)
            step = np.where(np.abs(slope) > 1e-9, f / np.where(slope == 0, 1, slope), 0)
            solved.append(int((np.abs(f) <= 1e-10).sum()))
            if not step.any() or (turn >= PATIENCE and solved[-1] == solved[-PATIENCE]):
                break  # the quantity does not move it, or no further point comes near
            amount = amount - np.clip(step, -5, 5)
        f = at(amount)
    except (NoValue, Unsure):
        return False
    x[...] = _get(world, name, place)
    return bool((np.abs(f) <= 1e-10).sum() >= 0.5 * world.points)


def _inside(world: World, name: str, x: Any) -> bool:
    return bool(np.mean(_inside_at(world, name, x)) > 0.3)


def _inside_at(world: World, name: str, x: Any) -> Any:
    """At which points are all entries in the domain that is stated for the quantity?"""
    d = world.domain(name)
    values = x.reshape(world.points, -1)
    return d.contain(values).all(axis=1) if d.declared else np.ones(world.points, dtype=bool)


def _lasting(before: Any, after: Any) -> bool:
    """Is the array still an array of numbers, and not all 0, at which any equation of products holds?"""
    if before.ndim < 2:
        return True
    was, now = (np.abs(x.reshape(len(x), -1)).max(axis=1, initial=0.0) for x in (before, after))
    return bool(np.mean(now >= 1e-3 * was) >= 0.9)


def _unknowns(p: Premise, table: Table, world: World) -> list[tuple[str, Any]]:
    """Quantities of the premise that can be changed, the last ones first."""
    found: dict[tuple[str, Any], None] = {}
    bound = {b.name for n in (*walked(p.left), *walked(p.right)) if isinstance(n, Big) for b in n.bounds}
    for side in (p.left, p.right):
        for n in walked(side):
            if isinstance(n, Entry) and (whole := entry_name(n)) is not None and table.declared(whole):
                found.setdefault((whole, None))
            elif isinstance(n, Entry) and (base := entry_name(n.base)) is not None:
                if base in world.shapes:
                    found.setdefault((base, None))
                else:
                    for place in world.fields.get(base, {}):
                        found.setdefault((base, place))
            elif isinstance(n, Name) and n.name not in bound and n.name not in table.sizes:
                if n.name in table.scalars or n.name in table.shapes or n.name in world.made:
                    found.setdefault((n.name, None))
    return list(reversed(found))


def _get(world: World, name: str, place: Any) -> Any:
    return world.value(name) if place is None else world.fields[name][place]


def _put(world: World, name: str, place: Any, x: Any) -> None:
    if place is None:
        world.made[name] = x
    else:
        world.fields[name][place] = x
