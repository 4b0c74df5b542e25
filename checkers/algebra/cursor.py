"""A place in a list of tokens: looking, taking, refusing with what could stand there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from checkers.algebra.lexer import Token
from checkers.algebra.spelling import BIG, FRACTIONS, FUNCTIONS, LABELS
from checkers.algebra.tree import MAX_CELLS, MAX_DEPTH, MAX_DIGITS, MAX_TENS, Node, Number, Operation, ReadingError

OPENS = {"(": ")", "[": "]", "{": "}"}
RELATIONS = frozenset({"<", "<=", ">", ">=", "!=", "="})
DECORATED = frozenset({"hat", "bar", "tilde", "dot", "ddot", "check", "breve", "widehat", "widetilde", "overline"})


@dataclass(frozen=True)
class Known:
    """What the names mean before a text is read.

    names: canonical names of declared quantities; scalars: those without axes; functions: names that take arguments;
    sizes: whole numbers, so that `^T` is a power when T is one; axes: declared quantities with how many axes they have;
    listed: how many entries the list has that is asked for, 0 where no list is; grid: rows and columns of the matrix
    of values that is asked for, (0, 0) where none is.
    """

    names: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    axes: frozenset[tuple[str, int]] = frozenset()
    listed: int = 0
    grid: tuple[int, int] = (0, 0)

    def axes_of(self, name: str) -> int:
        """How many axes a declared quantity has, 0 for any other name."""
        return next((n for known, n in self.axes if known == name), 0)


@dataclass
class Style:
    """How the rest of the text is written.

    taken: of the choices, `tight`: juxtaposition binds closer than `/`, `bound`: and closer than the entrywise product;
    greedy: a function without brackets reaches over the whole product;
    numpy: a program's text, counted from 0 where zero_based.
    """

    latex: bool = False
    numpy: bool = False
    zero_based: bool = False
    matlab: bool = False
    taken: frozenset[str] = frozenset()
    greedy: bool = False
    met: set[str] = field(default_factory=set)  # the choices that made a difference


class Cursor:
    """A place in a list of tokens, with what the parts of the grammar share."""

    def __init__(self, tokens: list[Token], known: Known, style: Style):
        self.tokens, self.known, self.style = tokens, known, style
        self.place, self.depth, self.cells, self.loose = 0, 0, 0, False
        self.bars = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def ahead(self, steps: int = 1) -> Token:
        """The token some steps further on, the last one beyond the end."""
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def at(self, *marks: str) -> bool:
        t = self.tokens[self.place]
        return t.text in marks and t.kind == "mark"

    def last_word(self) -> Token | None:
        """Takes the name of a function that is all of a subscript, as \\max in eta_{\\max}; None where none is."""
        closing = {"{": "}", "(": ")"}.get(self.token.text, "")
        skipped = (1 if closing else 0) + (1 if closing and self.ahead().text == "rm" else 0)
        word, after = self.ahead(skipped), self.ahead(skipped + 1)
        if word.text not in LABELS or word.kind not in ("command", "name") or (closing and after.text != closing):
            return None
        self.place += skipped + (2 if closing else 1)
        return word

    def at_command(self, *names: str) -> bool:
        t = self.tokens[self.place]
        return t.text in names and t.kind == "command"

    def at_text(self, *words: str) -> bool:
        t = self.tokens[self.place]
        return t.kind == "text" and t.text.split()[0].lower().strip(",.") in words

    def take(self) -> Token:
        token = self.token
        self.place += token.kind != "finish"
        return token

    def accept(self, *marks: str) -> bool:
        """Take one of the marks if it stands here."""
        found = self.at(*marks)
        if found:
            self.take()
        return found

    def expect(self, mark: str) -> Token:
        if not self.at(mark):
            raise self.unexpected(f"'{mark}'")
        return self.take()

    def unexpected(self, wanted: str) -> ReadingError:
        seen = self.token
        if seen.kind == "finish":
            return ReadingError(f"the answer ends where {wanted} is expected", seen.start)
        shown = {"command": f"\\{seen.text}", "begin": f"\\begin{{{seen.text}}}", "end": f"\\end{{{seen.text}}}"}
        said = shown.get(seen.kind, seen.text)
        return ReadingError(f"{said!r} is not expected here; {wanted} can stand here", seen.start)

    def deeper(self, read: Callable[[], Node]) -> Node:
        """One level further in; all nesting passes here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"brackets and exponents are nested more than {MAX_DEPTH} deep", self.token.start)
        node = read()
        self.depth -= 1
        return node

    def closed(self, read: Callable[[], Node], closing: str) -> Node:
        """What is read up to a closing bracket, where white space separates nothing."""
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        node = read()
        self.expect(closing)
        self.loose, self.bars = loose, bars
        return node

    def counted(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise ReadingError(f"a list of more than {MAX_CELLS} entries is not read", self.token.start)

    def starts_factor(self) -> bool:
        """Can a factor start here, so that nothing between two factors is a product?"""
        t = self.token
        if t.kind in ("number", "name"):
            return True
        if t.kind == "begin":
            return True
        if t.kind == "command":
            return t.text not in (
                "over",
                "bmod",
                "mod",
                "rceil",
                "rfloor",
                "forall",
                "choose",
                "mathrm",
                "infty",
                "dots",
            ) and (t.text in FRACTIONS or t.text in BIG or t.text not in ("qquad",))
        if t.kind != "mark":
            return False
        return t.text in ("(", "{", "[", "⟨") or (t.text in ("|", "‖") and not self.bars)

    def factor_after_dots(self) -> bool:
        """x_1 x_2 \\cdots x_n: does another factor follow the dots?"""
        after = self.ahead()
        return after.kind in ("name", "command", "number") or after.text in ("(", "·", "*", "×")

    def cell_ends(self) -> bool:
        """Inside [1 -2; 3 4] white space ends an entry."""
        t = self.token
        if not (self.loose and t.spaced):
            return False
        if t.kind == "mark" and t.text in ("+", "-"):
            return not self.ahead().spaced
        return not (t.kind == "mark" and t.text in ("*", "/", "^", "⊙", "·", "×", "@"))

    def ends_after(self) -> bool:
        """Does nothing but a closing bracket or the end follow, so that % is per cent?"""
        after = self.ahead()
        return after.kind in ("finish", "row", "end") or after.text in (")", "]", "}", ",", ";", "&")

    def has_else(self) -> bool:
        """Does an `else` follow, as in a program's conditional expression?"""
        return any(t.kind == "text" and t.text == "else" for t in self.tokens[self.place :])

    def whole_axis(self) -> bool:
        """Is this the dot of X_{n\\cdot}, a row, rather than a product?"""
        return self.at("·", "*") and self.ahead().kind == "mark" and self.ahead().text in ("}", ",")

    def is_function(self, name: str) -> bool:
        """Does the name take arguments?"""
        if name in self.known.functions:
            return True
        return name in FUNCTIONS and name not in self.known.names


def per_cent(node: Node, start: int) -> Node:
    """A hundredth of what stands before the sign; a number keeps the digits that it shows."""
    if not isinstance(node, Number) or (node.decimals or 0) > MAX_DIGITS:
        return Operation("/", node, Number(Fraction(100), "100"), start=start)
    digits = (node.decimals or 0) + 2
    whole, rest = divmod(abs(node.value.numerator) * 10**digits // (100 * node.value.denominator), 10**digits)
    return Number(node.value / 100, f"{whole}.{rest:0{digits}d}", digits, start=node.start)


def number(t: Token) -> Number:
    """A number token as its exact value."""
    mantissa, _, exponent = t.text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 5 or abs(int(exponent or "0")) > MAX_TENS:
        raise ReadingError(f"a number of more than {MAX_DIGITS} digits or beyond 1e{MAX_TENS} is not read", t.start)
    text = "0" + t.text if t.text.startswith(".") else t.text
    decimals = None
    if "." in mantissa or exponent:
        decimals = max(len(mantissa.partition(".")[2]) - int(exponent or "0"), 0)
    return Number(Fraction(text), t.text, decimals, start=t.start)
