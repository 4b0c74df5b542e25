"""The atoms of integer expressions: symbols, floors, extremes and entries of integer tensors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from derivations.integers.polynomial import Integer


@dataclass(frozen=True)
class Symbol:
    """A size or an index, by its name."""

    name: str

    @cached_property
    def key(self) -> str:
        return self.name


@dataclass(frozen=True)
class Floor:
    """The floor of numerator / denominator, denominator > 0."""

    numerator: Integer
    denominator: Integer

    @cached_property
    def key(self) -> str:
        return f"~floor({self.numerator.key}/{self.denominator.key})"


@dataclass(frozen=True)
class Extreme:
    """The least (`min`) or greatest (`max`) of two or more integers."""

    kind: str
    arguments: tuple[Integer, ...]

    @cached_property
    def key(self) -> str:
        return f"~{self.kind}({','.join(a.key for a in self.arguments)})"


@dataclass(frozen=True)
class Read:
    """An entry of an integer tensor, used as an index: `id[t]`."""

    tensor: str
    at: tuple[Integer, ...]

    @cached_property
    def key(self) -> str:
        return f"~{self.tensor}[{','.join(a.key for a in self.at)}]"


Atom = Union[Symbol, Floor, Extreme, Read]


def parts_of(a: Atom) -> tuple[Integer, ...]:
    """The integers inside an atom."""
    match a:
        case Floor(n, d):
            return (n, d)
        case Extreme(_, parts) | Read(_, parts):
            return parts
        case _:
            return ()


def names_of(a: Atom) -> frozenset[str]:
    own = frozenset({a.name}) if isinstance(a, Symbol) else frozenset()
    return own.union(*(p.names for p in parts_of(a)))


def tensors_of(a: Atom) -> frozenset[str]:
    own = frozenset({a.tensor}) if isinstance(a, Read) else frozenset()
    return own.union(*(p.tensors for p in parts_of(a)))
