"""A grader that some answers crash, hang or exhaust; made by name, so that workers can make it too."""

from __future__ import annotations

import ctypes
import os
import time
from typing import Any

from checkers.grade import Grader
from derivations.problems.ece449.problem_3 import PROBLEM_3


class Faulty(Grader):
    """Right about everything but four texts."""

    def judge(self, part: Any, text: str) -> Any:
        if text == "exit":
            os._exit(9)
        if text == "segfault":
            ctypes.string_at(0)
        if text == "hang":
            while True:
                time.sleep(0.01)
        if text == "memory":
            return [bytes(2**28) for _ in range(10**4)]
        return super().judge(part, text)


def faulty(problem: str) -> Grader:
    """A grader of ece449/3."""
    assert problem == PROBLEM_3.name
    return Faulty(PROBLEM_3, ())


def honest(problem: str) -> Grader:
    """The same without faults."""
    return Grader(PROBLEM_3, ())
