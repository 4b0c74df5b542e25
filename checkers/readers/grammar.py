"""Tokens to a tree. A hand-written descent with one token of look-ahead; every refusal says what could stand there.

sum      [+-] product ([+-] product)*
product  factor ([* /] factor | factor)*        juxtaposition is a product
factor   [+-]* atom ([_ subscripts] [^ exponent])*
atom     number | name | function atom | ( sum ) | { sum } | [ cells ] | \\frac.. | \\sum.. | \\begin{bmatrix}..
"""

from __future__ import annotations

from fractions import Fraction

from checkers.readers.cursor import BIG, FONTS, FRACTIONS, ROUND, numeral
from checkers.readers.lists import Lists
from checkers.readers.names import Names
from checkers.readers.syntax import Binary, Call, Group, Negative, Node, Numeral, ReadingError, Subscript, Word
from checkers.readers.tokens import Token


class Parser(Lists, Names):
    """Reads one side of an answer."""

    def whole(self) -> Node:
        """The text as one expression, to its last token."""
        node = self.sum()
        if self.token.kind != "finish":
            raise self.unexpected("an operator or the end")
        return node

    def sum(self) -> Node:
        node = self.product()
        while self.at("+", "-") and not self.cell_ends():
            operator = self.take()
            node = Binary(operator.start, operator.text, node, self.product())
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
        start, negative = self.token.start, False
        while self.at("+", "-"):
            negative ^= self.take().text == "-"
        node = self.atom()
        if self.at("_"):
            node = self.subscripted(node)
        if self.at("^"):  # a^b^c is a^(b^c)
            operator = self.take()
            node = Binary(operator.start, "^", node, self.deeper(self.exponent))
        return Negative(start, node) if negative else node

    def atom(self) -> Node:
        """A number, a name, or something in brackets."""
        return self.deeper(self.atom_inside)

    def atom_inside(self) -> Node:
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
