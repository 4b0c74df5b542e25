"""What a comma between digits means: the decimal point of many countries, or a mark between thousands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache

from checkers.algebra.statements import formulas

MARK = r"(?:\\(?:mathord|mathrm|text)\s?)?\{,\}"
COMMA = re.compile(MARK)
BRACED = re.compile(
    rf"(?<![\d.,}}])(?<!_\{{)(?P<whole>\d++(?:\.\d{{3}})*+)(?P<rest>(?:{MARK}\d++)++)(?P<after>\.\d++)?+"
)
PLAIN = re.compile(r"(?<![\d.,}_^\\])(?P<whole>\d++),(?P<part>\d++)(?!,?\d|\.\d)")
POINT = re.compile(r"(?<![\d.,}])\d++\.\d++(?![.\d]|\{,\})")
DOTTED = re.compile(r"(?<![\d.,}])[1-9]\d{0,2}(?:\.\d{3})++(?![\d.]|\{,\})")
COUNTRY = re.compile(
    r"\\usepackage\s*\[[^\[\]]*\b(?:n?german|n?austrian|french|francais|spanish|italian|portuguese|brazil|dutch|polish|czech"
    r"|russian|ukrainian|danish|norsk|swedish|finnish|turkish|hungarian|romanian|croatian|slovene|slovak|greek)\b"
    r"[^\[\]]*\]\s*\{babel\}|\\usepackage\s*\{(?:icomma|ziffer)\}|\\setdefaultlanguage\s*(?:\[[^\[\]]*\]\s*)?\{(?!english)"
)
MARKS = re.compile(r"\\?[{}]|[()\[\]]")
THOUSAND, LONG = 3, 2  # digits of a group; digits behind a 0, with which 0,25 is no list


def with_points(text: str) -> str:
    """One formula, or an answer, with a point for every decimal comma in braces: 9{,}261 beside 4{,}2."""
    return BRACED.sub(decimal_in([text]), text) if "{,}" in text else text


def with_decimal_points(text: str) -> str:
    """A document with a point for every decimal comma of its formulas; no line moves.

    A comma is a decimal one in the whole document or nowhere: 6{,}407 is what the numbers beside it are.
    """
    braces = "{,}" in text
    if not braces and not PLAIN.search(text):
        return text
    places = [(start, latex) for start, latex, _ in formulas(text)]
    said, country = [latex for _, latex in places], bool(COUNTRY.search(text))
    if braces:
        made = decimal_in(said, country)
        dotted = made is every and only_thousands(said, country)
        said = [BRACED.sub(made, DOTTED.sub(undotted, f) if dotted else f) for f in said]
    elif any(clear(m, country) and not enclosed(f, m.start()) for f in said for m in PLAIN.finditer(f)):
        said = said if any(POINT.search(f) for f in said) else [with_plain_points(f) for f in said]
    out, end = list[str](), 0
    for (start, before), formula in zip(places, said):
        out += [text[end:start], formula]
        end = start + len(before)
    return "".join([*out, text[end:]])


def only_thousands(said: Sequence[str], country: bool) -> bool:
    """Do the points of a document with decimal commas mark thousands, as in 12.000?"""
    points = [m[0] for f in said for m in POINT.finditer(f)]
    return bool(points) and (country or any(map(dotted_number, said))) and all(map(DOTTED.fullmatch, points))


def dotted_number(formula: str) -> bool:
    """Does 1.234{,}5 stand in it?"""
    return any("." in m["whole"] for m in BRACED.finditer(formula))


def undotted(m: re.Match[str]) -> str:
    return m[0].replace(".", "")


def every(m: re.Match[str]) -> str:
    """1.234{,}5 as 1234.5, and 1{,}234.5 too."""
    parts = COMMA.split(m["rest"])[1:]
    if m["after"]:
        grouped = all(len(p) == THOUSAND for p in parts)
        return "".join([m["whole"], *parts, m["after"]]) if grouped else m[0]
    return m[0] if len(parts) > 1 else f"{m['whole'].replace('.', '')}.{parts[0]}"


def clear_alone(m: re.Match[str]) -> str:
    """0{,}5 and 2{,}5 as decimals, whatever the numbers beside them are."""
    return every(m) if decimal(m) or m["after"] else m[0]


def decimal(m: re.Match[str]) -> bool:
    """Can the comma of a number mark no thousands?"""
    parts = COMMA.split(m["rest"])[1:]
    if len(parts) > 1 or m["after"]:
        return False
    return len(parts[0]) != THOUSAND or m["whole"].startswith("0") or len(m["whole"]) > THOUSAND


def decimal_in(said: Sequence[str], country: bool = False) -> Callable[[re.Match[str]], str]:
    """How the numbers with commas in braces of these formulas are written with points."""
    found = [m for f in said if "{,}" in f for m in BRACED.finditer(f)]
    decimals = sum(map(decimal, found))
    points = sum(1 for f in said for m in POINT.finditer(f) if not DOTTED.fullmatch(m[0])) if found else 0
    thousands = any(m["after"] or len(COMMA.findall(m["rest"])) > 1 for m in found)
    if not thousands and (decimals >= max(points, 1) or (country and (decimals or not points))):
        return every
    return clear_alone


def clear(m: re.Match[str], country: bool) -> bool:
    """Is 0,25 no list and no pair of thousands?"""
    return (m["whole"] == "0" and len(m["part"]) >= LONG) or (country and len(m["part"]) != THOUSAND)


def with_plain_points(formula: str) -> str:
    """Points for the commas between digits outside all brackets; in brackets 0,25 and (0,2)^4 alone are clear."""

    def pointed(m: re.Match[str]) -> str:
        alone = formula[m.start() - 1 : m.start()] == "(" and formula[m.end() : m.end() + 2] == ")^"
        if not (clear(m, False) or alone) and enclosed(formula, m.start()):
            return m[0]
        return f"{m['whole']}.{m['part']}"

    return PLAIN.sub(pointed, formula)


@lru_cache(maxsize=16)
def brackets(formula: str) -> tuple[list[int], list[bool]]:
    """Where brackets open and close, and whether a place behind each of them stands in brackets, a set or an index."""
    open_, places, inside, deep = list[bool](), list[int](), list[bool](), 0
    for m in MARKS.finditer(formula):
        if m[0] in ("(", "[", r"\{", "{") or (m[0] == "]" and not open_):
            open_.append(m[0] != "{" or formula[m.start() - 1 : m.start()] == "_")
            deep += open_[-1]
        elif open_:
            deep -= open_.pop()
        places.append(m.start())
        inside.append(deep > 0)
    return places, inside


def enclosed(formula: str, place: int) -> bool:
    """Does a place stand in brackets, in a set or in an index?"""
    places, inside = brackets(formula)
    k = bisect_left(places, place)
    return k > 0 and inside[k - 1]


__all__ = ["with_decimal_points", "with_points"]
