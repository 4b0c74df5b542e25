"""Products and sums taken apart into their parts, in order, and put together again."""

from __future__ import annotations

from fractions import Fraction

from checkers.algebra.tree import Apply, Name, Negative, Node, Number, Operation, Relation, Transpose

PRODUCTS = frozenset(" *.@o/")
Factor = tuple[str, Node]  # the operator before it (`/` where it divides), and the factor
Term = tuple[int, Node]  # its sign, and the summand


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value), str(value))


ONE, TWO = number(1), number(2)


def is_product(node: Node | None) -> bool:
    return isinstance(node, Operation) and node.operator in PRODUCTS


def is_sum(node: Node | None) -> bool:
    return isinstance(node, Operation) and node.operator in "+-"


def factors(node: Node) -> tuple[int, list[Factor]]:
    """(sign, factors in order): -2 x / y is (-1, [(" ", 2), (" ", x), ("/", y)])."""
    if isinstance(node, Negative):
        sign, found = factors(node.operand)
        return -sign, found
    if not (isinstance(node, Operation) and node.operator in PRODUCTS):
        return 1, [(" ", node)]
    sign, left = factors(node.left)
    if node.operator == "/":
        return sign, [*left, ("/", node.right)]
    below = node.right.operand if isinstance(node.right, Negative) else node.right
    same = isinstance(below, Operation) and below.operator in (node.operator, "/") and node.operator != "."
    if isinstance(node.right, Negative) or same:
        other, right = factors(node.right)
        return sign * other, [*left, (node.operator, right[0][1]), *right[1:]]
    return sign, [*left, (node.operator, node.right)]


def product(found: list[Factor], sign: int = 1) -> Node:
    """The product of factors; 1 where there are none."""
    out: Node | None = None
    for operator, factor in found:
        if out is None:
            out = Operation("/", ONE, factor) if operator == "/" else factor
        else:
            out = Operation(operator, out, factor)
    out = out or ONE
    return out if sign > 0 else Negative(out)


def terms(node: Node) -> list[Term]:
    """The summands with their signs."""
    match node:
        case Operation("+" | "-" as operator, left, right):
            turn = 1 if operator == "+" else -1
            return [*terms(left), *((turn * sign, t) for sign, t in terms(right))]
        case Negative(operand) if is_sum(operand) or isinstance(operand, Negative):
            return [(-sign, t) for sign, t in terms(operand)]
        case Negative(operand):
            return [(-1, operand)]
    return [(1, node)]


def total(found: list[Term]) -> Node:
    """The sum of summands; 0 where there are none."""
    out: Node | None = None
    for sign, term in found:
        if out is None:
            out = term if sign > 0 else Negative(term)
        else:
            out = Operation("+" if sign > 0 else "-", out, term)
    return out or number(0)


def times(left: Node, right: Node) -> Node:
    return Operation("o", left, right)


def over(left: Node, right: Node) -> Node:
    return Operation("/", left, right)


def constant(node: Node) -> Fraction | None:
    """The value of a node made of whole numbers, products and fractions."""
    match node:
        case Number(value):
            return value
        case Negative(operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case Operation("/" | " " | "*" | "." as operator, left, right):
            a, b = constant(left), constant(right)
            if a is None or b is None or (operator == "/" and b == 0):
                return None
            return a / b if operator == "/" else a * b
    return None


def bare(node: Node) -> Node:
    """The node without its transposes."""
    while isinstance(node, Transpose):
        node = node.operand
    return node


def is_gate(node: Node) -> bool:
    return isinstance(node, Relation) or (isinstance(node, Apply) and node.function == "heaviside")


def name_of(node: Node) -> str:
    """The name of a quantity or of the tensor that an entry belongs to, '' for anything else."""
    from checkers.algebra.tree import Entry

    node = bare(node)
    if isinstance(node, Entry):
        node = node.base
    return node.name if isinstance(node, Name) else ""


def plus_one(node: Number, value: int) -> Number:
    return number(node.value + value)


def exponent_of(node: Node) -> Node | None:
    """u where the node is e^u."""
    if isinstance(node, Apply) and node.function == "exp":
        return node.arguments[0]
    if isinstance(node, Operation) and node.operator == "^" and isinstance(node.left, Name) and node.left.name == "e":
        return node.right
    return None


def sigmoid_of(node: Node) -> Node | None:
    """u where the node is 1 / (1 + e^-u)."""
    if not (isinstance(node, Operation) and node.operator == "/" and constant(node.left) == 1):
        return None
    found = terms(node.right)
    if len(found) != 2 or any(s < 0 for s, _ in found):
        return None
    for (_, a), (_, b) in (found, found[::-1]):
        inside = exponent_of(b)
        if constant(a) == 1 and inside is not None:
            return inside.operand if isinstance(inside, Negative) else Negative(inside)
    return None
