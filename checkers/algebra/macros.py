"""Commands that a document defines itself, as \\newcommand{\\T}{^{\\top}}: every use is put into the words of LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checkers.algebra.spelling import FUNCTIONS

MOST_USES, MOST_PASSES, MOST_GROWTH, MOST_ARGUMENTS = 20_000, 8, 200_000, 9
MOST_DEFINITIONS, LONGEST_GROUP, FAILED = 500, 2_000, 200  # a use that cannot be read counts as many
NAME = r"\\[A-Za-z@]++"
HEAD = re.compile(
    rf"\\(?:(?P<new>(?:re)?newcommand|providecommand|DeclareRobustCommand)|(?P<spec>(?:New|Renew|Provide|Declare)"
    rf"DocumentCommand)|(?P<operator>DeclareMathOperator)|(?P<pair>DeclarePairedDelimiter)|(?P<let>let)"
    rf"|(?P<plain>[gex]?def))(?![A-Za-z])\*?+\s*+\{{?\s*+(?P<name>{NAME})\s*+\}}?+"
)
NUMBER = re.compile(r"\s*+\[\s*+(\d)\s*+\]")
OPTIONAL = re.compile(r"\s*+\[([^\[\]\n]{0,200}+)\]")
PLACES = re.compile(r"(?:\s*+#\d)*+")
ONE_TOKEN = re.compile(rf"\s*+({NAME}|\\[^A-Za-z]|[^\s{{}}\\#&$])")
NEEDS_BRACES = re.compile(
    r"(?:[_^]|\\(?:[dt]?frac|sqrt|hat|tilde|bar|vec|widehat|widetilde|overline|dot|ddot|mathbf|boldsymbol|bm)"
    r"|\\[dt]?frac\s*+(?:\{[^{}\n]{0,200}+\}|[A-Za-z0-9]))\s*+\Z"
)
ONE_LETTER = re.compile(r"\\mathrm[ \t]++([A-Za-z])")  # \mathrm dX is \mathrm{d}X
EMPTY_OPERATOR = re.compile(r"\\mathop[ \t]*+\{[ \t]*+\}(?:[ \t]*+\\!)?+")
BEFORE = 240  # characters that are looked at before a use


@dataclass(frozen=True)
class Macro:
    """arguments: how many; default: of the first one where it may be left out; starred: \\abs* is \\abs."""

    body: str
    arguments: int = 0
    default: str | None = None
    starred: bool = False


def expanded_macros(text: str) -> str:
    """The text with each use of a command of its own in the place of which its body stands, on the same lines.

    The definitions become white space. A command that is read anyway and is only given its own name keeps it; what is
    nested without end, or grows too long, is left as it was written.
    """
    if "\\" not in text:
        return text
    return EMPTY_OPERATOR.sub(" ", ONE_LETTER.sub(r"\\mathrm{\1}", expanded(text)))


def expanded(text: str) -> str:
    """The text with the commands that it defines put in."""
    found, text = definitions(text)
    if not found:
        return text
    uses = re.compile(r"\\(?:" + "|".join(sorted(re.escape(n[1:]) for n in found)) + r")(?![A-Za-z@])")
    left, longest = MOST_USES, len(text) + MOST_GROWTH
    for _ in range(MOST_PASSES):
        out, at = list[str](), 0
        size = 0
        for m in uses.finditer(text):
            if m.start() < at or left <= 0 or size > longest:
                continue
            macro = found[m[0]]
            read = arguments(text, m.end(), macro)
            left -= 1 if read is not None else FAILED
            if read is None:
                continue
            given, end = read
            body = filled(macro.body, given)
            before = ("".join(out[-1:]) + text[at : m.start()])[-BEFORE:]
            if NEEDS_BRACES.search(before) and len(body) > 1 and not body.lstrip().startswith(("^", "_")):
                body = "{" + body + "}"
            elif re.search(rf"{NAME}\Z", body) and re.match(r"[A-Za-z]", text[end : end + 1]):
                body += " "
            body += "\n" * text.count("\n", m.start(), end) if "\n" not in body else ""
            out += [text[at : m.start()], body]
            size += len(out[-1]) + len(out[-2])
            at = end
        if not out:
            return text
        grown = "".join(out) + text[at:]
        if len(grown) > longest:
            return text
        text = grown
    return text


def filled(body: str, given: list[str]) -> str:
    """The body with the arguments in their places."""
    return re.sub(r"#(\d)", lambda m: given[int(m[1]) - 1] if 0 < int(m[1]) <= len(given) else "", body)


def definitions(text: str) -> tuple[dict[str, Macro], str]:
    """The commands that a text defines, and the text with white space in place of the definitions."""
    found: dict[str, Macro] = {}
    out, at = list[str](), 0
    for _, m in zip(range(MOST_DEFINITIONS), HEAD.finditer(text)):
        if m.start() < at or (m.start() and text[m.start() - 1] == "\\"):
            continue
        read = definition(text, m)
        if read is None:
            continue
        macro, end = read
        name = m["name"]
        if macro is not None and not (m["operator"] and name[1:] in FUNCTIONS):
            found[name] = macro
        elif macro is not None:
            found.pop(name, None)
        out += [text[at : m.start()], re.sub(r"[^\n]", " ", text[m.start() : end])]
        at = end
    return found, "".join(out) + text[at:]


def definition(text: str, m: re.Match[str]) -> tuple[Macro | None, int] | None:
    """The macro whose head is found, and where its definition ends; None where it is no definition."""
    end, count, default = m.end(), 0, None
    if m["let"]:
        one = re.compile(rf"\s*+=?+\s*+({NAME})").match(text, end)
        return None if one is None else (Macro(one[1]), one.end())
    if m["pair"]:
        first = group(text, end)
        second = group(text, first[1]) if first else None
        if first is None or second is None:
            return None
        return Macro(rf"\left{first[0].strip()} #1 \right{second[0].strip()}", 1, starred=True), second[1]
    if m["spec"]:
        spec = group(text, end)
        if spec is None:
            return None
        asked = spec[0].split()
        body = group(text, spec[1])
        if body is None:
            return None
        return (Macro(one_line(body[0]), len(asked)) if set(asked) <= {"m"} else None), body[1]
    if m["plain"]:
        places = PLACES.match(text, end)
        count, end = (places[0].count("#"), places.end()) if places else (0, end)
    elif m["new"]:
        if number := NUMBER.match(text, end):
            count, end = int(number[1]), number.end()
            if other := OPTIONAL.match(text, end):
                default, end = other[1], other.end()
    body = group(text, end)
    if body is None or count > MOST_ARGUMENTS:
        return None
    inside = one_line(body[0])
    if m["operator"]:
        inside = r"\operatorname{" + re.sub(r"\\[,;:! ]", "", inside) + "}"
    elif m["name"] in re.findall(NAME, inside):
        return None, body[1]
    return Macro(inside, count, default), body[1]


def one_line(body: str) -> str:
    return " ".join(re.sub(r"(?<!\\)%[^\n]*+", "", body).split())


def group(text: str, at: int) -> tuple[str, int] | None:
    """What stands in braces at a place, and where it ends; None where no braces open, or they do not close."""
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at : at + 1] != "{":
        return None
    deep = 0
    for m in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at, at + LONGEST_GROUP):
        deep += (m[0] == "{") - (m[0] == "}")
        if deep == 0:
            return text[at + 1 : m.start()], m.end()
    return None


def arguments(text: str, at: int, macro: Macro) -> tuple[list[str], int] | None:
    """The arguments of a use, and where it ends; None where one is missing."""
    given: list[str] = []
    if macro.starred and text[at : at + 1] == "*":
        at += 1
    if macro.default is not None:
        other = OPTIONAL.match(text, at)
        given.append(other[1] if other else macro.default)
        at = other.end() if other else at
    while len(given) < macro.arguments:
        if (found := group(text, at)) is not None:
            given.append(found[0])
            at = found[1]
        elif (one := ONE_TOKEN.match(text, at)) is not None:
            given.append(one[1])
            at = one.end()
        else:
            return None
    return given, at
