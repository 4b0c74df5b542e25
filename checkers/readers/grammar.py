"""Tokens to a tree. A hand-written descent with one token of look-ahead; every refusal says what could stand there.

    sum      [+-] product ([+-] product)*
    product  factor ([* /] factor | factor)*        juxtaposition is a product
    factor   [+-]* atom ([_ subscripts] [^ exponent])*
    atom     number | name | function atom | ( sum ) | { sum } | [ cells ] | \\frac.. | \\sum.. | \\begin{bmatrix}..
"""

from __future__ import annotations

from fractions import Fraction

from checkers.readers.syntax import (
    MAX_CELLS,
    MAX_DEPTH,
    MAX_DIGITS,
    Array,
    Big,
    Binary,
    Bound,
    Call,
    Group,
    Negative,
    Node,
    Numeral,
    ReadingError,
    Slope,
    Subscript,
    Word,
)
from checkers.readers.tokens import FUNCTIONS, Token

FRACTIONS = frozenset(("frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac"))
FONTS = frozenset("mathbf boldsymbol mathcal mathsf bm vec boxed mathbb pmb".split())
BIG = frozenset(("sum", "prod"))
ROUND = {"lceil": ("ceil", "rceil"), "lfloor": ("floor", "rfloor")}
CLOSING = {"(": ")", "[": "]", "{": "}"}


class Parser:
    """Reads one side of an answer. tight: juxtaposition binds closer than `/`, the other reading of 1/2(1+e)."""

    def __init__(self, tokens: list[Token], tensors: frozenset[str], tight: bool = False):
        self.tokens, self.tensors, self.tight = tokens, tensors, tight
        self.place, self.depth, self.cells, self.loose_cells = 0, 0, 0, False
        self.met_ambiguity = False  # a `/` was followed by a juxtaposed product: the two readings differ

    # ---------------------------------------------------------------- tokens

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

    # ---------------------------------------------------------------- expressions

    def whole(self) -> Node:
        """The text as one expression, to its last token."""
        node = self.sum()
        if self.token.kind != "finish":
            raise self.unexpected("an operator or the end")
        return node

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"brackets are nested more than {MAX_DEPTH} deep", self.token.start)
        node = self.product()
        while self.at("+", "-") and not self.cell_ends():
            operator = self.take()
            node = Binary(operator.start, operator.text, node, self.product())
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.factor()
        while not self.cell_ends():
            if self.at("*", "/"):
                operator = self.take()
                right = self.factor()
                if operator.text == "/" and self.starts_factor() and not self.cell_ends():
                    coefficient = isinstance(node, Numeral) and isinstance(right, Numeral)
                    if not coefficient:  # 1/2 x is half of x; in x/2(1+e) both readings are made
                        self.met_ambiguity = True
                        while self.tight and self.starts_factor() and not self.cell_ends():
                            right = Binary(self.token.start, "*", right, self.factor(), implicit=True)
                node = Binary(operator.start, operator.text, node, right)
            elif self.starts_factor():
                start = self.token.start
                if self.token.kind == "number":
                    raise ReadingError("a number follows without an operator; write * between factors", start)
                node = Binary(start, "*", node, self.factor(), implicit=True)
            else:
                break
        return node

    def starts_factor(self) -> bool:
        t = self.token
        return (
            t.kind in ("number", "word", "begin")
            or t.kind == "command" and t.text in FRACTIONS | FONTS | BIG | ROUND.keys() | {"partial"}
            or t.kind == "mark" and t.text in ("(", "{")
        )  # fmt: skip

    def cell_ends(self) -> bool:
        """Inside [1 -2; 3 4] white space ends an entry."""
        t = self.token
        if not (self.loose_cells and t.spaced):
            return False
        if t.kind == "mark" and t.text in ("+", "-"):
            return not self.tokens[self.place + 1].spaced
        return not (t.kind == "mark" and t.text in ("*", "/", "^"))

    def factor(self) -> Node:
        start, negative = self.token.start, False
        while self.at("+", "-"):
            negative ^= self.take().text == "-"
        node = self.power()
        return Negative(start, node) if negative else node

    def power(self) -> Node:
        node = self.atom()
        while not (self.loose_cells and self.token.spaced):
            if self.at("_"):
                node = self.subscripted(node)
            elif self.at("'") and isinstance(node, (Word, Subscript)):
                raise ReadingError("a prime stands only at a function or in the name before '='", self.token.start)
            elif self.at("^"):
                if isinstance(node, Binary):
                    raise ReadingError("two exponents follow each other; set brackets", self.token.start)
                operator = self.take()
                node = Binary(operator.start, "^", node, self.exponent())
            else:
                break
        return node

    def exponent(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"exponents are nested more than {MAX_DEPTH} deep", self.token.start)
        if self.at("-", "+"):
            sign = self.take()
            inner = self.exponent()
            node: Node = Negative(sign.start, inner) if sign.text == "-" else inner
        else:
            node = self.atom()
            if self.at("_"):
                node = self.subscripted(node)
            if self.at("^"):  # a^b^c is a^(b^c)
                operator = self.take()
                node = Binary(operator.start, "^", node, self.exponent())
        self.depth -= 1
        return node

    # ---------------------------------------------------------------- atoms

    def atom(self) -> Node:
        t = self.token
        if t.kind == "number":
            return numeral(self.take())
        if t.kind == "word":
            return self.word()
        if t.kind == "begin":
            return self.environment()
        if t.kind == "command":
            return self.command()
        if self.at("("):
            return self.parenthesis()
        if self.at("{"):
            return self.braces()
        if self.at("["):
            return self.brackets()
        raise self.unexpected("a number, a name or a bracket")

    def braces(self) -> Node:
        start = self.expect("{").start
        loose, self.loose_cells = self.loose_cells, False
        node = self.sum()
        if self.at_command("over"):
            operator = self.take()
            node = Binary(operator.start, "/", node, self.sum())
        self.expect("}")
        self.loose_cells = loose
        return Group(start, node)

    def parenthesis(self) -> Node:
        start = self.expect("(").start
        loose, self.loose_cells = self.loose_cells, False
        cells = [self.sum()]
        while self.at(","):
            self.take()
            if not self.at(")"):
                cells.append(self.sum())
        self.expect(")")
        self.loose_cells = loose
        return Group(start, cells[0]) if len(cells) == 1 else self.counted(Array(start, tuple(cells)))

    def brackets(self) -> Node:
        """[a, b], [[a, b], [c, d]], [a b; c d], [a, b; c, d]."""
        start = self.expect("[").start
        loose, self.loose_cells = self.loose_cells, not self.comma_inside()
        rows: list[list[Node]] = [[]]
        while not self.at("]"):
            rows[-1].append(self.sum())
            if self.at(";"):
                self.take()
                rows.append([])
            elif self.at(","):
                self.take()
            elif not self.at("]") and not (self.loose_cells and self.token.spaced and self.token.kind != "finish"):
                raise self.unexpected("',', ';' or ']'")
        self.loose_cells = loose
        self.expect("]")
        if not rows[-1]:
            rows.pop()
        if len(rows) == 1:
            return self.counted(Array(start, tuple(rows[0])))
        if not rows:
            raise ReadingError("an empty list is no answer", start)
        return self.counted(Array(start, tuple(Array(start, tuple(r)) for r in rows)))

    def comma_inside(self) -> bool:
        """Does a comma stand between the entries of the list that opens here?"""
        deep = 0
        for t in self.tokens[self.place :]:
            if t.kind == "mark" and t.text in "([{":
                deep += 1
            elif t.kind == "mark" and t.text in ")]}":
                deep -= 1
                if deep < 0:
                    return False
            elif t.kind == "mark" and t.text == "," and deep == 0:
                return True
        return False

    def environment(self) -> Node:
        opening = self.take()
        rows: list[list[Node]] = [[]]
        while self.token.kind != "end":
            if self.token.kind == "row":
                self.take()
                rows.append([])
                continue
            if self.at_command("hline"):
                self.take()
                continue
            rows[-1].append(self.sum())
            if self.at("&"):
                self.take()
            elif self.token.kind not in ("row", "end"):
                raise self.unexpected("'&', '\\\\' or \\end")
        closing = self.take()
        if closing.text != opening.text:
            raise ReadingError(f"\\end{{{closing.text}}} closes \\begin{{{opening.text}}}", closing.start)
        if not rows[-1]:
            rows.pop()
        if not rows:
            raise ReadingError("an empty matrix is no answer", opening.start)
        return self.counted(Array(opening.start, tuple(Array(opening.start, tuple(r)) for r in rows)))

    def counted(self, array: Array) -> Array:
        self.cells += len(array.cells)
        if self.cells > MAX_CELLS:
            raise ReadingError(f"a list of more than {MAX_CELLS} entries is not read", array.start)
        return array

    def command(self) -> Node:
        t = self.take()
        if t.text in FRACTIONS:
            return self.fraction(t)
        if t.text in ROUND:
            name, closing = ROUND[t.text]
            inner = self.sum()
            if not self.at_command(closing):
                raise self.unexpected(f"\\{closing}")
            self.take()
            return Call(t.start, name, (inner,))
        if t.text in FONTS:
            return self.argument()
        if t.text in BIG:
            return self.big(t)
        if t.text == "partial":
            return self.typed_slope(t)
        if "dots" in t.text:
            raise ReadingError("dots are not read; give the entry with its indices, or every entry", t.start)
        raise ReadingError(f"\\{t.text} is not read in an answer", t.start)

    def argument(self) -> Node:
        """What a command takes: a group, one digit, one letter or another command."""
        if self.at("{"):
            return self.braces()
        t = self.token
        if t.kind == "number" and len(t.text) > 1 and t.text.isdigit():  # \frac12
            self.tokens[self.place] = Token("number", t.text[1:], t.start + 1)
            return Numeral(t.start, Fraction(int(t.text[0])), t.text[0])
        return self.atom()

    def fraction(self, t: Token) -> Node:
        following = self.tokens[self.place + 1] if self.at("{") else self.token
        if following.kind == "command" and following.text == "partial":
            return self.slope(t)
        top = self.argument()
        return Group(t.start, Binary(t.start, "/", top, self.argument()))

    # ---------------------------------------------------------------- derivatives as letters

    def slope(self, t: Token) -> Node:
        """\\frac{\\partial E}{\\partial Z_i}; what stands above is the loss and is not looked at."""
        self.skip_braces()
        self.expect("{")
        if not self.at_command("partial"):
            raise self.unexpected("\\partial")
        self.take()
        node = self.slope_of(t)
        self.expect("}")
        return node

    def skip_braces(self) -> None:
        self.expect("{")
        deep = 1
        while deep:
            if self.token.kind == "finish":
                raise self.unexpected("'}'")
            deep += self.at("{") - self.at("}")
            self.take()

    def typed_slope(self, t: Token) -> Node:
        """∂E/∂Z[i]."""
        if self.token.kind == "word":
            self.take()
        self.expect("/")
        if not self.at_command("partial"):
            raise self.unexpected("∂")
        self.take()
        return self.slope_of(t)

    def slope_of(self, t: Token) -> Node:
        below = self.atom()
        if self.at("_"):
            below = self.subscripted(below)
        while isinstance(below, Group):
            below = below.inner
        if isinstance(below, Word):
            return Slope(t.start, below.text, ())
        if isinstance(below, Subscript):
            return Slope(t.start, below.name, below.places)
        raise ReadingError("below a derivative stands a tensor or one entry of it", t.start)

    # ---------------------------------------------------------------- names

    def word(self) -> Node:
        t = self.take()
        if t.text in BIG:
            return self.big(t)
        if self.at("[") and not self.token.spaced and t.text in self.tensors:
            self.take()
            places = self.places("]")
            return Subscript(t.start, t.text, places)
        if t.text in FUNCTIONS and t.text not in self.tensors:
            return self.function(t)
        return Word(t.start, t.text)

    def places(self, closing: str) -> tuple[Node, ...]:
        loose, self.loose_cells = self.loose_cells, False
        found = [self.sum()]
        while self.at(",", ";"):
            self.take()
            found.append(self.sum())
        self.expect(closing)
        self.loose_cells = loose
        return tuple(found)

    def subscripted(self, node: Node) -> Node:
        mark = self.expect("_")
        while isinstance(node, Group) or isinstance(node, Array) and len(node.cells) == 1:
            node = node.inner if isinstance(node, Group) else node.cells[0]
        if not isinstance(node, Word) and not (isinstance(node, Slope) and not node.places):
            raise ReadingError("a subscript stands only at the name of a tensor", mark.start)
        if self.at("{", "("):
            places = self.places(CLOSING[self.take().text])
        else:
            places = (self.atom_without_postfix(),)
        if isinstance(node, Slope):
            return Slope(node.start, node.name, places)
        return Subscript(node.start, node.text, places)

    def atom_without_postfix(self) -> Node:
        t = self.token
        if t.kind == "number":
            return numeral(self.take())
        if t.kind == "word":
            return Word(t.start, self.take().text)
        raise self.unexpected("an index")

    def function(self, t: Token) -> Node:
        name = FUNCTIONS[t.text]
        if self.at("'"):
            self.take()
            name += "'"
        power: tuple[Token, Node] | None = None
        if self.at("^"):
            power = (self.take(), self.exponent())
        if name == "sqrt" and self.at("["):
            raise ReadingError("only square roots are read; write x^(1/3)", self.token.start)
        arguments: tuple[Node, ...]
        if self.at("("):
            self.take()
            arguments = self.places(")")
        elif self.at("{"):
            arguments = (self.braces(),)
        elif name == "array":
            arguments = (self.atom(),)
        elif self.starts_factor() and not (self.loose_cells and self.token.spaced):
            arguments = (self.power(),)
            if self.starts_factor() and not self.cell_ends() and not self.at("("):
                raise ReadingError(f"it is not clear how far {t.text} reaches; write {t.text}(...)", t.start)
        else:
            raise self.unexpected(f"the argument of {t.text}")
        node: Node = Call(t.start, name, arguments)
        return Binary(power[0].start, "^", node, power[1]) if power else node

    # ---------------------------------------------------------------- sums and products over indices

    def big(self, t: Token) -> Node:
        indices: tuple[Bound, ...] = ()
        high: Node | None = None
        while self.at("_", "^"):
            if self.take().text == "_":
                indices = self.bounds()
            else:
                high = self.exponent()
        if not indices:
            raise ReadingError(f"{t.text} needs its index, as in \\{t.text}_{{i=1}}^{{n}}", t.start)
        if high is not None:
            if len(indices) != 1 or indices[0].high is not None:
                raise ReadingError("an upper bound goes with one index", high.start)
            low = indices[0].low or Numeral(high.start, Fraction(1), "1")
            indices = (Bound(indices[0].start, indices[0].name, low, high),)
        elif any(i.low is not None and i.high is None for i in indices):
            raise ReadingError("this index has a lower bound and no upper bound", indices[0].start)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadingError(f"sums are nested more than {MAX_DEPTH} deep", t.start)
        body = self.product()
        self.depth -= 1
        return Big(t.start, t.text, indices, body)

    def bounds(self) -> tuple[Bound, ...]:
        if not self.at("{", "("):
            t = self.token
            if t.kind != "word":
                raise self.unexpected("an index")
            return (Bound(t.start, self.take().text, None, None),)
        closing = CLOSING[self.take().text]
        found = [self.bound()]
        while self.at(","):
            self.take()
            found.append(self.bound())
        self.expect(closing)
        return tuple(found)

    def bound(self) -> Bound:
        """i, i=1, i=1..n or 1 <= i <= n."""
        first = self.sum()
        if self.at("<="):
            self.take()
            name = self.sum()
            self.expect("<=")
            return Bound(first.start, self.index_name(name), first, self.sum())
        name_text = self.index_name(first)
        if self.at("="):
            self.take()
            low = self.sum()
            if self.at(".."):
                self.take()
                return Bound(first.start, name_text, low, self.sum())
            return Bound(first.start, name_text, low, None)
        return Bound(first.start, name_text, None, None)

    def index_name(self, node: Node) -> str:
        if isinstance(node, Word):
            return node.text
        raise ReadingError("an index is one letter", node.start)


def numeral(t: Token) -> Numeral:
    """A number token as its exact value."""
    mantissa, _, exponent = t.text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 4:
        raise ReadingError(f"a number of more than {MAX_DIGITS} digits is not read", t.start)
    return Numeral(t.start, Fraction(t.text if not t.text.startswith(".") else "0" + t.text), t.text)
