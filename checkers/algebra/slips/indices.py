"""One slip in an index, a bound or a sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.products import ONE, constant, factors, number, product, terms, total
from checkers.algebra.table import Axis, entry_name, is_declared_entry, places_of
from checkers.algebra.tree import (
    Apply,
    Big,
    Bound,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Slice,
    has_kind,
    names_in,
    walked,
)

FAR = 500  # terms of a geometric sum that has no last one
ENDS = ("low", "high", "other")


def plus(node: Node, value: int) -> Node:
    """node + value, with what is added there already."""
    match node:
        case Number(v):
            return number(v + value)
        case Operation("+" | "-" as operator, left, Number(v)):
            new = (v if operator == "+" else -v) + value
            if new == 0:
                return left
            return Operation("+" if new > 0 else "-", left, number(abs(new)))
    return Operation("+" if value > 0 else "-", node, number(abs(value)))


def with_ends(b: Bound, ends: Mapping[str, Node]) -> Bound:
    """The bound with other ends."""
    return Bound(b.name, ends.get("low", b.low), ends.get("high", b.high), ends.get("other", b.other))


def length_of(axis: Axis) -> Node:
    """The length of an axis as an expression."""
    return axis if isinstance(axis, Node) else number(axis)


def swap(node: Node, old: Node, new: Node) -> Node:
    """The tree with one part, told by identity, replaced."""
    if node is old:
        return new
    children = node.children
    return node.rebuild(tuple(swap(c, old, new) for c in children)) if children else node


def renamed(node: Node, new: dict[str, Node]) -> Node:
    """The tree with names replaced; an index bound inside keeps its meaning."""
    if isinstance(node, Name):
        return new.get(node.name, node)
    if isinstance(node, Big):
        inner = {k: v for k, v in new.items() if k not in {b.name for b in node.bounds}}
        ends = [{e: renamed(v, new) for e in ENDS if (v := getattr(b, e)) is not None} for b in node.bounds]
        bounds = tuple(with_ends(b, e) for b, e in zip(node.bounds, ends))
        return replace(node, bounds=bounds, body=renamed(node.body, inner))
    if isinstance(node, Entry):  # a tensor is no index
        return replace(node, places=tuple(renamed(p, new) for p in node.places))
    children = node.children
    return node.rebuild(tuple(renamed(c, new) for c in children)) if children else node


def of_entry(node: Node, facts: Facts) -> Iterator[Slip]:
    """An entry that reads another place."""
    if not isinstance(node, Entry) or is_declared_entry(node, facts.table):
        return
    shape = facts.shape(entry_name(node.base) or "")
    places = places_of(node, len(shape) or None)
    if any(isinstance(p, (Label, Slice)) for p in places):
        return
    if isinstance(node.base, Name) and node.base.name == "delta":
        yield "delta_forgotten", ONE
        yield "delta_forgotten", number(0)
        return
    at = lambda new: replace(node, places=tuple(new), upper=0)  # noqa: E731
    for k, p in enumerate(places):
        for step in (1, -1):
            yield "index_shifted", at([*places[:k], plus(p, step), *places[k + 1 :]])
        for q in range(k + 1, len(places)):
            swapped = list(places)
            swapped[k], swapped[q] = swapped[q], swapped[k]
            yield "indices_swapped", at(swapped)
        for inner in walked(p):
            if isinstance(inner, Apply) and inner.function in ("floor", "ceil"):
                turned = replace(inner, function="floor" if inner.function == "ceil" else "ceil")
                yield "floor_for_ceil", at([*places[:k], swap(p, inner, turned), *places[k + 1 :]])
        letters = [n.name for n in walked(p, Name)]
        for inner in walked(p):  # 2t + k - 2 as t + k - 1
            if isinstance(inner, Operation) and inner.operator in " *" and isinstance(inner.left, Number):
                alone = swap(p, inner, inner.right)
                yield "stride_ignored", at([*places[:k], alone, *places[k + 1 :]])
                yield "stride_ignored", at([*places[:k], plus(alone, int(inner.left.value) - 1), *places[k + 1 :]])
        if not isinstance(p, Name):
            for letter in dict.fromkeys(letters):
                name = "window_not_divided" if has_kind(p, Apply) else "index_shifted"
                yield name, at([*places[:k], Name(letter), *places[k + 1 :]])
        if k < len(shape) and not isinstance(p, (Name, Number)):
            length = length_of(shape[k])
            mirrored = Operation("-", Operation("+", length, ONE), p)
            yield "kernel_flipped", at([*places[:k], mirrored, *places[k + 1 :]])
    if len(places) > 1:
        for step in (1, -1):
            yield "index_shifted", at([plus(p, step) for p in places])
        if len(shape) == len(places) and not any(isinstance(p, Name) for p in places):
            ends = [length_of(s) for s in shape]
            yield "kernel_flipped", at([Operation("-", Operation("+", s, ONE), p) for s, p in zip(ends, places)])


def of_letters(tree: Node, facts: Facts) -> Iterator[Slip]:
    """Two indices exchanged everywhere, the places of what is asked counted from the other end."""
    free = facts.free
    for k, a in enumerate(free):
        for b in free[k + 1 :]:
            yield "gradient_transposed", renamed(tree, {a: Name(b), b: Name(a)})
    label = list(walked(facts.label, Entry)) if facts.label is not None else []
    if label and isinstance(label[-1].base, Name):
        shape = facts.shape(label[-1].base.name)
        places = places_of(label[-1], len(shape) or None)
        turned = {
            p.name: Operation("-", Operation("+", length_of(s), ONE), p)
            for p, s in zip(places, shape) if isinstance(p, Name)
        }  # fmt: skip
        if turned:
            yield "kernel_flipped", renamed(tree, dict(turned))
            for name, node in turned.items():
                yield "kernel_flipped", renamed(tree, {name: node})


def of_big(node: Node, facts: Facts) -> Iterator[Slip]:
    """A sum over other terms, over none, over each factor by itself."""
    if not isinstance(node, Big) or node.kind != "sum":
        return
    for k, b in enumerate(node.bounds):
        yield from _of_bound(node, k, b, facts)
    for k, a in enumerate(node.bounds):
        for q in range(k + 1, len(node.bounds)):
            b = node.bounds[q]
            if (a.low, a.high) != (b.low, b.high):
                yield "bounds_swapped", _bounded(node, {k: replace(a, low=b.low, high=b.high),
                                                        q: replace(b, low=a.low, high=a.high)})  # fmt: skip
    if isinstance(node.body, Big) and len(node.bounds) == 1 and len(node.body.bounds) == 1:
        a, b = node.bounds[0], node.body.bounds[0]
        inner = replace(node.body, bounds=(replace(b, low=a.low, high=a.high),))
        yield "bounds_swapped", replace(node, bounds=(replace(a, low=b.low, high=b.high),), body=inner)
    sign, found = factors(innermost(node).body)
    if len(found) > 1 and all(operator != "/" for operator, _ in found):
        for k in range(1, len(found)):
            parts = [product(found[:k]), product(found[k:])]
            yield "sums_multiplied", product([("o", _summed(node, p)) for p in parts], sign)
    names = {b.name for b in node.bounds}
    inside = terms(node.body)
    for k, (turn, term) in enumerate(inside if len(inside) > 1 else []):
        if not names & names_in(term):
            inner = replace(node, body=total([*inside[:k], *inside[k + 1 :]]))
            yield "sum_forgotten", total([(1, inner), (turn, term)])
    for b in node.bounds:
        yield "batch_mean_added", Operation("/", node, _count(b))
        if b.high is not None:
            last = renamed(node.body, {b.name: b.high})
            yield "sum_forgotten", _without(node, b, last)
            yield "constant_factor", _without(node, b, Operation("o", _count(b), last))
        first = renamed(node.body, {b.name: b.low or ONE})
        yield "sum_forgotten", _without(node, b, first)


def of_softmax(node: Node, facts: Facts) -> Iterator[Slip]:
    """p_i (g_i - sum_j g_j p_j) with the one term of the sum that has the index i."""
    _, found = factors(node)
    for _, p in found:
        if not isinstance(p, Entry) or len(p.places) != 1:
            continue
        for _, other in found:
            for n in walked(other):
                if isinstance(n, Big) and len(n.bounds) == 1:
                    j = Name(n.bounds[0].name)
                    if any(m.base == p.base and m.places == (j,) for m in walked(n.body, Entry)):
                        one = renamed(n.body, {j.name: p.places[0]})
                        yield "softmax_jacobian_diagonal_only", swap(node, n, one)
                        off = replace(n, bounds=(replace(n.bounds[0], other=p.places[0]),))
                        yield "delta_forgotten", product([(" ", n), (" ", Operation("-", ONE, p))])
                        own = Operation("-", one, product([(" ", p), (" ", one)]))
                        yield "own_term_left_out", Operation("-", own, product([(" ", p), (" ", n)]))
                        yield "summand_dropped", Negative(product([(" ", p), (" ", off)]))


def innermost(node: Big) -> Big:
    return innermost(node.body) if isinstance(node.body, Big) and node.body.kind == node.kind else node


def _summed(node: Big, part: Node) -> Node:
    """The same sums over another body."""
    inner = _summed(node.body, part) if isinstance(node.body, Big) and node.body.kind == node.kind else part
    return replace(node, body=inner)


def _bounded(node: Big, new: dict[int, Bound]) -> Big:
    return replace(node, bounds=tuple(new.get(k, b) for k, b in enumerate(node.bounds)))


def _without(node: Big, bound: Bound, body: Node) -> Node:
    rest = tuple(b for b in node.bounds if b is not bound)
    return replace(node, bounds=rest, body=body) if rest else body


def _count(b: Bound) -> Node:
    """How many terms there are."""
    return Big("sum", (b,), ONE)


def _of_bound(node: Big, k: int, b: Bound, facts: Facts) -> Iterator[Slip]:
    shifts = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)]
    low = b.low or ONE
    high = b.high
    if high is None:
        yield "bound_shifted", _bounded(node, {k: replace(b, low=plus(low, 1))})
    else:
        for d, e in shifts:
            new = replace(b, low=plus(low, d) if d else low, high=plus(high, e) if e else high)
            yield "index_shifted" if d and e else "bound_shifted", _bounded(node, {k: new})
        for end, other in ((low, high), (high, low)):
            if isinstance(end, Apply):  # max(1, s - 2): a bound in one of its arguments
                for j, argument in enumerate(end.arguments):
                    for step in (1, -1):
                        moved = replace(
                            end, arguments=(*end.arguments[:j], plus(argument, step), *end.arguments[j + 1 :])
                        )
                        ends = {"low": moved, "high": other} if end is low else {"low": other, "high": moved}
                        yield "bound_shifted", _bounded(node, {k: with_ends(b, ends)})
                    ends = {"low": argument, "high": other} if end is low else {"low": other, "high": argument}
                    yield "range_widened", _bounded(node, {k: with_ends(b, ends)})
                    for last in high.arguments if end is low and isinstance(high, Apply) else ():
                        yield "range_widened", _bounded(node, {k: with_ends(b, {"low": argument, "high": last})})
        if constant(low) is None:
            yield "direction_reversed", _bounded(node, {k: replace(b, low=ONE, high=low)})
            yield "range_widened", _bounded(node, {k: replace(b, low=ONE)})
        elif constant(high) is None and not facts.is_count(high):
            yield "range_widened", _bounded(node, {k: replace(b, high=None)})
    for n in walked(node.body):
        if isinstance(n, Operation) and n.operator == "^" and Name(b.name) in walked(n.right):
            yield "limit_taken", _bounded(node, {k: replace(b, high=number(FAR))})
            break
    for letter in facts.free:
        yield "own_term_left_out", _bounded(node, {k: replace(b, other=Name(letter))})
        one = _without(node, b, renamed(node.body, {b.name: Name(letter)}))
        if any(isinstance(n.base, Name) and n.base.name == "delta" for n in walked(node.body, Entry)):
            yield "softmax_jacobian_diagonal_only", one
        yield "sum_forgotten", one


def of_floor(node: Node, facts: Facts) -> Iterator[Slip]:
    """Rounding inside an index is a function; here an index is off by one outside of it."""
    if isinstance(node, Apply) and node.function in ("floor", "ceil"):
        yield "index_shifted", plus(node, 1)
        yield "index_shifted", plus(node, -1)


__all__ = ["of_big", "of_entry", "of_floor", "of_letters", "plus", "renamed"]
