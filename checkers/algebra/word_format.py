"""The linear format of word processors: (■(a&b@c&d)), ∑_(i=1)^n▒〖x_i y_i〗, {█(a, x>0@b, x≤0)┤."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from checkers.algebra.written_calls import LONG, closing, parts

MARKS = str.maketrans({
    "〖": "(", "〗": ")", "▒": " ", "\u2061": None, "\u2062": " ", "\u2063": ",", "\u2064": "+", "├": None,
    "⊺": "⊤", "ⅆ": "d", "ⅇ": "e", "\u200a": " ", "▭": None,
})  # fmt: skip
ITALIC = re.compile("[\U0001d400-\U0001d7ff][\U0001d400-\U0001d7ff0-9_]+")
ARRAY = re.compile(r"(?P<cases>\{\s*+)?(?P<kind>[■█⒨⒱])\s*+(?=\()")
BELOW = re.compile(r"(∂\w*+)\s?+/\s?+\(\s?+(∂[^()∂/\s]{1,30}+)\s?+\)(?=\s?+=)")
CONDITION = re.compile(r"\A(?:,|;)?\s*+(?:(?:if|for|when|falls|wenn|si)\b)?\s*+", re.IGNORECASE)
OTHERWISE = re.compile(r"\A(?:otherwise|else|elsewhere|sonst|sinon)\b", re.IGNORECASE)


def whole_names(text: str, declared: Container[str]) -> str:
    """A name of the question in the italic letters of mathematics, each of which stands for itself elsewhere."""

    def plain(m: re.Match[str]) -> str:
        name = unicodedata.normalize("NFKC", m[0])
        return name if name in declared else m[0]

    return ITALIC.sub(plain, text)


def from_word(text: str) -> str:
    """A text of a word processor in the spelling that is read; any other text as it is."""
    text = BELOW.sub(r"\1/\2", text) if len(text) <= LONG else text  # ∂L/(∂W_kj ) =
    if len(text) > LONG or not re.search("[■█▒〖〗⒨⒱├┤⊺\u2061-\u2064]", text):
        return text
    text = text.translate(MARKS)
    for found in reversed(list(ARRAY.finditer(text))):
        end = closing(text, found.end())
        if end < 0:
            continue
        rows = [parts(row, "&") for row in parts(text[found.end() + 1 : end], "@")]
        after = text[end + 1 :]
        braced = found["cases"] is not None and found["kind"] in "■█"
        if braced and re.match(r"\s*+(?:┤|\Z)", after):
            made, after = cases(rows), after.lstrip().removeprefix("┤")
        else:
            made = (found["cases"] or "") + f"[{', '.join('[' + ', '.join(r) + ']' for r in rows)}]"
            made = f"det({made})" if found["kind"] == "⒱" else made
        before = text[: found.start()]
        if before.rstrip().endswith("[") and after.lstrip().startswith("]"):  # [■(a&b@c&d)]
            before, after = before.rstrip()[:-1], after.lstrip()[1:]
        elif before.rstrip().endswith("|") and after.lstrip().startswith("|"):
            before, made, after = before.rstrip()[:-1], f"det({made})", after.lstrip()[1:]
        text = before + made + after
    return text.replace("┤", "")


def cases(rows: list[list[str]]) -> str:
    """Values with their conditions behind them, an & or a comma between."""
    out = []
    for row in rows:
        value, *rest = row if len(row) > 1 else apart(row[0])
        condition = CONDITION.sub("", " ".join(rest))
        holds = "True" if OTHERWISE.match(condition) else condition
        out.append(f"({value.rstrip(' ,;')}, {holds})")
    return f"Piecewise({', '.join(out)})"


def apart(row: str) -> list[str]:
    """`x, if x>0` and `x if x>0` as a value and its condition."""
    found = parts(row)
    if len(found) > 1:
        return [found[0], ", ".join(found[1:])]
    value, word, condition = re.match(r"(?s)(.*?)(?:\s(if|for|when|otherwise|else)\b(.*))?\Z", row).groups("")  # type: ignore[union-attr]
    return [value, (word if word in ("otherwise", "else") else "") + condition]
