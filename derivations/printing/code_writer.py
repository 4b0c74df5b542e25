"""The state of one printed function: its lines, its names, what is in scope, and arrays kept under a name."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import Integer
from derivations.printing.code_arrays import ATOM, Array, aligned, union
from derivations.printing.code_dialect import Dialect
from derivations.prover import is_proved, nonnegative
from derivations.rule import Range

TAKEN = frozenset(
    ("np", "torch", "math", "dtype", "device", "range", "min", "max", "float", "int", "forward", "backward")
    + ("entries", "windows", "stretched", "longest")
)
"""Names that the printed code uses for itself."""


class CodeError(ValueError):
    """A term that has no code; the sentence says why."""


def identifiers(names: Sequence[str], taken: frozenset[str] = TAKEN) -> dict[str, str]:
    """Name in the notation -> name in the code: primes are spelled, words of the language get an underscore."""
    found: dict[str, str] = {}
    for name in names:
        new = name.replace("'", "_prime")
        while new in taken or keyword.iskeyword(new) or new in found.values():
            new += "_"
        found[name] = new
    return found


@dataclass(frozen=True)
class Scope:
    """What a term may name besides tensors and sizes.

    order: the indices, in the order in which they were bound; axes are in this order too. ranges: those that run over
    a range which is the same everywhere. known: index -> its values, for the others: whole numbers with axes, or, in a
    loop, a number. facts: what may be assumed of the sizes and of `ranges`.
    """

    facts: Facts
    order: tuple[str, ...] = ()
    ranges: Mapping[str, Range] = field(default_factory=dict)
    known: Mapping[str, Array] = field(default_factory=dict)

    def within(self, i: T.Index) -> Scope:
        """The scope of an index whose range is the same everywhere."""
        ranges = {**self.ranges, i.name: (i.low, i.high)}
        return Scope(self.facts.within((i,)), (*self.order, i.name), ranges, self.known)

    def knowing(self, name: str, values: Array) -> Scope:
        """The scope of an index whose range depends on others, with its values."""
        return Scope(self.facts, (*self.order, name), self.ranges, {**self.known, name: values})

    def looped(self, i: T.Index, code: str) -> Scope:
        """The scope of an index that a loop sets."""
        value = Array(code, kind="whole", python=True)
        return Scope(self.facts.within((i,)), self.order, self.ranges, {**self.known, i.name: value})

    def meaning(self, names: Iterable[str]) -> tuple[object, ...]:
        """What the names stand for here: two places of one definition may use one name for two indices."""
        return tuple((n, self.ranges.get(n), self.known.get(n)) for n in sorted(names))

    def fixed(self, e: Integer) -> bool:
        """Is the integer one number here, the same along every axis?"""
        return not e.tensors and all(n not in self.ranges and not self._varies(n) for n in e.names)

    def _varies(self, name: str) -> bool:
        return name in self.known and not self.known[name].python

    def proved(self, claim: Integer) -> bool:
        """Is the integer at least 0 everywhere? Indices of uneven range are not looked into."""
        if claim.tensors or any(self._varies(n) for n in claim.names):
            return False
        return is_proved(nonnegative(claim, self.facts))


@dataclass
class Writer:
    """Writes one function.

    names: tensor or size -> its name in the code. ranges: of every tensor that may be read. values: integer tensor ->
    the range of its values. used: sizes and tensors that the code names; brought: functions it calls.
    """

    dialect: Dialect
    names: dict[str, str]
    ranges: Mapping[str, tuple[Range, ...]]
    values: Mapping[str, Range]
    lines: list[str] = field(default_factory=list)
    indent: int = 1
    used: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)
    guarded: bool = False
    local: set[str] = field(default_factory=set)
    kept: dict[object, Array] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)

    def line(self, text: str) -> None:
        """One line of the function, at the present depth."""
        self.lines.append("    " * self.indent + text)

    def name(self, tensor: str) -> str:
        """The name of a tensor or size, noted as used."""
        self.used.add(tensor)
        return self.names[tensor]

    def bring(self, function: str) -> str:
        """The name of a brought function, noted as used."""
        self.brought.add(function)
        return function

    def begin(self) -> None:
        """A new definition: what was kept for the one before is forgotten, and its names are free again."""
        self.local, self.kept, self.named = set(), {}, {}

    def fresh(self, hint: str) -> str:
        """A name that nothing has in the definition being written."""
        [new] = identifiers([hint], TAKEN | set(self.names.values()) | self.local).values()
        self.local.add(new)
        return new

    def keep(self, key: object, hint: str, make: Callable[[], Array]) -> Array:
        """An array under a name of its own; the same key gives the same array again."""
        if key not in self.kept:
            made = make()
            if (hint, made.code) not in self.named:
                name = self.fresh(hint)
                self.line(f"{name} = {made.code}")
                self.named[hint, made.code] = name
            self.kept[key] = replace(made, code=self.named[hint, made.code], tight=ATOM)
        return self.kept[key]

    def taken_back(self, name: str) -> str:
        """The code of an array that was kept last and is needed nowhere else; its line is taken out again."""
        code = next((c for (_, c), n in self.named.items() if n == name), "")
        if not code or not self.lines or self.lines[-1].strip() != f"{name} = {code}":
            return name
        self.lines.pop()
        return code

    def align(self, arrays: Sequence[Array], order: Sequence[str]) -> tuple[list[Array], tuple[str, ...]]:
        """The arrays as operands of one operation, and the axes of its result, in an order that spares transposing."""
        axes = union(arrays, order)
        for x in arrays:
            if set(x.axes) == set(axes) and all(tuple(a for a in x.axes if a in y.axes) == y.axes for y in arrays):
                axes = x.axes
                break
        return [aligned(x, axes, self.dialect.transpose) for x in arrays], axes

    def real(self, x: Array) -> Array:
        """Whole numbers and truths as reals."""
        if x.kind == "real":
            return x
        if x.python:
            return replace(x, kind="real") if x.kind == "whole" else Array(f"float({x.code})", python=True)
        return Array(self.dialect.real.format(x=x.held(ATOM)), x.axes)
