"""A place in a list of tokens: looking, taking, refusing with what could stand there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checkers.readers.syntax import MAX_DEPTH, MAX_DIGITS, MAX_TENS, Node, Numeral, ReadingError
from checkers.readers.tokens import Token

FRACTIONS = frozenset(("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac"))
FONTS = frozenset(["mathbf", "boldsymbol", "mathcal", "mathsf", "bm", "vec", "boxed", "mathbb", "pmb"])
BIG = frozenset(("sum", "prod"))
ROUND = {"lceil": ("ceil", "rceil"), "lfloor": ("floor", "rfloor")}
CLOSING = {"(": ")", "[": "]", "{": "}"}


class Cursor:
    """A place in a list of tokens, with what the parts of the grammar share.

    tight: juxtaposition binds closer than `/`, the other reading of 1/2(1+e); met_ambiguity: the two readings differ.
    """

    def __init__(self, tokens: list[Token], tensors: frozenset[str], tight: bool = False):
        self.tokens, self.tensors, self.tight = tokens, tensors, tight
        self.place, self.depth, self.cells, self.loose_cells = 0, 0, 0, False
        self.met_ambiguity = False

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def at(self, *marks: str) -> bool:
        return self.token.kind == "mark" and self.token.text in marks

    def at_command(self, *names: str) -> bool:
        return self.token.kind == "command" and self.token.text in names

    def take(self) -> Token:
        token = self.token
        self.place += token.kind != "finish"
        return token

    def expect(self, mark: str) -> Token:
        if not self.at(mark):
            raise self.unexpected(f"'{mark}'")
        return self.take()

    def unexpected(self, wanted: str) -> ReadingError:
        seen = self.token
        if seen.kind == "finish":
            return ReadingError(f"the answer ends where {wanted} is expected", seen.start)
        shown = {"command": f"\\{seen.text}", "begin": "\\begin", "end": "\\end"}.get(seen.kind, seen.text)
        return ReadingError(f"{shown!r} is not expected here; {wanted} can stand here", seen.start)

    def deeper(self, read: Callable[[], Node]) -> Node:
        """One level further in; all nesting passes here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(
                f"brackets, exponents and fractions are nested more than {MAX_DEPTH} deep", self.token.start
            )
        node = read()
        self.depth -= 1
        return node

    def starts_factor(self) -> bool:
        t = self.token
        return (
            t.kind in ("number", "word", "begin")
            or (t.kind == "command" and t.text in FRACTIONS | FONTS | BIG | ROUND.keys() | {"partial"})
            or (t.kind == "mark" and t.text in ("(", "{"))
        )  # fmt: skip

    def cell_ends(self) -> bool:
        """Inside [1 -2; 3 4] white space ends an entry."""
        t = self.token
        if not (self.loose_cells and t.spaced):
            return False
        if t.kind == "mark" and t.text in ("+", "-"):
            return not self.tokens[self.place + 1].spaced
        return not (t.kind == "mark" and t.text in ("*", "/", "^"))

    def sum(self) -> Node:
        """An expression; the grammar says how."""
        raise NotImplementedError

    def product(self) -> Node:
        """A part of a sum."""
        raise NotImplementedError

    def power(self) -> Node:
        """An atom with its subscripts and exponent."""
        raise NotImplementedError

    def atom(self) -> Node:
        """A number, a name or a bracket."""
        raise NotImplementedError

    def exponent(self) -> Node:
        """What stands after ^."""
        raise NotImplementedError

    def braces(self) -> Node:
        """A group { }."""
        raise NotImplementedError


def numeral(t: Token) -> Numeral:
    """A number token as its exact value."""
    mantissa, _, exponent = t.text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 5 or abs(int(exponent or "0")) > MAX_TENS:
        raise ReadingError(f"a number of more than {MAX_DIGITS} digits or beyond 1e{MAX_TENS} is not read", t.start)
    return Numeral(t.start, Fraction(t.text if not t.text.startswith(".") else "0" + t.text), t.text)
