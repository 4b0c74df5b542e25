"""Counts as a reader writes them: (5*5*3 + 1)*32."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from derivations.fitting import Axis, axis
from derivations.integers import Integer


def product_form(
    shapes: Sequence[tuple[Integer, ...]], values: Mapping[str, Axis], times: str, printed: Callable[[Integer], str]
) -> str:
    """The count as a product: what all parameters share taken out, the last axis first, as in (5*5*3 + 1)*32."""
    if not shapes:
        return ""
    shared: list[Integer] = []
    rest = [list(axes) for axes in shapes]
    for a in shapes[0]:
        if all(a in axes for axes in rest):
            shared.append(a)
            for axes in rest:
                axes.remove(a)

    def product(axes: list[Integer]) -> str:
        factors = [printed(f) for a in axes for f in axis(a, values).factors]
        return times.join(map(held, reversed(factors)))

    ones = sum(not axes for axes in rest)
    terms = [product(axes) for axes in rest if axes]
    inner = " + ".join([*_counted(terms, times), *([str(ones)] if ones else [])])
    outer = product(shared)
    if not shared or inner == "1":
        return outer or inner
    return times.join((held(inner), outer))


def _counted(terms: Sequence[str], times: str) -> list[str]:
    """Equal terms once, with their number in front."""
    numbers = {t: terms.count(t) for t in dict.fromkeys(terms)}
    return [t if n == 1 else times.join((str(n), held(t))) for t, n in numbers.items()]


def held(text: str) -> str:
    """The text in parentheses where it is a sum."""
    depth = 0
    for before, c in zip(" " + text, text):
        depth += (c in "([{") - (c in ")]}")
        if c in "+-" and before == " " and depth == 0:
            return f"({text})"
    return text


def integer_in_latex(e: Integer) -> str:
    """The LaTeX of an integer, its printer loaded when it is needed."""
    from derivations.printing.latex_integers import integer_latex

    return integer_latex(e)
