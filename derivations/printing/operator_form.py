"""What the printers of operator forms share: how tightly a form holds together, its sign, what its symbols mean."""

from __future__ import annotations

from dataclasses import dataclass

from derivations import terms as T
from derivations.operators.nodes import (
    Applied,
    Array,
    Diagonal,
    Hadamard,
    Identity,
    Mask,
    Matrix,
    Ones,
    Operator,
    Raised,
    Scalar,
    Scaled,
    Slid,
    Transpose,
    Unit,
    Whole,
    walk,
)

SUM, ENTRYWISE, PRODUCT, POWER, ATOM = range(5)


@dataclass(frozen=True)
class Shown:
    """A printed form and how tightly it holds together."""

    tex: str
    tight: int = ATOM

    def at_least(self, tight: int) -> str:
        return self.tex if self.tight >= tight else bracketed(self.tex)


def bracketed(tex: str) -> str:
    """In brackets, which grow around a fraction or a sum of LaTeX."""
    tall = any(word in tex for word in (r"\frac", r"\sum"))
    return rf"\left({tex}\right)" if tall else f"({tex})"


def parted(x: Array) -> tuple[list[Array], list[Array]]:
    """Factors over and under the line of a product entry by entry."""
    parts = x.factors if isinstance(x, Hadamard) else (x,)
    over = [y for y in parts if _inverse(y) is None]
    return over, [z for y in parts if (z := _inverse(y)) is not None]


def _inverse(x: Array) -> Array | None:
    """What an array with a negative power divides by."""
    if isinstance(x, Raised) and isinstance(x.exponent, T.Number) and x.exponent.value < 0:
        return x.of if x.exponent == T.MINUS_ONE else Raised(x.of, T.number(-x.exponent.value))
    return None


def scales(x: Array) -> tuple[list[T.Term], list[Array], Array]:
    """Numbers in front, arrays with one entry in front, and the rest."""
    numbers: list[T.Term] = []
    single: list[Array] = []
    while isinstance(x, Scaled):
        if isinstance(x.by, Scalar):
            numbers.append(x.by.term)
        else:
            single.append(x.by)
        x = x.of
    return [f for t in numbers for f in T.factors_of(t)], single, x


def meanings(
    form: Operator, one: str, times: str, over: str, star: dict[str, str], diag: str, unit: tuple[str, str], same: str
) -> str:
    """What the symbols of a form mean, as sentences; the arguments are how the printer writes them."""
    nodes = walk(form.form)
    out = []
    for x in nodes:
        if isinstance(x, Slid):
            first = f"{star[x.kind]} slides the second operand over the first where both overlap fully."
            second = f"{star[x.kind]} is convolution wherever the two overlap at all."
            out.append(first if x.kind == "valid" else second)
    products = any(isinstance(x, (Matrix, Transpose, Diagonal)) for x in nodes)
    if products and any(_column(x) for x in nodes):
        out.append("Tensors along one axis are columns.")
    multiplied = any(isinstance(x, Hadamard) and len(parted(x)[0]) > 1 for x in nodes)
    divided = any(parted(x)[1] for x in nodes if isinstance(x, (Hadamard, Raised)))
    kinds = (("functions", Applied), ("powers", Raised), ("comparisons", Mask))
    acting = [word for word, kind in kinds if any(isinstance(x, kind) and parted(x)[1] == [] for x in nodes)]
    entrywise = " and ".join(filter(None, [", ".join(acting[:-1]), *acting[-1:]]))
    if multiplied or divided:
        signs = " and ".join([*([times] * multiplied), *([over] * divided)])
        both = multiplied and divided
        too = f"; so do {entrywise}" if entrywise else ""
        out.append(f"{signs} act{'' if both else 's'} entry by entry{too}.")
    elif entrywise:
        out.append(f"{entrywise.capitalize()} act entry by entry.")
    if any(isinstance(x, Ones) for x in nodes) or divided:
        out.append(f"{one} has only ones.")
    if any(isinstance(x, Diagonal) for x in nodes):
        out.append(f"{diag} is the matrix with that column on its diagonal.")
    if any(isinstance(x, Unit) for x in nodes):
        out.append(f"{unit[0]} is the unit vector that is 1 at place {unit[1]}.")
    if any(isinstance(x, Identity) for x in nodes):
        out.append(f"{same} is the identity matrix.")
    return " ".join(out)


def _column(x: Array) -> bool:
    return isinstance(x, Unit) or (isinstance(x, Whole) and x.rank == 1)


__all__ = ["ATOM", "ENTRYWISE", "POWER", "PRODUCT", "SUM", "Shown", "bracketed", "meanings", "parted", "scales"]
