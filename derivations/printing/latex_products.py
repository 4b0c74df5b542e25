"""Products in LaTeX: one fraction for all inverses, the number in front, sums and maxima last."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from derivations import terms as T
from derivations.printing.latex import PRODUCT, WIDEST_NUMERATOR, Piece, bracketed, inverse_base, piece
from derivations.printing.latex_integers import joined
from derivations.printing.measure import width
from derivations.printing.style import Style


@dataclass
class Parts:
    """A product taken apart: sign, numbers that stand alone, factors above and below the bar."""

    negative: bool = False
    numbers: list[Fraction] = field(default_factory=list)
    above: list[T.Term] = field(default_factory=list)
    below: list[T.Term] = field(default_factory=list)


def parts_of(t: T.Term) -> Parts:
    """Nested products are shown flat; 1 is dropped where anything else stands."""
    parts = Parts()
    for f in _flat(t):
        match f:
            case T.Number(v):
                parts.negative ^= v < 0
                if abs(v) != 1:
                    parts.numbers.append(abs(v))
            case T.Pow(base, T.Number(e)) if e < 0:
                parts.below.append(inverse_base(base, e))
            case _:
                parts.above.append(f)
    return parts


def _flat(t: T.Term) -> list[T.Term]:
    return [g for f in t.factors for g in _flat(f)] if isinstance(t, T.Mul) else [t]


def product_piece(t: T.Term, style: Style) -> Piece:
    """The product as one piece."""
    front, rest, negative = arranged_factors(t, style)
    factors = [*front, *(p for p, _ in rest)]
    if len(factors) == 1 and not negative:
        return factors[0]
    sign = "-" if negative else ""
    last = factors[-1]
    return Piece(
        sign + _row(factors),
        PRODUCT,
        any(p.tall for p in factors),
        last.open,
        sign + _row([*factors[:-1], Piece(last.closed)]) if last.closed else "",
    )


def arranged_factors(t: T.Term, style: Style) -> tuple[list[Piece], list[tuple[Piece, T.Term]], bool]:
    """Number and fraction in front, the other factors in reading order, and whether a minus sign leads."""
    parts = parts_of(t)
    above = sorted(((piece(f, style), f) for f in parts.above), key=lambda p: p[0].open)
    below = [piece(f, style) for f in parts.below]
    number, others = (parts.numbers[0], parts.numbers[1:]) if parts.numbers else (Fraction(1), [])
    front = []
    if below:
        over = [(p, f) for p, f in above if not (p.tall or p.open or isinstance(f, T.Iverson))]
        if others or width(side_by_side([p for p, _ in over])) > WIDEST_NUMERATOR:
            over = []
        front.append(_fraction(number, [p for p, _ in over], below))
        above = [pair for pair in above if pair not in over]
    elif number.denominator != 1 or number != 1 or not (above or others):
        front.append(_number(number))
    return front + [_number(v) for v in others], above, parts.negative


def _number(v: Fraction) -> Piece:
    return piece(T.Number(v), Style())


def _fraction(number: Fraction, above: list[Piece], below: list[Piece]) -> Piece:
    over, under = ([Piece(str(number.numerator))] if number.numerator != 1 or not above else []) + above, below
    if number.denominator != 1:
        under = [Piece(str(number.denominator)), *below]
    return Piece(rf"\frac{{{side_by_side(over)}}}{{{side_by_side(under)}}}", tall=True)


def side_by_side(factors: list[Piece]) -> str:
    """Factors in a row between brackets or above a bar, where a lone one needs no brackets of its own."""
    return factors[0].tex if len(factors) == 1 else _row(factors)


def _row(factors: list[Piece]) -> str:
    """Factors in a row; an open one needs brackets unless it is last."""
    shown = []
    for k, p in enumerate(factors):
        if p.open and k < len(factors) - 1:
            shown.append(p.closed or bracketed(p))
        elif p.tight < PRODUCT or p.tex.startswith("-"):
            shown.append(bracketed(p))
        else:
            shown.append(p.tex)
    return joined(shown, " ")
