"""Worker processes for everything that derives or judges: a crash, a hang or a blow-up costs one request alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import TimeoutError as TooLong
from contextlib import suppress
from typing import Any

from backproof.errors import Unusable
from backproof.web.limits import Limits
from backproof.web.refusal import Refusal, busy, unusable

REMEMBERED, LONGEST = 4_000, 200_000
"""Results kept, and the characters of one that is kept."""

PATIENCE = 10.0
"""Seconds that a request waits for a server that has just been started."""

Job = Callable[..., Any]


def start(memory: int) -> None:
    """Set up a worker: it ends with its parent, and its memory is limited."""
    import threading

    from checkers.classroom.process import limit_memory, stop_after

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=stop_after, args=(parent,), daemon=True).start()
    limit_memory(memory)


def run(job: Job, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """What a worker does: ("ok", result), or ("unusable", sentence) for input that cannot be used."""
    try:
        return "ok", job(*arguments)
    except Unusable as error:
        return "unusable", str(error)
    except (MemoryError, RecursionError):
        return "unusable", "this is larger or nested more deeply than can be worked on here; make it smaller"


def end_preloading() -> None:
    """End the process from which workers are forked, whatever it is deriving."""
    from multiprocessing import forkserver

    running = getattr(forkserver, "_forkserver", None)
    pid = getattr(running, "_forkserver_pid", None)
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Workers:
    """Runs jobs, functions of a module that are sent by name; equal jobs are run once and their results kept."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.waiting = 0
        self.warm = False
        self.known: OrderedDict[tuple[Job, tuple[Any, ...]], Any] = OrderedDict()
        self.going: dict[tuple[Job, tuple[Any, ...]], asyncio.Future[Any]] = {}
        self.pool: Any = None

    def open(self, cold: bool = False) -> None:
        """Start the processes; cold: without deriving the keys first."""
        from pebble import ProcessPool

        if cold:
            os.environ["BACKPROOF_COLD"] = "1"
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["backproof.web.preload"])
        self.pool = ProcessPool(
            max_workers=self.limits.workers, initializer=start, initargs=(self.limits.memory,), context=context
        )

    def close(self) -> None:
        """Stop every process, whatever it does."""
        if self.pool is None:
            return
        if not self.warm:  # nothing listens to a stop before the keys are derived
            end_preloading()
        self.pool.stop()
        with suppress(TimeoutError, TooLong):
            self.pool.join(timeout=5)

    async def ready(self) -> None:
        """Until the first worker works, however long its tables take."""
        from backproof.web import jobs

        first = await asyncio.to_thread(self.pool.schedule, run, args=(jobs.catalogue, ()))  # waits for the preloading
        await asyncio.wrap_future(first)
        self.warm = True

    async def started(self) -> None:
        """Wait a while for a server that has just been started. Raises Refusal."""
        for _ in range(40):
            if self.warm:
                return
            await asyncio.sleep(PATIENCE / 40)
        raise busy("The server has just been started and is deriving its keys", 5)

    async def work(self, job: Job, *arguments: Any, keep: bool = True) -> Any:
        """The result of a job that depends on its arguments alone. Raises Refusal.

        keep: the same question is answered from memory the next time.
        """
        key = (job, arguments)
        if keep and key in self.known:
            self.known.move_to_end(key)
            return self.known[key]
        if keep and key in self.going:
            return await asyncio.shield(self.going[key])
        if not self.warm:
            await self.started()
        if self.waiting >= self.limits.waiting:
            raise busy("Too many students are waiting for an answer just now")
        self.waiting += 1
        task = asyncio.ensure_future(self._run(job, arguments))
        task.add_done_callback(self._done)
        if keep:
            self.going[key] = task
            task.add_done_callback(lambda done: self._keep(key, done))
        return await asyncio.shield(task)

    async def _run(self, job: Job, arguments: tuple[Any, ...]) -> Any:
        try:
            future = self.pool.schedule(run, args=(job, arguments), timeout=self.limits.job)
            kind, found = await asyncio.wrap_future(future)
        except (TimeoutError, TooLong):
            raise Refusal(
                422, f"This took longer than {self.limits.job:g} seconds and was stopped; make it smaller."
            ) from None
        except Refusal:
            raise
        except Exception as error:
            if type(error).__name__ == "ProcessExpired":
                raise Refusal(422, "The process that worked on this ended; nobody else was disturbed.") from None
            raise
        if kind == "unusable":
            raise unusable(found)
        return found

    def _done(self, task: asyncio.Future[Any]) -> None:
        self.waiting -= 1
        if not task.cancelled():
            task.exception()  # looked at, though the one who asked may be gone

    def _keep(self, key: tuple[Job, tuple[Any, ...]], done: asyncio.Future[Any]) -> None:
        self.going.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            return
        if sum(len(a) for a in key[1] if isinstance(a, (str, bytes))) <= LONGEST:
            self.known[key] = done.result()
            while len(self.known) > REMEMBERED:
                self.known.popitem(last=False)
