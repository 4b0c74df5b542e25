"""Answers that are one change away from the right one: a factor, a sign, an index, a bound or a tensor is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from checkers.misconception import Misconception
from checkers.mistakes.kinds import Mistake
from derivations import terms as T
from derivations.integers import Floor, Integer, floors, replace_atom
from derivations.printing.text import text
from derivations.rule import Definition, Range

MAX_EDITS = 400


@dataclass(frozen=True)
class Kind:
    """A change that is made by a slip of the pen as well as by a misunderstanding; `hint` may name what it is about."""

    title: str
    belief: str
    hint: str
    credit: Fraction = Fraction(1, 2)


KINDS: Mapping[str, Kind] = {
    "factor_dropped": Kind("a factor is missing", "the answer has one factor less", "Look for the factor {}."),
    "factor_doubled": Kind("a factor stands twice", "the answer has one factor more", "The factor {} stands once."),
    "divided_for_multiplied": Kind(
        "multiplied where it is divided", "a factor stands on the wrong side of the fraction", "Divide by {}."
    ),
    "sign_of_summand": Kind(
        "the sign of a summand is wrong", "one summand is subtracted for added", "Look at the sign of {}."
    ),
    "summand_dropped": Kind(
        "a summand is missing", "the answer has one summand less", "Add what is missing: {}.", Fraction(2, 5)
    ),
    "sum_dropped": Kind(
        "a sum is missing", "one term stands for a sum", "Sum over {}: every term contributes.", Fraction(2, 5)
    ),
    "bound_shifted": Kind(
        "a bound of a sum is one off", "a sum runs one term too far or not far enough", "Check the range of {}."
    ),
    "indices_swapped": Kind("two indices are exchanged", "rows stand for columns", "Check the order of indices in {}."),
    "index_shifted": Kind("an index is one off", "an index is counted from another start", "Check the index in {}."),
    "rounded_other_way": Kind(
        "rounded the other way", "floor stands for ceil, or ceil for floor", "Check the rounding in {}."
    ),
    "tensor_replaced": Kind(
        "another quantity of the same shape is read", "one tensor stands for another", "The answer reads {} there."
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """A changed answer: the kind of change, what it is about, and the term."""

    kind: str
    about: str
    term: T.Term

    @property
    def finding(self) -> Misconception:
        """What a reader is told."""
        k = KINDS[self.kind]
        hint = k.hint.format(self.about)
        return Misconception(f"edit/{self.kind}", f"one change away: {k.title}", k.belief, Mistake(), hint, k.credit)


def edits(right: Definition, ranges: Mapping[str, tuple[Range, ...]]) -> tuple[Edit, ...]:
    """Every answer one change away from the right one, at most MAX_EDITS; ranges: the tensors that may be read."""
    found: dict[T.Term, Edit] = {}
    for path, t in T.positions(right.rhs):
        for kind, about, new in _changes(t, right.indices, ranges):
            whole = T.put(right.rhs, path, new)
            if whole != right.rhs:
                found.setdefault(whole, Edit(kind, about, whole))
            if len(found) == MAX_EDITS:
                return tuple(found.values())
    return tuple(found.values())


def _changes(
    t: T.Term, goal: tuple[T.Index, ...], ranges: Mapping[str, tuple[Range, ...]]
) -> Iterator[tuple[str, str, T.Term]]:
    match t:
        case T.Mul(factors):
            for k, f in enumerate(factors):
                rest = (*factors[:k], *factors[k + 1 :])
                if f == T.MINUS_ONE:
                    yield "sign_of_summand", text(T.product(rest)), T.product(rest)
                else:
                    yield "factor_dropped", text(f), T.product(rest)
                    yield "factor_doubled", text(f), T.Mul((*factors, f))
        case T.Pow(base, T.Number(value)) if value < 0:
            yield "divided_for_multiplied", text(base), T.Pow(base, T.Number(-value))
        case T.Add(terms):
            for k, u in enumerate(terms):
                yield "summand_dropped", text(u), T.total((*terms[:k], *terms[k + 1 :]))
                yield "sign_of_summand", text(u), T.Add((*terms[:k], T.negative(u), *terms[k + 1 :]))
        case T.Sum(indices, body):
            yield from _of_sum(indices, body, goal)
        case T.Entry():
            yield from _of_entry(t, ranges)


def _of_sum(indices: tuple[T.Index, ...], body: T.Term, goal: tuple[T.Index, ...]) -> Iterator[tuple[str, str, T.Term]]:
    for k, i in enumerate(indices):
        rest = (*indices[:k], *indices[k + 1 :])
        if not any(i.name in r.low.names | r.high.names for r in rest):
            own = [g.integer for g in goal if (g.low, g.high) == (i.low, i.high)]
            for place in (*own, i.low, i.high):
                yield "sum_dropped", i.name, T.summed(rest, T.rename(body, {i.name: place}))
        for low, high in ((i.low + 1, i.high), (i.low, i.high - 1)):
            yield "bound_shifted", i.name, T.Sum((*indices[:k], T.Index(i.name, low, high), *indices[k + 1 :]), body)


def _of_entry(t: T.Entry, ranges: Mapping[str, tuple[Range, ...]]) -> Iterator[tuple[str, str, T.Term]]:
    name = text(t)
    for k, p in enumerate(t.at):
        for q in range(k + 1, len(t.at)):
            at = list(t.at)
            at[k], at[q] = at[q], at[k]
            yield "indices_swapped", name, T.Entry(t.tensor, tuple(at))
        for place in (p + 1, p - 1):
            yield "index_shifted", name, T.Entry(t.tensor, (*t.at[:k], place, *t.at[k + 1 :]))
        for f in floors(p):
            if (other := _rounded(f)) is not None:
                at = [replace_atom(e, f, other) for e in t.at]
                yield "rounded_other_way", name, T.Entry(t.tensor, tuple(at))
    own = ranges.get(t.tensor)
    for tensor, axes in ranges.items():
        if tensor != t.tensor and axes == own:
            yield "tensor_replaced", name, T.Entry(tensor, t.at)


def _rounded(f: Floor) -> Integer | None:
    """floor(a/c) for ceil(a/c), and the other way round; None where the denominator is no number."""
    c = f.denominator.constant
    if c is None or c < 2:
        return None
    constant = next((n for m, n in f.numerator.parts if not m), 0)
    shift = c - 1 if constant % c != c - 1 else 1 - c
    return Integer({(Floor(f.numerator + shift, f.denominator),): 1})
