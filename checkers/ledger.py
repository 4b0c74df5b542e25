"""What each answer earns: a mistake costs once, and what follows from it rightly earns credit for the method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from checkers.carrying import Carrier
from checkers.judge import Judge, Outcome
from checkers.misconception import Misconception
from checkers.policy import SIGN_OF_UPDATE, Policy
from checkers.verdict import Different, Equal, Undecided
from derivations.problem import Formula, Gradient, Part, Value

COARSE, SIGN = "rounded too coarsely", "right up to the sign of the update"
FOLLOWS = "right from an earlier answer of the student's own"
REPEATED = "a mistake that was counted before"


@dataclass(frozen=True)
class Earned:
    """credit: the share, None where a person decides. how: by what rule, where it is not by value alone.

    carried: the earlier parts that the answer is right from; before: the part where the same mistake was counted.
    """

    credit: Fraction | None
    how: str = ""
    carried: tuple[str, ...] = ()
    before: str = ""


@dataclass
class Ledger:
    """The credit of one submission, part after part."""

    judging: Judge
    carrier: Carrier
    policy: Policy
    done: list[tuple[Part, Outcome]] = field(default_factory=list)
    causes: dict[str, frozenset[str]] = field(default_factory=dict)
    paid: dict[str, str] = field(default_factory=dict)  # a cause -> the part where it cost points

    def enter(self, part: Part, outcome: Outcome) -> Earned:
        """What an answer earns; parts come in the order of the sheet."""
        earned = self._earned(part, outcome)
        self.done.append((part, outcome))
        if part.points and earned.credit is not None and earned.credit < 1:
            for cause in self.causes.get(part.label, frozenset()):
                self.paid.setdefault(cause, part.label)
        return earned

    def _earned(self, part: Part, outcome: Outcome) -> Earned:
        match outcome.verdict:
            case Equal():
                return Earned(Fraction(1))
            case Undecided():
                return Earned(None)
            case Different():
                pass
            case _:
                return Earned(Fraction(0))
        if outcome.coarse:
            return Earned(self.policy.outcomes["coarse"], COARSE)
        sign = [m for m in outcome.diagnosis if m.name == SIGN_OF_UPDATE]
        plain = max((self.policy.credit(m) for m in sign or outcome.diagnosis), default=Fraction(0))
        named = named_mistakes(outcome.diagnosis)
        carried = self.carrier.carried(part, outcome, self.done)
        if carried is not None:
            causes = frozenset[str]().union(*(self.causes.get(p, frozenset()) for p in carried.parts))
            self.causes[part.label] = causes | {f"answer to {p}" for p in carried.parts}
            before = self._before(causes | {f"answer to {p}" for p in carried.parts})
            share = self.policy.outcomes["counted_before" if before else "follow_through"]
            if share > plain:
                return Earned(share, FOLLOWS, carried.parts, before)
            return Earned(plain, "", carried.parts)
        self.causes[part.label] = named | {f"answer to {part.label}"}
        before = self._shared(part, named)
        share = self.policy.outcomes["counted_before"]
        if before and share > plain:
            return Earned(share, REPEATED, (), before)
        return Earned(plain, SIGN if sign else "")

    def _before(self, causes: frozenset[str]) -> str:
        """The part where one of the causes has cost points, "" where none has."""
        return next((self.paid[c] for c in sorted(causes) if c in self.paid), "")

    def _shared(self, part: Part, named: frozenset[str]) -> str:
        """The part where the same mistake cost points already, in a step of the work that both parts come from."""
        before = self._before(named)
        if not before:
            return ""
        other = next(p for p, _ in self.done if p.label == before)
        a, b = tensor_of(part), tensor_of(other)
        return before if a and b and self.carrier.chain.shares(a, b) else ""


def named_mistakes(found: Sequence[Misconception]) -> frozenset[str]:
    """The mistakes of the catalogue among the explanations; an edit or a ratio may agree by chance."""
    return frozenset(m.name for m in found if "/" not in m.name)


def tensor_of(part: Part) -> str:
    """The tensor that a part's gradient or update is about, "" where it asks for something else."""
    match part.ask:
        case Gradient(wrt):
            return wrt
        case Value(of) | Formula(of):
            return of.removeprefix("dL_").removesuffix("_new")
    return ""
