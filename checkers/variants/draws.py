"""Numbers that a student can work with by hand, drawn by a seed: small, exact, of the kind that the problem states."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations.layer import Layer
from derivations.problem import Problem

RATES = tuple(Fraction(n, d) for n, d in ((1, 100), (1, 50), (1, 20), (1, 10), (1, 5), (1, 4), (1, 2)))
SMALL = (-3, -2, -1, 0, 1, 2, 3)

Nested = Any
"""A number, or nested tuples of numbers."""


def drawn(problem: Problem, names: tuple[str, ...], rng: random.Random) -> dict[str, Nested]:
    """New numbers for these given quantities, of the shape and the kind that the old ones have."""
    assert problem.layer is not None
    return {n: like(problem.given[n], problem.layer, n, rng) for n in names}


def like(old: Nested, layer: Layer, name: str, rng: random.Random) -> Nested:
    """Numbers of the shape of the old ones."""
    kind = layer.draw.get(name, "")
    if name in layer.constants or (kind == "positive" and not isinstance(old, (tuple, list))):
        return rng.choice([r for r in RATES if r != Fraction(str(old))])
    deepest = max((Fraction(str(x)).denominator for x in flat(old)), default=1)
    return rows(shape(old), lambda n: row(n, kind, deepest, rng))


def rows(lengths: tuple[int, ...], fill: Callable[[int], tuple[Fraction, ...]]) -> Nested:
    """Nested tuples of a shape, filled row by row along the last axis."""
    if not lengths:
        return fill(1)[0]
    if len(lengths) == 1:
        return fill(lengths[0])
    return tuple(rows(lengths[1:], fill) for _ in range(lengths[0]))


def row(n: int, kind: str, denominator: int, rng: random.Random, few: bool = False) -> tuple[Fraction, ...]:
    """n numbers along the last axis; few: from -1 to 1, so that an exponential of their sums stays of use."""
    match kind:
        case "simplex":
            cuts = sorted(rng.sample(range(1, 10), n - 1)) if n <= 10 else list(range(1, n))
            whole = 10 if n <= 10 else n
            return tuple(Fraction(b - a, whole) for a, b in zip([0, *cuts], [*cuts, whole]))
        case "one_hot":
            place = rng.randrange(n)
            return tuple(Fraction(k == place) for k in range(n))
        case "positive":
            return tuple(Fraction(rng.randint(1, 4)) for _ in range(n))
        case "unit":
            return tuple(Fraction(rng.randint(1, 9), 10) for _ in range(n))
        case "signs":
            return tuple(Fraction(rng.choice((-1, 1))) for _ in range(n))
    if denominator > 1:
        return tuple(Fraction(rng.randint(-9, 9), denominator) for _ in range(n))
    return tuple(Fraction(rng.choice((-1, 0, 1) if few else SMALL)) for _ in range(n))


def shape(numbers: Nested) -> tuple[int, ...]:
    return (len(numbers), *shape(numbers[0])) if isinstance(numbers, (tuple, list)) else ()


def flat(numbers: Nested) -> list[Any]:
    """Every entry, in order."""
    return [x for part in numbers for x in flat(part)] if isinstance(numbers, (tuple, list)) else [numbers]


def plain(numbers: Nested) -> Nested:
    """As JSON holds them: whole numbers, and text such as 3/10."""
    if isinstance(numbers, (tuple, list)):
        return [plain(x) for x in numbers]
    exact = Fraction(str(numbers))
    return int(exact) if exact.denominator == 1 else str(exact)


def number_latex(number: Any) -> str:
    """A number as a sheet prints it: decimals that end are written as decimals, others as fractions."""
    exact = Fraction(str(number))
    if exact.denominator == 1:
        return str(exact)
    for places in range(1, 5):
        if 10**places % exact.denominator == 0:
            return f"{float(exact):.{places}f}"
    sign = "-" if exact < 0 else ""
    return rf"{sign}\frac{{{abs(exact.numerator)}}}{{{exact.denominator}}}"


def numbers_latex(numbers: Nested) -> str:
    """A number, a column, a matrix; more axes as nested brackets."""
    axes = len(shape(numbers))
    if axes == 0:
        return number_latex(numbers)
    if axes > 2:
        return f"[{', '.join(bracketed(x) for x in numbers)}]"
    lines = [[x] for x in numbers] if axes == 1 else numbers
    body = r" \\ ".join(" & ".join(number_latex(x) for x in line) for line in lines)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def bracketed(numbers: Nested) -> str:
    if not isinstance(numbers, (tuple, list)):
        return number_latex(numbers)
    return f"[{', '.join(map(bracketed, numbers))}]"
