"""The names that an answer may use, in every spelling a student gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from derivations import terms as T
from derivations.notation import Scope
from derivations.printing.text import integer_text
from derivations.rule import Range


@dataclass(frozen=True)
class Vocabulary:
    """The names of one question.

    ranges: the tensors that may be read; spellings: a student's name of a tensor -> the tensor (`g` -> `dL_P`);
    slopes: tensor -> its adjoint, where that may be read; goal: the free indices of the answer; numbers: names with a
    known exact value (`alpha`); counts: the question asks for a whole number, so 513,466 is one number; letters: how a
    tensor is spelled when a reading is shown; withheld: names of gradients that the answer has to work out.
    """

    ranges: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    slopes: Mapping[str, str] = field(default_factory=dict)
    sizes: frozenset[str] = frozenset()
    integers: frozenset[str] = frozenset()
    goal: tuple[T.Index, ...] = ()
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    counts: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    @property
    def scope(self) -> Scope:
        """The same names for the notation's own reader, spellings among the tensors."""
        aliases = {s: self.ranges[t] for s, t in self.spellings.items() if s not in self.reserved}
        return Scope({**self.ranges, **aliases}, self.sizes, self.integers).within(self.goal)

    @property
    def reserved(self) -> frozenset[str]:
        """Bare names with a meaning of their own: sizes and free indices."""
        return self.sizes | {i.name for i in self.goal}

    @property
    def words(self) -> frozenset[str]:
        """Every name that is known whole."""
        return frozenset(
            {*self.reserved, *self.ranges, *self.spellings, *self.slopes, *self.numbers, *self.withheld, "e", "T"}
        )

    @property
    def tensors(self) -> frozenset[str]:
        """The spellings that take indices."""
        named = {**{t: t for t in self.ranges}, **self.spellings}
        return frozenset(s for s, t in named.items() if self.ranges[t]) | self.withheld

    def tensor(self, name: str) -> str | None:
        """The tensor a student's name means, None when it means none."""
        return name if name in self.ranges else self.spellings.get(name)

    def described(self) -> str:
        """What may be used, for a message."""
        if not self.ranges and not self.goal:
            return ", ".join(["numbers", *sorted(self.numbers), "e, pi and functions such as exp and ln"])
        shown = {t: s for s, t in self.spellings.items()}
        reads = [shown.get(t, t) + ("[..]" if axes else "") for t, axes in self.ranges.items()]
        return ", ".join([*dict.fromkeys(reads), *sorted(self.sizes)]) + (
            f"; indices: {ranged(self.goal)}" if self.goal else ""
        )


def ranged(indices: Iterable[T.Index]) -> str:
    """`d in 1..2*n, e in 1..2*m`."""
    return ", ".join(f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in indices)


def spellings(
    ranges: Mapping[str, tuple[Range, ...]], letters: Mapping[str, str], reserved: frozenset[str]
) -> dict[str, str]:
    """Student's name -> tensor: the problem's letter, the small letter where it is free, and `dX` for `dL_X`.

    reserved: bare names of tensors without axes must not be sizes or indices.
    """
    found: dict[str, str] = {}

    def offer(name: str, tensor: str) -> None:
        clash = name in ranges or found.get(name, tensor) != tensor or (name in reserved and not ranges[tensor])
        if not clash and name.isidentifier():
            found[name] = tensor

    for tensor, letter in letters.items():
        if tensor in ranges:
            offer(letter.lstrip("\\"), tensor)
    for tensor in ranges:
        if tensor.startswith("dL_"):
            offer("d" + tensor[3:], tensor)
        elif len(tensor) == 1 and tensor.isupper() and tensor not in letters:
            offer(tensor.lower(), tensor)
    return found
