"""Judges one answer: read, decided, diagnosed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from checkers.answers.dots import decide_dotted, is_dotted
from checkers.answers.exact import Ambiguous, Asked, NoValue, Numbers, Unsure, decide_count, decide_numbers, numbers
from checkers.answers.formula import decide
from checkers.answers.names import Vocabulary, letters, vocabulary
from checkers.answers.reading import Reading, read, steps
from checkers.answers.right import Right
from checkers.diagnosis import Diagnoser
from checkers.key import Key
from checkers.misconception import Misconception
from checkers.policy import DEFAULT, Policy
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable, Witness
from derivations.problem import Explain, Field, Formula, Gradient, Jacobian, Part, Problem, Prove, Value

MAX_SHOWN = 160  # characters of a step that a sentence quotes


@dataclass(frozen=True)
class Outcome:
    """What was found about one answer, before it becomes a record.

    coarse: right, but rounded too coarsely; answer: the formula or the numbers that were read; note: what is wrong
    on the way to an answer that is right.
    """

    verdict: AnyVerdict
    read_as: str = ""
    diagnosis: tuple[Misconception, ...] = ()
    coarse: bool = False
    answer: Reading | Numbers | None = field(default=None, compare=False)
    note: str = ""


class Judge:
    """Judges any number of answers to one problem; what is right and what is wrong is derived once.

    policy: what a course says of tolerances, and of rows in the place of columns.
    """

    def __init__(
        self, problem: Problem, misconceptions: Iterable[Misconception], seed: int = 0, policy: Policy = DEFAULT
    ):
        self.problem, self.seed, self.policy = problem, seed, policy
        self.key = Key(problem)
        self.right = Right(self.key)
        self.diagnoser = Diagnoser(self.right, misconceptions)
        self._vocabularies: dict[str, Vocabulary] = {}

    def vocabulary(self, part: Part) -> Vocabulary:
        if part.label not in self._vocabularies:
            found = vocabulary(self.key, part)
            if isinstance(part.ask, Value):
                found = replace(found, shape=self.right.numbers(part).shape)
            self._vocabularies[part.label] = found
        return self._vocabularies[part.label]

    def judge(self, part: Part, text: str) -> Outcome:
        """Read, decide and diagnose one answer."""
        if isinstance(part.ask, (Explain, Prove)):
            return Outcome(Undecided("an answer in words is read by a person"), text)
        found = read(readable(part, text), self.vocabulary(part))
        if isinstance(found, Unreadable):
            return Outcome(found)
        with np.errstate(all="ignore"):  # what is not finite is dealt with by value
            outcome = self.of_readings(part, found)
            if isinstance(outcome.verdict, Equal) and isinstance(outcome.answer, Reading):
                return replace(outcome, note=self.on_the_way(part, text))
            return outcome

    def on_the_way(self, part: Part, text: str) -> str:
        """The first step of a chain that is not equal to its right end; "" where there is none."""
        stages = self.right.stages(part, self.seed)
        for said, reading in steps(text, self.vocabulary(part)):
            if is_dotted(reading.tree):
                continue
            known = letters(self.key)
            verdict = decide(reading, stages, "it", known, self.problem.zero_outside, self.ignored(part))
            if isinstance(verdict, Different):
                shown = said if len(said) <= MAX_SHOWN else f"{said[:MAX_SHOWN]} ..."
                got, right = verdict.witness.got, verdict.witness.expected
                numbers_ = f"; at random values it is {got:.6g}, and {right:.6g} is right" if _both(got, right) else ""
                return f"The end of the chain is right, but this step on the way is not: {shown}{numbers_}."
        return ""

    def of_readings(self, part: Part, found: tuple[Reading, ...]) -> Outcome:
        """The one outcome of all readings; where they disagree, the answer is not readable."""
        outcomes = [self.decided(part, reading) for reading in found]
        if len({type(o.verdict) for o in outcomes}) > 1:
            shown = " or ".join(dict.fromkeys(r.shown for r in found))
            return Outcome(Unreadable(f"this can be read in two ways, {shown}; set brackets", 0), shown)
        return next((o for o in outcomes if o.diagnosis), outcomes[0])

    def decided(self, part: Part, reading: Reading) -> Outcome:
        """The verdict on one reading, and what explains it when it is wrong."""
        if isinstance(part.ask, (Gradient, Jacobian, Formula)):
            return self._formula(part, reading)
        try:
            given = numbers(reading, self.vocabulary(part).numbers)
        except NoValue as error:
            return Outcome(Different(Witness(str(error), "", str(error))), reading.shown)
        except Ambiguous as error:
            return Outcome(Unreadable(str(error), 0), reading.shown)
        except (Unsure, OverflowError, ValueError, ZeroDivisionError, MemoryError) as error:
            said = str(error) if isinstance(error, Unsure) else f"it could not be evaluated ({type(error).__name__})"
            return Outcome(Undecided(said), reading.shown)
        if isinstance(part.ask, Value):
            own = self.policy.part(self.problem.name, part.label)
            asked = Asked(self.digits_of(part), own.tolerance, self.ignored(part))
            judged = decide_numbers(given, self.right.numbers(part), asked, part.label)
            verdict, coarse = judged.verdict, judged.coarse
        else:
            verdict, coarse = self._count(part, given), False
        if not isinstance(verdict, Different) or coarse:
            return Outcome(verdict, reading.shown, (), coarse, given)
        return Outcome(verdict, reading.shown, self.diagnoser.diagnose(part, given, self.seed), False, given)

    def digits_of(self, part: Part) -> int:
        """The significant digits that a decimal answer needs."""
        assert isinstance(part.ask, Value)
        return part.ask.digits

    def ignored(self, part: Part) -> bool:
        """May a row stand for a column?"""
        return self.policy.part(self.problem.name, part.label).orientation != "graded"

    def _formula(self, part: Part, reading: Reading) -> Outcome:
        stages = self.right.stages(part, self.seed)
        if is_dotted(reading.tree):
            flat = self.right.flat(part, self.seed)
            verdict, slip = decide_dotted(reading, stages, part.label, letters(self.key), flat)
            return Outcome(verdict, reading.shown, slip)
        ignored = self.ignored(part)
        known = letters(self.key)
        verdict = decide(reading, stages, part.label, known, self.problem.zero_outside, ignored)
        if not isinstance(verdict, Different):
            return Outcome(verdict, reading.shown, (), False, reading)
        return Outcome(verdict, reading.shown, self.diagnoser.diagnose(part, reading, self.seed), False, reading)

    def _count(self, part: Part, given: Numbers) -> AnyVerdict:
        total = self.key.count(part).constant
        if total is None:
            return Undecided("the count depends on sizes, and only numbers are compared")
        return decide_count(given, total, isinstance(part.ask, Field))


def _both(got: object, right: object) -> bool:
    return isinstance(got, float) and isinstance(right, float)


def readable(part: Part, text: str) -> str:
    """The text as it is given to the reader: of a field, `188 x 188` is a product. Places of characters may move."""
    return re.sub(r"(\d)\s*[x\u00d7]\s*(\d)", r"\1 * \2", text) if isinstance(part.ask, Field) else text


def caret(text: str, problem: Unreadable) -> str:
    """The message, the line (around the place, where it is long) and a caret under the character."""
    start = max(text.rfind("\n", 0, problem.position) + 1, problem.position - 60)
    end = text.find("\n", start)
    end = min(end if end >= 0 else len(text), problem.position + 40)
    line = "".join(c if c.isprintable() else " " for c in text[start:end])
    return f"{problem.message}\n  {line}\n  {' ' * (problem.position - start)}^"
