"""Grades a submission: every part read, decided, diagnosed and told; one bad answer never loses the rest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any

from checkers.carrying import Carrier
from checkers.judge import Judge, Outcome, caret
from checkers.ledger import REPEATED, SIGN, Earned, Ledger
from checkers.misconception import Misconception
from checkers.policy import DEFAULT, Policy
from checkers.rubric import suggest
from checkers.verdict import Different, Equal, Undecided, Unreadable, Witness
from derivations.problem import Criterion, Explain, Part, Problem, Prove


def grade(
    problem: Problem,
    answers: Mapping[str, str],
    student: str = "",
    seed: int = 0,
    misconceptions: Iterable[Misconception] | None = None,
    policy: Policy = DEFAULT,
) -> dict[str, Any]:
    """The grade record of one submission; answers: part -> text as typed; policy: what a course pays.

    The record has problem, student, points, max_points, parts, policy, seed and version. An answer to a part that the
    problem does not have is listed under `unknown_parts`. The same arguments give the same record.
    """
    return Grader(problem, misconceptions, seed, policy).grade(answers, student)


class Grader:
    """Grades any number of submissions to one problem; keys and wrong answers are derived once."""

    def __init__(
        self,
        problem: Problem,
        misconceptions: Iterable[Misconception] | None = None,
        seed: int = 0,
        policy: Policy | None = None,
    ):
        policy = policy or DEFAULT
        self.problem, self.seed, self.policy = policy.applied(problem), seed, policy
        known = all_misconceptions() if misconceptions is None else misconceptions
        self.judging = Judge(self.problem, known, seed, policy)
        self.key, self.diagnoser = self.judging.key, self.judging.diagnoser
        self.carrier = Carrier(self.judging)

    def grade(self, answers: Mapping[str, str], student: str = "") -> dict[str, Any]:
        """The record of one submission."""
        given = {label.strip(): text for label, text in answers.items()}
        ledger = Ledger(self.judging, self.carrier, self.policy)
        parts = [self.record(p, given.get(p.label), ledger) for p in self.problem.parts]
        labels = {p.label for p in self.problem.parts}
        record: dict[str, Any] = {
            "problem": self.problem.name,
            "student": student,
            "points": number(sum((Fraction(str(p["points"])) for p in parts if p["points"] is not None), Fraction(0))),
            "max_points": number(sum((p.points for p in self.problem.parts), Fraction(0))),
            "parts": parts,
            "policy": self.policy.described,
            "seed": self.seed,
            "version": version(),
        }
        unknown = sorted(set(given) - labels)
        return {**record, "unknown_parts": unknown} if unknown else record

    def record(self, part: Part, text: str | None, ledger: Ledger | None = None) -> dict[str, Any]:
        """The record of one part; ledger: of the submission, where earlier parts may count."""
        if text is None or not text.strip():
            return self._record(part, "missing", "", None, "No answer was given to this part.", credit=Fraction(0))
        if isinstance(part.ask, (Explain, Prove)):
            return self._suggested(part, text, part.ask.rubric)
        ledger = ledger or Ledger(self.judging, self.carrier, self.policy)
        try:
            outcome = self.judge(part, text)
            earned = ledger.enter(part, outcome)
        except Exception as error:  # a fault of ours must cost neither this student's points nor the other parts
            outcome = Outcome(Undecided(f"the judge failed on this answer ({type(error).__name__})"))
            earned = Earned(None)
        return self._told(part, text, outcome, earned)

    def _suggested(self, part: Part, text: str, rubric: tuple[Criterion, ...]) -> dict[str, Any]:
        """The record of an answer in words: what a rubric finds is a suggestion, and a person gives the points."""
        points, found = suggest(rubric, text, part.points)
        told = [f"This waits for a person; suggested: {number(points)} of {number(part.points)} points."]
        if not rubric:
            told = ["This waits for a person: a proof is read line by line, and no rubric suggests points for it."]
        told += [f"{'Found' if f.sentence else 'Not found'}: {f.criterion.idea}" for f in found]
        record = self._record(part, "undecided", "", None, "\n".join(told), None, "needs a person")
        listed = [
            {"idea": f.criterion.idea, "points": number(f.criterion.points), "found": f.sentence or None} for f in found
        ]
        suggested = number(points) if rubric else None
        return {**record, "needs_a_person": True, "suggested": {"points": suggested, "criteria": listed}}

    def judge(self, part: Part, text: str) -> Outcome:
        """Read, decide and diagnose one answer."""
        return self.judging.judge(part, text)

    # ---------------------------------------------------------------- records

    def _told(self, part: Part, text: str, o: Outcome, earned: Earned) -> dict[str, Any]:
        match o.verdict:
            case Equal(how):
                told = f"Right. {o.note}".strip()
                return self._record(part, "equal", o.read_as, None, told, earned.credit, how)
            case Undecided(why):
                told = f"This could not be decided and waits for a person: {why}."
                return self._record(part, "undecided", o.read_as, None, told, None, why)
            case Unreadable(message, position):
                told = f"This could not be read: {caret(text, o.verdict)}"
                record = self._record(part, "unreadable", o.read_as, None, told, earned.credit, message)
                return {**record, "position": position}
            case Different(witness):
                told = feedback(o, witness, earned)
        how = earned.how or "by value"
        record = self._record(part, "different", o.read_as, witness, told, earned.credit, how, o.diagnosis)
        if earned.carried:
            record |= {"carried_forward": True, "carried_from": list(earned.carried)}
        return record

    def _record(
        self,
        part: Part,
        verdict: str,
        read_as: str,
        witness: Witness | None,
        feedback: str,
        credit: Fraction | None,
        how: str = "",
        diagnosis: tuple[Misconception, ...] = (),
    ) -> dict[str, Any]:
        return {
            "part": part.label,
            "verdict": verdict,
            "how": how,
            "read_as": read_as,
            "witness": None if witness is None else witness_record(witness),
            "diagnosis": [
                {"name": m.title, "belief": m.belief, "hint": m.hint, "misconception": m.name} for m in diagnosis
            ],
            "credit": None if credit is None else number(credit),
            "points": None if credit is None else number(credit * part.points),
            "max_points": number(part.points),
            "carried_forward": False,
            "feedback": feedback,
        }


def feedback(o: Outcome, witness: Witness, earned: Earned) -> str:
    """What a student is told about a wrong answer: what is wrong, what may be behind it, and what counts anyway."""
    if o.coarse:
        return f"Right, but rounded too coarsely: {witness.sentence}."
    told = [f"Not right: {witness.sentence}."]
    if earned.carried:
        told.append(
            f"It follows rightly from your answer to {' and '.join(earned.carried)}, which is where to look: "
            "the step from there is right and counts."
        )
    elif earned.how == REPEATED:
        told.append(f"It is the same mistake as in {earned.before}, where it has been counted.")
    elif earned.how == SIGN:
        told.append("It is right up to the sign of the update.")
    if o.diagnosis:
        told.append("It looks like this: " + " Or: ".join(f"{m.title}. {m.hint}" for m in o.diagnosis))
    return " ".join(told)


def witness_record(w: Witness) -> dict[str, Any]:
    """A witness for JSON; a value that is not finite is given in words, which JSON has no number for."""
    got, expected = (v if not isinstance(v, float) or math.isfinite(v) else str(v) for v in (w.got, w.expected))
    return {
        "got": got,
        "expected": expected,
        "sentence": w.sentence,
        "sizes": dict(w.sizes),
        "at": list(w.at),
    }


def number(v: Fraction) -> int | float:
    """A fraction as JSON has it: whole where it is whole."""
    return int(v) if v.denominator == 1 else float(v)


@lru_cache(maxsize=1)
def all_misconceptions() -> tuple[Misconception, ...]:
    """Every misconception in its folder, by name."""
    from derivations.registry import discover

    found = discover("checkers.misconceptions", Misconception)
    return tuple(found[name] for name in sorted(found))


@lru_cache(maxsize=1)
def version() -> str:
    """The installed version."""
    try:
        return installed("backproof")
    except PackageNotFoundError:
        return "0"
