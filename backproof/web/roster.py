"""Uploaded classes while they are graded, and their records for an hour after: in memory, by names nobody guesses."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from backproof.web import jobs
from backproof.web.limits import Limits
from backproof.web.refusal import Refusal, busy
from backproof.web.workers import Workers

AT_ONCE = 2
"""Submissions of a class in work at the same time, so that those who wait for one answer come in between."""


@dataclass
class Graded:
    """A class. owner: the session or address it came from; records: in the order of the entries, None until done."""

    id: str
    owner: str
    name: str
    entries: list[dict[str, Any]]
    refused: list[tuple[str, str]]
    started: float
    records: list[dict[str, Any] | None] = field(default_factory=list)
    count: int = 0

    @property
    def done(self) -> bool:
        return self.count == len(self.entries)

    def state(self) -> dict[str, Any]:
        """How far it is, for a page or a program."""
        return {
            "id": self.id,
            "problem": self.name,
            "submissions": len(self.entries),
            "graded": self.count,
            "done": self.done,
            "refused": [{"file": f, "reason": r} for f, r in self.refused],
        }


class Roster:
    """Every class that is known, the newest last."""

    def __init__(self, workers: Workers, limits: Limits, clock: Callable[[], float] = time.monotonic):
        self.workers, self.limits, self.clock = workers, limits, clock
        self.classes: OrderedDict[str, Graded] = OrderedDict()
        self.tasks: set[asyncio.Task[None]] = set()

    def room(self, owner: str) -> None:
        """Make room for one more. Raises Refusal: 429 for too many of one client, 503 where all are being graded."""
        now = self.clock()
        for known in [k for k in self.classes.values() if k.done and now - k.started > self.limits.class_kept]:
            del self.classes[known.id]
        if sum(not k.done and k.owner == owner for k in self.classes.values()) >= self.limits.classes_each:
            raise busy("Your earlier uploads are still being graded", 10, 429)
        while len(self.classes) >= self.limits.classes:
            finished = next((k.id for k in self.classes.values() if k.done), None)
            if finished is None:
                raise busy("Too many classes are being graded just now", 30)
            del self.classes[finished]

    def add(self, owner: str, name: str, gathered: dict[str, Any]) -> Graded:
        """Take a class in, and begin to grade it."""
        self.room(owner)
        entries = gathered["entries"]
        new = Graded(secrets.token_urlsafe(18), owner, name, entries, list(gathered["refused"]), self.clock())
        new.records = [None] * len(entries)
        self.classes[new.id] = new
        self.begin(self.grade(new))
        return new

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it beside everything else."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def get(self, name: str) -> Graded:
        """The class of that id. Raises Refusal."""
        if name not in self.classes:
            raise Refusal(404, "There is no such class; its marks are kept for an hour, and not over a restart.")
        return self.classes[name]

    async def grade(self, what: Graded) -> None:
        """Every entry, a few at once; one that fails costs itself alone."""
        places = iter(range(len(what.entries)))

        async def hand() -> None:
            for place in places:
                what.records[place] = await self.record(what.entries[place])
                what.count += 1

        await asyncio.gather(*(hand() for _ in range(AT_ONCE)))

    async def record(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The record of an entry; where the judge was stopped, one that waits for a person."""
        asked = (entry["problem"], entry["student"], json.dumps(entry["answers"]))
        try:
            return await self.patiently(jobs.grade_entry, *asked)
        except Refusal as refusal:
            reason = refusal.sentence.rstrip(".")
        except Exception as error:
            reason = f"the judge failed on it ({type(error).__name__})"
        return await self.patiently(jobs.blank_entry, *asked, reason)

    async def patiently(self, job: Any, *arguments: str) -> dict[str, Any]:
        """A job that waits while there is no room for it. Raises Refusal."""
        while True:
            try:
                return dict(await self.workers.work(job, *arguments, keep=False))
            except Refusal as refusal:
                if refusal.status != 503:
                    raise
            await asyncio.sleep(0.5)
