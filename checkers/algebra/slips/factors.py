"""One slip in a product: a factor lost, used twice or on the wrong side of the line, and what its loss is called."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from checkers.algebra.slips.facts import Facts, inside_of_functions
from checkers.algebra.slips.products import (
    Factor,
    bare,
    constant,
    factors,
    is_gate,
    is_sum,
    name_of,
    number,
    product,
    terms,
    total,
)
from checkers.algebra.tree import Apply, Entry, Name, Negative, Node, Norm, Operation, Rows, walked

Slip = tuple[str, Node]
HALVES = (Fraction(1, 2), Fraction(1, 4))
LONGEST = 16  # factors of a product that is looked into
MOST = 7  # factors of a product of which two may be lost at once


def of_product(node: Node, facts: Facts) -> Iterator[Slip]:
    """Products with one slip."""
    sign, found = factors(node)
    if not 1 < len(found) <= LONGEST:
        return
    for k, (operator, factor) in enumerate(found):
        rest = [*found[:k], *found[k + 1 :]]
        for name in lost([found[k]], rest, node, facts):
            yield name, product(rest, sign)
        yield from _misplaced(found, k, sign, facts)
        if operator == "/" and constant(factor) is None:
            yield "divided_for_multiplied", product([*rest, (" ", factor)], sign)
        elif facts.matrices is False and constant(factor) != 1:
            yield "divided_for_multiplied", product([*rest, ("/", factor)], sign)
    if 2 < len(found) <= MOST:
        for pair in combinations(range(len(found)), 2):
            rest = [f for k, f in enumerate(found) if k not in pair]
            for name in lost([found[k] for k in pair], rest, node, facts):
                yield name, product(rest, sign)
        for k in range(len(found)) if len(found) > 3 else ():
            rest = [f for j, f in enumerate(found) if j != k]
            for name in lost(rest, [found[k]], node, facts):
                yield name, product([found[k]], sign)
    for k, (operator, factor) in enumerate(found):  # 2 x and x^2: what should have been differentiated
        if constant(factor) == 2 and operator != "/":
            for j, (_, x) in enumerate(found):
                if j != k and isinstance(x, (Name, Entry)) and not facts.matrices:
                    rest = [f for i, f in enumerate(found) if i not in (j, k)]
                    yield "activation_for_its_slope", product([*rest, (" ", x), (" ", x)], sign)
    for k, (operator, factor) in enumerate(found):  # a (b + c) as a b + c
        if is_sum(factor) and operator != "/":
            (turn, first), *others = terms(factor)
            lead = product([*found[:k], (operator, first), *found[k + 1 :]], sign)
            yield "bracket_misplaced", total([(turn, lead), *others])
    below = [f for f in found if f[0] == "/"]
    if below and len(below) < len(found):
        above = [f for f in found if f[0] != "/"]
        turned = [(" ", f) for _, f in below] + [("/", f) for _, f in above]
        if not facts.matrices:
            yield "reciprocal", product(turned, sign)


def _misplaced(found: list[Factor], k: int, sign: int, facts: Facts) -> Iterator[Slip]:
    """A factor that stands twice."""
    operator, factor = found[k]
    if constant(factor) is not None:
        value = constant(factor)
        small = value is not None and (0 < abs(value) < 1 or operator == "/")
        name = "pool_factor_doubled" if small and facts.pooled else "factor_doubled"
        yield name, product([*found, ("o" if operator != "/" else "/", factor)], sign)
    else:
        again = ("o" if operator != "/" else "/", factor)
        if isinstance(factor, Norm) or (isinstance(factor, Apply) and factor.function == "sqrt"):
            yield "root_forgotten", product([*found[: k + 1], again, *found[k + 1 :]], sign)
        if is_sum(factor):
            yield "exponent_not_lowered", product([*found[: k + 1], again, *found[k + 1 :]], sign)
        yield "factor_doubled", product([*found[: k + 1], again, *found[k + 1 :]], sign)


def lost(gone: list[Factor], rest: list[Factor], whole: Node, facts: Facts) -> list[str]:
    """What losing these factors is called, the most telling name first."""
    nodes = [f for _, f in gone]
    names: list[str] = []
    pair = slope_pair(nodes)
    if pair:
        names.append(f"{pair}_derivative_forgotten")
    if len(gone) == 1:
        names += _one(gone[0], rest, whole, facts)
    elif all(facts.is_rate(n) or constant(n) is not None for n in nodes):
        names.append("constant_factor")
    else:
        for one in gone:
            names += [n for n in _one(one, rest, whole, facts) if n != "factor_dropped"][:1]
        names.append("factor_dropped")
    return list(dict.fromkeys(names))[:3]


def _one(gone: Factor, rest: list[Factor], whole: Node, facts: Facts) -> list[str]:
    operator, node = gone
    value = constant(node)
    if operator == "/":
        if facts.is_count(node) or (isinstance(node, Operation) and facts.is_count(node.left)):
            return ["batch_mean_missing", "denominator_forgotten"]
        if value is not None:
            name = "pool_factor_forgotten" if facts.pooled else "factor_two_added" if value in (2, 4) else ""
            return [*([name] if name else []), "denominator_forgotten"]
        return ["denominator_forgotten", "function_dropped"]
    if value is not None:
        if abs(value) in (2, 3, 4) and any(isinstance(f, Operation) and f.operator == "^" for _, f in rest):
            return ["square_factor_forgotten", "factor_two_missing"] if abs(value) == 2 else ["square_factor_forgotten"]
        if abs(value) == 2:
            return ["factor_two_missing"]
        name = (
            "pool_factor_forgotten"
            if facts.pooled
            else "factor_two_added"
            if abs(value) in HALVES
            else "factor_dropped"
        )
        return [name] if abs(value) < 1 else ["factor_dropped"]
    if is_gate(node) or (isinstance(node, Apply) and node.function == "sign") or is_mask(node):
        return ["relu_gate_ignored"]
    if facts.from_above(node):
        return ["upstream_forgotten", "factor_dropped"]
    if facts.is_rate(node):
        return ["learning_rate_dropped", "factor_dropped"]
    if isinstance(node, Operation) and node.operator == "/" and facts.is_count(node.right):
        return ["batch_mean_missing", "factor_dropped"]
    if isinstance(node, Operation) and node.operator == "/" and constant(node.left) is not None:
        return ["denominator_forgotten", "factor_dropped"]
    own = {name_of(n) for n in walked(node)} - {""}
    inside = {name_of(n) for f in rest for i in inside_of_functions(f[1]) for n in walked(i)}
    near = {name_of(n) for f in rest if len(terms(f[1])) > 1 for n in walked(f[1])}
    if len(own) == 1 and (own <= inside or own <= near or isinstance(bare(node), (Name, Entry))):
        return ["inner_derivative_forgotten", "factor_dropped"]
    return ["factor_dropped"]


def is_mask(node: Node) -> bool:
    """A matrix of 0 and 1."""
    return isinstance(node, Rows) and all(
        constant(n) in (0, 1) for n in walked(node) if not isinstance(n, Rows)
    )  # fmt: skip


def slope_pair(nodes: list[Node]) -> str:
    """sigmoid for s and (1 - s), tanh for (1 - t^2), '' for anything else; one factor may be the product of both."""
    if len(nodes) == 1:
        inner = complement(nodes[0])
        if inner is not None and square_root(inner) is not None:
            return "tanh"
        _, found = factors(nodes[0])
        return slope_pair([f for _, f in found]) if len(found) == 2 else ""
    if len(nodes) == 2:
        for a, b in (nodes, nodes[::-1]):
            if complement(b) is not None and complement(b) == a:
                return "sigmoid"
    return ""


def complement(node: Node) -> Node | None:
    """x where the node is 1 - x."""
    found = terms(node)
    if len(found) == 2 and found[0][0] == 1 and constant(found[0][1]) == 1 and found[1][0] == -1:
        return found[1][1]
    return None


def square_root(node: Node) -> Node | None:
    """x where the node is x^2, x x or x o x."""
    if isinstance(node, Operation) and node.operator == "^" and constant(node.right) == 2:
        return node.left
    sign, found = factors(node)
    if sign == 1 and len(found) == 2 and found[0][1] == found[1][1] and found[1][0] != "/":
        return found[0][1]
    if isinstance(node, Apply) and node.function == "square":
        return node.arguments[0]
    return None


def of_slopes(node: Node, facts: Facts) -> Iterator[Slip]:
    """s (1 - s) and 1 - t^2 taken for one another, or for s and t."""
    one = number(1)
    inner = complement(node)
    root = None if inner is None else square_root(inner)
    if root is not None:
        rest = Operation("-", one, root)
        yield "tanh_slope_of_sigmoid", Operation("o", root, rest)
        yield "square_forgotten", rest
        yield "activation_for_its_slope", root
        if isinstance(root, Apply) and root.arguments:
            yield "square_of_argument", Operation("-", one, _with(root, _squared(root.arguments[0])))
            yield "slope_at_the_value", Operation("-", one, _squared(root.arguments[0]))
    sign, found = factors(node)
    for i, (before, a) in enumerate(found):
        for j, (_, b) in enumerate(found):
            if i != j and before != "/" and complement(b) == a:
                rest_ = [f for k, f in enumerate(found) if k not in (i, j)]
                slope = Operation("-", one, _squared(a))
                yield "sigmoid_slope_of_tanh", product([*rest_, ("o", slope)], sign)
                yield "activation_for_its_slope", product([*rest_, ("o", a)], sign)
                yield "sigmoid_derivative_forgotten", product(rest_, sign)
                if isinstance(a, Apply) and a.function == "sigmoid":
                    z = a.arguments[0]
                    below = Operation("+", one, Apply("exp", (Negative(z),)))
                    turned = Operation("/", Apply("exp", (z,)), Operation("o", below, below))
                    yield "exponent_sign_flipped", product([*rest_, ("o", turned)], sign)
                if isinstance(a, Apply):
                    twice = _with(a, a)
                    yield "slope_at_the_value", product([*rest_, ("o", twice), ("o", Operation("-", one, twice))], sign)
                    z = a.arguments[0]
                    yield "slope_at_the_value", product([*rest_, ("o", z), ("o", Operation("-", one, z))], sign)


def _with(function: Apply, argument: Node) -> Apply:
    return Apply(function.function, (argument,), function.primes, function.options)


def _squared(node: Node) -> Node:
    return Operation("o", node, node)
