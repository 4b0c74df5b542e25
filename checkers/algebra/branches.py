"""Cases, and the conditions that part them: in an environment, in words, as a program has them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checkers.algebra.cursor import RELATIONS, Cursor
from checkers.algebra.lexer import Token
from checkers.algebra.spelling import CONNECTIVES
from checkers.algebra.tree import Cases, Name, Node, Number, ReadingError, Relation, Rows


def depths(tokens: list[Token]) -> list[int]:
    """How deep in brackets each token stands."""
    deep, found = 0, []
    for t in tokens:
        if t.kind == "end" or (t.kind == "mark" and t.text in (")", "]", "}")):
            deep -= 1
        found.append(deep)
        if t.kind == "begin" or (t.kind == "mark" and t.text in ("(", "[", "{")):
            deep += 1
    return found


def alternating(tokens: list[Token], deep: list[int]) -> bool:
    """Are the tokens a value, its condition, a value, its condition: `g, x > 0; 0, x < 0`?"""
    parts: list[list[Token]] = [[]]
    for t, level in zip(tokens, deep):
        if level == 0 and t.kind == "mark" and t.text in (",", ";"):
            parts.append([])
        elif t.kind != "finish":
            parts[-1].append(t)
    holds = [any(t.kind == "mark" and t.text in ("<", "<=", ">", ">=", "!=") for t in p) for p in parts if p]
    return len(holds) > 3 and len(holds) % 2 == 0 and holds == [False, True] * (len(holds) // 2)


def negation(inner: Node, start: int) -> Relation:
    """Not `inner`; the same part on both sides would double with each negation of a negation."""
    return Relation("not", inner, Number(Fraction(0), "0"), start=start)


class Branches(Cursor):
    """The part of the grammar that reads cases and conditions."""

    expression: Callable[[], Node]
    condition: Callable[[], Node]

    def cases(self, name: str, start: int) -> Node:
        """Rows of a value, `&` and a condition in words or signs."""
        values: list[Node] = []
        conditions: list[Node | None] = []
        while self.token.kind != "end":
            if self.token.kind == "row":
                self.take()
                continue
            while self.accept("&"):
                pass
            values.append(self.expression())
            while self.accept(",", ";", "&"):
                pass
            conditions.append(None if self.token.kind in ("row", "end") else self.case_condition())
            while self.accept(",", ";"):
                held = conditions[-1]
                if held is not None and self.token.kind not in ("row", "end", "text"):  # y = 1, f < 1
                    conditions[-1] = Relation("and", held, self.condition(), start=held.start)
            if self.token.kind not in ("row", "end"):
                raise self.unexpected("'\\\\' or \\end")
        closing = self.take()
        if closing.text != name:
            raise ReadingError(f"\\end{{{closing.text}}} closes \\begin{{{name}}}", closing.start)
        if not values:
            raise ReadingError("cases without a case", start)
        self.counted(len(values))
        return Cases(tuple(values), tuple(conditions), start=start)

    def conditional(self) -> Node:
        """`if z > 0 then g else 0`, with a colon or a comma for `then`; `for z > 0: g, for z < 0: 0`."""
        start = self.take().start
        conditions: list[Node | None] = [self.condition()]
        return self.after_conditions(conditions, start)

    def after_conditions(self, conditions: list[Node | None], start: int) -> Node:
        """The cases whose first condition was read, each condition before its value."""
        values: list[Node] = []
        while True:
            if self.at_text("then"):
                self.take()
            elif not self.accept(":", ",", "⇒") and conditions[-1] is not None:
                raise self.unexpected("'then'")
            values.append(self.expression())
            while self.accept(",", ";") or self.at_text("and"):
                if self.at_text("and"):
                    self.take()
            if conditions[-1] is None or not self.case_follows():
                break
            if self.at_text("else", "otherwise"):
                self.take()
                if not self.at_text("if"):
                    conditions.append(None)
                    continue
            if self.at_text("if", "for", "when"):
                self.take()
            conditions.append(self.condition())
        if len(values) == 1:
            raise self.unexpected("'else'")
        return Cases(tuple(values), tuple(conditions), start=start)

    def value_by_value(self, first: Node) -> Node:
        """`g, x > 0; 0, x < 0`, after its first value."""
        values, conditions = [first], list[Node | None]()
        while self.accept(",", ";"):
            conditions.append(self.condition())
            if not self.accept(",", ";") or self.token.kind == "finish":
                break
            values.append(self.expression())
        return Cases(tuple(values), tuple(conditions), start=first.start)

    def case_follows(self) -> bool:
        """Does another case begin here?"""
        return self.token.kind != "finish" and not self.at(")", "]", "}")

    def piecewise(self, first: Node) -> Node:
        """`g if z > 0, 0 otherwise`, in words."""
        if self.at("?"):
            self.take()
            yes = self.expression()
            self.expect(":")
            no = self.piecewise(self.condition())
            return Cases((yes, no), (first, None), start=first.start)
        if not self.at_text("if", "when", "for"):
            return first
        values, conditions = [first], list[Node | None]()
        conditions.append(self.case_condition())
        closers = ("}", ")", "]")
        while self.accept(",", ";") or self.at_text("and") or self.at_text("else", "otherwise"):
            if self.at_text("and", "else", "otherwise"):
                self.take()
            if self.token.kind == "finish" or self.at(*closers):
                break
            values.append(self.expression())
            while self.accept(","):
                pass
            if self.token.kind == "finish" or self.at(*closers):
                conditions.append(None)
            else:
                conditions.append(self.case_condition())
        return Cases(tuple(values), tuple(conditions), start=first.start)

    def case_condition(self) -> Node | None:
        """`if z > 0`, `z > 0`, `otherwise`, `else`."""
        while self.token.kind == "text":
            words = self.token.text.lower().strip(" ,.;:").split()
            kinds = {CONNECTIVES.get(w) for w in words}
            self.take()
            if "otherwise" in kinds:
                if self.accept("("):  # otherwise (z <= 0)
                    self.condition()
                    self.expect(")")
                elif self.token.kind not in ("row", "end", "finish") and not self.at(",", ";"):
                    return self.condition()
                return None
        if self.token.kind == "name" and self.token.text in ("otherwise", "else"):
            self.take()
            return None
        return self.condition()

    def chosen_by(self, name: str, arguments: tuple[Node, ...], start: int) -> Node:
        """Piecewise((g, x > 0), (0, True)), piecewise(x > 0, g, 0), np.select([x > 0], [g], 0), logical_and(a, b)."""
        if name.startswith("logical"):
            if len(arguments) != (1 if name == "logical_not" else 2):
                raise ReadingError(
                    f"{name} takes {'one condition' if name == 'logical_not' else 'two conditions'}", start
                )
            if name == "logical_not":
                return negation(arguments[0], start)
            return Relation(name[8:], arguments[0], arguments[1], start=start)
        if not arguments:
            raise ReadingError(f"{name} takes values with their conditions", start)
        if name == "select" and len(arguments) >= 2 and all(isinstance(a, Rows) for a in arguments[:2]):
            pairs = list(zip(arguments[1].children, arguments[0].children))
            rest = arguments[2:]
        elif isinstance(arguments[0], Rows):
            rows = arguments[0].cells if len(arguments) <= 2 and isinstance(arguments[0].cells[0], Rows) else arguments
            pairs = [r.cells[:2] for r in rows if isinstance(r, Rows) and len(r.cells) == 2]
            rest = tuple(
                r for r in (*rows, *arguments[len(rows) if rows is arguments else 1 :]) if not isinstance(r, Rows)
            )
        else:
            pairs = list(zip(arguments[1::2], arguments[::2]))
            rest = arguments[-1:] if len(arguments) % 2 else ()
        conditions = [None if c in (Name("True"), Name("true"), Name("otherwise")) else c for _, c in pairs]
        if not pairs or len(rest) > 1 or any(c is not None and not isinstance(c, Relation) for c in conditions):
            raise ReadingError(
                "values with their conditions can stand here, as in Piecewise((x, x > 0), (0, True))", start
            )
        values = (*(v for v, _ in pairs), *rest)
        return Cases(values, (*conditions, *([None] * len(rest))), start=start)

    # ---------------------------------------------------------------- conditions

    def compared(self, first: Node, read: Callable[[], Node]) -> Node:
        """a < b, and 0 < a < b as both at once."""
        node: Node | None = None
        left = first
        while self.at(*RELATIONS) or self.at("∈") or self.at_interval():
            t = self.take()
            if t.text in ("∈", "in"):
                made = self.member(left)
            else:
                right = read()
                made = Relation(t.text, left, right, start=t.start)
                left = right
            node = made if node is None else Relation("and", node, made, start=t.start)
        return first if node is None else node

    def at_interval(self) -> bool:
        """Does `in (-1, 1)` stand here?"""
        return self.at_text("in") and self.ahead().text in ("(", "[")

    def member(self, left: Node) -> Node:
        """x in (0, 1): both bounds."""
        opening = self.take()
        if opening.text not in ("(", "["):
            raise ReadingError("after 'in' an interval such as (0, 1) can stand here", opening.start)
        low = self.expression()
        self.expect(",")
        high = self.expression()
        closing = self.take()
        if closing.text not in (")", "]"):
            raise ReadingError("the interval is not closed", closing.start)
        below = Relation("<" if opening.text == "(" else "<=", low, left, start=opening.start)
        above = Relation("<" if closing.text == ")" else "<=", left, high, start=opening.start)
        return Relation("and", below, above, start=opening.start)
