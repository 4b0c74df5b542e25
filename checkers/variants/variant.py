"""Makes variants: numbers drawn by a seed, rejected where the problem would fall flat, the key derived and verified."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from checkers.gap import TOLERANCE
from checkers.variants.architectures import architecture_variant, can_vary
from checkers.variants.draws import flat, plain
from checkers.variants.sized import sized_variant
from checkers.variants.statement import Place, places, rewritten, told
from checkers.verify_problem import judge_values
from derivations import terms as T
from derivations.counted import answer_of, tally_of
from derivations.exact_numbers import as_term, decimal
from derivations.printing.text import text
from derivations.problem import Count, Explain, Field, Part, Problem, Prove, Value
from derivations.values import exact_values

TRIES = 200
KINKED = frozenset({"relu", "abs", "sign", "step", "leaky_relu", "hardtanh"})


class VariantError(ValueError):
    """A problem of which there are no variants; the sentence says why, and which problems have some."""


@dataclass(frozen=True)
class Variant:
    """One student's own problem.

    problem: it, ready to be solved or graded. given: quantity -> its numbers; sizes: what was drawn besides. key: part
    -> the answer as text, exact (nested lists, or a whole number). decimals: the same as decimals. left_out: parts that
    speak of the numbers of the original, with the reason. gap: the greatest between key and torch, relative.
    """

    problem: Problem
    seed: int
    number: int
    given: Mapping[str, Any]
    key: Mapping[str, Any]
    decimals: Mapping[str, Any]
    sizes: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    gap: float = 0.0

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "problem": self.problem.name,
            "title": self.problem.title,
            "seed": self.seed,
            "variant": self.number,
            "statement": self.problem.statement,
            "given": dict(self.given),
            "sizes": dict(self.sizes),
            "parts": [
                {
                    "part": p.label,
                    "wording": p.wording,
                    "points": str(p.points),
                    "answer": self.key[p.label],
                    "decimals": self.decimals[p.label],
                }
                for p in self.problem.parts
            ],
            "left_out": dict(self.left_out),
            "verified": {"against": f"torch {torch.__version__}, float64", "max_error": self.gap},
        }


def variants(problem: Problem, seed: int = 0, count: int = 1) -> tuple[Variant, ...]:
    """So many variants, no two with the same numbers; the same arguments give the same ones. Raises VariantError."""
    make = maker(problem)
    found: list[Variant] = []
    seen: set[str] = set()
    for number in range(1, count + 1):
        for k in range(TRIES):
            made = make(random.Random(f"{problem.name} {seed} {number} {k}"))
            if made is None or repr((made.given, made.sizes)) in seen:
                continue
            seen.add(repr((made.given, made.sizes)))
            found.append(replace(made, seed=seed, number=number))
            break
        else:
            raise VariantError(
                f"{problem.name} has no more than {len(found)} variants with seed {seed}; ask for fewer than {count}"
            )
    return tuple(found)


Maker = Callable[[random.Random], Variant | None]


def maker(problem: Problem) -> Maker:
    """What makes one variant, or none where the numbers drawn will not do. Raises VariantError."""
    asked = [p for p in problem.parts if not isinstance(p.ask, (Explain, Prove))]
    if not asked:
        raise VariantError(f"{problem.name} asks for words or proofs alone, and nothing in it can vary")
    if problem.given and problem.layer is not None:
        statement = told(problem.statement)
        found = places(problem, statement)
        if not found:
            raise VariantError(f"the statement of {problem.name} prints none of its numbers, so that they cannot vary")
        return lambda rng: numbered(problem, statement, found, rng)
    if problem.layer is None:
        counts = tuple(p for p in asked if isinstance(p.ask, (Count, Field)))
        why = can_vary(problem, counts)
        if why:
            raise VariantError(f"{problem.name} has no variants: {why}")
        return lambda rng: counted(problem, counts, rng)
    try:
        make = sized_variant(problem)
    except ValueError as error:
        raise VariantError(f"{problem.name} has no variants: {error}") from None
    return lambda rng: checked(*made) if (made := make(rng)) is not None else None


def numbered(problem: Problem, statement: str, found: tuple[Place, ...], rng: random.Random) -> Variant | None:
    """A variant of a problem that gives numbers."""
    from checkers.variants.draws import drawn

    assert problem.layer is not None
    given = dict(problem.given)
    for place in found:
        new = drawn(problem, place.names[:1], rng)[place.names[0]]
        given |= dict.fromkeys(place.names, new)
    parts = tuple(p for p in problem.parts if isinstance(p.ask, Value))
    made = replace(
        problem,
        statement=rewritten(statement, found, given),
        given=given,
        parts=parts,
        conventions=tuple(c for c in problem.conventions if "=" in c and " " not in c),
    )
    gone = {p.label: "it speaks of the numbers of the original" for p in problem.parts if p not in parts}
    return checked(made, {}, gone, problem)


def checked(
    made: Problem, sizes: Mapping[str, int], left_out: Mapping[str, str], original: Problem | None = None
) -> Variant | None:
    """The variant with its key, held against torch; None where it falls flat or stands at a kink."""
    assert made.layer is not None
    asked = {p.label: p.ask for p in made.parts if isinstance(p.ask, Value)}
    if any(all(x == 0 for x in flat(v)) for v in made.given.values()):
        return None
    try:
        exact = {step: exact_values(made, step=step) for step in sorted({a.step for a in asked.values()})}
        if any(at_a_kink(made, {**made.given, **values}) for values in exact.values()):
            return None
        results = list(judge_values(made, torch.device("cpu")))
    except (ValueError, ZeroDivisionError, OverflowError):  # a logarithm of 0, a division by 0
        return None
    values = {label: exact[a.step][a.of] for label, a in asked.items()}
    if flat_answers(values, made, original):
        return None
    wrong = [r.failure for r in results if r.failure or r.max_error > TOLERANCE]
    if wrong:
        raise VariantError(f"the key of a variant of {made.name} is not torch's: {wrong[0]}")
    key = {label: told_exactly(v) for label, v in values.items()}
    decimals = {label: told_decimals(v) for label, v in values.items()}
    given = {n: plain(v) for n, v in made.given.items()}
    gap = max((r.max_error for r in results), default=0.0)
    return Variant(made, 0, 0, given, key, decimals, sizes, left_out, gap)


def flat_answers(values: Mapping[str, Any], made: Problem, original: Problem | None) -> bool:
    """Does an answer vanish that did not vanish in the original?"""
    empty = {label for label, v in values.items() if not any(x != 0 for x in flat(v))}
    if not empty:
        return False
    if original is None:
        return True
    asked = {p.label: p.ask for p in original.parts if isinstance(p.ask, Value) and p.label in empty}
    before = {a.step: exact_values(original, step=a.step) for a in asked.values()}
    return any(any(x != 0 for x in flat(before[a.step][a.of])) for a in asked.values())


def at_a_kink(problem: Problem, values: Mapping[str, Any]) -> bool:
    """Is a function taken at the place where it has no slope?"""
    assert problem.layer is not None
    read = {e.tensor for d in problem.layer.program.definitions for e in kinked(d.rhs)}
    return any(x == 0 for t in read if t in values for x in flat(values[t]))


def kinked(t: T.Term) -> Iterator[T.Entry]:
    """Entries that stand directly in a function with a kink."""
    if isinstance(t, T.Apply) and t.function in KINKED:
        yield from (c for c in t.children if isinstance(c, T.Entry))
    for c in t.children:
        yield from kinked(c)


def counted(problem: Problem, parts: tuple[Part, ...], rng: random.Random) -> Variant | None:
    """A variant of a count."""
    found = architecture_variant(problem, rng)
    if found is None:
        return None
    made, sizes = found
    key = {p.label: answer_of(tally_of(made, p.ask), p.ask).constant for p in parts}  # type: ignore[arg-type]
    kept = tuple(p for p in parts if p.ask.network is None)  # type: ignore[union-attr]
    own = {p.label: key[p.label] for p in kept}
    gone = {p.label: "it asks about a network that is published" for p in parts if p not in kept}
    gone |= {p.label: "it speaks of the original" for p in problem.parts if p not in parts}
    made = replace(made, parts=kept)
    verify_counts(made)
    return Variant(made, 0, 0, {}, own, own, sizes, gone)


def verify_counts(made: Problem) -> None:
    """The count held against the tensors of torch's own layers. Raises VariantError."""
    from checkers.verify_network import judge_network

    for part in made.parts:
        for result in judge_network(made, part):
            if result.failure or result.max_error > TOLERANCE:
                raise VariantError(f"the key of a variant of {made.name} is not torch's: {result.failure}")


def told_exactly(values: Any) -> Any:
    return [told_exactly(v) for v in values] if isinstance(values, tuple) else text(as_term(values))


def told_decimals(values: Any) -> Any:
    return [told_decimals(v) for v in values] if isinstance(values, tuple) else shortened(decimal(values))


def shortened(number: str) -> str:
    """Without the zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number and "e" not in number.lower() else number
