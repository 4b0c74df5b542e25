"""Lists and matrices: [a, b], [[a, b], [c, d]], [a b; c d], (a, b) and the matrix environments of LaTeX."""

from __future__ import annotations

from checkers.readers.cursor import Cursor
from checkers.readers.syntax import MAX_CELLS, Array, Group, Node, ReadingError


class Lists(Cursor):
    """The part of the grammar that reads lists and matrices."""

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
        matrix_inside = self.token.kind == "begin"
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
        if matrix_inside and len(rows) == 1 and len(rows[0]) == 1:  # \left[ \begin{array} .. \end{array} \right]
            return rows[0][0]
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
        loose, self.loose_cells = self.loose_cells, False
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
        self.loose_cells = loose
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
