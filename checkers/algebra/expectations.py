"""E[Y^2], Var(2X - Y), P(D | +): operators of probability with random variables in them, each one quantity."""

from __future__ import annotations

from checkers.algebra.cursor import OPENS
from checkers.algebra.lexer import Token

OF_ANYTHING = frozenset({"Var", "Cov", "Corr", "Pr"})  # read so before any bracket
FONTS = frozenset({"mathbb", "mathrm", "mathsf", "operatorname"})
SETS = frozenset({"cap", "cup", "setminus"})
EVENT = SETS | {"|", "=", "<", "<=", ">", ">=", "!=", "∩", "∪"}
SIGNS = frozenset({"+", "-"})
PARTS = EVENT | SIGNS | {"^", "_", "{", "}", "(", ")", "[", "]", ",", "·", "*", "/"}
LONGEST = 40  # tokens of one operator with what is in it


def with_quantities(tokens: list[Token]) -> list[Token]:
    """The tokens with each such operator as one name, where capitals, numbers and signs alone stand in it.

    Small letters are left alone: in P(X = k) and E[x_i] they may count, or be summed over.
    """
    if not any(t.text in OF_ANYTHING or t.text in ("E", "P", "V") for t in tokens):
        return tokens
    found = _joined(tokens, events=False)
    events = any(t.text.startswith("P(") for t in found)  # beside P(A | B) stands P(B)
    return _joined(tokens, events) if events else found


def _joined(tokens: list[Token], events: bool) -> list[Token]:
    out: list[Token] = []
    k = 0
    while k < len(tokens):
        end = _end(tokens, k, events)
        if end:
            said = "".join(t.text for t in tokens[k:end] if t.text not in FONTS)
            out.append(Token("name", said, tokens[k].start, tokens[end - 1].end, tokens[k].spaced))
        else:
            out.append(tokens[k])
        k = end or k + 1
    return out


def _end(tokens: list[Token], k: int, events: bool) -> int:
    """The place behind an operator that begins at a place; 0 where none does. events: is P(A) a probability?"""
    head, begins = _head(tokens, k)
    opening = tokens[begins].text if head and begins < len(tokens) else ""
    if opening not in ("(", "["):
        return 0
    deep = 0
    for j in range(begins, min(begins + LONGEST, len(tokens))):
        t = tokens[j]
        if t.kind == "mark":
            deep += (t.text in OPENS) - (t.text in OPENS.values())
        if deep == 0:
            return j + 1 if _fits(head, opening, tokens[begins + 1 : j], events) else 0
    return 0


def _head(tokens: list[Token], k: int) -> tuple[str, int]:
    """The operator at a place, "" for none, and where its bracket would open."""
    t = tokens[k]
    if t.kind == "command" and t.text in FONTS:
        texts = [x.text for x in tokens[k + 1 : k + 4]]
        if texts[:1] == ["{"] and texts[2:] == ["}"]:
            return (f"{t.text} {texts[1]}", k + 4) if texts[1] in ("E", "P", "V") else ("", k)
        return (f"{t.text} {texts[0]}", k + 2) if texts[:1] and texts[0] in ("E", "P", "V") else ("", k)
    if t.text in OF_ANYTHING or (t.kind == "name" and t.text in ("E", "P")):
        return t.text, k + 1
    return "", k


def _fits(head: str, opening: str, inside: list[Token], events: bool) -> bool:
    """Do random variables or events stand in the bracket, and nothing that counts?"""
    complements = {k for k in range(1, len(inside)) if (inside[k - 1].text, inside[k].text) == ("^", "c")}
    if not all(
        t.kind == "number" or (t.kind == "name" and len(t.text) == 1 and (t.text.isupper() or k in complements))
        or (t.kind == "mark" and t.text in PARTS)
        or (t.kind == "command" and t.text in SETS) for k, t in enumerate(inside)
    ):  # fmt: skip
        return False
    event = any(t.text in EVENT for t in inside) or (len(inside) == 1 and inside[0].text in SIGNS)
    if not event and not any(t.kind == "name" for t in inside):
        return False
    if head == "P":
        return event or events
    return opening == "[" if head == "E" else True


__all__ = ["with_quantities"]
