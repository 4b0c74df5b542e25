"""Submissions on file: TOML or JSON, one problem or a set, to answers as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000
MAX_STUDENTS = 100_000
MAX_PARTS, MAX_LINES, MAX_DEPTH = 1_000, 10_000, 20  # answers of a student, lines of a TOML file, lists in lists
MAX_ESCAPES = 50_000
LONG_KEY = re.compile(r"""(?<![\w.-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}""")


class SubmissionError(ValueError):
    """A file that is no submission; the sentence says what is wrong and what would be accepted."""


@dataclass(frozen=True)
class Submission:
    """One student's answers to one problem: part -> text as typed. problem is "" where the file names none."""

    problem: str
    student: str
    answers: Mapping[str, str]
    source: str = ""


def read_submissions(path: Path) -> tuple[Submission, ...]:
    """The submissions in a file, or in every .toml and .json file of a folder, in the order of the names."""
    if path.is_dir():
        files = sorted(f for f in path.iterdir() if f.suffix.lower() in (".toml", ".json"))
        if not files:
            raise SubmissionError(f"{path} has no .toml or .json file in it")
        return tuple(s for f in files for s in read_submissions(f))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SubmissionError(f"{path} is larger than {MAX_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SubmissionError(f"{path} is not text in UTF-8") from None
    return tuple(parse_submissions(text, path.suffix.lower().lstrip("."), str(path)))


def parse_submissions(text: str, form: str, source: str = "the submission") -> Iterator[Submission]:
    """The submissions in a text, form toml or json. Answers to several problems stand under their names.

    A JSON list holds several students, each a table of its own.
    """
    data = parsed(text, form, source)
    if isinstance(data, list):  # several students in one JSON file
        if not data:
            raise SubmissionError(f"{source} is an empty list; it holds one table for each student")
        if len(data) > MAX_STUDENTS:
            raise SubmissionError(
                f"{source} lists {len(data)} submissions; at most {MAX_STUDENTS} are read from a file"
            )
        for k, one in enumerate(data, 1):
            yield from from_table(one, f"{source}, entry {k}")
        return
    yield from from_table(data, source)


def from_table(data: Any, source: str) -> Iterator[Submission]:
    """The submissions of one student, from a table with problem, student and answers."""
    if not isinstance(data, dict):
        raise SubmissionError(f"{source} holds no table; problem, student and [answers] are expected")
    problem, student = data.get("problem", ""), data.get("student", "")
    answers = data.get("answers")
    if not isinstance(problem, str) or not isinstance(student, (str, int)):
        raise SubmissionError(f"in {source} problem and student are text")
    problem, student = as_text(problem, f"{source}, problem"), as_text(student, f"{source}, student")
    if not isinstance(answers, dict):
        raise SubmissionError(f"{source} has no table [answers]; a line such as W = '[[1, 0], [0, -1]]' stands in it")
    if sum(len(v) if isinstance(v, dict) else 1 for v in answers.values()) > MAX_PARTS:
        raise SubmissionError(f"{source} has more than {MAX_PARTS} answers of one student; no sheet asks for so many")
    sets = {name: table for name, table in answers.items() if isinstance(table, dict)}
    single = {
        as_text(part, f"{source}, a part"): as_text(v, f"{source}, answer {part!a}")
        for part, v in answers.items()
        if part not in sets
    }
    if single or not sets:
        yield Submission(problem, str(student), single, source)
    for name, table in sets.items():
        own = {
            as_text(part, f"{source}, a part"): as_text(v, f"{source}, answer {part!a} to {name!a}")
            for part, v in table.items()
        }
        yield Submission(as_text(name, f"{source}, a problem"), str(student), own, source)


def parsed(text: str, form: str, source: str) -> Any:
    """What a text in TOML or JSON holds; numbers stay the text that was typed."""
    if form == "json":
        try:
            return json.loads(text, parse_int=str, parse_float=str)
        except json.JSONDecodeError as error:
            raise SubmissionError(f"{source} is no JSON: {error.msg} in line {error.lineno}") from None
        except RecursionError:
            raise SubmissionError(f"{source} is nested too deeply") from None
    if form == "toml":
        import tomllib

        if text.count("\n") > MAX_LINES:
            raise SubmissionError(f"{source} has more than {MAX_LINES} lines; a file holds one student's answers")
        if text.count("\\") > MAX_ESCAPES:  # each one is a step of the parser, as no other character is
            raise SubmissionError(
                f"{source} has more than {MAX_ESCAPES} backslashes; a file holds one student's answers"
            )
        # tables in tables: the parser takes the square of their number in memory
        if text.count(".") >= 16 and LONG_KEY.search(text):
            raise SubmissionError(f"{source} has a name of more than 16 parts with points between; W or a.W are names")
        try:
            return tomllib.loads(text, parse_float=str)
        except tomllib.TOMLDecodeError as error:
            raise SubmissionError(f"{source} is no TOML: {error}") from None
        except RecursionError:
            raise SubmissionError(f"{source} is nested too deeply") from None
        except ValueError:
            raise SubmissionError(f"{source} holds a whole number of thousands of digits; write it as text") from None
    raise SubmissionError(f"{source} is neither .toml nor .json")


def as_text(value: Any, where: str, depth: int = 0) -> str:
    """An answer as typed; a bare number or list is taken with the digits that stand in the file."""
    if depth > MAX_DEPTH:
        raise SubmissionError(f"{where} is nested too deeply: lists stand in lists more than {MAX_DEPTH} deep")
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise SubmissionError(f"{where} holds half a character, which is no text in UTF-8")
        return value
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        raise SubmissionError(f"{where} is not text, a number or a list of numbers")
    if isinstance(value, list):
        return f"[{', '.join(as_text(v, where, depth + 1) for v in value)}]"
    return str(value)
