"""Integer expressions: sizes, indices and the bounds of sums.

An `Integer` is a polynomial with integer coefficients over atoms: symbols (a size `n`, an index `i`), floors
`floor(a / c)`, least and greatest of several, and entries of integer tensors (`id[t]`, a token number). It is kept in
normal form, as sizes are: `i + 1 - 1` *is* `i`. Terms (terms.py) are inert; only the integers inside them are not.

`ceil(a / c)` is `floor((a + c - 1) / c)` and `mod(a, c)` is `a - c * floor(a / c)`; the printers show them by name.
Denominators are positive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import gcd
from typing import Union

from derivations.integers.atoms import Atom, Extreme, Floor, Read, Symbol, names_of, tensors_of

Monomial = tuple[Atom, ...]  # sorted, with repetitions: (s, s, i) is s^2 i
Like = Union["Integer", int]


def _monomial(atoms: Iterable[Atom]) -> Monomial:
    return tuple(sorted(atoms, key=lambda a: a.key))


class Integer:
    """A polynomial in normal form; immutable, hashable, compared by value."""

    __slots__ = ("__dict__", "parts")
    parts: tuple[tuple[Monomial, int], ...]

    def __init__(self, parts: Mapping[Monomial, int]):
        # the order of first appearance is kept for the printers; `key`, and so equality, does not depend on it
        object.__setattr__(self, "parts", tuple((m, c) for m, c in parts.items() if c))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an Integer is immutable")

    @cached_property
    def key(self) -> str:
        """A string equal exactly when two integers are; it also fixes a total order."""
        return "+".join(sorted(f"{''.join(f'{a.key}*' for a in m)}{c}" for m, c in self.parts)) or "0"

    @cached_property
    def names(self) -> frozenset[str]:
        """Every symbol that occurs, sizes and indices alike."""
        return frozenset().union(*(names_of(a) for m, _ in self.parts for a in m))

    @cached_property
    def tensors(self) -> frozenset[str]:
        """Every integer tensor that is read."""
        return frozenset().union(*(tensors_of(a) for m, _ in self.parts for a in m))

    @cached_property
    def atoms(self) -> frozenset[Atom]:
        """The atoms of the outermost level."""
        return frozenset(a for m, _ in self.parts for a in m)

    @property
    def constant(self) -> int | None:
        """The value, when no atom occurs."""
        if not self.parts:
            return 0
        return self.parts[0][1] if len(self.parts) == 1 and not self.parts[0][0] else None

    @property
    def symbol(self) -> str | None:
        """The name, when this is one bare symbol."""
        if len(self.parts) == 1 and self.parts[0][1] == 1 and len(self.parts[0][0]) == 1:
            atom = self.parts[0][0][0]
            return atom.name if isinstance(atom, Symbol) else None
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Integer) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __add__(self, other: Like) -> Integer:
        total = dict(self.parts)
        for m, c in as_integer(other).parts:
            total[m] = total.get(m, 0) + c
        return Integer(total)

    def __neg__(self) -> Integer:
        return Integer({m: -c for m, c in self.parts})

    def __sub__(self, other: Like) -> Integer:
        return self + (-as_integer(other))

    def __mul__(self, other: Like) -> Integer:
        total: dict[Monomial, int] = {}
        for m, c in self.parts:
            for k, d in as_integer(other).parts:
                mk = _monomial(m + k)
                total[mk] = total.get(mk, 0) + c * d
        return Integer(total)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Like) -> Integer:
        return as_integer(other) - self

    def __repr__(self) -> str:
        return f"Integer({self.key})"

    def coefficient(self, atom: Atom) -> Integer | None:
        """The factor of `atom` when the expression is linear in it (atom not inside another), else None."""
        total: dict[Monomial, int] = {}
        for m, c in self.parts:
            power = m.count(atom)
            if power > 1:
                return None
            rest = list(m)
            if power:
                rest.remove(atom)
                total[tuple(rest)] = total.get(tuple(rest), 0) + c
            if isinstance(atom, Symbol) and any(atom.name in names_of(a) for a in rest):
                return None
        return Integer(total)

    def substitute(self, values: Mapping[str, Integer]) -> Integer:
        """Replace symbols by integers, everywhere."""
        if not self.names & values.keys():
            return self

        def put(a: Atom) -> Integer:
            return (
                values[a.name]
                if isinstance(a, Symbol) and a.name in values
                else inside(a, lambda x: x.substitute(values))
            )

        return self.map_atoms(put)

    def map_atoms(self, f: Callable[[Atom], Integer]) -> Integer:
        """Replace each outermost atom by the integer `f` gives for it."""
        total = ZERO
        for m, c in self.parts:
            product = integer(c)
            for a in m:
                product = product * f(a)
            total = total + product
        return total


def inside(a: Atom, f: Callable[[Integer], Integer]) -> Integer:
    """The atom with `f` applied to the integers inside it."""
    match a:
        case Floor(n, d):
            return floor(f(n), f(d))
        case Extreme(kind, arguments):
            return extreme(kind, [f(x) for x in arguments])
        case Read(tensor, at):
            return Integer({(Read(tensor, tuple(f(x) for x in at)),): 1})
        case _:
            return Integer({(a,): 1})


def integer(value: int) -> Integer:
    """A whole number."""
    return Integer({(): value})


def symbol(name: str) -> Integer:
    """A size or an index."""
    return Integer({(Symbol(name),): 1})


def read(tensor: str, at: tuple[Integer, ...]) -> Integer:
    """An entry of an integer tensor."""
    return Integer({(Read(tensor, at),): 1})


def as_integer(value: Like) -> Integer:
    return value if isinstance(value, Integer) else integer(value)


ZERO, ONE = integer(0), integer(1)


def floor(numerator: Like, denominator: Like) -> Integer:
    """floor(numerator / denominator), with whatever the denominator divides taken out."""
    n, d = as_integer(numerator), as_integer(denominator)
    if d == ONE:
        return n
    if d.constant is not None:
        return _floor_by_number(n, d.constant)
    if len(d.parts) == 1:  # a monomial such as s or 2*s: terms it divides come out
        (md, cd) = d.parts[0]
        out: dict[Monomial, int] = {}
        rest: dict[Monomial, int] = {}
        for m, c in n.parts:
            left = list(m)
            divides = c % cd == 0
            for a in md:
                if a not in left:
                    divides = False
                    break
                left.remove(a)
            (out if divides else rest)[tuple(left) if divides else m] = c // cd if divides else c
        if not rest:
            return Integer(out)
        return Integer(out) + Integer({(Floor(Integer(rest), d),): 1})
    return Integer({(Floor(n, d),): 1}) if n.parts else ZERO


def _floor_by_number(n: Integer, d: int) -> Integer:
    if d <= 0:
        raise ValueError(f"the denominator of a floor must be positive, not {d}")
    out = Integer({m: c // d for m, c in n.parts if c % d == 0 or not m})
    rest = Integer({m: c % d if not m else c for m, c in n.parts if c % d})
    if rest.constant is not None:
        return out
    common = gcd(d, *(c for m, c in rest.parts if m))
    rest = Integer({m: c // common for m, c in rest.parts})
    d //= common
    return out + (rest if d == 1 else Integer({(Floor(rest, integer(d)),): 1}))


def ceil(numerator: Like, denominator: Like) -> Integer:
    """ceil(numerator / denominator)."""
    return floor(as_integer(numerator) + denominator - 1, denominator)


def mod(value: Like, modulus: Like) -> Integer:
    """The remainder in 0 .. modulus - 1."""
    return as_integer(value) - as_integer(modulus) * floor(value, modulus)


def extreme(kind: str, arguments: Iterable[Like]) -> Integer:
    """The `min` or `max` of integers: nested ones flattened, numbers folded, repetitions dropped."""
    flat: dict[Integer, None] = {}
    for x in map(as_integer, arguments):
        atom = next(iter(x.atoms)) if len(x.parts) == 1 and x.parts[0][1] == 1 and len(x.parts[0][0]) == 1 else None
        if isinstance(atom, Extreme) and atom.kind == kind:
            flat.update(dict.fromkeys(atom.arguments))
        else:
            flat[x] = None
    numbers = [x.constant for x in flat if x.constant is not None]
    kept = sorted((x for x in flat if x.constant is None), key=lambda x: x.key)
    if numbers:
        kept.insert(0, integer((min if kind == "min" else max)(numbers)))
    return kept[0] if len(kept) == 1 else Integer({(Extreme(kind, tuple(kept)),): 1})
