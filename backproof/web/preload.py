"""Imported once by the process from which workers are forked: libraries loaded, keys and wrong answers derived.

Workers share this memory, so that one which replaces a worker that was stopped is warm at once. With BACKPROOF_COLD set
nothing is derived before it is asked for.
"""

from __future__ import annotations

import contextlib
import gc
import os

from checkers.classroom import preload  # noqa: F401 - torch, with one thread


def warm() -> None:
    """Take the course's own folders, and derive what every problem needs."""
    from backproof import api
    from backproof.web import jobs

    for folder in filter(None, os.environ.get("BACKPROOF_WITH", "").split(os.pathsep)):
        with contextlib.suppress(Exception):  # `serve` has said so before it came here
            api.use(folder)
    jobs.catalogue()
    if not os.environ.get("BACKPROOF_COLD"):
        for name, problem in api.problems().items():
            with contextlib.suppress(Exception):  # said to the student who asks for it
                jobs.solution(name)
                api.grader(name).grade({part.label: "0" for part in problem.parts})
    gc.collect()
    gc.freeze()  # what is here stays: no worker's collector touches, and so copies, its pages


warm()
