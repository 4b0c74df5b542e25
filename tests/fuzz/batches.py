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

BATCH, SLOW, NEVER, MEMORY = 500, 0.2, 60, 500  # texts, seconds, seconds, MiB of a process at most
MANY = 25  # formulas of a text that take as long as one answer may
Failure = tuple[str, str, str]  # what kind, the text, what happened


@dataclass
class Tally:
    """What happened at a door: inputs, failures by kind, the slowest answer in seconds with its text, memory in MiB."""

    inputs: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    text: str = ""
    memory: float = 0.0
    shown: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.inputs += other.inputs
        self.failed += other.failed
        if other.slowest > self.slowest:
            self.slowest, self.text = other.slowest, other.text
        self.memory = max(self.memory, other.memory)
        self.shown += other.shown


def too_long(*_: Any) -> None:
    raise TimeoutError(f"no answer within {NEVER} s")


def batch(door: str, seed: int, first: int, count: int, slow: float = SLOW) -> Tally:
    """Some texts through a door; the same seed gives the same texts. slow: seconds of a core that are a failure."""
    tally = Tally()
    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that counts
    for k in range(first, first + count):
        given, kind, what, seconds = tried(door, seed, k, slow)
        if seconds > tally.slowest:
            tally.slowest, tally.text = seconds, given
        if kind:
            tally.failed[kind] += 1
            tally.shown.append((kind, given, f"{what} (text {k})"))
    tally.inputs = count
    tally.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if tally.memory > MEMORY:
        tally.failed["memory"] += 1
        tally.shown.append(("memory", "", f"{tally.memory:.0f} MiB after the texts from {first}"))
    return tally


def tried(door: str, seed: int, k: int, slow: float = SLOW) -> tuple[str, str, str, float]:
    """(text, kind of failure or "", what happened, seconds of a core) of one text.

    Where a text holds more than MANY formulas, each with an answer of its own, the seconds are those of MANY of them.
    """
    chance = Random(f"{door} {seed} {k}")
    given = text(KINDS[k % len(KINDS)], chance)
    state, least = chance.getstate(), float(NEVER)
    what, kind, answers = "", "", 1
    for _ in range(2):  # a slow answer is measured again: the first one of a question pays for the question
        chance.setstate(state)
        work = DOORS[door](given, chance)
        signal.alarm(NEVER)
        start = time.process_time()
        try:
            outcome = work()
            kind, what = ("wrong", outcome) if isinstance(outcome, str) and outcome else ("", "")
            answers = outcome if isinstance(outcome, int) else 1
        except MemoryError as error:
            kind, what = "memory", repr(error)
        except TimeoutError as error:
            kind, what = "hang", str(error)
        except BaseException as error:
            kind, what = "exception", f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
        least = min(least, (time.process_time() - start) / max(1, answers / MANY))
        if kind or least <= slow:
            break
    if not kind and least > slow:
        kind, what = "slow", f"{least:.2f} s{f' for each {MANY} of {answers}' if answers > MANY else ''}"
    return given, kind, what, least


def run(
    doors: list[str], count: int, seed: int, jobs: int, at: int = 0, slow: float = SLOW
) -> Iterator[tuple[str, Tally]]:
    """Every batch as it comes, each door in processes of its own; one that dies costs its batch, which is a crash."""
    for door in doors:
        waiting = [(k, min(BATCH, at + count - k)) for k in range(at, at + count, BATCH)]
        while waiting:
            with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
                running: dict[Any, tuple[int, int]] = {}
                broken = False
                while not broken and (waiting or running):
                    while waiting and len(running) < jobs:
                        first, n = waiting.pop(0)
                        running[pool.submit(batch, door, seed, first, n, slow)] = (first, n)
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        first, n = running.pop(future)
                        try:
                            yield door, future.result()
                        except BrokenProcessPool:
                            broken = True
                            lost = ("crash", "", f"the process died among the {n} texts from {first}")
                            yield door, Tally(n, Counter({"crash": 1}), shown=[lost])
                waiting = [*running.values(), *waiting]  # of a broken pool: not at fault, or at fault alone next time
