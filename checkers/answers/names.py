"""The names that an answer to one part may use, read off the problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from checkers.algebra.context import read_context
from checkers.algebra.reading import Names
from checkers.key import Key
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.printing.text import integer_text
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Value
from derivations.rule import Range

ELEMENTWISE = ("sigmoid", "tanh", "relu")
ACTIVATIONS = ("f", "phi", "act", "activation")
"""What students call an activation that the problem names otherwise."""


@dataclass(frozen=True)
class Vocabulary:
    """The names of one part.

    ranges: the tensors that may be read; aliases: a name as typed -> the tensor (`g` -> `dL_P`); slopes: tensor -> its
    adjoint, where that may be read; withheld: names of gradients that the answer has to work out; losses: names of the
    loss; goal: the free indices of the answer; numbers: names with a known exact value (`alpha`); letters: how a tensor
    is spelled in a sentence; functions: a name as typed -> the function; shape: of the numbers that are asked for.
    """

    ranges: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    slopes: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    losses: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    goal: tuple[T.Index, ...] = ()
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    counts: bool = False
    shape: tuple[int, ...] | None = None

    def tensor(self, name: str) -> str | None:
        """The tensor that a typed name means, None when it means none."""
        return name if name in self.ranges else self.aliases.get(name)

    @cached_property
    def spelled(self) -> Names:
        """The names for the reader of formulas."""
        axes_of = {**{t: len(r) for t, r in self.ranges.items()}, **dict.fromkeys(self.numbers, 0)}
        axes_of |= {a: len(self.ranges[t]) for a, t in self.aliases.items()}
        shapes = {n: [2] * axes for n, axes in axes_of.items() if readable(n)}
        shapes |= {n: [2] for n in self.withheld if readable(n) and n not in shapes}
        names = read_context({"tensors": shapes, "sizes": sorted(self.sizes), "integer": self.counts}).names
        known = names.known  # size(..) is how the notation writes a whole number that is no index
        functions = known.functions | {"size", *self.functions}
        spelled = names.spelled | {"size", *(f for f in self.functions if len(f) > 1)}
        long = [n for n in self.shape or () if n > 1]
        known = replace(known, functions=functions, listed=long[0] if len(long) == 1 else 0)
        known = replace(known, grid=(self.shape[0], self.shape[1]) if self.shape and len(self.shape) == 2 else (0, 0))
        at_zero = any(integer_text(low) == "0" for axes in self.ranges.values() for low, _ in axes)
        return replace(
            names,
            spelled=spelled,
            known=known,
            number=self.counts or (self.shape is not None and not long),
            at_zero=at_zero,
        )

    def described(self) -> str:
        """What may be used, for a message."""
        if not self.ranges and not self.goal:
            return ", ".join(["numbers", *sorted(self.numbers), "e, pi and functions such as exp and ln"])
        reads = [self.letters.get(t, t) + ("[..]" if axes else "") for t, axes in self.ranges.items()]
        indices = f"; the answer's indices: {ranged(self.goal)}" if self.goal else ""
        return ", ".join([*dict.fromkeys(reads), *sorted(self.sizes)]) + indices


def readable(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is not None


def ranged(indices: Iterable[T.Index]) -> str:
    """`d in 1..2*n, e in 1..2*m`."""
    return ", ".join(f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in indices)


def vocabulary(key: Key, part: Part) -> Vocabulary:
    """The vocabulary of a part.

    A gradient is written with the tensors of the forward rule but its loss, the gradient that arrives from above, the
    gradients of earlier parts, and those that the derived answer reads itself (of a state, whose gradient is a
    recurrence backwards in time and has no closed form); values and counts with numbers only.
    """
    if isinstance(part.ask, (Count, Field)):
        return Vocabulary(counts=True)
    if isinstance(part.ask, Value):
        scalars = {t: v for t, v in key.problem.given.items() if not key.program.ranges.get(t, ((),))}
        known = {t: Fraction(v) for t, v in scalars.items()}
        return Vocabulary(numbers=known, letters=letters(key), losses=losses(key))
    assert isinstance(part.ask, (Gradient, Jacobian, Formula)), "an answer in words has no vocabulary"
    program, goal = key.program, key.goal(part)
    earlier = [p.ask.wrt for p in key.problem.parts[: key.problem.parts.index(part)] if isinstance(p.ask, Gradient)]
    upstream = [program.output] if program.ranges[program.output] else []
    own = part.ask.wrt if isinstance(part.ask, Gradient) else ""
    read = T.tensors(key.equation(part).rhs)
    recurrent = [t for t in program.ranges if adjoint(t) in read and t not in (*upstream, *earlier)]
    slopes = {t: adjoint(t) for t in (*upstream, *earlier, *recurrent) if t != own}
    if isinstance(part.ask, Jacobian):  # the derivatives of the output itself, whatever loss stands above it
        slopes, upstream = {}, []
    hidden = set() if upstream else {program.output}  # a loss is no part of its own gradient
    ranges = {t: r for t, r in program.ranges.items() if t not in hidden}
    ranges |= {a: program.ranges[t] for t, a in slopes.items()}
    reserved = program.sizes | {i.name for i in goal.indices}
    aliases = aliases_of(ranges, key.problem.letters, reserved)
    if upstream and adjoint(program.output) in ranges and "dout" not in ranges:
        aliases["dout"] = adjoint(program.output)
    gradients = {n for t in (*program.ranges, *aliases) for n in gradient_names(t)} | {
        adjoint(t) for t in program.ranges
    }
    applied = {f for f in ELEMENTWISE if any(applies(d.rhs, f) for d in program.definitions)}
    functions = dict.fromkeys(ACTIVATIONS, next(iter(applied))) if len(applied) == 1 else {}
    return Vocabulary(
        ranges=ranges,
        aliases=aliases,
        slopes=slopes,
        withheld=frozenset(gradients - ranges.keys() - aliases.keys()),
        losses=losses(key),
        sizes=program.sizes,
        goal=goal.indices,
        letters=letters(key),
        functions={a: f for a, f in functions.items() if a not in ranges and a not in aliases},
    )


def losses(key: Key) -> frozenset[str]:
    """What the loss may be called: names without a meaning of their own, and the loss of the problem itself."""
    output = key.program.output
    own = {output} if not key.program.ranges[output] else set()
    taken = {*key.program.ranges, *key.program.sizes} - own
    return frozenset({"L", "E", "J", "ell", "l", "Loss", "loss", "CE", "F", "C", *own} - taken)


def gradient_names(tensor: str) -> set[str]:
    """How the gradient by a tensor is typed in one word."""
    return {f"d{tensor}", f"dL_d{tensor}", f"dLd{tensor}", f"grad_{tensor}"}


def applies(term: T.Term, function: str) -> bool:
    return any(isinstance(t, T.Apply) and t.function == function for _, t in T.positions(term))


def aliases_of(
    ranges: Mapping[str, tuple[Range, ...]], letters: Mapping[str, str], reserved: frozenset[str]
) -> dict[str, str]:
    """Typed name -> tensor: the problem's letter, the other case of a letter where it is free, and `dX` for `dL_X`.

    reserved: bare names of tensors without axes must not be sizes or indices.
    """
    found: dict[str, str] = {}

    def offer(name: str, tensor: str) -> None:
        clash = name in ranges or found.get(name, tensor) != tensor or (name in reserved and not ranges[tensor])
        if not clash and name.isidentifier():
            found[name] = tensor

    for tensor, letter in letters.items():
        if tensor in ranges:
            offer(plain(letter), tensor)
    for tensor in ranges:
        if tensor.startswith("dL_"):
            for name in gradient_names(tensor[3:]):
                offer(name, tensor)
            for letter in [plain(letters[tensor[3:]])] if tensor[3:] in letters else []:
                offer(f"d{letter}", tensor)
    taken = {plain(letter) for letter in letters.values()}
    for tensor in ranges:
        other = tensor.swapcase()
        if len(tensor) == 1 and other not in reserved and other not in taken:
            offer(other, tensor)
    for tensor, letter in letters.items():  # a letter for entries stands for the whole in the other case
        other = plain(letter).swapcase()
        if tensor in ranges and len(other) == 1 and other not in reserved and other not in taken:
            offer(other, tensor)
    for tensor in ranges:
        if re.fullmatch(r"[A-Za-z]\d", tensor):  # W1 is typed w1, too
            offer(tensor[0].swapcase() + tensor[1:], tensor)
    return found


def plain(letter: str) -> str:
    """LaTeX of a letter as one word: `\\delta^{(1)}` is delta1."""
    return re.sub(r"[\\^{}()_\s]", "", letter)


def letters(key: Key) -> dict[str, str]:
    """How a tensor is spelled in a sentence to the student."""
    return {t: letter.lstrip("\\") for t, letter in key.problem.letters.items()}
