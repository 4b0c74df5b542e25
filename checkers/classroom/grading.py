"""Grades a class: what is stored is taken, the rest goes to an engine, every result is kept as it comes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from checkers.classroom.desk import Desk, Graders, encoded
from checkers.classroom.entry import Entry, undecided
from checkers.classroom.local import Failed, reason
from checkers.classroom.store import Store


class Engine(Protocol):
    """Grades entries in whatever order; every place comes exactly once."""

    def run(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]: ...


class Here:
    """Grades in this process, one entry after the other."""

    def __init__(self, graders: Graders):
        self.desk = Desk(graders)

    def run(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str | Failed]]:
        """(place, record) in order."""
        for place, entry in enumerate(entries):
            try:
                yield place, self.desk.grade(entry)
            except Exception as error:
                yield place, Failed(reason(error))


def grade_class(
    entries: Sequence[Entry],
    engine: Engine,
    graders: Graders,
    store: Path | None = None,
    judge: str = "",
    advance: Callable[[int], None] = lambda count: None,
) -> list[dict[str, Any]]:
    """The record of every entry, in their order, whatever engine graded them and however often it was interrupted.

    store: where results are kept, and taken from when their entry and the judge are the same. advance: told how many
    entries are done, as they are. Equal entries are graded once.
    """
    keys = [entry.key(judge) for entry in entries]
    if store is None:
        return _graded(entries, keys, engine, graders, None, advance)
    with Store(store) as kept:
        return _graded(entries, keys, engine, graders, kept, advance)


def _graded(
    entries: Sequence[Entry],
    keys: Sequence[str],
    engine: Engine,
    graders: Graders,
    store: Store | None,
    advance: Callable[[int], None],
) -> list[dict[str, Any]]:
    found = store.get(list(dict.fromkeys(keys))) if store else {}
    advance(sum(key in found for key in keys))
    first: dict[str, Entry] = {}
    for key, entry in zip(keys, entries, strict=True):
        if key not in found:
            first.setdefault(key, entry)
    times = Counter(keys)
    names, todo = list(first), list(first.values())
    if todo:
        blanks: dict[str, dict[str, Any]] = {}
        for place, result in engine.run(todo):
            if isinstance(result, Failed):
                result = encoded(undecided(_blank(todo[place].problem, graders, blanks), todo[place], result.reason))
            if store:
                store.put([(names[place], result)])
            found[names[place]] = result
            advance(times[names[place]])
    return [json.loads(found[key]) for key in keys]


def _blank(problem: str, graders: Graders, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if problem not in known:
        known[problem] = graders(problem).grade({}, "")
    return known[problem]
