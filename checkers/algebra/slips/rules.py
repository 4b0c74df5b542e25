"""Derivatives, with one rule mistaken where that is asked for, and guesses at what a question differentiates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from checkers.algebra.slips.facts import ABOVE, Facts
from checkers.algebra.slips.indices import renamed
from checkers.algebra.slips.products import ONE, TWO, constant, factors, is_sum, number, product, terms
from checkers.algebra.tree import (
    Apply,
    Cases,
    Derivative,
    Entry,
    Name,
    Negative,
    Node,
    Operation,
    Relation,
    Rows,
    walked,
)

MISTAKES = (
    "quotient_rule_sign", "quotient_rule_not_squared", "product_rule_half", "product_rule_second", "product_of_slopes",
    "inner_derivative_forgotten", "exponent_not_lowered", "square_factor_forgotten", "log_slope_forgotten",
    "slope_inside", "quotient_of_slopes", "activation_for_its_slope", "sigmoid_slope_of_tanh",
    "tanh_slope_of_sigmoid", "sign_of_summand",
)  # fmt: skip
TOLD = {
    "slope_inside": "inner_derivative_forgotten",
    "product_rule_second": "product_rule_half",
    "product_of_slopes": "product_rule_half",
}
ZERO = number(0)


class NoRule(Exception):
    """What is not differentiated here."""


def mul(a: Node, b: Node) -> Node:
    if constant(a) == 0 or constant(b) == 0:
        return ZERO
    if constant(a) == 1:
        return b
    return a if constant(b) == 1 else Operation("*", a, b)


def add(a: Node, b: Node, sign: int = 1) -> Node:
    if constant(b) == 0:
        return a
    if constant(a) == 0:
        return b if sign > 0 else Negative(b)
    return Operation("+" if sign > 0 else "-", a, b)


def _tanh(u: Node) -> Node:
    t = Apply("tanh", (u,))
    return Operation("-", ONE, Operation("*", t, t))


def _sigmoid(u: Node) -> Node:
    s = Apply("sigmoid", (u,))
    return Operation("*", s, Operation("-", ONE, s))


SLOPES: dict[str, Callable[[Node], Node]] = {
    "exp": lambda u: Apply("exp", (u,)),
    "log": lambda u: Operation("/", ONE, u),
    "sqrt": lambda u: Operation("/", ONE, Operation("*", TWO, Apply("sqrt", (u,)))),
    "sin": lambda u: Apply("cos", (u,)),
    "cos": lambda u: Negative(Apply("sin", (u,))),
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda u: Apply("sigmoid", (u,)),
    "relu": lambda u: Relation(">", u, ZERO),
    "abs": lambda u: Apply("sign", (u,)),
    "square": lambda u: Operation("*", TWO, u),
}


INTEGRALS: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: Negative(Apply("cos", (u,))),
    "cos": lambda u: Apply("sin", (u,)),
    "exp": lambda u: Apply("exp", (u,)),
}


@dataclass(frozen=True)
class Slope:
    """d node / d variable; mistake: the one rule that is taken wrongly, '' for none."""

    variable: Node
    facts: Facts
    mistake: str = ""
    outer: bool = True  # the functions that a function is made of are differentiated rightly

    def of(self, node: Node) -> Node:
        """The derivative. Raises NoRule."""
        if node == self.variable:
            return ONE
        if not any(n == self.variable for n in walked(node)):
            return ZERO
        match node:
            case Negative(inner):
                return Negative(self.of(inner))
            case Operation("+" | "-" as operator, left, right):
                return add(self.of(left), self.of(right), 1 if operator == "+" else -1)
            case Operation("/", left, right):
                return self.quotient(left, right)
            case Operation("^", base, exponent):
                return self.power(base, exponent)
            case Operation(" " | "*" | "." as operator, left, right):
                return self.product(left, right)
            case Apply(name, (inner,), primes):
                return self.function(node, name, inner, primes)
            case Apply("max" | "maximum" | "min" | "minimum" as name, (a, b)):
                sign = ">" if name.startswith("max") else "<"
                return Cases((self.of(a), self.of(b)), (Relation(sign, a, b), None))
            case Cases(values, conditions):
                return Cases(tuple(self.of(v) for v in values), conditions)
            case Rows(cells):
                return replace(node, cells=tuple(self.of(c) for c in cells))
        raise NoRule

    def product(self, u: Node, v: Node) -> Node:
        du, dv = self.of(u), self.of(v)
        if constant(du) != 0 and constant(dv) != 0:
            if self.mistake == "product_rule_half":
                return mul(du, v)
            if self.mistake == "product_rule_second":
                return mul(u, dv)
            if self.mistake == "product_of_slopes":
                return mul(du, dv)
            if self.mistake == "sign_of_summand":
                return add(mul(du, v), mul(u, dv), -1)
        return add(mul(du, v), mul(u, dv))

    def quotient(self, u: Node, v: Node) -> Node:
        du, dv = self.of(u), self.of(v)
        if constant(dv) == 0:
            return Operation("/", du, v)
        if self.mistake == "quotient_of_slopes":
            return Operation("/", du, dv)
        sign = 1 if self.mistake == "quotient_rule_sign" else -1
        below = v if self.mistake == "quotient_rule_not_squared" else Operation("*", v, v)
        return Operation("/", add(mul(du, v), mul(u, dv), sign), below)

    def power(self, base: Node, exponent: Node) -> Node:
        n = constant(exponent)
        if n is not None:
            lowered = exponent if self.mistake == "exponent_not_lowered" else number(n - 1)
            outer: Node = base if constant(lowered) == 1 else Operation("^", base, lowered)
            outer = outer if self.mistake == "square_factor_forgotten" else mul(number(n), outer)
            return self.chained(outer, base)
        if isinstance(base, Name) and base.name == "e":
            if self.mistake == "exponent_not_lowered":
                return mul(exponent, Operation("^", base, Operation("-", exponent, ONE)))
            return self.chained(Operation("^", base, exponent), exponent)
        if constant(self.of(base)) == 0:
            return self.chained(mul(Operation("^", base, exponent), Apply("log", (base,))), exponent)
        raise NoRule

    def function(self, node: Apply, name: str, inner: Node, primes: int) -> Node:
        if self.mistake == "activation_for_its_slope" or (self.mistake == "log_slope_forgotten" and name == "log"):
            return self.chained(node, inner)
        if self.mistake == "sigmoid_slope_of_tanh" and (name == "sigmoid" or self.facts.is_sigmoid(name)):
            return self.chained(Operation("-", ONE, Operation("*", node, node)), inner)
        if self.mistake == "tanh_slope_of_sigmoid" and name == "tanh":
            return self.chained(Operation("*", node, Operation("-", ONE, node)), inner)
        if self.mistake == "sign_of_summand" and name in ("sin", "cos"):
            return self.chained(Apply("cos" if name == "sin" else "sin", (inner,)), inner)
        if self.facts.is_sigmoid(name) and not primes:
            return self.chained(Operation("*", node, Operation("-", ONE, node)), inner)
        if self.mistake == "slope_inside" and name in SLOPES and not primes:
            return SLOPES[name](self.of(inner))
        if name in self.facts.functions and not primes:
            letters, body = self.facts.functions[name]
            if len(letters) != 1:
                raise NoRule
            own = Slope(Name(letters[0]), self.facts, self.mistake if self.outer else "", False).of(body)
            return self.chained(renamed(own, {letters[0]: inner}), inner)
        if name not in SLOPES or primes:
            raise NoRule
        return self.chained(SLOPES[name](inner), inner)

    def chained(self, outer: Node, inner: Node) -> Node:
        step = self.of(inner)
        if self.mistake == "inner_derivative_forgotten" and inner != self.variable:
            return outer if constant(step) != 0 else ZERO
        return mul(outer, step)


def derivative(node: Node, variable: Node, facts: Facts, mistake: str = "") -> Node | None:
    """The derivative, None where a rule is missing."""
    try:
        return Slope(variable, facts, mistake).of(node)
    except NoRule:
        return None


def mistaken(node: Node, variable: Node, facts: Facts) -> Iterator[tuple[str, Node]]:
    """The derivative with each rule mistaken in turn."""
    for mistake in MISTAKES:
        found = derivative(node, variable, facts, mistake)
        if found is not None:
            yield TOLD.get(mistake, mistake), found


def resolved(tree: Node, facts: Facts) -> Node:
    """The tree with its derivatives carried out, as far as there are rules."""
    if isinstance(tree, Derivative) and len(tree.variables) == 1 and not isinstance(tree.body, Name):
        found = derivative(tree.body, tree.variables[0], facts)
        return tree if found is None else found
    if isinstance(tree, Apply) and tree.primes == 1 and len(tree.arguments) == 1:
        if facts.is_sigmoid(tree.function):
            s = Apply(tree.function, (resolved(tree.arguments[0], facts),))
            return Operation("o", s, Operation("-", ONE, s))
        if tree.function not in facts.functions and tree.function in ("tanh", "exp", "sin", "cos"):
            return SLOPES[tree.function](resolved(tree.arguments[0], facts))
    if isinstance(tree, Apply) and tree.primes and tree.function in facts.functions and len(tree.arguments) == 1:
        letters, body = facts.functions[tree.function]
        for _ in range(tree.primes):
            next_ = derivative(body, Name(letters[0]), facts) if len(letters) == 1 else None
            if next_ is None:
                return tree
            body = next_
        return renamed(body, {letters[0]: resolved(tree.arguments[0], facts)})
    children = tree.children
    if not children or isinstance(tree, Entry):
        return tree
    return tree.rebuild(tuple(resolved(c, facts) for c in children))


def guesses(tree: Node, facts: Facts) -> Iterator[tuple[Node, Node]]:
    """(function, variable): what the reference may be the derivative of; each guess is checked by value."""
    for n in walked(tree):
        if isinstance(n, Derivative) and len(n.variables) == 1 and not isinstance(n.body, Name):
            yield n.body, n.variables[0]
    label = facts.label
    if isinstance(label, Derivative) and len(label.variables) == 1:
        yield label.body, label.variables[0]
    variables = [Name(n) for n in facts.names if n not in facts.table.sizes and not facts.shape(n)][:4]
    for name, (letters, _) in facts.functions.items():
        for v in variables:
            if len(letters) == 1:
                yield Apply(name, (v,)), v
    bodies = dict.fromkeys(_bodies(tree, variables))
    sign, found = factors(tree)
    above = [f for operator, f in found if operator != "/" and isinstance(f, Name) and f.name in ABOVE]
    if above and len(found) > 1:  # g times the derivative of something
        rest = product([(operator, f) for operator, f in found if f is not above[0]], sign)
        bodies |= dict.fromkeys(Operation("*", above[0], b) for b in _bodies(rest, variables))
    for body in bodies:
        for v in variables:
            if v not in above and any(n == v for n in walked(body)):
                yield body, v


def _bodies(tree: Node, variables: list[Name]) -> Iterator[Node]:
    """Functions whose derivative may look so: log of a denominator, a power one higher, a product, a quotient."""
    for n in walked(tree):
        if isinstance(n, Apply) and len(n.arguments) == 1 and n.arguments[0] in variables:
            yield Operation("*", n.arguments[0], n)
            yield Negative(Operation("*", n.arguments[0], n))
            yield Apply("log", (n,))
        if isinstance(n, Apply) and n.function in INTEGRALS and len(n.arguments) == 1:
            yield INTEGRALS[n.function](n.arguments[0])
            yield Negative(INTEGRALS[n.function](n.arguments[0]))
    _, found = factors(tree)
    for operator, f in found:
        power = constant(f.right) if isinstance(f, Operation) and f.operator == "^" else None
        base = f.left if isinstance(f, Operation) and power is not None else f
        if operator == "/" and is_sum(f):
            yield Apply("log", (f,))
        if operator == "/" and power == 2:
            rest = product([g for g in found if g[1] is not f])
            above = list(walked(rest, Apply))
            for v in (*variables, *above[:3]):
                yield Operation("/", v if v in above else mul(rest, v), base)
            yield Operation("/", ONE, base)
        elif operator != "/" and is_sum(base) and isinstance(base, Operation):
            yield Operation("^", base, number((power or 1) + 1))
        if operator != "/" and is_sum(f):
            rest = product([g for g in found if g[1] is not f])
            for _, term in terms(f):
                yield Operation("*", term, rest)
    if is_sum(tree):
        for _, term in terms(tree):
            yield term
            _, inner = factors(term)
            for k in range(len(inner)):
                yield product([g for j, g in enumerate(inner) if j != k])
