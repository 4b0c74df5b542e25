"""Submissions written as a document, Markdown or LaTeX: which lines answer which part.

A document is read as lines; a format says which of them are headings. A heading that names a problem or a part opens a
section, and the section's text up to the next such heading is the answer. Outside of sections a line `part: text` or
`part = text` is the answer, up to the next such line. Inside of a section only headings divide: a line `dZ = ...` in
the working for W answers nothing but W.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from checkers.submission import Submission, SubmissionError
from checkers.submissions.final import final_answer
from checkers.submissions.sheet import Sheet, plain

FIELD = re.compile(r"^\s*[*_]*(problem|student|name|id)[*_]*\s*[:=][*_]*\s*(.*)$", re.IGNORECASE)
LABELLED = re.compile(r"^\s*+[-*>]?+\s*+[*_`$]*+([^\W\d][\w']*+)[*_`$]*+\s*+(?::=|[:=])\s*+(.*)$")
MAX_HEADING, MAX_HEADINGS, MAX_LINES = 200, 1_000, 10_000


@dataclass(frozen=True)
class Line:
    """One line. heading: what it names when it is a heading. item: the heading is `(a)`, a part or nothing.

    kept: a line of a listing or a display, whose text is never a heading or a label.
    """

    text: str
    heading: str | None = None
    item: bool = False
    kept: bool = False
    rest: str = ""


@dataclass
class Reading:
    """Where a reader of lines stands."""

    sheet: Sheet
    source: str
    problem: str = ""
    student: str = ""
    part: str | None = None
    under_heading: bool = False
    counted: int = 0
    headings: int = 0
    found: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """One more line."""
        self.headings += line.heading is not None
        if self.headings > MAX_HEADINGS:
            raise SubmissionError(
                f"{self.source} has more than {MAX_HEADINGS} headings; a file holds one student's answers"
            )
        if line.heading is not None and self.opened(line):
            return
        if not line.kept and not self.under_heading and self.named(line.text):
            return
        if self.part is not None:
            self.found[self.problem][self.part].append(line.text)

    def opened(self, line: Line) -> bool:
        """Whether the heading opens a problem or a part; the line is used up then."""
        name = (line.heading or "")[:MAX_HEADING]
        about = FIELD.match(name)
        if about and self.about(about[1].lower(), about[2].rstrip()):
            return True
        problem = None if line.item else self.sheet.problem(name)
        here = self.problem or self.sheet.only
        part = None if problem else self.sheet.part(here, name)
        if part is None and problem is None and not line.item:
            both = [(p, self.sheet.part(p, q)) for p, q in divided(name) if p in self.sheet.parts]
            problem, part = both[0] if both and both[0][1] else (None, None)
        if line.item and part is None and not plain(name):  # a bare \part or \item: the next part of the sheet
            labels = self.sheet.parts.get(here, ())
            part = labels[self.counted] if self.counted < len(labels) else None
        if problem is not None:
            self.problem, self.part, self.under_heading, self.counted = problem, None, False, 0
        if part is not None:
            self.problem = self.problem or here
            self.counted = self.sheet.parts[self.problem].index(part) + 1
            self.open(part, line.rest)
            self.under_heading = True
        return problem is not None or part is not None

    def named(self, text: str) -> bool:
        """Whether the line is `problem: ...`, `student: ...` or the answer to a part by its label."""
        about = FIELD.match(text)
        if about and self.about(about[1].lower(), about[2].rstrip().strip("\"'`* ")):
            return True
        labelled = LABELLED.match(text)
        here = self.problem or self.sheet.only
        if labelled and labelled[1] in self.sheet.parts.get(here, ()):
            self.problem = here
            decorated = text.lstrip(" ->").startswith(("*", "_"))  # **dS:** ...
            rest = labelled[2].lstrip("*_ ") if decorated else labelled[2]
            self.open(labelled[1], f"${rest}" if text.lstrip(" -*>").startswith("$") else rest)
            return True
        return False

    def about(self, key: str, value: str) -> bool:
        """A field of the head: the problem, or who wrote this."""
        if key == "problem":
            found = self.sheet.problem(value)
            whole = any(p.startswith(value.rstrip("/") + "/") for p in self.sheet.parts)  # a set: headings follow
            self.problem = found or ("" if whole else value)
            self.part, self.under_heading, self.counted = None, False, 0
            return True
        if self.student and value and value != self.student:
            raise SubmissionError(
                f"{self.source} names two students, {self.student!r} and {value!r}; "
                "one file holds one student's answers, or a JSON list holds several students"
            )
        self.student = self.student or value
        return True

    def open(self, part: str, first: str) -> None:
        """The answer to the part begins; the same part twice is refused, since only one of them can be meant."""
        answers = self.found.setdefault(self.problem, {})
        if part in answers and "".join(answers[part]).strip():
            raise SubmissionError(f"{self.source} answers part {part} of {self.problem} twice; keep one of them")
        answers[part] = [first] if first else []
        self.part = part


def counted(text: str, source: str) -> None:
    """Refuse a document that no student writes. Raises SubmissionError."""
    if text.count("\n") > MAX_LINES:
        raise SubmissionError(f"{source} has more than {MAX_LINES} lines; a file holds one student's answers")


def divided(name: str) -> list[tuple[str, str]]:
    """`ece449/5 W`, `ece449/5: part W` as a problem and a part."""
    halves = re.split(r"[\s:,]+", plain(name), maxsplit=1)
    return [(halves[0], halves[1])] if len(halves) == 2 else []


def submissions_of(
    lines: Iterable[Line], sheet: Sheet, source: str, problem: str = "", student: str = ""
) -> tuple[Submission, ...]:
    """The submissions in a document, one for each problem that it answers."""
    reading = Reading(sheet, source, student=student)
    if problem:
        reading.about("problem", problem)
    for line in lines:
        reading.take(line)
    made = []
    for name, answers in reading.found.items():
        final = {
            part: "\n".join(text).strip() if (name, part) in sheet.worded else final_answer("\n".join(text))
            for part, text in answers.items()
        }
        made.append(Submission(name, reading.student, final, source))
    if made:
        return tuple(made)
    if reading.problem and reading.problem not in sheet.parts:
        return (Submission(reading.problem, reading.student, {}, source),)  # answers another problem: said by name
    labels = ", ".join(sheet.parts.get(reading.problem or sheet.only, ()))
    expected = f"a heading or a line `part: answer` for one of {labels}" if labels else "a heading that names a problem"
    raise SubmissionError(f"{source} has no answer in it; {expected} is expected")
