"""One slip in cases and conditions: cases exchanged, one of them everywhere, another condition, a gate left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.products import ONE, TWO, constant, number
from checkers.algebra.tree import Apply, Cases, Name, Negative, Node, Operation, Relation

OTHER = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
ZERO = number(0)


def of_cases(node: Node, facts: Facts) -> Iterator[Slip]:
    """Cases with one slip."""
    values: tuple[Node, ...] = ()
    conditions: tuple[Node | None, ...] = ()
    if isinstance(node, Cases):
        values, conditions = node.values, node.conditions
    elif isinstance(node, Apply) and node.function == "where" and len(node.arguments) == 3:
        values, conditions = node.arguments[1:], (node.arguments[0], None)
    if len(values) < 2:
        return
    made = lambda v, c: Cases(tuple(v), tuple(c))  # noqa: E731
    zeros = [k for k, v in enumerate(values) if constant(v) == 0]
    gate = bool(zeros)
    for k, v in enumerate(values):
        name = "relu_gate_ignored" if gate and k not in zeros else "right_on_part_of_domain"
        yield name, v
        if k not in zeros:
            yield "right_on_part_of_domain", made([*values[:k], ZERO, *values[k + 1 :]], conditions)
            yield (
                "upstream_forgotten" if gate else "right_on_part_of_domain",
                made([*values[:k], ONE, *values[k + 1 :]], conditions),
            )
    if len(values) == 2:
        a, b = values
        yield "relu_gate_reversed" if gate else "branches_swapped", made([b, a], conditions)
        yield "constant_factor", Operation("/", Operation("+", a, b), TWO)
        first = conditions[0]
        if isinstance(first, Relation):
            live = next((v for v in values if constant(v) != 0), a)
            for slope in substitutes(first):
                if gate:
                    yield slope[0], Operation("o", live, slope[1])
        for condition in conditions:
            if isinstance(condition, Relation):
                yield from _conditioned(values, condition, facts)


def _conditioned(values: tuple[Node, ...], condition: Relation, facts: Facts) -> Iterator[Slip]:
    """Another condition between the same two values; the one that is given belongs to the first."""
    for name, other in changed(condition, facts):
        yield name, Cases(values, (other, None))


def changed(node: Relation, facts: Facts) -> Iterator[Slip]:
    """Conditions with one slip."""
    left, right = node.left, node.right
    yield "condition_changed", replace(node, right=ZERO)
    if isinstance(right, Name):
        yield "condition_changed", replace(node, left=right, right=ZERO)
    if isinstance(left, Apply) and left.function == "abs":
        yield "condition_changed", replace(node, left=left.arguments[0])
    else:
        yield "condition_changed", replace(node, left=Apply("abs", (left,)))
    for name in facts.names:
        if Name(name) not in (left, right) and name not in facts.table.sizes:
            told = "relu_gate_of_gradient" if facts.from_above(Name(name)) else "condition_changed"
            yield told, replace(node, left=Name(name))


def substitutes(condition: Relation) -> list[Slip]:
    """What stands for a gate: the activation, the sign, the value."""
    left, right = condition.left, condition.right
    above, below = (left, right) if condition.relation in (">", ">=") else (right, left)
    found: list[Slip] = [("activation_for_its_slope", Apply("max", (above, below))), ("function_replaced", above)]
    if constant(below) == 0:
        found.append(("function_replaced", Apply("sign", (above,))))
    return found


def of_condition(node: Node, facts: Facts) -> Iterator[Slip]:
    """A condition that is a factor: 1[z > 0]."""
    if isinstance(node, Relation) and node.relation in OTHER:
        yield "relu_gate_reversed", replace(node, relation=OTHER[node.relation])
        yield from substitutes(node)
        yield from changed(node, facts)
    if isinstance(node, Apply) and node.function in ("sign", "abs", "heaviside", "relu") and len(node.arguments) == 1:
        x = node.arguments[0]
        gate = Relation(">", x, ZERO)
        every = {
            "sign": Apply("sign", (x,)), "abs": Apply("abs", (x,)), "relu": Apply("max", (x, ZERO)), "heaviside": gate,
        }  # fmt: skip
        for name, other in every.items():
            if name != node.function:
                told = "activation_for_its_slope" if name in ("abs", "relu") else "function_replaced"
                yield told, other
        yield "right_on_part_of_domain", ONE
    if isinstance(node, Apply) and node.function in ("max", "min", "maximum", "minimum") and len(node.arguments) == 2:
        for a, b in (node.arguments, node.arguments[::-1]):
            yield "right_on_part_of_domain", a
            if constant(b) == 0:
                yield "function_replaced", Apply("abs", (a,))
                yield "activation_for_its_slope", Relation(">", a, ZERO)
                yield "exponent_sign_flipped", replace(node, arguments=(Negative(a), b))
