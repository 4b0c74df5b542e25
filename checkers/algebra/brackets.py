"""Lists, matrices, cases and bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.branches import Branches
from checkers.algebra.cursor import RELATIONS
from checkers.algebra.lexer import Token
from checkers.algebra.spelling import CASES, CHAINS, CONNECTIVES
from checkers.algebra.tree import Apply, Dots, Node, Norm, Number, ReadingError, Rows

BARE = frozenset({"log", "ln", "exp", "sin", "cos", "tanh"})


class Brackets(Branches):
    """The part of the grammar that reads what stands between brackets."""

    def parenthesis(self) -> Node:
        """( sum ), ( a, b ), a condition, or the brace in front of an array of cases."""
        opening = self.token
        braced = opening.end - opening.start == 2  # \{
        self.take()
        if braced and self.token.kind == "begin" and self.token.text in ("array", "aligned", "split", "matrix"):
            node = self.environment(cases=True)
            self.accept(")")
            return node
        if self.at(")"):
            raise ReadingError("nothing stands between these brackets", opening.start)
        cells: list[Node] = []

        def inside() -> Node:
            cells.append(self.cell())
            if self.at("?"):
                cells[0] = self.piecewise(cells[0])
            while self.accept(",") or (self.known.listed and self.accept(";")):
                if not self.at(")"):
                    cells.append(self.cell())
            return cells[0]

        node = self.closed(inside, ")")
        self.counted(len(cells))
        return node if len(cells) == 1 else Rows(tuple(cells), start=opening.start)

    def brackets(self) -> Node:
        """[a, b], [[a, b], [c, d]], [a b; c d], [z > 0], and square brackets around an expression."""
        start = self.expect("[").start
        self.parted()
        loose, self.loose = self.loose, not (self.inside_here(",", *RELATIONS, "∈") or self.one_formula())
        bars, self.bars = self.bars, 0
        rows: list[list[Node]] = [[]]
        spaced, alone = False, True
        if self.at("]"):
            raise ReadingError("nothing stands between these brackets", start)
        while not self.at("]"):
            opened = self.place
            rows[-1].append(self.cell())
            alone = alone and self.tokens[opened].text == "[" and self.closing_of(opened) == self.place - 1
            if self.accept(";") or (self.token.kind == "row" and self.take()):
                rows.append([])
            elif not self.accept(",") and not self.at("]"):
                if not (self.loose and self.token.spaced and self.token.kind != "finish"):
                    raise self.unexpected("',', ';' or ']'")
                spaced = True
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
        if alone and not any(isinstance(c, (Rows, Dots)) for c in cells):  # [[a], [b]]: rows of one entry
            cells = [Rows((c,), start=c.start) for c in cells]
        return Rows(tuple(cells), spaced=spaced, start=start)

    def parted(self) -> None:
        """The bar of an augmented matrix, [A | b], as a comma."""
        end = self.closing_of(self.place - 1)
        deep, bars = 0, list[int]()
        for k in range(self.place, end):
            t = self.tokens[k]
            if t.kind == "mark":
                deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}"))
                if deep == 0 and t.text == "|":
                    bars.append(k)
                elif deep == 0 and t.text in (",", ";", "∈", *RELATIONS):
                    return
        if len(bars) == 1 and self.place < bars[0] < end - 1:
            self.tokens = [*self.tokens]
            self.tokens[bars[0]] = replace(self.tokens[bars[0]], text=",")

    def closing_of(self, opened: int) -> int:
        """Where the bracket that opens there closes."""
        deep = 0
        for k in range(opened, len(self.tokens)):
            t = self.tokens[k]
            if t.kind == "mark":
                deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}"))
                if deep == 0:
                    return k
        return -1

    def inside_here(self, *marks: str) -> bool:
        """Does one of the marks stand in the bracket that opens here, and in none within it?"""
        deep = 0
        for t in self.tokens[self.place :]:
            if t.kind == "mark" and t.text in ("(", "[", "{"):
                deep += 1
            elif t.kind == "mark" and t.text in (")", "]", "}"):
                deep -= 1
                if deep < 0:
                    return False
            elif t.kind == "mark" and t.text in marks and deep == 0:
                return True
        return False

    def one_formula(self) -> bool:
        """Does the bracket that opens here hold one formula, whose white space parts no entries?"""
        return self.bare_function_inside() or (not self.inside_here(";") and self.written_as_formula())

    def written_as_formula(self) -> bool:
        """Is it in LaTeX and more than numbers, or does a + or - stand in it with space on both sides, or a sum?"""
        deep, plain = 0, True
        for t, after in zip(self.tokens[self.place :], self.tokens[self.place + 1 :]):
            if t.kind == "row" and deep == 0:
                return False
            deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}")) if t.kind == "mark" else 0
            if deep < 0:
                break
            plain = plain and (t.kind == "number" or t.text in ("-", "/"))
            sign = t.kind == "mark" and t.text in ("+", "-") and t.spaced and after.spaced and t is not self.token
            if deep == 0 and (sign or (t.kind == "command" and t.text == "sum")):
                return True
        return self.style.latex and not plain

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
        if opening.text in CASES or cases or (opening.text == "array" and self.holds_cases()):
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
            rows = self.with_zeros(rows, empty)
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

    def with_zeros(self, rows: list[list[Node]], empty: Token) -> list[list[Node]]:
        """A square matrix whose cells off the diagonal are left blank: they are 0."""
        size = len(rows)
        full = [[*r, *(Dots(True) for _ in range(size - len(r)))] for r in rows]
        blank = [isinstance(c, Dots) for r in full for c in r]
        if any(len(r) != size for r in full) or any(blank[k] for k in range(0, size * size, size + 1)):
            raise ReadingError("an entry of this matrix is empty", empty.start)
        zero = Number(Fraction(0), "0", start=empty.start)
        return [[zero if isinstance(c, Dots) else c for c in r] for r in full]

    def holds_cases(self) -> bool:
        """Does each row of the array that begins here have a condition behind its value?"""
        deep, signs, rows, last = 0, 0, 1, "row"
        for t in self.tokens[self.place :]:
            deep += (t.kind == "begin") - (t.kind == "end")
            if deep < 0:
                break
            rows += deep == 0 and t.kind == "row"
            said = t.kind == "text" and not {"if", "otherwise"}.isdisjoint(
                str(CONNECTIVES.get(w.strip(" ,.;:"))) for w in t.text.lower().split()
            )
            signs += deep == 0 and (said or (t.kind == "mark" and t.text in ("<", "<=", ">", ">=", "!=")))
            last = t.kind
        return 0 < rows - (last == "row") <= signs

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
        cells = [left, self.expression()]
        while self.known.listed > 1 and self.accept(","):
            cells.append(self.expression())
        right = cells[1]
        self.expect("⟩")
        if self.known.listed == len(cells):
            return Rows(tuple(cells), start=start)
        return Apply("inner", (left, right), start=start)
