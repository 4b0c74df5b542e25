"""A process that proves with SymPy, kept warm from one question to the next and started again when it dies.

It may take so much memory and so much processor time. What strikes a limit, hangs or dies proves nothing, and no
verdict depends on it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from checkers.algebra.identities import identities
from checkers.algebra.question import Question
from checkers.algebra.reading import Side
from checkers.algebra.stage import Stage
from checkers.algebra.tree import Node

COMMAND = (sys.executable, "-m", "checkers.algebra.proving.process")
PATIENCE = 60.0  # seconds of a clock, for a process that waits for ever; processor time is limited in the process
MOST_ANSWER = 1000


class Prover:
    """Proves what an evaluation at points has shown. Use it as a context, so that its process ends."""

    def __init__(self, command: Sequence[str] = COMMAND, patience: float = PATIENCE):
        self.command, self.patience = tuple(command), patience
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self, question: Question, stage: Stage, side: Side, tree: Node) -> str:
        """How the answer is proved, '' where it is not."""
        statement = identities(question, stage, side, tree)
        found = {} if statement is None else self.asked(statement)
        if not found.get("proved"):
            return ""
        return "proved by SymPy" + (" where no divisor is 0" if found.get("divisors") else "")

    def asked(self, statement: dict[str, Any]) -> dict[str, Any]:
        """The process's word on a statement; {} where it says nothing."""
        try:
            process = self.started()
            assert process.stdin is not None
            process.stdin.write(json.dumps(statement).encode() + b"\n")
            process.stdin.flush()
            found = json.loads(self.line(process))
        except (OSError, ValueError):
            self.close()
            return {}
        return found if isinstance(found, dict) else {}

    def started(self) -> subprocess.Popen[bytes]:
        """The process; a new one where there is none that lives."""
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={**os.environ, "PYTHONHASHSEED": "0"},  # the same order of everything in every process
            )
        return self.process

    def line(self, process: subprocess.Popen[bytes]) -> bytes:
        """The next line. Raises ValueError where none comes."""
        assert process.stdout is not None
        found = b""
        while not found.endswith(b"\n"):
            ready, _, _ = select.select([process.stdout], [], [], self.patience)
            piece = process.stdout.read(MOST_ANSWER) if ready else b""
            if not piece or len(found) > MOST_ANSWER:
                raise ValueError("no answer")
            found += piece
        return found

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        self.process = None

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
