"""Texts through a door, batch by batch, each batch in a process of its own pool."""

from __future__ import annotations

import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from typing import Any

from tests.fuzz.doors import DOORS
from tests.fuzz.texts import KINDS, text

BATCH, SLOW, NEVER, MEMORY = 500, 0.2, 60, 1_500
Failure = tuple[str, str, str]  # what kind, the text, what happened


@dataclass
class Tally:
    """What happened at a door: inputs, failures by kind, the slowest answer in seconds, memory in MiB."""

    inputs: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: float = 0.0
    shown: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.inputs += other.inputs
        self.failed += other.failed
        self.slowest, self.memory = max(self.slowest, other.slowest), max(self.memory, other.memory)
        self.shown += other.shown


def too_long(*_: Any) -> None:
    raise TimeoutError(f"no answer within {NEVER} s")


def batch(door: str, seed: int, first: int, count: int) -> Tally:
    """Some texts through a door; the same seed gives the same texts."""
    tally = Tally()
    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that counts
    for k in range(first, first + count):
        chance = Random(f"{door} {seed} {k}")
        given = text(KINDS[k % len(KINDS)], chance)
        what, kind, state = "", "", chance.getstate()
        for _ in range(2):  # a slow answer is measured again: the first one of a question pays for the question
            chance.setstate(state)
            signal.alarm(NEVER)
            start = time.process_time()
            try:
                what = DOORS[door](given, chance)
                kind = "wrong" if what else ""
            except MemoryError as error:
                kind, what = "memory", repr(error)
            except TimeoutError as error:
                kind, what = "hang", str(error)
            except BaseException as error:
                kind, what = "exception", f"{type(error).__name__}: {error}"
            finally:
                signal.alarm(0)
            seconds = time.process_time() - start
            if kind or seconds <= SLOW:
                break
        if not kind and seconds > SLOW:
            kind, what = "slow", f"{seconds:.2f} s"
        tally.slowest = max(tally.slowest, seconds)
        if kind:
            tally.failed[kind] += 1
            tally.shown.append((kind, given, what))
    tally.inputs = count
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if tally.memory > MEMORY:
        tally.failed["memory"] += 1
    return tally


def run(doors: list[str], count: int, seed: int, jobs: int, at: int = 0) -> Iterator[tuple[str, Tally]]:
    """Every batch as it comes; a process that dies costs its batch, which counts as a crash."""
    waiting = [(d, k, min(BATCH, at + count - k)) for d in doors for k in range(at, at + count, BATCH)]
    while waiting:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            running: dict[Any, tuple[str, int, int]] = {}
            while waiting or running:
                while waiting and len(running) < jobs:
                    door, first, n = waiting.pop(0)
                    running[pool.submit(batch, door, seed, first, n)] = (door, first, n)
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                broken = False
                for future in done:
                    door, first, n = running.pop(future)
                    try:
                        yield door, future.result()
                    except BrokenProcessPool:
                        broken = True
                        lost = Counter({"crash": 1})
                        yield door, Tally(n, lost, 0, 0, [("crash", f"{door} {seed} {first}", "the process died")])
                if broken:
                    waiting = [*running.values(), *waiting]  # not at fault, or at fault alone next time
                    break
