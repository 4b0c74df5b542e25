"""Random matrix algebra with its values by numpy, as LaTeX of several habits: an oracle apart from the judge."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

SHAPES = {"A": (4, 4), "B": (4, 4), "X": (5, 3), "W": (3, 4), "G": (5, 4), "u": (5, 1), "v": (4, 1), "w": (3, 1)}
CONTEXT = {"tensors": {k: list(s) if s[1] > 1 else [s[0]] for k, s in SHAPES.items()}}
ASKED = [(5, 4), (3, 4), (4, 4), (4, 1), (1, 1), (3, 1), (5, 3), (4, 3), (1, 4)]
TOPS = ("^\\top", "^{\\top}", "^T", "^{\\mathsf T}", "^{\\intercal}")
Tree = tuple[Any, ...]
_rng = np.random.default_rng(4)
WORLDS = [{k: _rng.standard_normal(s) for k, s in SHAPES.items()} for _ in range(3)]


class Matrices:
    """Makes, changes and writes trees: (name, n), (turned, a), (product, a, b), (sum, sign, a, b), (entrywise, a, b),
    (times, n, a), (diag, a), (trace, a), (ones, rows, columns)."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    # ------------------------------------------------------------ made

    def expression(self) -> Tree:
        return self.made(*self.random.choice(ASKED), 2)

    def made(self, rows: int, columns: int, deep: int) -> Tree:
        """A tree of this shape."""
        plain: list[Tree] = [("name", k) for k, s in SHAPES.items() if s == (rows, columns)]
        plain += [("turned", ("name", k)) for k, s in SHAPES.items() if s == (columns, rows)]
        if deep <= 0 and plain:
            return self.random.choice(plain)
        if deep < -3:
            return "ones", rows, columns
        r, again = self.random.random(), lambda: self.made(rows, columns, deep - 1)
        if r < 0.4 or not plain:
            inner = self.random.choice([3, 4, 5])
            return "product", self.made(rows, inner, deep - 1), self.made(inner, columns, deep - 1)
        if r < 0.55:
            return "sum", self.random.choice("+-"), again(), again()
        if r < 0.68 and rows * columns > 1:
            return "entrywise", again(), again()
        if r < 0.75:
            return "times", self.random.choice([2, 3]), again()
        if r < 0.82 and rows == columns > 1:
            return "diag", self.made(rows, 1, deep - 1)
        if r < 0.9:
            return "turned", self.made(columns, rows, deep - 1)
        return self.random.choice(plain)

    # ------------------------------------------------------------ changed

    def with_one_slip(self, tree: Tree) -> Tree:
        """A transpose, the order of factors, a product, a sign, a quantity."""
        path, node = self.random.choice(list(nodes(tree)))
        match node:
            case ("turned", a):
                other = [a]
            case ("product", a, b):
                other = [("product", b, a), ("entrywise", a, b), ("product", ("turned", a), b)]
            case ("sum", sign, a, b):
                other = [("sum", "-" if sign == "+" else "+", a, b), a]
            case ("entrywise", a, b):
                other = [("product", a, b)]
            case ("times", _, a):
                other = [a]
            case ("name", name):
                other = [("turned", node), *(("name", k) for k, s in SHAPES.items() if s == SHAPES[name])]
            case _:
                return tree
        return put(tree, path, self.random.choice(other))

    def rewritten(self, tree: Tree) -> Tree:
        """The same value in another way."""
        path, node = self.random.choice(list(nodes(tree)))
        match node:
            case ("product", a, ("sum", sign, b, c)):
                return put(tree, path, ("sum", sign, ("product", a, b), ("product", a, c)))
            case ("product", a, b):
                return put(tree, path, ("turned", ("product", ("turned", b), ("turned", a))))
            case ("sum", "+", a, b):
                return put(tree, path, ("sum", "+", b, a))
            case ("entrywise", a, b):
                return put(tree, path, ("entrywise", b, a))
            case ("turned", ("product", a, b)):
                return put(tree, path, ("product", ("turned", b), ("turned", a)))
        return tree

    # ------------------------------------------------------------ written

    def latex(self, tree: Tree, strength: int = 0) -> str:
        """strength: 0 a sum may stand bare, 1 an entrywise product too, 2 a product, 3 only an atom."""
        text, own = self.piece(tree)
        return text if own >= strength else rf"\left({text}\right)"

    def piece(self, tree: Tree) -> tuple[str, int]:
        match tree:
            case ("name", name):
                return (name if self.random.random() < 0.8 else rf"\mathbf{{{name}}}"), 3
            case ("turned", ("turned", a)):
                return rf"\left({self.latex(('turned', a))}\right)^\top", 3
            case ("turned", a):
                return self.latex(a, 3) + self.random.choice(TOPS), 3
            case ("product", a, b):
                return self.latex(a, 2) + self.random.choice([" ", r"\,"]) + self.latex(b, 2), 2
            case ("sum", sign, a, b):
                return f"{self.latex(a)} {sign} {self.latex(b, 1)}", 0
            case ("entrywise", a, b):
                return self.latex(a, 3) + self.random.choice([r" \odot ", r" \circ "]) + self.latex(b, 3), 0
            case ("times", n, a):
                return f"{n} {self.latex(a, 2)}", 1
            case ("diag", a):
                return rf"\operatorname{{diag}}\left({self.latex(a)}\right)", 3
            case ("ones", rows, columns):
                return rf"\mathbf{{1}}_{{{rows}}} \mathbf{{1}}_{{{columns}}}^\top", 2
        raise AssertionError(tree)


def nodes(tree: Tree, path: tuple[int, ...] = ()) -> Any:
    """Every part with its path."""
    yield path, tree
    for k, part in enumerate(tree):
        if isinstance(part, tuple):
            yield from nodes(part, (*path, k))


def put(tree: Tree, path: tuple[int, ...], new: Tree) -> Tree:
    """The tree with one part replaced."""
    if not path:
        return new
    k, *rest = path
    return (*tree[:k], put(tree[k], tuple(rest), new), *tree[k + 1 :])


def value(tree: Tree, world: dict[str, Any]) -> Any:
    """The matrix by numpy. Raises ValueError where shapes do not fit."""
    match tree:
        case ("name", name):
            return world[name]
        case ("turned", a):
            return value(a, world).T
        case ("times", n, a):
            return n * value(a, world)
        case ("ones", rows, columns):
            return np.ones((rows, columns))
        case ("diag", a):
            v = value(a, world)
            if 1 not in v.shape:
                raise ValueError("diag of a matrix")
            return np.diag(v.reshape(-1))
    *_, left, right = tree
    a, b = value(left, world), value(right, world)
    if tree[0] == "product":
        return a * b if (1, 1) in (a.shape, b.shape) else a @ b
    if a.shape != b.shape:
        raise ValueError("shapes")
    return a * b if tree[0] == "entrywise" else a + b if tree[1] == "+" else a - b


def values(tree: Tree) -> list[Any] | None:
    """The matrices in all worlds, None where shapes do not fit."""
    try:
        return [value(tree, w) for w in WORLDS]
    except ValueError:
        return None


def alike(a: list[Any], b: list[Any] | None) -> bool:
    return b is not None and all(x.shape == y.shape and np.allclose(x, y, 1e-8, 1e-9) for x, y in zip(a, b))
