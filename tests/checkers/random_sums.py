"""Random indexed sums with their values by numpy, as LaTeX of several habits: an oracle apart from the judge."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np

SHAPES = {"A": (4, 4), "X": (5, 4), "x": (5,), "y": (4,), "u": (4,)}
SIZE = 4  # of the gradient that is asked, by W_{ij}
CONTEXT = {"tensors": {**{k: list(s) for k, s in SHAPES.items()}, "W": [SIZE, SIZE]},
           "label": r"\frac{\partial L}{\partial W_{ij}}"}  # fmt: skip
Place = tuple[str, int]  # a letter ("" for none) and what is added to it
Tree = tuple[Any, ...]
_rng = np.random.default_rng(3)
WORLDS = [{k: _rng.standard_normal(s) for k, s in SHAPES.items()} for _ in range(2)]


class Sums:
    """Makes, changes and writes trees: (entry, tensor, places), (number, n), (delta, places), (product, factors),
    (total, signed terms), (sum, bounds (letter, low, high, left out), body)."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    # ------------------------------------------------------------ made

    def place(self, letters: list[str]) -> Place:
        r, letter = self.random.random(), self.random.choice(letters)
        if r < 0.8:
            return letter, 0
        return (letter, self.random.choice([1, -1])) if r < 0.95 else ("", self.random.choice([1, 2, 3]))

    def factor(self, letters: list[str]) -> Tree:
        r = self.random.random()
        if r < 0.1:
            return "number", self.random.choice([2, 3])
        if r < 0.2 and len(letters) > 1:
            return "delta", tuple((x, 0) for x in self.random.sample(letters, 2))
        tensor = self.random.choice(list(SHAPES))
        return "entry", tensor, tuple(self.place(letters) for _ in SHAPES[tensor])

    def bound(self, letter: str) -> tuple[str, int, Any, str]:
        r = self.random.random()
        if r < 0.6:
            return letter, 1, SIZE, ""
        if r < 0.75:
            return letter, self.random.choice([1, 2]), self.random.choice([3, 4]), ""
        return (letter, 1, SIZE, self.random.choice("ij")) if r < 0.9 else (letter, 1, self.random.choice("ij"), "")

    def product(self, letters: list[str], deep: int) -> Tree:
        found: list[Tree] = []
        for _ in range(self.random.choice([1, 2, 2, 3])):
            if deep and self.random.random() < 0.6:
                new = [c for c in "klm" if c not in letters][: self.random.choice([1, 1, 2])]
                bounds = tuple(self.bound(c) for c in new)
                found.append(("sum", bounds, self.product([*letters, *new], deep - 1)))
            else:
                found.append(self.factor(letters))
        return "product", tuple(found)

    def expression(self) -> Tree:
        terms = range(self.random.choice([1, 1, 2]))
        return "total", tuple((self.random.choice([1, -1]), self.product(["i", "j"], 1)) for _ in terms)

    # ------------------------------------------------------------ changed

    def with_one_slip(self, tree: Tree) -> Tree:
        """Another index, another bound, a lost factor or a turned sign."""
        path, node = self.random.choice(list(nodes(tree)))
        match node:
            case ("entry", tensor, places):
                new, k = list(places), self.random.randrange(len(places))
                letter, step = places[k]
                choice = self.random.random()
                if choice < 0.4 and len(places) == 2:
                    new.reverse()
                else:
                    new[k] = (letter, step + self.random.choice([1, -1])) if choice < 0.7 else (self.letter(), 0)
                return put(tree, path, ("entry", tensor, tuple(new)))
            case ("sum", bounds, body):
                k = self.random.randrange(len(bounds))
                letter, low, high, out = bounds[k]
                less = high - 1 if isinstance(high, int) else SIZE
                other = [
                    (letter, low + 1, high, out),
                    (letter, low, less, out),
                    (letter, low, high, "" if out else "i"),
                ]
                return put(tree, path, ("sum", (*bounds[:k], self.random.choice(other), *bounds[k + 1 :]), body))
            case ("product", found) if len(found) > 1:
                k = self.random.randrange(len(found))
                return put(tree, path, ("product", (*found[:k], *found[k + 1 :])))
            case ("total", ((sign, first), *rest)):
                return put(tree, path, ("total", ((-sign, first), *rest)))
        return tree

    def letter(self) -> str:
        return self.random.choice("ij")

    # ------------------------------------------------------------ written

    def latex(self, tree: Tree) -> str:
        match tree:
            case ("number", n):
                return str(n)
            case ("delta", places):
                return rf"\delta_{{{self.random.choice(['', ',']).join(map(written, places))}}}"
            case ("entry", tensor, places):
                shown = [written(p) for p in places]
                comma = "" if all(len(p) == 1 for p in shown) and self.random.random() < 0.5 else ","
                return f"{tensor}_{{{comma.join(shown)}}}"
            case ("product", found):
                found = sorted(found, key=lambda f: (f[0] == "sum", f[0] != "number"))
                shown = [self.latex(f) for f in found]
                ends = [rf"\left({t}\right)" if f[0] == "sum" else t for f, t in zip(found[:-1], shown)] + shown[-1:]
                dots = [r" \cdot " if a[0] == b[0] == "number" else " " for a, b in itertools.pairwise(found)]
                return "".join(t + d for t, d in zip(ends, [*dots, ""]))
            case ("total", terms):
                return " ".join(("+ " if s > 0 else "- ") + self.latex(t) for s, t in terms).removeprefix("+ ")
            case ("sum", bounds, body):
                return "".join(self.sign(*b) for b in bounds) + " " + self.latex(body)
        raise AssertionError(tree)

    def sign(self, letter: str, low: int, high: Any, out: str) -> str:
        if not out:
            usual = rf"\sum_{{{letter}={low}}}^{{{high}}}"
            return self.random.choice([usual, rf"\sum_{{{low} \le {letter} \le {high}}}", rf"\sum\limits{usual[4:]}"])
        stacked = rf"\sum_{{\substack{{{letter}={low} \\ {letter} \ne {out}}}}}^{{{high}}}"
        return self.random.choice([stacked, rf"\sum_{{{letter}={low},\, {letter}\neq {out}}}^{{{high}}}"])


def written(place: Place) -> str:
    letter, step = place
    return (f"{letter}{step:+d}" if step else letter) if letter else str(step)


def nodes(tree: Tree, path: tuple[int, ...] = ()) -> Any:
    """Every part with its path."""
    yield path, tree
    inner = [f for _, f in tree[1]] if tree[0] == "total" else tree[1] if tree[0] == "product" else ()
    inner = (tree[2],) if tree[0] == "sum" else inner
    for k, part in enumerate(inner):
        yield from nodes(part, (*path, k))


def put(tree: Tree, path: tuple[int, ...], new: Tree) -> Tree:
    """The tree with one part replaced."""
    if not path:
        return new
    k, *rest = path
    if tree[0] == "sum":
        return "sum", tree[1], put(tree[2], tuple(rest), new)
    parts = list(tree[1])
    if tree[0] == "total":
        parts[k] = (parts[k][0], put(parts[k][1], tuple(rest), new))
    else:
        parts[k] = put(parts[k], tuple(rest), new)
    return tree[0], tuple(parts)


def renamed(tree: Tree, new: dict[str, str]) -> Tree:
    """The tree with other letters."""
    at = lambda places: tuple((new.get(x, x), step) for x, step in places)  # noqa: E731
    match tree:
        case ("delta", places):
            return "delta", at(places)
        case ("entry", tensor, places):
            return "entry", tensor, at(places)
        case ("product", found):
            return "product", tuple(renamed(f, new) for f in found)
        case ("total", terms):
            return "total", tuple((s, renamed(t, new)) for s, t in terms)
        case ("sum", bounds, body):
            own = tuple((new.get(x, x), low, new.get(high, high), new.get(out, out)) for x, low, high, out in bounds)
            return "sum", own, renamed(body, new)
    return tree


def value(tree: Tree, at: dict[str, int], world: dict[str, Any]) -> float:
    """The value by numpy. Raises IndexError where an entry does not exist."""
    number = lambda p: at.get(p[0], 0) + p[1]  # noqa: E731
    match tree:
        case ("number", n):
            return float(n)
        case ("delta", (a, b)):
            return float(number(a) == number(b))
        case ("entry", tensor, places):
            place = [number(p) for p in places]
            if any(not 1 <= k <= n for k, n in zip(place, SHAPES[tensor])):
                raise IndexError
            return float(world[tensor][tuple(k - 1 for k in place)])
        case ("product", found):
            return float(np.prod([value(f, at, world) for f in found]))
        case ("total", terms):
            return sum(s * value(t, at, world) for s, t in terms)
        case ("sum", bounds, body):
            ranges = [
                [k for k in range(low, (at[high] if isinstance(high, str) else high) + 1) if not out or k != at[out]]
                for _, low, high, out in bounds
            ]
            names = [b[0] for b in bounds]
            return sum(value(body, {**at, **dict(zip(names, c))}, world) for c in itertools.product(*ranges))
    raise AssertionError(tree)


def table(tree: Tree) -> Any:
    """The values at every i and j of both worlds, None where one does not exist."""
    places = list(itertools.product(range(1, SIZE + 1), repeat=2))
    try:
        return np.array([value(tree, {"i": i, "j": j}, w) for w in WORLDS for i, j in places])
    except IndexError:
        return None
