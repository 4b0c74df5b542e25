"""Integer expressions: sizes, indices and the bounds of sums."""

from derivations.integers.atoms import Atom, Extreme, Floor, Read, Symbol, parts_of
from derivations.integers.inspection import (
    atoms_within,
    extremes,
    floors,
    replace_atom,
    value,
)
from derivations.integers.polynomial import (
    ONE,
    ZERO,
    Integer,
    Like,
    Monomial,
    as_integer,
    ceil,
    extreme,
    floor,
    inside,
    integer,
    mod,
    read,
    symbol,
)

__all__ = [
    "ONE",
    "ZERO",
    "Atom",
    "Extreme",
    "Floor",
    "Integer",
    "Like",
    "Monomial",
    "Read",
    "Symbol",
    "as_integer",
    "atoms_within",
    "ceil",
    "extreme",
    "extremes",
    "floor",
    "floors",
    "inside",
    "integer",
    "mod",
    "parts_of",
    "read",
    "replace_atom",
    "symbol",
    "value",
]
