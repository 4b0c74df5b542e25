"""Lists, matrices, cases and bars."""

from __future__ import annotations

from collections.abc import Callable

from checkers.algebra.cursor import RELATIONS, Cursor
from checkers.algebra.lexer import Token
from checkers.algebra.spelling import CASES, CHAINS, CONNECTIVES
from checkers.algebra.tree import Apply, Cases, Dots, Node, Norm, ReadingError, Relation, Rows

BARE = frozenset({"log", "ln", "exp", "sin", "cos", "tanh"})


class Brackets(Cursor):
    """The part of the grammar that reads what stands between brackets."""

    expression: Callable[[], Node]
    condition: Callable[[], Node]

    def parenthesis(self) -> Node:
        """( sum ), ( a, b ), a condition, or the brace in front of an array of cases."""
        opening = self.token
        braced = opening.end - opening.start == 2  # \{
        self.take()
        if braced and self.token.kind == "begin" and self.token.text == "array":
            node = self.environment(cases=True)
            self.accept(")")
            return node
        if self.at(")"):
            raise ReadingError("nothing stands between these brackets", opening.start)
        cells: list[Node] = []

        def inside() -> Node:
            cells.append(self.cell())
            while self.accept(","):
                if not self.at(")"):
                    cells.append(self.cell())
            return cells[0]

        node = self.closed(inside, ")")
        self.counted(len(cells))
        return node if len(cells) == 1 else Rows(tuple(cells), start=opening.start)

    def brackets(self) -> Node:
        """[a, b], [[a, b], [c, d]], [a b; c d], [z > 0], and square brackets around an expression."""
        start = self.expect("[").start
        loose, self.loose = self.loose, not (self.comma_inside() or self.bare_function_inside())
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        if self.at("]"):
            raise ReadingError("nothing stands between these brackets", start)
        while not self.at("]"):
            rows[-1].append(self.cell())
            if self.accept(";") or (self.token.kind == "row" and self.take()):
                rows.append([])
            elif not self.accept(",") and not self.at("]"):
                if not (self.loose and self.token.spaced and self.token.kind != "finish"):
                    raise self.unexpected("',', ';' or ']'")
        self.loose, self.bars = loose, bars
        self.expect("]")
        if not rows[-1]:
            rows.pop()
        self.counted(sum(map(len, rows)))
        if len(rows) > 1:
            return self.even(Rows(tuple(Rows(tuple(r), start=start) for r in rows), flat=False, start=start))
        (cells,) = rows
        single = len(cells) == 1
        if single and isinstance(cells[0], Rows) and not cells[0].flat:  # \left[ \begin{array} .. \end{array} \right]
            return cells[0]
        if single and not isinstance(cells[0], Rows):
            return cells[0]
        return Rows(tuple(cells), start=start)

    def comma_inside(self) -> bool:
        """Does a comma stand between the entries of the list that opens here?"""
        deep = 0
        for t in self.tokens[self.place :]:
            if t.kind == "mark" and t.text in ("(", "[", "{"):
                deep += 1
            elif t.kind == "mark" and t.text in (")", "]", "}"):
                deep -= 1
                if deep < 0:
                    return False
            elif t.kind == "mark" and t.text == "," and deep == 0:
                return True
        return False

    def bare_function_inside(self) -> bool:
        """Does the bracket that opens here hold y log p, with a function that has no brackets: a sum and no list?"""
        deep = 0
        for t, after in zip(self.tokens[self.place :], self.tokens[self.place + 1 :]):
            deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}")) if t.kind == "mark" else 0
            if deep < 0:
                return False
            if t.kind == "name" and t.text in BARE and after.kind == "name":
                return True
        return False

    def even(self, rows: Rows) -> Rows:
        if any(isinstance(c, Dots) for r in rows.cells for c in (r, *r.children)):
            return rows
        lengths = {len(r.cells) for r in rows.cells if isinstance(r, Rows)}
        if len(lengths) > 1:
            raise ReadingError("the rows of this matrix have different lengths", rows.start)
        return rows

    # ---------------------------------------------------------------- environments

    def environment(self, cases: bool = False) -> Node:
        opening = self.take()
        if opening.text in CASES or cases:
            return self.cases(opening.text, opening.start)
        if opening.text in CHAINS:
            return self.closed_environment(self.condition)
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        empty: Token | None = None
        while self.token.kind != "end":
            if self.token.kind == "row":
                self.take()
                rows.append([])
            elif self.at("&"):
                empty = empty or self.token
                rows[-1].append(Dots(True, start=self.take().start))
            else:
                rows[-1].append(self.cell())
                self.accept(",")
                separated = self.at("&") and self.take()
                if not separated and self.token.kind not in ("row", "end"):
                    raise self.unexpected("'&', '\\\\' or \\end")
                if separated and self.token.kind in ("row", "end"):
                    rows[-1].append(Dots(True, start=self.token.start))
        closing = self.take()
        self.loose, self.bars = loose, bars
        if closing.text != opening.text:
            raise ReadingError(f"\\end{{{closing.text}}} closes \\begin{{{opening.text}}}", closing.start)
        rows = [r for r in rows if r]
        dotted = any(isinstance(c, Dots) and not c.blank for r in rows for c in r)
        if empty is not None and not dotted:
            raise ReadingError("an entry of this matrix is empty", empty.start)
        if not dotted:
            rows = [[c for c in r if not isinstance(c, Dots)] for r in rows]
        if not rows:
            raise ReadingError("an empty matrix is no answer", opening.start)
        self.counted(sum(map(len, rows)))
        node = Rows(tuple(Rows(tuple(r), start=opening.start) for r in rows), flat=False, start=opening.start)
        if opening.text == "vmatrix":
            return Apply("det", (node,), start=opening.start)
        if opening.text == "Vmatrix":
            return Norm(node, start=opening.start)
        return node if dotted else self.even(node)

    def closed_environment(self, read: Callable[[], Node]) -> Node:
        """\\begin{aligned} ... \\end{aligned} around one expression."""
        self.accept("&")
        node = read()
        while self.token.kind == "row" or self.at("&"):
            self.take()
        if self.token.kind != "end":
            raise self.unexpected("\\end")
        self.take()
        return node

    def cell(self) -> Node:
        """An entry, or dots that stand for entries."""
        if self.at_command("dots"):
            after = self.ahead()
            stops = after.kind in ("row", "end", "finish") or after.text in ("&", ",", ";", "]", ")")
            if stops or (self.loose and after.spaced):
                return Dots(start=self.take().start)
        return self.condition()

    def cases(self, name: str, start: int) -> Node:
        """Rows of a value, `&` and a condition in words or signs."""
        values: list[Node] = []
        conditions: list[Node | None] = []
        while self.token.kind != "end":
            if self.token.kind == "row":
                self.take()
                continue
            values.append(self.expression())
            while self.accept(",", ";", "&"):
                pass
            conditions.append(None if self.token.kind in ("row", "end") else self.case_condition())
            while self.accept(",", ";"):
                pass
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
        """`if z > 0 then g else 0`, with a colon or a comma for `then`."""
        start = self.take().start
        holds = self.condition()
        if self.at_text("then"):
            self.take()
        elif not self.accept(":", ","):
            raise self.unexpected("'then'")
        yes = self.expression()
        self.accept(",", ";")
        if not self.at_text("else", "otherwise"):
            raise self.unexpected("'else'")
        self.take()
        self.accept(":", ",")
        return Cases((yes, self.expression()), (holds, None), start=start)

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

    # ---------------------------------------------------------------- bars

    def bar(self) -> Node:
        """|x| and \\|x\\|."""
        opening = self.take()
        self.bars += 1
        node = self.expression()
        self.bars -= 1
        if not self.at(opening.text):
            raise self.unexpected("the closing bar")
        self.take()
        if opening.text == "|":
            return Apply("abs", (node,), start=opening.start)
        kind = "2"
        if self.at("_"):
            self.take()
            braces = self.accept("{")
            t = self.take()
            kind = {"infty": "inf"}.get(t.text, t.text)
            if kind not in ("1", "2", "F", "inf"):
                raise ReadingError("norms are read with 1, 2, F or \\infty below", t.start)
            if braces:
                self.expect("}")
        return Norm(node, kind, start=opening.start)

    def angle(self) -> Node:
        """The inner product of two tensors of one shape."""
        start = self.expect("⟨").start
        left = self.expression()
        self.expect(",")
        right = self.expression()
        self.expect("⟩")
        return Apply("inner", (left, right), start=start)

    # ---------------------------------------------------------------- conditions

    def compared(self, first: Node, read: Callable[[], Node]) -> Node:
        """a < b, and 0 < a < b as both at once."""
        node: Node | None = None
        left = first
        while self.at(*RELATIONS) or self.at("∈"):
            t = self.take()
            if t.text == "∈":
                made = self.member(left)
            else:
                right = read()
                made = Relation(t.text, left, right, start=t.start)
                left = right
            node = made if node is None else Relation("and", node, made, start=t.start)
        return first if node is None else node

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
