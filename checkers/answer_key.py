"""A course's own answer key on file, judged answer by answer against what is derived.

The format is that of a submission in TOML, with an optional table `tolerances`: part -> the greatest distance that any
entry of a number may have from the exact one. Without one the digits decide that the problem asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkers.algebra.numbers import MANY_DIGITS
from checkers.answers.exact import (
    Ambiguous,
    NoValue,
    Numbers,
    Unsure,
    decimal_text,
    entry_name,
    numbers,
    place,
    shaped,
    spelled,
)
from checkers.answers.reading import read
from checkers.judge import caret
from checkers.submission import MAX_BYTES, SubmissionError, from_table, parsed
from checkers.verdict import Unreadable
from derivations.problem import Part, Value

if TYPE_CHECKING:
    from checkers.grade import Grader

SUFFIX = ".answers.toml"
KNOWN = {"problem", "student", "answers", "tolerances"}


@dataclass(frozen=True)
class KeyAnswer:
    """An answer of the key. line: where it stands in the file, from 1; 0 where that was not found."""

    problem: str
    part: str
    text: str
    tolerance: Fraction | None = None
    line: int = 0


def read_answer_key(path: Path) -> tuple[KeyAnswer, ...]:
    """The answers of a file, in its order. Raises SubmissionError with one sentence."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise SubmissionError(f"{path.name} is larger than {MAX_BYTES} bytes")
        text = data.decode()
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SubmissionError(f"{path.name} is not text in UTF-8") from None
    table = parsed(text, "toml", path.name)
    strange = sorted(set(table) - KNOWN)
    if strange:
        raise SubmissionError(f"{path.name} has {strange[0]!r}; known are {', '.join(sorted(KNOWN))}")
    problem = table.get("problem", "")
    allowed = tolerances(table.get("tolerances", {}), str(problem), path.name)
    places = lines_of(text)
    found = tuple(
        KeyAnswer(
            s.problem or str(problem),
            part,
            answer,
            allowed.pop((s.problem, part), None),
            places.get((s.problem, part), places.get(("", part), 0)),
        )
        for s in from_table(table, path.name)
        for part, answer in s.answers.items()
    )
    if not found:
        raise SubmissionError(f"{path.name} has no answer in its table [answers]")
    if allowed:
        name, part = next(iter(allowed))
        raise SubmissionError(f"{path.name} has a tolerance for {part} of {name}, and no answer to it")
    return found


def tolerances(table: Any, problem: str, source: str) -> dict[tuple[str, str], Fraction]:
    """(problem, part) -> the distance allowed. Raises SubmissionError."""
    if not isinstance(table, dict):
        raise SubmissionError(f"in {source} tolerances is a table such as [tolerances] W = 0.0005")
    found: dict[tuple[str, str], Fraction] = {}
    for name, value in table.items():
        inner: Mapping[str, Any] = value if isinstance(value, dict) else {name: value}
        for part, distance in inner.items():
            try:
                exact = Fraction(str(distance))
            except (ValueError, ZeroDivisionError):
                exact = Fraction(-1)
            if isinstance(distance, bool) or exact < 0:
                raise SubmissionError(f"in {source} the tolerance of {part} is {distance!r}; a distance is >= 0")
            found[(name if isinstance(value, dict) else problem), part] = exact
    return found


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """(problem, part) -> the line on which the answer begins; "" for answers that stand under no problem."""
    found: dict[tuple[str, str], int] = {}
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\s*([\w-]+)\s*(?:\.\s*[\"']?([^\"'\]]*?)[\"']?\s*)?\]\s*(?:#.*)?$", line)
        if header:
            inside = (header[2] or "") if header[1] == "answers" else None
            continue
        entry = re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", line)
        if entry and inside is not None:
            found.setdefault((inside, entry[1]), number)
    return found


def judge_answer(grader: Grader, answer: KeyAnswer) -> tuple[str, str]:
    """`right`, `wrong` or `person`, and what is told: how it was decided, the witness, or why a person must look."""
    labels = {p.label: p for p in grader.problem.parts}
    part = labels.get(answer.part)
    if part is None:
        return "wrong", f"{answer.problem} has no part {answer.part!r}; its parts are {', '.join(labels)}"
    if answer.tolerance is not None:
        return within(grader, part, answer.text, answer.tolerance)
    record = grader.record(part, answer.text)
    if record["verdict"] == "equal":
        return "right", str(record["how"])
    if record.get("needs_a_person"):
        return "person", "an answer in words is read by a person"
    return "wrong", str(record["feedback"])


def within(grader: Grader, part: Part, text: str, tolerance: Fraction) -> tuple[str, str]:
    """A number, or numbers, each within a distance of the exact one."""
    if not isinstance(part.ask, Value):
        return "wrong", f"{part.label} asks for no decimal numbers, so that a tolerance has no meaning there; remove it"
    known = grader.judging.vocabulary(part)
    found = read(text, known)
    if isinstance(found, Unreadable):
        return "wrong", f"This could not be read: {caret(text, found)}"
    right = grader.judging.right.numbers(part)
    told = ""
    for reading in found:
        try:
            given = numbers(reading, known.numbers)
        except (NoValue, Unsure, Ambiguous) as error:
            told = str(error)
            continue
        told = farther(part.label, given, right, tolerance)
        if not told:
            return "right", f"within {float(tolerance):g}"
    return "wrong", told


def farther(label: str, given: Numbers, right: Numbers, tolerance: Fraction) -> str:
    """The first entry that is farther off than allowed, "" where there is none."""
    fit = given.fitted(right.shape)
    if fit is None:
        return f"{label} has {shaped(right.shape)}; the answer has {shaped(given.shape)}"
    allowed = MANY_DIGITS.number(tolerance)
    for k, (x, exact, decimals) in enumerate(zip(fit.entries, right.entries, fit.decimals, strict=True)):
        if not abs(x - exact) <= allowed:
            return (
                f"{entry_name(label, place(k, right.shape))} is {spelled(x, decimals, 12)} in the answer; expected "
                f"{decimal_text(exact, 12)} within {float(tolerance):g}"
            )
    return ""
