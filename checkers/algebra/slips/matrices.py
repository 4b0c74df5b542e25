"""One slip in matrix algebra: transposes, the order of factors, products entry by entry, sums over an axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from itertools import product as choices

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts
from checkers.algebra.slips.products import ONE, TWO, bare, factors, number, product, terms, total
from checkers.algebra.tree import (
    Apply,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Rows,
    Transpose,
    has_kind,
    names_in,
)

MANY = 4


def turned(node: Node) -> Node:
    return node.operand if isinstance(node, Transpose) else Transpose(node)


def has_axes(node: Node, facts: Facts) -> bool:
    """Does a vector or matrix stand in the node?"""
    named = names_in(node)
    listed = has_kind(node, Rows)
    return listed or any(facts.shape(n) or n in facts.table.definitions for n in named)


def of_matrices(node: Node, facts: Facts) -> Iterator[Slip]:
    """Products of matrices and vectors with one slip."""
    sign, found = factors(node)
    whole = [(k, f) for k, (operator, f) in enumerate(found) if operator != "/" and has_axes(f, facts)]
    if len(whole) < 2:
        return
    scalars = [f for k, f in enumerate(found) if k not in dict(whole)]
    matrices = [f for _, f in whole]
    joined = [found[k][0] for k, _ in whole]
    put = lambda ms, ops: product([*scalars, *zip(ops, ms)], sign)  # noqa: E731
    plain = [" " if o == "o" else o for o in joined]
    for k, operator in enumerate(joined):
        if k and operator == "o":
            yield "matmul_for_hadamard", put(matrices, [*joined[:k], "@", *joined[k + 1 :]])
            yield "dot_for_hadamard", put([Transpose(product(list(zip(joined[:k], matrices[:k])))), *matrices[k:]],
                                          [" ", " ", *joined[k + 1 :]])  # fmt: skip
        elif k:
            ops = [*joined[:k], "o", *joined[k + 1 :]]
            yield "hadamard_for_matmul", put(matrices, ops)
            yield "hadamard_for_matmul", put([bare(m) for m in matrices], ops)
            yield "dot_for_hadamard", Apply("sum", (put([bare(m) for m in matrices], ops),))
    entrywise = put([bare(m) for m in matrices], ["o"] * len(matrices))
    if bare(matrices[0]) == bare(matrices[1]) and matrices[0] != matrices[1]:  # p p^T
        yield "softmax_jacobian_diagonal_only", entrywise
    yield "hadamard_for_matmul", entrywise
    if len(matrices) > MANY:
        return
    for flips in choices((False, True), repeat=len(matrices)):
        toggled = [turned(m) if f else m for m, f in zip(matrices, flips)]
        if any(flips):
            yield "transpose_dropped", put(toggled, joined)
        if "o" in joined:
            if k_ := next((k for k in range(1, len(joined)) if joined[k] != "o"), 0):  # (A o B) C
                block, rest = product(list(zip(joined[:k_], toggled[:k_]))), list(zip(joined[k_:], toggled[k_:]))
                if all(o != "o" for o, _ in rest):
                    yield "factor_order_swapped", product([*scalars, *rest[::-1], (" ", block)], sign)
                    tail = product([*zip(joined[k_ - 1 : k_], toggled[k_ - 1 : k_]), *rest])
                    yield "bracket_misplaced", product(
                        [*scalars, *zip(joined[: k_ - 1], toggled[: k_ - 1]), ("o", tail)], sign)  # fmt: skip
            continue
        for order in permutations(range(len(matrices))):
            if list(order) == sorted(order):
                continue
            mixed = put([toggled[k] for k in order], plain)
            backwards = all(flips) and list(order) == sorted(order, reverse=True)
            yield "gradient_transposed" if backwards else "factor_order_swapped", mixed


def of_matrix(node: Node, facts: Facts) -> Iterator[Slip]:
    """A quadratic form's A + A^T, a trace, a sum over an axis, an identity."""
    if isinstance(node, Operation) and node.operator in "+-":
        found = terms(node)
        if (len(found) == 2 and turned(found[0][1]) == found[1][1]) or (
            len(found) == 2 and found[0][1] == turned(found[1][1])
        ):
            yield "symmetry_assumed", Operation(" ", TWO, found[0][1])
    if isinstance(node, Name) and len(shape := facts.shape(node.name)) == 2 and shape[0] == shape[1]:
        yield "diagonal_only", Apply("diag", (Apply("diag", (node,)),))
    if isinstance(node, Name) and node.name == "I" and not facts.table.declared("I"):
        yield "identity_for_diagonal", ONE
        yield "identity_for_diagonal", Name("1")
    if isinstance(node, Apply) and node.function == "trace":
        yield from _of_trace(node)
    if isinstance(node, Apply) and node.function in ("sum", "mean") and node.options:
        other = dict(node.options).get("axis")
        yield "everything_summed", replace(node, options=())
        if other in ("0", "1", "-1"):
            yield "summed_over_wrong_axis", replace(node, options=(("axis", "1" if other == "0" else "0"),))
    if isinstance(node, Operation) and node.operator in " .@*" and not facts.free:
        for ones, m in ((node.left, node.right), (node.right, node.left)):
            if is_ones(bare(ones), facts) and has_axes(m, facts):
                yield "everything_summed", Apply("sum", (m,))
                yield "summed_over_wrong_axis", Apply("sum", (bare(m),), 0, (("axis", "0"),))
                yield "summed_over_wrong_axis", Apply("sum", (bare(m),), 0, (("axis", "1"),))
                for axis in "01":
                    yield "batch_mean_added", Apply("mean", (bare(m),), 0, (("axis", axis),))


def of_means(node: Node, facts: Facts) -> Iterator[Slip]:
    """1 1^T M / n, the mean of every column, with the means of the rows, of everything, or the sums."""
    sign, found = factors(node)
    for k in range(len(found) - 2):
        ones = [is_ones(bare(f), facts) for _, f in found[k : k + 2]]
        (_, first), (_, second), (_, m) = found[k : k + 3]
        if not all(ones) or isinstance(first, Transpose) or not isinstance(second, Transpose) or not has_axes(m, facts):
            continue
        shape = facts.shape(m.name) if isinstance(m, Name) else ()
        rest = [*found[:k], *found[k + 3 :]]
        turned_ = [(" ", m), (" ", first), (" ", second)]
        yield "summed_over_wrong_axis", product([*rest, *turned_], sign)
        yield "summed_over_wrong_axis", product([(" ", m), (" ", first), (" ", second)], sign)
        yield "everything_summed", product([*found, (" ", first), (" ", second)], sign)
        if len(shape) == 2:
            rows, columns = (n if isinstance(n, Node) else number(n) for n in shape)
            yield "summed_over_wrong_axis", product([*turned_, ("/", columns)], sign)
            everything = [(" ", first), (" ", second), *turned_, ("/", rows), ("/", columns)]
            yield "everything_summed", product(everything, sign)


def is_ones(node: Node, facts: Facts) -> bool:
    return (isinstance(node, Number) and node.value == 1) or (isinstance(node, Apply) and node.function == "ones")


def _of_trace(node: Apply) -> Iterator[Slip]:
    _, found = factors(node.arguments[0])
    if len(found) == 2:
        a, b = bare(found[0][1]), bare(found[1][1])
        yield "sum_forgotten", Operation("o", a, b)
        yield "sums_multiplied", Operation("*", Apply("sum", (a,)), Apply("sum", (b,)))
        yield "sum_forgotten", Operation(" ", found[0][1], found[1][1])


def of_rows(node: Node, facts: Facts, root: bool) -> Iterator[Slip]:
    """A matrix written out: entries exchanged, off the diagonal 0 or turned."""
    if not isinstance(node, Rows):
        return
    rows = node.cells
    nested = all(isinstance(r, Rows) for r in rows)
    if not nested or not rows:
        for i in range(len(rows)):
            for j in range(i + 1, len(rows)):
                yield "entries_swapped", replace(node, cells=_exchanged(rows, i, j))
        return
    cells = [list(r.cells) for r in rows if isinstance(r, Rows)]
    width = len(cells[0])
    if root and len(cells) == width > 1 and all(len(r) == width for r in cells):
        for name, change in (
            ("off_diagonal_sign_flipped", lambda i, j, c: c if i == j else Negative(c)),
            ("diagonal_only", lambda i, j, c: c if i == j else number(0)),
            ("entries_swapped", lambda i, j, c: cells[width - 1 - i][width - 1 - j] if i == j else c),
        ):
            made = tuple(replace(r, cells=tuple(change(i, j, c) for j, c in enumerate(cells[i])))
                         for i, r in enumerate(rows) if isinstance(r, Rows))  # fmt: skip
            yield name, replace(node, cells=made)
            if name == "diagonal_only":
                yield "softmax_jacobian_diagonal_only", replace(node, cells=made)
        yield from _of_diagonal(node, cells, facts)
    places = [(i, j) for i in range(len(cells)) for j in range(len(cells[i]))]
    for i, j in places if root and len(places) <= 12 else ():
        turned_ = [list(r) for r in cells]
        turned_[i][j] = Negative(turned_[i][j])
        yield "sign_of_summand", _matrix(node, turned_)
    for i in range(len(cells)) if root and len(cells) <= 6 else ():
        for j in range(i + 1, len(cells)):
            yield "entries_swapped", replace(node, cells=_exchanged(node.cells, i, j))
    for i in range(width) if root and width <= 6 and all(len(r) == width for r in cells) else ():
        for j in range(i + 1, width):
            yield "entries_swapped", _matrix(node, [list(_exchanged(tuple(r), i, j)) for r in cells])
    if root and len(places) <= 12:
        for a, (i, j) in enumerate(places):
            for p, q in places[a + 1 :]:
                made_ = [list(r) for r in cells]
                made_[i][j], made_[p][q] = made_[p][q], made_[i][j]
                yield "entries_swapped", _matrix(node, made_)
    if len(cells) == 1 or width == 1:
        flat = [c for r in cells for c in r]
        yield "dot_for_hadamard", total([(1, c) for c in flat])


def _of_diagonal(node: Rows, cells: list[list[Node]], facts: Facts) -> Iterator[Slip]:
    """The same slip in every entry of the diagonal: its last factor lost."""
    size = len(cells)
    found = [factors(cells[k][k]) for k in range(size)]
    if all(len(f) == 2 for _, f in found):
        for keep in (0, 1):
            made = [list(r) for r in cells]
            for k, (sign, f) in enumerate(found):
                made[k][k] = product([f[keep]], sign)
            yield "factor_dropped", _matrix(node, made)


def _matrix(node: Rows, cells: list[list[Node]]) -> Rows:
    rows = tuple(replace(r, cells=tuple(c)) for r, c in zip(node.cells, cells) if isinstance(r, Rows))
    return replace(node, cells=rows)


def _exchanged(rows: tuple[Node, ...], i: int, j: int) -> tuple[Node, ...]:
    made = list(rows)
    made[i], made[j] = made[j], made[i]
    return tuple(made)
