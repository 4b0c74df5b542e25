"""One slip in a sum: a summand lost, its sign turned, counted another number of times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.products import Term, constant, factors, is_sum, number, product, terms, total
from checkers.algebra.tree import Apply, Entry, Name, Node, Number, Operation, walked

TWO = number(2)
LONGEST = 16  # summands of a sum that is looked into


def of_sum(node: Node, facts: Facts, root: bool) -> Iterator[Slip]:
    """Sums with one slip; root: the sum is the whole answer."""
    found = terms(node)
    if not 1 < len(found) <= LONGEST:
        return
    update = root and is_update(found, facts)
    for k, (sign, term) in enumerate(found):
        rest = [*found[:k], *found[k + 1 :]]
        for name in dropped(k, found, update, root, facts):
            yield name, total(rest)
        turned = [*found[:k], (-sign, term), *found[k + 1 :]]
        name = "update_added" if update and k else "sign_of_summand"
        yield name, total(turned)
        if update and k:
            yield "sign_of_summand", total(turned)
            yield from _of_step(found, facts)
        if any(isinstance(n, Entry) and isinstance(n.base, Name) and n.base.name == "delta" for _, t in found
               for n in walked(t)) or is_diagonal(found):  # fmt: skip
            yield "off_diagonal_sign_flipped", total(turned)
        for name, changed in _counted(term):
            yield name, total([*found[:k], (sign, changed), *found[k + 1 :]])
        if len(found) > 2:
            yield "summand_dropped", total([found[k]])
        if isinstance(term, Apply) and term.function == "sqrt":
            yield "root_moved", replace(term, arguments=(total([(sign, term.arguments[0]), *rest]),))
    yield "exponent_not_lowered", Operation("o", node, node)
    yield from of_brackets(found)
    if root and not facts.names and len(found) > 2:
        yield from of_numbers(found)
    if len(found) == 2 and constant(found[0][1]) is None and constant(found[1][1]) is None:
        (s, a), (t, b) = found
        yield "factor_dropped", total([(1, Operation("o", a, b))])
        if s * t < 0 and constant(a) is None and is_atom(a) and is_atom(b):
            yield "normaliser_held_constant", total([(t, b)])
            yield "softmax_jacobian_diagonal_only", total([(t, Operation("o", b, Operation("-", number(1), a)))])
            for size in sorted(facts.table.sizes):
                yield "inner_factor_changed", total([(s, Operation("o", Name(size), a)), (t, b)])
        for x, y in ((a, b), (b, a)):
            yield "symmetry_assumed", total([(s, Operation("o", TWO, x))])
            yield "factor_dropped", total([(s, x), (t, Operation("o", x, y))])
    below = [d for _, t in found if (d := _below(t)) is not None]
    if len(below) == len(found):
        yield "denominator_forgotten", total([(s, _above(t)) for s, t in found])
        yield "denominator_forgotten", product([(" ", node), *((" ", d) for d in below)])


def dropped(k: int, found: list[Term], update: bool, root: bool, facts: Facts) -> list[str]:
    """What the loss of a summand is called."""
    term = found[k][1]
    if update:
        return ["old_parameter_dropped", "summand_dropped"] if k == 0 else ["summand_dropped"]
    if root and isinstance(term, Number) and facts.names == () and len(found) == 2:
        return ["bias_not_counted", "summand_dropped"]
    names = ["summand_dropped"]
    if found[0] == (1, number(1)) and len(found) == 2:  # 1 - s and the like
        return names
    if any(facts.is_rate(n) or (isinstance(n, Name) and n.name == "beta") for n in walked(term)) and not root:
        names.insert(0, "momentum_dropped")
    if is_diagonal(found) and found[k][0] < 0:
        names.insert(0, "normaliser_held_constant")
    elif len(found) == 2 and (not root or any(len(factors(t)[1]) > 1 for _, t in found)):
        names.append("product_rule_half")
    if len(found) == 2 and found[0][0] * found[1][0] < 0 and found[k][0] < 0:
        names.append("normaliser_held_constant")
    return names


def of_brackets(found: list[Term]) -> Iterator[Slip]:
    """A factor of one summand before them all, a factor of all left out."""
    parts = [factors(t) for _, t in found]
    for k, (_, own) in enumerate(parts):
        for j, (operator, f) in enumerate(own) if len(own) > 1 else ():
            if operator == "/" or constant(f) is not None:
                continue
            rest = product([*own[:j], *own[j + 1 :]], parts[k][0])
            inside = total([*found[:k], (found[k][0], rest), *found[k + 1 :]])
            yield "bracket_misplaced", Operation(" ", f, inside)
    for k, (sign, _) in enumerate(found):  # a (b + c) as a b + c
        own = parts[k][1]
        if len(own) > 1 and own[-1][0] != "/" and is_sum(own[-1][1]):
            lead, *others = terms(own[-1][1])
            opened = product([*own[:-1], (own[-1][0], lead[1])], parts[k][0])
            yield "bracket_misplaced", total([*found[:k], (sign * lead[0], opened), *others, *found[k + 1 :]])
    for end in (0, -1):
        ends = {f[end][1] for _, f in parts if f[end][0] != "/"}
        if len(ends) == 1 and all(len(f) > 1 for _, f in parts):
            cut = [product(f[1:] if end == 0 else f[:-1], s) for s, f in parts]
            yield "factor_dropped", total([(s, t) for (s, _), t in zip(found, cut)])


def of_numbers(found: list[Term]) -> Iterator[Slip]:
    """A count without all its bare numbers, or without two summands."""
    products = [t for t in found if not isinstance(t[1], Number)]
    if products and len(products) < len(found):
        yield "bias_not_counted", total(products)
    for j, k in combinations(range(min(len(found), 8)), 2):
        yield "summand_dropped", total([t for i, t in enumerate(found) if i not in (j, k)])


def is_atom(node: Node) -> bool:
    """One quantity, or a softmax."""
    whole = isinstance(node, Operation) and node.operator == "/"
    return isinstance(node, (Name, Entry)) or (isinstance(node, Apply) and node.function == "softmax") or whole


def _of_step(found: list[Term], facts: Facts) -> Iterator[Slip]:
    """w - eta dW with the learning rate lost, or only what stands beside it."""
    (_, first), (_, step) = found
    sign, inner = factors(step)
    for k, (_, f) in enumerate(inner):
        value = constant(f)
        if facts.is_rate(f) or (value is not None and 0 < value < 1):
            rest = product([*inner[:k], *inner[k + 1 :]], sign)
            yield "learning_rate_dropped", total([(1, first), (-1, rest)])
            yield "learning_rate_dropped", total([(1, first), (1, rest)])
            yield "old_parameter_dropped", rest


def is_update(found: list[Term], facts: Facts) -> bool:
    """w - eta dW, by its learning rate or because the first summand is what is asked."""
    (sign, first), *rest = found
    if sign < 0 or not isinstance(first, (Name, Number, Entry)) or len(rest) != 1 or rest[0][0] > 0:
        return False
    inner = factors(rest[0][1])[1]
    rated = any(facts.is_rate(f) for _, f in inner)
    small = any((c := constant(f)) is not None and 0 < c < 1 for _, f in inner)
    return len(inner) > 1 and (rated or (isinstance(first, Number) and small))


def is_diagonal(found: list[Term]) -> bool:
    """diag(p) - p p^T, and the like."""
    return any(isinstance(n, Apply) and n.function == "diag" for _, t in found for n in walked(t)) or any(
        isinstance(n, Name) and n.name == "I" for _, t in found for n in walked(t)
    )


def _counted(term: Node) -> Iterator[Slip]:
    """A summand twice, or half of it."""
    sign, found = factors(term)
    for k, (operator, f) in enumerate(found):
        value = constant(f)
        if value is not None and abs(value) == 2:
            rest = [*found[:k], *found[k + 1 :]]
            yield "factor_two_missing" if operator != "/" else "factor_two_added", product(rest, sign)
            return
    yield "factor_two_added", Operation("o", TWO, term)
    yield "factor_two_missing", Operation("/", term, TWO)


def _below(term: Node) -> Node | None:
    below = [f for operator, f in factors(term)[1] if operator == "/"]
    return product([(" ", f) for f in below]) if below else None


def _above(term: Node) -> Node:
    sign, found = factors(term)
    return product([f for f in found if f[0] != "/"], sign)
