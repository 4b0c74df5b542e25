"""One slip in a power or a function: an exponent, a root, the function itself or the place where it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.products import (
    ONE,
    TWO,
    constant,
    exponent_of,
    factors,
    is_sum,
    number,
    product,
    sigmoid_of,
    terms,
    total,
)
from checkers.algebra.tree import Apply, Big, Name, Negative, Node, Operation, Rows, walked

KIN = (
    ("sin", "cos", "tan"), ("sigmoid", "tanh", "relu"), ("log", "log10", "log2"), ("exp", "log"),
    ("softmax", "sigmoid"), ("sinh", "cosh"), ("sech", "tanh"), ("sqrt", "square"), ("max", "min"), ("floor", "ceil"),
    ("abs", "sign"),
)  # fmt: skip
NOT_DROPPED = frozenset({"where", "sum", "mean", "max", "min", "outer", "dot", "diag", "trace", "inv", "full", "zeros"})


def of_power(node: Node, facts: Facts) -> Iterator[Slip]:
    """Powers with one slip."""
    if not (isinstance(node, Operation) and node.operator == "^"):
        return
    base, exponent = node.left, node.right
    value = constant(exponent)
    e = isinstance(base, Name) and base.name == "e"
    if value is None:
        turned = exponent.operand if isinstance(exponent, Negative) else Negative(exponent)
        yield "exponent_sign_flipped", replace(node, right=turned)
        yield "exponent_changed", replace(node, right=Operation("-", exponent, ONE))
        yield "exponent_changed", Operation("o", base, exponent)
        yield "function_dropped", exponent if e else base
        if e and isinstance(exponent, Negative):
            yield "function_dropped", exponent.operand
    else:
        if value != 1:
            name = "square_forgotten" if value == 2 else "root_forgotten" if value == number(1).value / 2 else ""
            yield name or "exponent_changed", base
        yield "exponent_not_lowered", replace(node, right=number(value + 1))
        yield "exponent_changed", replace(node, right=number(value - 1))
        yield "exponent_sign_flipped", replace(node, right=number(-value))
        yield "divided_for_multiplied", replace(node, right=number(-value))
        if value.denominator == 2:
            yield "root_forgotten", replace(node, right=number(value * 2))
        if value == 2:
            yield "factor_two_added", Operation("o", TWO, base)
        if is_sum(base) and value.denominator == 1 and 1 < value < 5:
            yield "power_distributed", total([(s, Operation("^", t, exponent)) for s, t in terms(base)])
        if isinstance(base, Apply) and len(base.arguments) == 1:
            inner = Operation("^", base.arguments[0], exponent)
            yield "square_of_argument", replace(base, arguments=(inner,))
    yield from _rooted(node, base, value == number(1).value / 2 or value == number(-1).value / 2)


def _rooted(node: Node, base: Node, root: bool) -> Iterator[Slip]:
    if root and is_sum(base) and isinstance(node, Operation):
        yield (
            "root_moved",
            total([(s, t if constant(t) is not None else replace(node, left=t)) for s, t in terms(base)]),
        )
        first, *rest = terms(base)
        yield "root_moved", total([(first[0], replace(node, left=first[1])), *rest])


def of_function(node: Node, facts: Facts) -> Iterator[Slip]:
    """Named functions with one slip."""
    if not isinstance(node, Apply) or not node.arguments:
        return
    name, first = node.function, node.arguments[0]
    for family in KIN:
        if name in family:
            for other in family:
                if other != name:
                    told = "floor_for_ceil" if name in ("floor", "ceil") else "function_replaced"
                    yield told, replace(node, function=other)
    if name in ("floor", "ceil"):
        yield "rounding_forgotten", first
        turned = replace(node, function="floor" if name == "ceil" else "ceil")
        yield "offset_by_one", Operation("+", turned, ONE)
    elif name == "sqrt":
        yield "root_forgotten", first
        if is_sum(first):
            yield "root_moved", total([(s, replace(node, arguments=(t,))) for s, t in terms(first)])
            lead, *rest = terms(first)
            yield "root_moved", total([(lead[0], replace(node, arguments=(lead[1],))), *rest])
    elif name == "diag":
        yield "identity_for_diagonal", Name("I")
    elif name == "trace":
        yield "function_dropped", first
    elif name not in NOT_DROPPED:
        told = "log_slope_forgotten" if name == "log" else "function_dropped"
        yield told, first
        if not facts.table.shapes or not facts.matrices:
            yield "slope_at_the_value", replace(node, arguments=(replace(node, primes=0),))
    if node.primes:
        yield "activation_for_its_slope", replace(node, primes=node.primes - 1)
    if len(node.arguments) == 1 and name not in NOT_DROPPED:
        if isinstance(first, Operation):
            yield from _elsewhere(node, first)
        mirrored = first.operand if isinstance(first, Negative) else Negative(first)
        yield "exponent_sign_flipped", replace(node, arguments=(mirrored,))


def of_written_function(node: Node) -> Iterator[Slip]:
    """A sigmoid or a softmax that is written out, left out: 1/(1 + e^{-z}) as z, e^{z_i}/sum_k e^{z_k} as z_i."""
    if not (isinstance(node, Operation) and node.operator == "/"):
        return
    above, below = _exponent(node.left), node.right
    if isinstance(below, Big) and below.kind == "sum" and above is not None and _exponent(below.body) is not None:
        yield "function_dropped", above
    if is_sum(below) and len(terms(below)) == 2:
        exponents = [_exponent(t) for s, t in terms(below) if s > 0]
        if len(exponents) == 2 and ONE in [t for _, t in terms(below)] and any(e is not None for e in exponents):
            exponent = next(e for e in exponents if e is not None)
            if node.left == ONE:
                yield "function_dropped", exponent.operand if isinstance(exponent, Negative) else Negative(exponent)
            elif above == exponent:
                yield "function_dropped", exponent


def _exponent(node: Node) -> Node | None:
    """z of e^z and exp(z)."""
    if isinstance(node, Operation) and node.operator == "^" and node.left == Name("e"):
        return node.right
    return node.arguments[0] if isinstance(node, Apply) and node.function == "exp" and node.arguments else None


def _elsewhere(node: Apply, first: Operation) -> Iterator[Slip]:
    """The function taken at a part of its argument."""
    _, found = factors(first)
    for k in range(len(found)) if len(found) > 1 else ():
        rest = product([*found[:k], *found[k + 1 :]])
        yield "slope_at_the_value", replace(node, arguments=(rest,))


def of_root_over_fraction(node: Node, facts: Facts) -> Iterator[Slip]:
    """A root over the whole fraction, or over its numerator alone; a fraction split at the sum below."""
    if not (isinstance(node, Operation) and node.operator == "/"):
        return
    above, below = node.left, node.right
    inside = sigmoid_of(node)
    if inside is not None:
        s = Apply("sigmoid", (inside,))
        yield "function_replaced", Apply("tanh", (inside,))
        yield "activation_for_its_slope", Operation("o", s, Operation("-", ONE, s))
    for part, other in ((above, below), (below, above)):
        if isinstance(part, Apply) and part.function == "sqrt":
            inside = part.arguments[0]
            yield "root_moved", replace(part, arguments=(Operation("/", inside, other) if part is above
                                                         else Operation("/", other, inside),))  # fmt: skip
    if not facts.matrices and constant(below) is None:
        yield "log_slope_forgotten", Operation("o", above, Apply("log", (below,)))
    if isinstance(below, Operation) and below.operator in "+-" and not isinstance(above, Rows):
        yield "denominator_split", total([(s, Operation("/", above, t)) for s, t in terms(below)])
    if isinstance(below, Operation) and below.operator == "^" and constant(below.right) is not None:
        lowered = constant(below.right)
        if lowered is not None and lowered > 1:
            name = "quotient_rule_not_squared" if lowered == 2 else "exponent_changed"
            lower = below.left if lowered == 2 else replace(below, right=number(lowered - 1))
            yield name, replace(node, right=lower)
    if isinstance(below, Operation) and below.operator == "^" and constant(below.right) == 2:
        inside = sigmoid_of(Operation("/", ONE, below.left))
        power = exponent_of(above)
        if inside is not None and power is not None:  # e^-u / (1 + e^-u)^2
            s = Apply("sigmoid", (inside,))
            yield "sigmoid_slope_of_tanh", Operation("-", ONE, Operation("o", s, s))
            yield "activation_for_its_slope", s
    sums = list(walked(below, Big))
    powers = [exponent_of(n) for n in (above, *(s.body for s in sums))]
    if sums and all(p is not None for p in powers):
        yield "function_replaced", Apply("sigmoid", (powers[0],))  # type: ignore[arg-type]
    yield "denominator_forgotten", above
    yield "reciprocal", Operation("/", below, above)
