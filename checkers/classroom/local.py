"""Worker processes of this machine: a crash or a hang costs the entry that caused it and nothing else.

Entries are sent in chunks. A chunk whose worker dies or takes too long is sent again entry by entry, so that a limit of
time or memory never decides about an entry that merely stood beside a bad one.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from dataclasses import dataclass

from checkers.classroom.desk import Graders
from checkers.classroom.entry import Entry
from checkers.classroom.process import grade_chunk, prepare

CHUNK = 32
LIMIT, MEMORY = 60.0, 2 * 1024**3


@dataclass(frozen=True)
class Failed:
    """An entry that could not be graded; reason: what is told to the person who reads it."""

    reason: str


@dataclass(frozen=True)
class Chunk:
    """Entries by their places; tried: how often this chunk has been sent before."""

    places: tuple[int, ...]
    tried: int = 0


@dataclass(frozen=True)
class Local:
    """Grades with worker processes. limit: seconds for an entry. memory: bytes a worker may ask for beyond its own."""

    graders: Graders
    jobs: int = 2
    limit: float = LIMIT
    memory: int = MEMORY
    chunk: int = CHUNK

    def run(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]:
        """(place, record) of every entry, each exactly once, in the order in which they are done."""
        from pebble import ProcessPool

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["checkers.classroom.preload"])
        jobs = max(1, min(self.jobs, len(entries)))
        size = max(1, min(self.chunk, len(entries) // (4 * jobs)))
        todo = deque(Chunk(tuple(range(len(entries)))[k : k + size]) for k in range(0, len(entries), size))
        problems = tuple(dict.fromkeys(e.problem for e in entries))
        pool = ProcessPool(
            max_workers=jobs,
            initializer=prepare,
            initargs=(self.graders, problems, self.memory),
            context=context,
        )
        pending: dict[Future[list[str]], Chunk] = {}
        try:
            while todo or pending:
                while todo and len(pending) < 3 * jobs:
                    chunk = todo.popleft()
                    sent = [entries[k] for k in chunk.places]
                    pending[pool.schedule(grade_chunk, args=(sent,), timeout=self.limit)] = chunk
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    chunk = pending.pop(future)
                    error = future.exception()
                    if error is None:
                        yield from zip(chunk.places, future.result(), strict=True)
                    elif len(chunk.places) > 1:
                        todo.extendleft(Chunk((k,)) for k in reversed(chunk.places))
                    elif may_be_chance(error) and not chunk.tried:
                        todo.appendleft(Chunk(chunk.places, 1))
                    else:
                        yield chunk.places[0], Failed(reason(error, self.limit))
        finally:
            pool.stop()
            pool.join()


def may_be_chance(error: BaseException) -> bool:
    """A worker may have died of something else, such as the machine running out of memory; a hang is no chance."""
    return not isinstance(error, TimeoutError)


def reason(error: BaseException, limit: float = LIMIT) -> str:
    """Why an entry could not be graded; the same failure gives the same words."""
    if isinstance(error, TimeoutError):
        return f"grading it took longer than {limit:g} seconds"
    if type(error).__name__ == "ProcessExpired":
        return "the process that graded it died"
    return f"the judge failed on it ({type(error).__name__})"
