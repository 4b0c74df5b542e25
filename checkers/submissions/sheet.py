"""What a reader of submissions knows about the problems: their names, their parts, and which are answered in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from derivations.problem import Explain, Problem, Prove


@dataclass(frozen=True)
class Sheet:
    """The problems that a submission may answer.

    parts: problem -> its parts in the order of the sheet. worded: (problem, part) pairs that are answered in words.
    """

    parts: dict[str, tuple[str, ...]]
    worded: frozenset[tuple[str, str]] = field(default=frozenset())

    @property
    def only(self) -> str:
        """The problem that is meant where none is named: the only one there is, or ""."""
        return next(iter(self.parts)) if len(self.parts) == 1 else ""

    def problem(self, text: str) -> str | None:
        """The problem that a heading names: `ece449/5`, `Problem 5`, `5.`; None when it names none, or two do."""
        name = re.sub(r"(?i)^(problem|exercise|question|aufgabe|part)\b", "", plain(text)).strip(" .:)#")
        if name in self.parts:
            return name
        fitting = [p for p in self.parts if p.rpartition("/")[2].casefold() == name.casefold()]
        return fitting[0] if name and len(fitting) == 1 else None

    def part(self, problem: str, text: str) -> str | None:
        """The part of the problem that a heading names: `dS`, `Part dS`, `(a)` for the first part, `(b)` ...; or None.

        The label as written comes first; a difference in case alone is forgiven where it leaves no doubt.
        """
        labels = self.parts.get(problem, ())
        name = re.sub(r"(?i)^(part|answer|gradient)\b", "", plain(text)).strip(" .:")
        lettered = re.fullmatch(r"\(([a-z])\)[.)]?|([a-z])[.)]", name.split(" ")[0] if name else "")
        for candidate in (name, name.strip("() "), re.split(r"[\s:=(]", name, maxsplit=1)[0]):
            if candidate in labels:
                return candidate
            folded = [label for label in labels if label.casefold() == candidate.casefold()]
            if candidate and len(folded) == 1 and not lettered:  # (b) is the second part, not the part B
                return folded[0]
        place = ord(lettered[1] or lettered[2]) - ord("a") if lettered else len(labels)
        return labels[place] if place < len(labels) else None


def sheet(problems: Iterable[Problem]) -> Sheet:
    """What is known about these problems."""
    found = tuple(problems)
    return Sheet(
        {p.name: tuple(part.label for part in p.parts) for p in found},
        frozenset((p.name, q.label) for p in found for q in p.parts if isinstance(q.ask, (Explain, Prove))),
    )


def plain(text: str) -> str:
    """A heading without its decoration: `**Part `dS`**` -> `Part dS`."""
    return re.sub(r"[*_`$#\\]+(?=\W|$)|(?<!\w)[*_`$#\\]+", "", text).strip()
