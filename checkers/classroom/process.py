"""A worker process: its limits, and the desk that it grades at."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence

from checkers.classroom.desk import Desk, Graders
from checkers.classroom.entry import Entry

HERE: list[Desk] = []


def prepare(graders: Graders, problems: Sequence[str], memory: int) -> None:
    """Set up this process: it stops with its parent, its memory is limited, its keys are derived."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=stop_after, args=(parent,), daemon=True).start()
    from checkers.classroom import preload  # noqa: F401

    desk = Desk(graders)
    for problem in problems:
        with contextlib.suppress(Exception):  # said with the entry that needs it
            desk.grader(problem)
    HERE[:] = [desk]
    limit_memory(memory)


def stop_after(parent: multiprocessing.process.BaseProcess) -> None:
    """End with the parent, killed or not: no worker is left behind to grade what a second run grades again."""
    parent.join()
    os._exit(0)


def limit_memory(more: int) -> None:
    """Let this process ask for `more` bytes beyond what it has; a blow-up is an error here then, not the machine's."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    with open("/proc/self/statm") as file:
        now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = now + more if hard == resource.RLIM_INFINITY else min(now + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def grade_chunk(entries: Sequence[Entry]) -> list[str]:
    """The records of a few entries."""
    return HERE[0].grade_all(entries)
