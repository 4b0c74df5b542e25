"""Conditions side by side: `a > 0, ac - b^2 > 0`, `p_1 + p_2 = 1 and p_1 >= 0`, `x, y >= 0` are one condition."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from checkers.algebra.branches import alternating, depths
from checkers.algebra.lexer import Token

COMPARISONS = frozenset({"<", "<=", ">", ">=", "!=", "∈"})
AND = frozenset({"and", "und", "et", "y", "e", "as well as", "sowie"})
MOST_NAMES = 12
LONGEST = 80  # tokens of an interval


def conjoined(tokens: list[Token], asked: bool, declared: Container[str]) -> list[Token]:
    """The tokens with every condition in brackets and `and` between them; as they are where they are something else.

    asked: the question asks for a condition, so that an equation of its quantities, the declared ones, that stands
    first is one, too, and no name for what follows it.
    """
    if not any(t.kind == "mark" and t.text in COMPARISONS for t in tokens):
        return tokens
    deep = depths(tokens)
    parts: list[list[Token]] = [[]]
    for t, level in zip(tokens[:-1], deep):
        if level == 0 and separates(t):
            parts.append([])
        elif level == 0 and (t.kind == "text" or (t.kind == "mark" and t.text == ":") or t.text == "forall"):
            return tokens  # a case, a remark
        elif not (t.kind == "mark" and t.text == "&" and level == 0):
            parts[-1].append(t)
    parts = [p for p in parts if p]
    whole = spread(parts)
    equations = [p for p in whole if "=" in compares(p)]
    if len(parts) < 2 or not whole or alternating(tokens, deep) or (not asked and not compares(parts[0])):
        return tokens
    if not asked and equations and not (equations[0] is whole[0] and len(equations) == 1 and composite(whole[0])):
        return tokens
    if not all(composite(p) or speaks_of(p, declared) for p in equations):
        return tokens
    out: list[Token] = []
    for p in whole:
        at = p[0].start
        out += [Token("mark", "and", at, at, True)] if out else []
        out += [Token("mark", "(", at, at, True), *p, Token("mark", ")", p[-1].end, p[-1].end, False)]
    return [*out, tokens[-1]]


def with_round_ends(tokens: list[Token]) -> list[Token]:
    """`x in ]0, 1[` as x in (0, 1), as some countries write open intervals."""
    out = list(tokens)
    for k, t in enumerate(tokens[:-2]):
        if t.text not in ("∈", "in") or tokens[k + 1].text not in ("(", "[", "]"):
            continue
        deep, comma = 0, False
        for j in range(k + 2, min(k + LONGEST, len(tokens) - 1)):
            text = tokens[j].text if tokens[j].kind == "mark" else ""
            comma = comma or (text == "," and deep == 0)
            ends = tokens[j + 1].kind in ("finish", "text") or tokens[j + 1].text in (",", ";", "and")
            if deep == 0 and comma and ends and text in (")", "]", "["):
                out[k + 1] = replace(tokens[k + 1], text="(" if tokens[k + 1].text == "]" else tokens[k + 1].text)
                out[j] = replace(tokens[j], text=")" if text == "[" else text)
                break
            deep += (text in ("(", "{")) - (text in (")", "}"))
    return out


def without_outer(tokens: list[Token], asked: bool) -> list[Token]:
    """A chain `(a == b == c)` over several lines without the brackets that hold its lines together."""
    if asked or len(tokens) < 5 or tokens[0].text != "(" or tokens[-2].text != ")":
        return tokens
    deep = depths(tokens[:-1])
    inside = [t.text for t, level in zip(tokens[:-1], deep) if level == 1 and t.kind == "mark"]
    if min(deep[1:-1]) < 1 or "=" not in inside or {",", ";", "and", "or"} & set(inside) or COMPARISONS & set(inside):
        return tokens
    return [*tokens[1:-2], tokens[-1]]


def separates(t: Token) -> bool:
    """Does a condition end here?"""
    if t.kind == "mark":
        return t.text in (",", ";", "and")
    return t.kind == "row" or (t.kind == "text" and t.text.lower().strip(" ,.") in AND)


def compares(part: list[Token]) -> set[str]:
    """The relations between the sides of a part."""
    signs = COMPARISONS | {"="}
    return {t.text for t, level in zip(part, depths(part)) if level == 0 and t.kind == "mark" and t.text in signs}


def speaks_of(part: list[Token], declared: Container[str]) -> bool:
    """Does an equation begin with a quantity of the question?"""
    subscript = "".join(t.text for t in part[1:5] if t.text not in "{}") if len(part) > 2 else ""
    spelled = {part[0].text, *(part[0].text + subscript[:k] for k in (2, 3))}
    return part[0].kind == "number" or any(s in declared for s in spelled)


def composite(part: list[Token]) -> bool:
    """Does a sum or difference stand left of the equation, which names nothing?"""
    left = next(k for k, t in enumerate(part) if t.kind == "mark" and t.text == "=")
    deep = depths(part)
    return any(deep[k] == 0 and k and t.kind == "mark" and t.text in "+-" for k, t in enumerate(part[:left]))


def spread(parts: list[list[Token]]) -> list[list[Token]]:
    """Every part as a condition, `x, y >= 0` as two of them; [] where some part is none."""
    out: list[list[Token]] = []
    names: list[list[Token]] = []
    for p in parts:
        relations = [k for k, level in enumerate(depths(p)) if level == 0 and p[k].text in COMPARISONS | {"="}]
        if not relations:
            names.append(p)
            continue
        if len(names) > MOST_NAMES or any(len(n) > len(p) for n in names):
            return []
        out += [[*n, *p[relations[0] :]] for n in names]
        out.append(p)
        names = []
    return [] if names else out


__all__ = ["conjoined", "with_round_ends", "without_outer"]
