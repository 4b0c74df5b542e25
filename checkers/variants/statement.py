"""The numbers that a problem's statement prints, found by their letters and values, and put in place of each other.

Nothing is replaced on its letter alone or on its value alone: both must agree with what the problem states as given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from checkers.variants.draws import flat, numbers_latex, shape
from derivations.problem import Problem

MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", re.DOTALL)
NUMBER = r"-?\d+(?:\.\d+)?"
LETTERS = r"(?:\\?+[A-Za-z]++(?:_\{?+\w++\}?+|\^\{\(?+\w++\)?+\})*+)"
CHAIN = re.compile(rf"(?<![A-Za-z])((?:{LETTERS}\s*+=\s*+)++)$")
STATED = re.compile(rf"(?<![A-Za-z])((?:{LETTERS}\s*+=\s*+)++)({NUMBER})(?![\w.\\])")
HISTORY = re.compile(r"\bsheet\b|\btextbook\b", re.IGNORECASE)
"""Words of paragraphs that tell where the numbers of a problem come from, which a variant's do not."""


@dataclass(frozen=True)
class Place:
    """Numbers in the statement: from where to where, and the quantities that have them together."""

    start: int
    end: int
    names: tuple[str, ...]


def told(statement: str) -> str:
    """The statement without the paragraphs that tell of the sheet."""
    kept = [p for p in re.split(r"\n\s*\n", statement) if not HISTORY.search(p)]
    return "\n\n".join(kept) or statement


def places(problem: Problem, statement: str) -> tuple[Place, ...]:
    """Where the statement prints given quantities, in order."""
    by_letter = {spelled(letter): name for name, letter in problem.letters.items() if name in problem.given}
    by_letter |= {spelled(name): name for name in problem.given}
    found = []
    for m in MATRIX.finditer(statement):
        chain = CHAIN.search(statement[: m.start()])
        names = named(chain[1] if chain else "", by_letter)
        if names and all(same(entries(m[1]), problem.given[n]) for n in names):
            found.append(Place(m.start(), m.end(), names))
    for m in STATED.finditer(statement):
        names = named(m[1], by_letter)
        if names and all(shape(problem.given[n]) == () and same([[m[2]]], problem.given[n]) for n in names):
            found.append(Place(m.start(2), m.end(2), names))
    return tuple(sorted(found, key=lambda p: p.start))


def rewritten(statement: str, found: tuple[Place, ...], given: Mapping[str, Any]) -> str:
    """The statement with other numbers in these places."""
    for place in reversed(found):
        statement = statement[: place.start] + numbers_latex(given[place.names[0]]) + statement[place.end :]
    return statement


def spelled(letter: str) -> str:
    """A letter without its dress: W^{(1)} is W1, \\alpha is alpha."""
    return re.sub(r"[^A-Za-z0-9]", "", letter)


def named(chain: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The quantities of `W^{(1)} = W^{(2)} =`; none when one of them is not given."""
    letters = [spelled(piece) for piece in chain.split("=")[:-1]]
    return tuple(known[x] for x in letters) if letters and all(x in known for x in letters) else ()


def entries(body: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("&")] for line in body.split(r"\\")]


def same(shown: list[list[str]], given: Any) -> bool:
    """Are these cells the given numbers?"""
    cells = [cell for line in shown for cell in line]
    if not all(re.fullmatch(NUMBER, cell) for cell in cells):
        return False
    return [Fraction(cell) for cell in cells] == [Fraction(str(x)) for x in flat(given)]
