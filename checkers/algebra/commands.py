"""LaTeX commands that stand for a factor."""

from __future__ import annotations

from checkers.algebra.brackets import Brackets
from checkers.algebra.cursor import DECORATED, number
from checkers.algebra.derivatives import Derivatives
from checkers.algebra.spelling import BIG, FONTS, FRACTIONS
from checkers.algebra.tree import (
    Apply,
    Name,
    Node,
    ReadingError,
)

ROUND = {"lceil": ("ceil", "rceil"), "lfloor": ("floor", "rfloor")}


class Commands(Derivatives, Brackets):
    """The part of the grammar that reads a command."""

    def braces(self) -> Node:
        """A group { }."""
        raise NotImplementedError

    def argument(self) -> Node:
        """What a command takes: a group, or one token (\\frac12)."""
        t = self.token
        if self.at("{"):
            return self.braces()
        if t.kind == "number" and len(t.text) > 1 and t.text.isdigit():
            self.tokens[self.place : self.place + 1] = [
                type(t)("number", c, t.start + k, t.start + k + 1, t.spaced and k == 0) for k, c in enumerate(t.text)
            ]
        if self.token.kind == "number":
            return number(self.take())
        if self.token.kind == "name" and not self.applies(t.text):
            return Name(self.take().text, start=t.start)
        return self.deeper(self.atom)

    def command(self) -> Node:
        t = self.token
        if t.text in FRACTIONS:
            return self.fraction()
        if t.text in DECORATED:
            return self.decorated(t.text)
        if t.text in BIG:
            if t.text in ("max", "min") and not (self.ahead().kind == "mark" and self.ahead().text == "_"):
                self.take()
                return self.called(t.start, t.text, 0)
            self.take()
            return self.big(t)
        if t.text in ("partial", "nabla"):
            return self.slope()
        self.take()
        if t.text in ROUND:
            name, closing = ROUND[t.text]
            inner = self.expression()
            if not self.at_command(closing):
                raise self.unexpected(f"\\{closing}")
            self.take()
            return Apply(name, (inner,), start=t.start)
        if t.text == "sqrt":  # the sign of Unicode
            return self.function(t)
        if t.text in FONTS:
            if t.text in ("underbrace", "overbrace"):
                node = self.argument()
                if self.at("_", "^"):
                    self.take()
                    self.skip_group()
                return node
            if self.ones_follow():
                return self.ones()
            return self.argument()
        if t.text in ("mathbb", "mathds", "mathbbm", "one", "mathbbold"):
            return self.blackboard(t.text)
        if t.text == "dots":
            raise ReadingError("dots are not read here; write the sum with its index", t.start)
        if t.text == "infty":
            return Name("infty", start=t.start)
        if t.text in ("operatorname", "mathrm", "text"):
            return self.argument()
        if t.text == "binom" or t.text == "choose":
            raise ReadingError("binomials are not read; write the fraction of factorials", t.start)
        if t.text == "arg":
            raise ReadingError("argmax is an index and no value here", t.start)
        raise ReadingError(f"\\{t.text} is not read in an answer", t.start)

    def skip_group(self) -> None:
        self.expect("{")
        deep = 1
        while deep:
            if self.token.kind == "finish":
                raise self.unexpected("'}'")
            deep += self.at("{") - self.at("}")
            self.take()

    def ones_follow(self) -> bool:
        """\\mathbf{1}: a column of ones, or an indicator when a condition follows."""
        t, inner = self.token, self.ahead()
        if t.kind == "number":
            return t.text == "1"
        return self.at("{") and inner.kind == "number" and inner.text == "1" and self.ahead(2).text == "}"

    def ones(self) -> Node:
        start = self.token.start
        if self.accept("{"):
            self.take()
            self.expect("}")
        else:
            self.take()
        return self.after_one(start)

    def after_one(self, start: int) -> Node:
        """What a bold 1 is by what stands behind it: a condition, an interval, or a column of ones."""
        if self.indicates(0):
            return self.indicator()
        if self.at("_"):
            interval = self.of_interval()
            if interval is not None:
                return interval
            self.take()
            return Apply("ones", self.subscript(), start=start)
        return Apply("ones", (), start=start)

    def of_interval(self) -> Node | None:
        """\\mathbb{1}_{(0, 6)}(x): is x in the interval? None where something else stands below."""
        place = self.place
        marks = [t.text if t.kind == "mark" else "" for t in self.tokens[place + 1 : place + 3]]
        opening, after = (*marks, "", "")[:2]
        if opening != "{" or after not in ("(", "["):
            return None
        self.place += 2
        low, below = self.place, 0
        while self.token.kind != "finish" and (below or not self.at("}")):
            below += self.at("{") - self.at("}")
            self.take()
        if not (self.at("}") and self.ahead().text == "("):
            self.place = place
            return None
        self.take()
        self.take()
        x = self.closed(self.expression, ")")
        end, self.place = self.place, low
        made = self.member(x)
        if not self.at("}"):
            raise self.unexpected("'}'")
        self.place = end
        return made

    def blackboard(self, command: str) -> Node:
        """\\mathbb{1}[z > 0], \\mathbb 1 as a column of ones, \\mathbb{I}."""
        start = self.token.start
        if command != "one":
            braces = self.accept("{")
            t = self.take()
            if t.text not in ("1", "I"):
                raise ReadingError(f"\\mathbb{{{t.text}}} names no quantity of an answer", t.start)
            if braces:
                self.expect("}")
            if t.text == "I" and not self.indicates(0):
                return Name("I", start=start)
        return self.after_one(start)
