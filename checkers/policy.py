"""What a course pays: credit for each outcome and misconception, points and tolerances of parts. One TOML file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from checkers.misconception import Misconception
from derivations.problem import Part, Problem, Value

MAX_BYTES = 100_000
OUTCOMES = {
    "coarse": Fraction(1, 2),
    "sign_of_update": Fraction(3, 4),
    "follow_through": Fraction(1, 2),
    "counted_before": Fraction(9, 10),
}
"""Outcome -> its share where a course says nothing.

coarse: right but rounded too coarsely; sign_of_update: right up to the sign of the update; follow_through: right from
an earlier answer of the student's own, where the mistake costs for the first time; counted_before: the same, where the
mistake has cost points already.
"""
ORIENTATIONS = ("ignored", "graded")
SIGN_OF_UPDATE = "update_added"
"""The misconception behind the outcome of that name."""
FIELDS = {"points", "digits", "tolerance", "orientation"}


class PolicyError(ValueError):
    """A policy that cannot be used; the sentence says what is wrong and what would be accepted."""


@dataclass(frozen=True)
class PartPolicy:
    """What a course says of one part; None where it says nothing. tolerance: the greatest distance of a number."""

    points: Fraction | None = None
    digits: int | None = None
    tolerance: Fraction | None = None
    orientation: str = ""


@dataclass(frozen=True)
class Policy:
    """The credit of a course. misconceptions: name -> share; parts: (problem, part) -> what is said of it."""

    name: str = ""
    outcomes: Mapping[str, Fraction] = field(default_factory=lambda: dict(OUTCOMES))
    misconceptions: Mapping[str, Fraction] = field(default_factory=dict)
    parts: Mapping[tuple[str, str], PartPolicy] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.digest)

    def credit(self, m: Misconception) -> Fraction:
        """The share that an answer with this misconception earns."""
        if m.name in self.misconceptions:
            return self.misconceptions[m.name]
        return self.outcomes["sign_of_update"] if m.name == SIGN_OF_UPDATE else m.credit

    def part(self, problem: str, label: str) -> PartPolicy:
        return self.parts.get((problem, label), PartPolicy())

    def applied(self, problem: Problem) -> Problem:
        """The problem with the points and digits of the course."""
        return replace(problem, parts=tuple(self._changed(problem.name, p) for p in problem.parts))

    def _changed(self, problem: str, part: Part) -> Part:
        own = self.part(problem, part.label)
        if own.points is not None:
            part = replace(part, points=own.points)
        if own.digits is not None and isinstance(part.ask, Value):
            part = replace(part, ask=replace(part.ask, digits=own.digits))
        return part

    @property
    def described(self) -> str:
        """The policy in a sentence, for the record."""
        share = {k: shown(v) for k, v in self.outcomes.items()}
        said = (
            "equal earns all points; a diagnosed misconception earns its share, of several the largest; right but "
            f"rounded too coarsely earns {share['coarse']}; right from an earlier answer of one's own earns "
            f"{share['follow_through']}, or {share['counted_before']} where that mistake has cost points already; "
            "undecided waits for a person and is no zero"
        )
        if not self.name:
            return said
        changed = sorted([*self.misconceptions, *(f"{p} {label}" for p, label in self.parts)])
        return f"{self.name}: {said}" + (f"; its own: {', '.join(changed)}" if changed else "")

    @property
    def digest(self) -> str:
        """A hash over everything that can change a record."""
        content = [
            self.name,
            sorted((k, str(v)) for k, v in self.outcomes.items()),
            sorted((k, str(v)) for k, v in self.misconceptions.items()),
            sorted((*k, str(v)) for k, v in self.parts.items()),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


DEFAULT = Policy()


def shown(share: Fraction) -> str:
    """A share in words where there is one."""
    return {Fraction(1, 2): "half", Fraction(1): "all", Fraction(0): "nothing"}.get(share, str(share))


def read_policy(text: str, source: str = "the policy") -> Policy:
    """The policy in a text in TOML. Raises PolicyError.

    It may have `name`; a table `credit` from outcomes to shares, with a table `misconceptions` in it; and
    `[problems."ece449/5".W]` with points, digits, tolerance or orientation of a part.
    """
    import tomllib

    if len(text) > MAX_BYTES:
        raise PolicyError(f"{source} is longer than {MAX_BYTES} characters")
    try:
        data = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source} is no TOML: {error}") from None
    except RecursionError:
        raise PolicyError(f"{source} is nested too deeply") from None
    known(data, {"name", "credit", "problems"}, source)
    name = data.get("name", source)
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        raise PolicyError(f"in {source} 'name' is a text of at most 100 characters")
    credit = table(data.get("credit", {}), f"{source}, credit")
    known(credit, {*OUTCOMES, "misconceptions"}, f"{source}, credit")
    outcomes = {k: share(v, f"{source}, credit.{k}") for k, v in credit.items() if k != "misconceptions"}
    own = table(credit.get("misconceptions", {}), f"{source}, credit.misconceptions")
    misconceptions = {k: share(v, f"{source}, credit.misconceptions.{k}") for k, v in own.items()}
    parts = {}
    for problem, labels in table(data.get("problems", {}), f"{source}, problems").items():
        for label, said in table(labels, f"{source}, problems.{problem}").items():
            where = f"{source}, problems.{problem}.{label}"
            parts[problem, label] = part_policy(table(said, where), where)
    return Policy(name.strip(), {**OUTCOMES, **outcomes}, misconceptions, parts)


def part_policy(said: Mapping[str, Any], where: str) -> PartPolicy:
    known(said, FIELDS, where)
    digits, orientation = said.get("digits"), said.get("orientation", "")
    if digits is not None and (isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 15):
        raise PolicyError(f"in {where} 'digits' is a whole number from 1 to 15, not {digits!r}")
    if orientation not in ("", *ORIENTATIONS):
        raise PolicyError(f"in {where} 'orientation' is one of {', '.join(ORIENTATIONS)}, not {orientation!r}")
    points = fraction(said["points"], f"{where}, points") if "points" in said else None
    tolerance = fraction(said["tolerance"], f"{where}, tolerance") if "tolerance" in said else None
    if digits is not None and tolerance is not None:
        raise PolicyError(f"in {where} 'digits' and 'tolerance' contradict each other; give one of them")
    return PartPolicy(points, digits, tolerance, str(orientation))


def known(data: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    strange = sorted(set(data) - set(names))
    if strange:
        raise PolicyError(f"{where} has {strange[0]!r}; known are {', '.join(sorted(names))}")


def table(data: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise PolicyError(f"{where} is a table, not {data!r}")
    return data


def fraction(value: Any, where: str) -> Fraction:
    """A number that is not negative: 5, 0.4 or "2/5"."""
    try:
        found = Fraction(str(value)) if not isinstance(value, (bool, dict, list)) and len(str(value)) <= 30 else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or not 0 <= found <= 10_000:
        raise PolicyError(f'{where} is {value!r}; a number that is not negative, such as 2, 0.4 or "2/5", is accepted')
    return found


def share(value: Any, where: str) -> Fraction:
    found = fraction(value, where)
    if found > 1:
        raise PolicyError(f"{where} is {value!r}; a share from 0 to 1 is accepted")
    return found


def checked(policy: Policy, problems: Mapping[str, Problem], misconceptions: Iterable[str]) -> Policy:
    """The policy, if everything it names exists. Raises PolicyError.

    problems: those that are graded; others may be named and are not looked at.
    """
    names = set(misconceptions)
    for name in policy.misconceptions:
        if name not in names and not name.startswith(("edit/", "fingerprint/")):
            raise PolicyError(
                f"{policy.name} pays for a misconception {name!r}, which does not exist; see backproof list"
            )
    for problem, label in policy.parts:
        if problem in problems and label not in {p.label for p in problems[problem].parts}:
            labels = ", ".join(p.label for p in problems[problem].parts)
            raise PolicyError(f"{policy.name} speaks of part {label!r} of {problem}, which has {labels}")
    return policy
