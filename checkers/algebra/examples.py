"""Examples of a document: the numbers given in one hold in it alone, and not in the general text or in the next one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checkers.algebra.definitions import Definition
from checkers.algebra.sections import Section, section_at

WORD = (r"(?:(?:An?|Numerical|Worked|Small|Simple|Concrete|Numerisches|Kleines)[ ])?+(?:Numerical |Zahlen)?+"
        r"(?:[Ee]xample|[Bb]eispiel|Exemple|Ejemplo|Exemplo|Esempio|Voorbeeld)(?!s?[a-z])")  # fmt: skip
MARKS = r"\\(?:noindent|par|medskip|smallskip|bigskip|item|emph|textbf|textit|textsc|underline|bfseries|itshape|bf|it)"
BEGINS = re.compile(
    rf"[ \t]*+(?:{MARKS}(?![A-Za-z])[ ]?|[{{>*_~-][ ]?){{0,9}}{WORD}"
    r"(?:[ ]?\d{1,3}+(?:\.\d{1,3}+)?+)?+(?:[ ]?\([^()$\n]{1,60}\))?+[ ]?[.:}*_]"
)
NAMES = r"example|beispiel|exemple|ejemplo|exemplo|esempio"
ENVIRONMENT = re.compile(rf"[ \t]*+\\(begin|end)\{{(?:{NAMES})\*?\}}", re.IGNORECASE)
ANY = re.compile(r"xample|eispiel|xemple|jemplo|xemplo|sempio|oorbeeld", re.IGNORECASE)
TITLE = re.compile(WORD)
COMMON = re.compile(r"notation|set-?up|setting|preliminar|convention|model\b|bezeichnung|voraussetzung", re.IGNORECASE)
FORMULA = re.compile(r"\$|\\\(|\\\[|\\begin\{")


@dataclass
class Examples:
    """regions: first and last line of each example, in order; found: the sections; last: the last line of the text."""

    regions: list[tuple[int, int]] = field(default_factory=list)
    found: list[Section] = field(default_factory=list)
    last: int = 0
    line: int = 0  # of the statement that is judged
    kept: set[str] = field(default_factory=set)  # names with a formula for all sections and numbers in some

    def around(self, line: int) -> tuple[int, int] | None:
        """The example that a line stands in."""
        k = bisect_right(self.regions, (line, self.last + 1))
        return self.regions[k - 1] if k and line <= self.regions[k - 1][1] else None

    def given(self, found: list[Definition], line: int) -> list[Definition]:
        """Those of the numbers of a quantity that hold at a line; around an example, its section can go on with it."""
        if not self.regions:
            return found
        here, section = self.around(line), section_at(self.found, line)
        return [
            d for d in found
            if (own := self.around(d.line)) is None or own == here
            or (here is None and section_at(self.found, d.line) == section)
        ]  # fmt: skip

    def instead(self, numbers: Mapping[str, list[Definition]], line: int) -> set[str]:
        """The names whose numbers count more than their formula at a line: those of its example, and those kept."""
        here = self.around(line) if self.regions else None
        if here is None and not self.kept:
            return set()

        def counts(name: str, d: Definition) -> bool:
            own = self.around(d.line)
            return d.line <= line and (name in self.kept if own is None else own == here)

        return {n for n, found in numbers.items() if any(counts(n, d) for d in found)}

    def keeps(self, old: Definition, new: Definition) -> bool:
        """Does a formula go on to hold beside numbers? In an example, and where it was stated for all sections."""
        if self.around(new.line) is not None:
            return True
        common = len(self.found) > 1 and (old.section == 0 or bool(COMMON.search(self.found[old.section].title)))
        self.kept |= {new.name} if common else set()
        return common

    def enter(self, line: int, printed: dict[Any, Any]) -> None:
        """Go on to a line: what one example has printed is forgotten where the next one begins."""
        one, other = self.around(self.line), self.around(line)
        if None not in (one, other) and one != other:
            printed.clear()
        self.line = line


def examples_of(lines: Sequence[str], found: list[Section]) -> Examples:
    """The examples of a text.

    One that ends a section illustrates it, and ends with it; one that begins it goes on to the next example.
    """
    out = Examples([], found, len(lines))
    starts, closed = dict[int, bool](), dict[int, int]()
    titles = {s.start: s.title for s in found}
    seen, opened = False, 0
    for k, line in enumerate(lines, 1):
        if k in titles:
            seen = False
            if TITLE.match(titles[k]):
                starts[k] = False
        elif ANY.search(line) and BEGINS.match(line):
            starts[k] = seen
        elif ANY.search(line) and (m := ENVIRONMENT.match(line)):
            if m[1] == "begin":
                opened, starts[k] = k, seen
            elif opened:
                closed[opened], opened = k, 0
        seen = seen or bool(FORMULA.search(line))
    heads, begun = sorted(titles), sorted(starts)
    for start, after in zip(begun, [*begun[1:], len(lines) + 1]):
        k = bisect_right(heads, start)
        head = heads[k] if starts[start] and k < len(heads) else after
        out.regions.append((start, closed.get(start, min(after, head) - 1)))
    return out


__all__ = ["Examples", "examples_of"]
