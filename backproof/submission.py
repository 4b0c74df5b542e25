"""A student's submission from a file: TOML or JSON, one problem or a set.

    problem = "ece449/5"                    or a set: problem = "ece449", and [answers."ece449/5"]
    student = "s-001"
    [answers]
    W = '\\begin{bmatrix} 0.9914 & -0.008621 \\\\ 0 & -1 \\end{bmatrix}'
    B = '[-0.008621, 0]'

An answer is text. A number or a nested list is taken as it was typed, digit by digit.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backproof.errors import Unusable

READ = (".toml", ".json")
MAX_DEPTH = 20


class Typed(str):
    """A number as it was typed."""


@dataclass(frozen=True)
class Submission:
    """problem: as the file names it, a problem or a set; answers: problem -> part -> text."""

    student: str
    problem: str
    answers: Mapping[str, Mapping[str, str]]
    is_set: bool


def parse(text: str, file: str) -> Submission:
    """Read a submission; raises Unusable."""
    kind = Path(file).suffix.lower()
    if kind not in READ:
        raise Unusable(f"{file} is no submission that can be read; {' and '.join(READ)} files are")
    try:
        record = loads(text, kind)
    except RecursionError:
        raise Unusable(f"{file} is nested too deeply") from None
    except ValueError as error:
        raise Unusable(f"{file} is not valid {kind[1:].upper()}: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("answers"), dict):
        raise Unusable(f"{file} has no table `answers`; a submission has problem, student and [answers]")
    answers, student, problem = record["answers"], record.get("student", ""), record.get("problem", "")
    if not isinstance(problem, str):
        raise Unusable(f"{file}: `problem` is a name such as \"ece449/5\"")
    sets = [k for k, v in answers.items() if isinstance(v, dict)]
    if sets and len(sets) < len(answers):
        raise Unusable(f"{file} mixes answers to parts and tables of problems under `answers`")
    if not sets:
        answers = {problem: answers}
    return Submission(
        student=str(student),
        problem=problem,
        answers={p: {str(k): as_text(v, f"{file}: answer {k}") for k, v in parts.items()} for p, parts in answers.items()},
        is_set=bool(sets),
    )


def loads(text: str, kind: str) -> Any:
    """The record, numbers kept as typed."""
    if kind == ".toml":
        return tomllib.loads(text, parse_float=Typed)
    return json.loads(text, parse_float=Typed, parse_int=Typed, parse_constant=Typed)


def as_text(value: Any, where: str, depth: int = 0) -> str:
    """An answer as text."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        return f"[{', '.join(as_text(v, where, depth + 1) for v in value)}]"
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Unusable(f"{where} is neither text nor a number nor a list of them")
    return str(value)
