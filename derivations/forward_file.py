"""A forward rule in a text file: declarations on top, definitions below, all in the notation.

    # root-mean-square normalisation
    X: N D                        a tensor and its axes; an axis is a size (1..N) or a range (0..T); none: a scalar
    gamma: D
    ids: T in 1..V                an integer tensor and the range of its values
    constant eps                  a real hyperparameter
    I := floor((H + 2*p - k)/s) + 1      a size that follows from others
    p >= 0                        a premise about sizes, with >=, <=, > or <
    given sum[d] X[n,d] = 1       a premise about values (or about sizes, with =)
    ms[n] = sum[d] X[n,d]^2 / D   a definition; the last one is the output
    Y[n,d] = gamma[d]*X[n,d]
        / sqrt(ms[n] + eps)       an indented line continues the one above

`#` starts a comment. `backproof derive --forward FILE --wrt X` reads such a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from derivations.layer import Layer
from derivations.notation import NotationError
from derivations.program import read_program

NAME = r"[A-Za-z_][A-Za-z0-9_]*'*"
TENSOR = re.compile(rf"({NAME})\s*:(?!=)\s*(.*?)(?:\s+in\s+(.*))?$")
LENGTH = re.compile(rf"({NAME})\s*:=\s*(.*)$")
CONSTANT = re.compile(rf"constant\s+({NAME}(?:\s*,\s*{NAME})*)$")
GIVEN = re.compile(r"given\s+(.*)$")
DEFINITION = re.compile(rf"(?!(?:sum|prod|max)\s*\[){NAME}\s*(\[.*?\])?\s*=")
RELATION = re.compile(r"<=|>=|<|>")


class ForwardFileError(ValueError):
    """A line of a forward file that cannot be read; `str` is a sentence and the line with a caret under the place."""

    def __init__(self, name: str, number: int, line: str, column: int, message: str):
        super().__init__(f"{name}, line {number}: {message}\n  {line}\n  {' ' * column}^")
        self.number, self.column, self.message = number, column, message


@dataclass(frozen=True)
class Piece:
    """A line with its continuations, joined by single spaces; starts: offset in the text -> line number, column."""

    text: str
    starts: tuple[tuple[int, int, int], ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Line number and column in the file of an offset in the text."""
        start, number, column = max((s for s in self.starts if s[0] <= offset), default=self.starts[0])
        return number, column + offset - start


def read_forward_file(text: str, name: str = "forward") -> Layer:
    """The rule as a layer of that name, without a witness. Raises ForwardFileError, which names the line."""
    lines = dedent(text.expandtabs(4)).splitlines()

    def error(piece: Piece, offset: int, message: str) -> ForwardFileError:
        number, column = piece.place(offset)
        return ForwardFileError(name, number, lines[number - 1], column, message)

    shapes: dict[str, str] = {}
    integers: dict[str, str] = {}
    lengths: dict[str, str] = {}
    constants: list[str] = []
    premises: list[str] = []
    definitions: list[str] = []
    origins: dict[str, tuple[Piece, int]] = {}  # what the notation is handed -> where it stands

    def fragment(piece: Piece, found: re.Match[str], group: int) -> str:
        origins.setdefault(found[group], (piece, found.start(group)))
        return found[group]

    def bounds(piece: Piece, axes: str, start: int) -> None:
        for word in re.finditer(r"\S+", axes):
            low, dots, high = word[0].replace("\0", " ").partition("..")
            origins.setdefault(low, (piece, start + word.start()))
            if dots:
                origins.setdefault(high, (piece, start + word.start() + len(low + dots)))

    for piece in pieces(lines):
        declares = not DEFINITION.match(piece.text)
        if definitions and declares:
            raise error(piece, 0, "a declaration stands above the definitions; below them only definitions are read")
        if found := LENGTH.match(piece.text):
            lengths[found[1]] = fragment(piece, found, 2)
        elif found := TENSOR.match(piece.text):
            if found[1] in shapes or found[1] in constants:
                raise error(piece, 0, f"{found[1]} is declared twice")
            shapes[found[1]] = found[2]
            bounds(piece, found[2], found.start(2))
            if found[3] is not None:
                integers[found[1]] = found[3]
                bounds(piece, found[3].replace(" ", "\0"), found.start(3))
        elif found := CONSTANT.match(piece.text):
            constants += re.split(r"\s*,\s*", found[1])
        elif found := GIVEN.match(piece.text):
            premises.append(fragment(piece, found, 1))
        elif not declares:
            definitions.append(piece.text)
            origins.setdefault(piece.text, (piece, 0))
        elif RELATION.search(piece.text):
            premises.append(piece.text)
            origins.setdefault(piece.text, (piece, 0))
        else:
            raise error(
                piece,
                0,
                "this is no line of a forward file; it could be `X: N D`, `ids: T in 1..V`, `constant eps`, "
                "`I := floor(n/2)`, `p >= 0`, `given sum[i] p[i] = 1` or a definition `Y[n] = X[n]^2`",
            )
    if not definitions:
        raise ForwardFileError(
            name,
            len(lines) or 1,
            lines[-1] if lines else "",
            0,
            "a forward file needs at least one definition, such as Y[n] = X[n]^2",
        )
    parts = ("\n".join(definitions), shapes, tuple(constants), integers, lengths, tuple(premises))
    try:
        read_program(*parts)
    except NotationError as problem:
        if problem.text not in origins:
            raise
        origin, start = origins[problem.text]
        raise error(origin, start + problem.position, problem.message) from None
    return Layer(
        name=name,
        title=name,
        shapes=shapes,
        forward=parts[0],
        constants=parts[2],
        integers=integers,
        lengths=lengths,
        premises=parts[5],
        oracle=no_witness,
        source="",
    )


def pieces(lines: list[str]) -> Iterator[Piece]:
    """Lines without comments, each with the indented lines that continue it."""
    text, starts = "", []  # type: tuple[str, list[tuple[int, int, int]]]
    for number, line in enumerate(lines, 1):
        code = line.split("#")[0].rstrip()
        if not code.strip():
            continue
        column = len(code) - len(code.lstrip())
        if column and starts and not DEFINITION.match(code.strip()):
            starts.append((len(text) + 1, number, column))
            text += " " + code.strip()
            continue
        if starts:
            yield Piece(text, tuple(starts))
        text, starts = code.strip(), [(0, number, column)]
    if starts:
        yield Piece(text, tuple(starts))


def no_witness(*arguments: Any, **named: Any) -> Any:
    """A rule from a file names no layer of torch to be compared with."""
    raise NotImplementedError("a forward rule from a file has no witness in torch")
