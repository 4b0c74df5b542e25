"""One slip in an answer as a whole: its sign, a factor in front, its axes, two quantities exchanged throughout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from checkers.algebra.slips.factors import Slip
from checkers.algebra.slips.facts import Facts, inside_of_functions
from checkers.algebra.slips.matrices import has_axes
from checkers.algebra.slips.products import ONE, TWO, constant, exponent_of, name_of, number
from checkers.algebra.tree import Apply, Big, Bound, Entry, Name, Negative, Node, Operation, Rows, Transpose, walked


def of_whole(tree: Node, facts: Facts) -> Iterator[Slip]:
    """The whole answer with one slip."""
    yield "sign_flipped", Negative(tree)
    yield "zero", Operation("*", number(0), tree)
    yield "factor_two_added", Operation(" ", TWO, tree)
    yield "factor_two_missing", Operation("/", tree, TWO)
    yield "gradient_transposed", Transpose(tree)
    if not facts.matrices and not isinstance(tree, Rows):
        yield "reciprocal", Operation("/", ONE, tree)
        yield "constant_offset", Operation("+", tree, ONE)
        yield "constant_offset", Operation("-", tree, ONE)
    for size in sorted(facts.table.sizes):
        yield "batch_mean_added", Operation("/", tree, Name(size))
        yield "batch_mean_missing", Operation("*", Name(size), tree)
    yield from of_windows(tree, facts)
    for length in rows_of(facts):
        yield "batch_mean_added", Operation("/", tree, number(length))
        yield "batch_mean_missing", Operation("*", number(length), tree)
    summed = without_counts(tree, facts)
    if summed != tree:
        yield "batch_mean_missing", summed
    untransposed = without_transposes(tree)
    if untransposed != tree:
        yield "transpose_dropped", untransposed
    for letter in facts.free:
        yield "everything_summed", Big("sum", (Bound(letter),), tree)
    if len(facts.free) > 1:
        yield "everything_summed", Big("sum", tuple(Bound(f) for f in facts.free), tree)
    if has_axes(tree, facts) or isinstance(tree, Rows):
        yield "everything_summed", Apply("sum", (tree,))
        yield "diagonal_only", Apply("diag", (Apply("diag", (tree,)),))
        if any(n.function in ("diag", "softmax") for n in walked(tree, Apply)):
            yield "softmax_jacobian_diagonal_only", Apply("diag", (Apply("diag", (tree,)),))
        for axis in "01":
            yield "summed_over_wrong_axis", Apply("sum", (tree,), 0, (("axis", axis),))
        yield "entries_swapped", Apply("flip", (tree,), 0, (("axis", "0"),))
    yield from of_names(tree, facts)
    yield from of_quantities(tree, facts)
    yield from _differentiated_again(tree, facts)


def of_windows(tree: Node, facts: Facts) -> Iterator[Slip]:
    """Every window at once: rounded the other way, not divided, its mean half or not at all an average."""
    rounded = [n for n in walked(tree, Apply) if n.function in ("floor", "ceil")]
    if not rounded:
        return
    other: dict[Node, Node] = {n: replace(n, function="ceil" if n.function == "floor" else "floor") for n in rounded}
    yield "floor_for_ceil", _put(tree, other)
    letters: dict[Node, Node] = {n: next((m for m in walked(n, Name)), n) for n in rounded}
    yield "window_not_divided", _put(tree, letters)
    for times in (2, 4) if facts.pooled else ():
        yield "pool_factor_forgotten", Operation("*", number(times), tree)


def rows_of(facts: Facts) -> list[int]:
    """How many rows the quantities have, where that is a number: the examples of a batch."""
    shapes = [facts.shape(n) for n in facts.names]
    return sorted({s[0] for s in shapes if s and isinstance(s[0], int) and s[0] > 2})


def without_counts(tree: Node, facts: Facts) -> Node:
    """The tree with nothing divided by a number of examples."""
    if isinstance(tree, Operation) and tree.operator == "/":
        below = constant(tree.right)
        if facts.is_count(tree.right) or (below is not None and below in rows_of(facts)):
            return without_counts(tree.left, facts)
    children = tree.children
    return tree.rebuild(tuple(without_counts(c, facts) for c in children)) if children else tree


def without_transposes(tree: Node) -> Node:
    """The tree with nothing transposed."""
    tree = tree.operand if isinstance(tree, Transpose) else tree
    children = tree.children
    return tree.rebuild(tuple(without_transposes(c) for c in children)) if children else tree


def of_names(tree: Node, facts: Facts) -> Iterator[Slip]:
    """A quantity that is 1, 0 or of the other sign throughout; the answer without it, or with it once more."""
    for name in facts.names[:8]:
        if name in facts.table.sizes:
            yield "offset_by_one", put(tree, name, lambda n: Operation("-", n, ONE))
            yield "offset_by_one", put(tree, name, lambda n: Operation("+", n, ONE))
            if not facts.counts_only:
                continue
        above, rate = facts.from_above(Name(name)), facts.is_rate(Name(name))
        told = "upstream_forgotten" if above else "learning_rate_dropped" if rate else "factor_dropped"
        yield told, put(tree, name, lambda n: ONE)
        yield "momentum_dropped" if name == "beta" else "summand_dropped", put(tree, name, lambda n: number(0))
        if any(name in {name_of(m) for m in walked(i)} for i in inside_of_functions(tree)):
            yield "exponent_sign_flipped", put(tree, name, Negative)
        if not facts.shape(name) and not facts.matrices:
            yield told, Operation("/", tree, Name(name))
            yield "factor_doubled", Operation("o", tree, Name(name))
    bare_ = without_exponentials(tree)
    if bare_ != tree:
        yield "function_dropped", bare_


def put(tree: Node, name: str, new: Callable[[Node], Node]) -> Node:
    """The tree with a quantity, or every entry of a tensor, replaced."""
    if (isinstance(tree, Name) and tree.name == name) or (isinstance(tree, Entry) and tree.base == Name(name)):
        return new(tree)
    children = tree.children
    return tree.rebuild(tuple(put(c, name, new) for c in children)) if children else tree


def without_exponentials(tree: Node) -> Node:
    """Every e^u as u."""
    inside = exponent_of(tree)
    if inside is not None:
        return without_exponentials(inside)
    children = tree.children
    return tree.rebuild(tuple(without_exponentials(c) for c in children)) if children else tree


def of_quantities(tree: Node, facts: Facts) -> Iterator[Slip]:
    """Two quantities exchanged throughout; one of them written once where the other belongs."""
    names = facts.names[:6]
    for k, a in enumerate(names):
        for b in names[k + 1 :]:
            if facts.shape(a) == facts.shape(b):
                yield "quantities_exchanged", exchanged(tree, a, b)
    for a in names:
        if a in facts.table.sizes and not facts.counts_only:
            continue
        for b in facts.alike(a)[:5]:
            for other in once(tree, a, b):
                yield "quantity_replaced", other
    entries = list(dict.fromkeys(n for n in walked(tree, Entry)))[:6]
    for k, x in enumerate(entries):
        for y in entries[k + 1 :]:
            if x.base == y.base:
                yield "quantities_exchanged", _put(tree, {x: y, y: x})
    shapes = [Entry(x.base, (number(k),)) for x in entries[:1] for k in (1, 2, 3)
              if isinstance(x.base, Name) and f"{x.base.name}_{k}" in facts.table.scalars]  # fmt: skip
    for x in entries:
        for y in dict.fromkeys([*entries, *shapes]):
            if x != y and x.base == y.base:
                for other in _each(tree, x, y):
                    yield "quantity_replaced", other


def exchanged(tree: Node, a: str, b: str) -> Node:
    """The tree with two names exchanged, tensors' too."""
    if isinstance(tree, Name):
        return Name({a: b, b: a}.get(tree.name, tree.name))
    children = tree.children
    return tree.rebuild(tuple(exchanged(c, a, b) for c in children)) if children else tree


def once(tree: Node, a: str, b: str) -> Iterator[Node]:
    """The tree with one occurrence of a as b."""
    if isinstance(tree, Name):
        if tree.name == a:
            yield Name(b)
        return
    children = tree.children
    for k, c in enumerate(children):
        for new in once(c, a, b):
            yield tree.rebuild((*children[:k], new, *children[k + 1 :]))


def _put(tree: Node, new: dict[Node, Node]) -> Node:
    if tree in new:
        return new[tree]
    children = tree.children
    return tree.rebuild(tuple(_put(c, new) for c in children)) if children else tree


def _each(tree: Node, x: Node, y: Node) -> Iterator[Node]:
    if tree == x:
        yield y
        return
    children = tree.children
    for k, c in enumerate(children):
        for new in _each(c, x, y):
            yield tree.rebuild((*children[:k], new, *children[k + 1 :]))


def _differentiated_again(tree: Node, facts: Facts) -> Iterator[Slip]:
    """The result times the slope of an activation that it has passed already."""
    seen: dict[Node, None] = {}
    for n in walked(tree):
        if (
            (isinstance(n, Apply) and n.function in ("sigmoid", "softmax", "tanh") and not n.primes)
            or (isinstance(n, Operation) and n.operator == "/" and constant(n.left) == 1)
            or (isinstance(n, Name) and n.name in ("p", "q", "a", "s", "hat y", "yhat") and not facts.table.sizes)
        ):
            seen.setdefault(n)
    for s in list(seen)[:4]:
        yield "extra_activation_slope", Operation("o", tree, Operation("o", s, Operation("-", ONE, s)))


def expanded(tree: Node, facts: Facts) -> Node:
    """Definitions without places written out, such as earlier results."""
    bodies = {n: body for n, (letters, body) in facts.table.definitions.items() if not letters}

    def put(node: Node, deep: int) -> Node:
        if isinstance(node, Name) and node.name in bodies and deep < 4:
            return put(bodies[node.name], deep + 1)
        if isinstance(node, Entry):
            from checkers.algebra.table import entry_name

            name = entry_name(node)
            if name in bodies and deep < 4:
                return put(bodies[name], deep + 1)
            return replace(node, places=tuple(put(p, deep) for p in node.places))
        children = node.children
        return node.rebuild(tuple(put(c, deep) for c in children)) if children else node

    return put(tree, 0) if bodies else tree
