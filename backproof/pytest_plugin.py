"""pytest checks a course's answer keys: every `*.answers.toml` that it meets, each answer a test of its own.

An answer is judged against the derivation, and the derivation of its problem against torch's automatic differentiation,
so that what passes agrees with both. Nothing heavy is imported before such a file is met.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from checkers.answer_key import KeyAnswer

SUFFIX = ".answers.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("backproof", "answer keys of a course (*.answers.toml)")
    group.addoption(
        "--backproof-device",
        default="auto",
        metavar="DEVICE",
        help="where automatic differentiation runs: auto, cpu or cuda (default: auto)",
    )
    group.addoption(
        "--backproof-with",
        action="append",
        default=[],
        metavar="FOLDER",
        help="a course's own folder with layers/, problems/ or misconceptions/; once for each",
    )
    parser.addini("backproof_with", "folders with a course's own layers/, problems/, misconceptions/", type="paths")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith(SUFFIX):
        return AnswerFile.from_parent(parent, path=file_path)
    return None


class Wrong(Exception):
    """An answer of the key that is not right; `str` is what the report shows."""


class AnswerFile(pytest.File):
    """One file of answers."""

    def collect(self) -> Iterator[pytest.Item]:
        from backproof.errors import Unusable
        from checkers.answer_key import read_answer_key
        from checkers.submission import SubmissionError

        try:
            take_folders(self.config)
            answers = read_answer_key(self.path)
        except (SubmissionError, Unusable) as error:
            raise self.CollectError(str(error)) from None
        for answer in answers:
            yield AnswerItem.from_parent(self, name=f"{answer.problem}::{answer.part}", answer=answer)


class AnswerItem(pytest.Item):
    """One answer of the key."""

    def __init__(self, *, answer: KeyAnswer, **extra: Any):
        super().__init__(**extra)
        self.answer = answer

    def runtest(self) -> None:
        from backproof import api
        from checkers.answer_key import judge_answer

        name = self.answer.problem
        found, told = judge_answer(api.grader(name), self.answer)
        if found == "person":
            pytest.skip(told)
        where, evidence, failures = evidence_for(self.config, name)
        if failures:
            listed = "\n".join(f"  {f}" for f in failures)
            raise Wrong(f"{name}: the derivation and automatic differentiation disagree on {where}\n{listed}")
        if found == "wrong":
            first, *others = told.splitlines()
            others += [f"{self.path.name} has", *self.answer.text.strip().splitlines()[:12], evidence]
            lines = "\n".join(f"    {line}" for line in others)
            raise Wrong(f"{name}, {self.answer.part}: {first}\n{lines}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Told without a traceback, which would show this file and nothing of the course's."""
        from backproof.errors import Unusable

        if isinstance(excinfo.value, (Wrong, Unusable)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return (
            self.path,
            self.answer.line - 1 if self.answer.line else None,
            f"{self.answer.problem} {self.answer.part}",
        )


EVIDENCE = pytest.StashKey[dict[str, tuple[str, str, tuple[str, ...]]]]()


def evidence_for(config: pytest.Config, problem: str) -> tuple[str, str, tuple[str, ...]]:
    """The device, a sentence on how the derivation compares with automatic differentiation, and what was wrong; once

    for each problem.
    """
    from backproof import api

    known = config.stash.setdefault(EVIDENCE, {})
    if problem not in known:
        where, _ = api.resolve_device(config.getoption("--backproof-device"))
        report = api.verify(problem, where)
        gap = max((r.max_error for r in report.results), default=0.0)
        told = f"(What is expected is derived, and agrees with torch on {where} up to {gap:.1e}.)"
        known[problem] = where, told, report.failures
    return known[problem]


def take_folders(config: pytest.Config) -> None:
    """The course's own layers, problems and misconceptions, each folder once."""
    from backproof import api

    stated = [*config.getini("backproof_with"), *config.getoption("--backproof-with")]
    stated += filter(None, os.environ.get("BACKPROOF_WITH", "").split(os.pathsep))
    for folder in dict.fromkeys(str(Path(f).resolve()) for f in stated):
        api.use(folder)
