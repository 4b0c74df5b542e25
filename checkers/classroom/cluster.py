"""A cluster of dask workers: batches go to whichever worker is free; one that dies loses nothing but its own time.

The scheduler sends the batch of a dead worker elsewhere. A batch that kills several workers is sent again entry by
entry, one at a time, so that the one entry that does it is found and the others are graded.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from checkers.classroom.desk import Desk, Graders
from checkers.classroom.entry import Entry
from checkers.classroom.fingerprint import fingerprint
from checkers.classroom.local import LIMIT, Chunk, Failed

BATCH = 100
WAIT = 15.0


class ClusterError(ValueError):
    """A scheduler that cannot be reached, or a worker that has another version."""


@dataclass(frozen=True)
class Cluster:
    """Grades on the workers of a scheduler. judge: the client's fingerprint over the packages; workers must share it.

    batch: entries in one task. limit: seconds for an entry.
    """

    graders: Graders
    address: str
    packages: tuple[str, ...]
    judge: str
    batch: int = BATCH
    limit: float = LIMIT

    def run(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]:
        """(place, record) of every entry, each exactly once, in the order in which they are done."""
        from distributed import Client

        try:
            client = Client(self.address, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            told = " ".join(str(error).split()) or type(error).__name__
            raise ClusterError(f"no scheduler answers at {self.address}: {told}") from None
        try:
            yield from self._all(client, entries)
        finally:
            client.close()

    def _all(self, client: Any, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]:
        from distributed import as_completed

        places = tuple(range(len(entries)))
        chunks = [Chunk(places[k : k + self.batch]) for k in range(0, len(places), self.batch)]
        waiting = iter(chunks)
        pending: dict[str, Chunk] = {}
        workers = len(client.scheduler_info(n_workers=-1)["workers"])

        def send(count: int) -> list[Any]:
            sent = [(self._submit(client, entries, chunk), chunk) for chunk in islice(waiting, count)]
            pending.update({future.key: chunk for future, chunk in sent})
            return [future for future, _ in sent]

        done = as_completed(send(4 * workers + 4), loop=client.loop)
        suspects: list[Chunk] = []
        for future in done:
            chunk = pending.pop(future.key)
            if future.status == "finished":
                yield from zip(chunk.places, future.result(), strict=True)
            else:
                raise_if_ours(future)
                suspects.append(chunk)
            for more in send(1):
                done.add(more)
        for place in (place for chunk in suspects for place in chunk.places):
            future = self._submit(client, entries, Chunk((place,)))
            try:
                [record] = future.result()
            except Exception as error:  # whatever it was, this entry was alone on the cluster
                raise_if_ours(future)
                yield place, Failed(why(error))
            else:
                yield place, record

    def _submit(self, client: Any, entries: Sequence[Entry], chunk: Chunk) -> Any:
        sent = [entries[k] for k in chunk.places]
        return client.submit(
            grade_batch, self.graders, sent, self.limit, self.packages, self.judge, pure=False, retries=0
        )


def raise_if_ours(future: Any) -> None:
    """A worker of another version is said to the person at the keyboard: no entry is to blame."""
    error = future.exception()
    if isinstance(error, ClusterError):
        raise error


def why(error: BaseException) -> str:
    if type(error).__name__ == "KilledWorker":
        return "the processes that graded it died or took too long"
    return f"the judge failed on it ({type(error).__name__})"


# ---------------------------------------------------------------- on a worker

ONE_AT_A_TIME = threading.Lock()
DESKS: dict[bytes, Desk] = {}


def grade_batch(
    graders: Graders, entries: Sequence[Entry], limit: float, packages: tuple[str, ...], judge: str
) -> list[str]:
    """The records of a batch, on a worker. A worker that is stuck ends itself; its nanny starts another."""
    with ONE_AT_A_TIME:  # the watchdog is one for a process
        from checkers.classroom import preload  # noqa: F401

        name = pickle.dumps(graders)
        desk = DESKS.setdefault(name, Desk(graders))
        if not desk.found:
            desk.grader(entries[0].problem)  # takes a course's folders, which the fingerprint covers
            if own(packages) != judge:
                desk.found.clear()
                raise ClusterError(
                    "a worker has another version of backproof or of the course's folders than this machine"
                )
        found = []
        with open(os.devnull, "w") as nowhere:
            for entry in entries:
                faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
                try:
                    found.append(desk.grade(entry))
                finally:
                    faulthandler.cancel_dump_traceback_later()
        return found


@cache
def own(packages: tuple[str, ...]) -> str:
    """The fingerprint of what this process has."""
    return fingerprint(packages)
