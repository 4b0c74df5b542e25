"""Text to a syntax tree of the notation; every error points at the character."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

MAX_CHARACTERS, MAX_DEPTH = 20_000, 60


class NotationError(ValueError):
    """What was read, where, and what is wrong; `str` shows the line with a caret."""

    def __init__(self, message: str, text: str, position: int):
        super().__init__(message)
        self.message, self.text, self.position = message, text, max(0, min(position, len(text)))

    def __str__(self) -> str:
        start = self.text.rfind("\n", 0, self.position) + 1
        end = self.text.find("\n", start)
        line = self.text[start : end if end >= 0 else len(self.text)]
        return f"{self.message}\n  {line}\n  {' ' * (self.position - start)}^"


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = (Path(__file__).parent / "notation.lark").read_text()
    return Lark(text, parser="lalr", start=["definition", "expr", "relation"], propagate_positions=True)


def parse_tree(text: str, start: str) -> Tree[Token]:
    """The syntax tree of a text, or NotationError."""
    if len(text) > MAX_CHARACTERS:
        raise NotationError(f"the text has {len(text)} characters; at most {MAX_CHARACTERS} are read", text, 0)
    deep = 0
    for k, c in enumerate(text):
        deep += (c in "([") - (c in ")]")
        if deep > MAX_DEPTH:
            raise NotationError(f"brackets are nested more than {MAX_DEPTH} deep", text, k)
    try:
        tree = _grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise _worded(error, text) from None
    return tree if isinstance(tree, Tree) else Tree("name", [tree])


def _worded(error: UnexpectedInput, text: str) -> NotationError:
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return NotationError("the text ends where more is expected", text, len(text.rstrip()))
    position = error.pos_in_stream or 0
    seen = text[position : position + 1]
    if isinstance(error, UnexpectedCharacters):
        return NotationError(f"{seen!r} has no meaning here", text, position)
    names = {"NAME": "a name", "NUMBER": "a number", "LSQB": "'['", "LPAR": "'('", "RPAR": "')'", "RSQB": "']'"}
    expected = sorted({names[e] for e in getattr(error, "expected", ()) if e in names})
    tail = f"; {', '.join(expected)} or an operator can stand here" if expected else ""
    return NotationError(f"{seen!r} is not expected here{tail}", text, position)
