"""Untrusted text to tokens: LaTeX, typed Unicode and Python spellings in one alphabet. Nothing is evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checkers.readers.syntax import MAX_BYTES, MAX_TOKENS, ReadingError

FUNCTIONS = {
    "exp": "exp", "ln": "log", "log": "log", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tanh": "tanh",
    "erf": "erf", "sigma": "sigmoid", "sigmoid": "sigmoid", "relu": "relu", "ReLU": "relu", "Relu": "relu",
    "abs": "abs", "softplus": "softplus", "sign": "sign", "sgn": "sign", "floor": "floor", "ceil": "ceil",
    "min": "min", "max": "max", "mod": "mod", "array": "array", "tensor": "array", "matrix": "array",
}  # fmt: skip
"""A word of a student -> the function's name; `array` marks a list and changes nothing."""
UNICODE = {
    "−": "-", "–": "-", "—": "-", "·": "*", "×": "*", "∙": "*", "⋅": "*", "⊙": "*", "÷": "/", "∕": "/", "≈": "≈",
    "≃": "≈", "≅": "≈", "√": r"\sqrt", "∑": r"\sum", "∏": r"\prod", "∂": r"\partial", "⌈": r"\lceil",
    "⌉": r"\rceil", "⌊": r"\lfloor", "⌋": r"\rfloor", "σ": r"\sigma", "α": r"\alpha", "β": r"\beta", "γ": r"\gamma",
    "η": r"\eta", "π": r"\pi", "ℯ": "e", "ᵀ": "^T", "’": "'", "′": "'", "²": "^2", "³": "^3", "≤": "<=", "≥": ">=",
    "…": r"\dots",
}  # fmt: skip
VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
LATEX_SYMBOLS = {
    "cdot": "*", "times": "*", "odot": "*", "ast": "*", "div": "/", "approx": "≈", "simeq": "≈", "lbrack": "[",
    "rbrack": "]", "lbrace": "(", "rbrace": ")", "lparen": "(", "rparen": ")", "{": "(", "}": ")", "le": "<=",
    "leq": "<=", "ge": ">=", "geq": ">=", "top": "T", "intercal": "T", "prime": "'", "lgroup": "(", "rgroup": ")",
    "colon": ":",
}  # fmt: skip
IGNORED = frozenset({
    "left", "right", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "big", "Big", "bigg",
    "Bigg", "displaystyle", "textstyle", "limits", "nolimits", "quad", "qquad", "thinspace", ",", ";", ":", "!",
    "(", ")", "[", "]", " ", "\n",
})  # fmt: skip
"""Commands that change only how a formula looks; `\\(`, `\\[` and their partners stand around it."""
GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "theta", "lambda", "mu", "nu", "rho", "tau",
    "phi", "varphi", "psi", "omega",
})  # fmt: skip
WORD_IN = re.compile(r"\\(?:operatorname\*?|mathrm|text|textrm|mathit|mathop|textit)\s*\{\s*([A-Za-z]+)\s*\}")
BEGIN = re.compile(r"\\(begin|end)\s*\{\s*([a-zA-Z]+\*?)\s*\}(\s*\{[lcr|\s]*\})?")
COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
LETTERS = re.compile(r"[A-Za-z]+")
PREFIX = re.compile(r"(?:np|numpy|math|torch)\.(?=[A-Za-z])")
NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")
SCIENTIFIC = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+(?![\d.])|(?=\D|$))")
CAPITAL = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)E[+-]?\d+(?![\d.])")
THOUSANDS = re.compile(r"\d{1,3}(?:(?:,|\{,\}|\\,|['_ \u00a0\u2009\u202f])\d{3})+(?![\d.])")
ENVIRONMENTS = frozenset({
    "bmatrix", "pmatrix", "matrix", "array", "vmatrix", "Bmatrix", "smallmatrix", "bsmallmatrix", "psmallmatrix",
})  # fmt: skip


@dataclass(frozen=True)
class Token:
    """kind: number, word, command, begin, end, row, mark or finish; text: our spelling; start: a place in the text."""

    kind: str
    text: str
    start: int
    spaced: bool = False  # white space stands before it: [1 -2] has two entries


@dataclass(frozen=True)
class Spelling:
    """How a text is cut: words known whole (`dL_P`, `W_new`), 1e-3 as one number, 513,466 as one number."""

    words: frozenset[str] = frozenset()
    scientific: bool = False
    thousands: bool = False


def cut(text: str, spelling: Spelling) -> list[Token]:
    """The tokens of a text, `finish` last. Raises ReadingError."""
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise ReadingError(f"the answer has {size} bytes; at most {MAX_BYTES} are read", 0)
    by_letter = _by_letter(spelling.words)
    tokens: list[Token] = []
    place, spaced = 0, False
    while place < len(text):
        if text[place].isspace() or text[place] == "~" or text[place] == "$":
            place, spaced = place + 1, True
            continue
        found, end = _next(text, place, spelling, by_letter)
        tokens.extend(Token(kind, word, place, spaced and k == 0) for k, (kind, word) in enumerate(found))
        spaced = not found or (end > place and text[end - 1].isspace())
        place = end
        if len(tokens) > MAX_TOKENS:
            raise ReadingError(f"the answer has more than {MAX_TOKENS} symbols", place)
    tokens.append(Token("finish", "", len(text.rstrip())))
    return tokens


@lru_cache(maxsize=200)
def _by_letter(words: frozenset[str]) -> dict[str, list[str]]:
    """Every known word under its first letter, the longest first."""
    found: dict[str, list[str]] = {}
    for w in sorted(words | FUNCTIONS.keys() | {"sum", "prod", "pi"}, key=lambda w: (-len(w), w)):
        found.setdefault(w[0], []).append(w)
    return found


def _next(text: str, place: int, spelling: Spelling, known: dict[str, list[str]]) -> tuple[list[tuple[str, str]], int]:
    """The tokens that start at a place, and where they end."""
    c = text[place]
    if c == "\\":
        return _command(text, place)
    if c.isascii() and (c.isdigit() or (c == "." and text[place + 1 : place + 2].isdigit())):
        return _number(text, place, spelling)
    if c in VULGAR:
        top, bottom = VULGAR[c].split("/")
        return [("mark", "("), ("number", top), ("mark", "/"), ("number", bottom), ("mark", ")")], place + 1
    if c.isascii() and c.isalpha():
        return _word(text, place, known)
    if c in UNICODE:
        ours = UNICODE[c]
        if ours.startswith("\\"):
            return _command(ours, 0)[0], place + 1
        if ours[0] == "^":
            last = ("number", ours[1]) if ours[1].isdigit() else ("word", ours[1])
            return [("mark", "^"), last], place + 1
        return [("word" if ours.isalpha() else "mark", ours)], place + 1
    for two in ("**", "..", "<=", ">=", "!="):
        if text.startswith(two, place):
            return [("mark", {"**": "^"}.get(two, two))], place + 2
    if c in "+-*/^_(){}[],;&='|:<>":
        return [("mark", c)], place + 1
    if c == "." and not text[place + 1 :].strip(" \t\r\n$.\\])"):  # the end of a sentence
        return [], place + 1
    raise ReadingError(f"{c!r} has no meaning in an answer", place)


def _command(text: str, place: int) -> tuple[list[tuple[str, str]], int]:
    if m := BEGIN.match(text, place):
        if m[2] not in ENVIRONMENTS:
            raise ReadingError(f"\\{m[1]}{{{m[2]}}} is not read; a matrix is bmatrix, pmatrix, matrix or array", place)
        return [(m[1], m[2])], m.end()
    if m := WORD_IN.match(text, place):
        return [("word", m[1])], m.end()
    m = COMMAND.match(text, place)
    if m is None:
        raise ReadingError("a backslash ends the answer", place)
    name = m[1]
    if name == "\\":
        end = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]").match(text, m.end())
        return [("row", "\\\\")], end.end() if end else m.end()
    if name in IGNORED:
        after = text[m.end() : m.end() + 1]
        dropped = name in ("left", "right") and after == "."
        return [], m.end() + dropped
    if name in LATEX_SYMBOLS:
        ours = LATEX_SYMBOLS[name]
        return [("word" if ours.isalpha() else "mark", ours)], m.end()
    if name in FUNCTIONS or name in GREEK or name == "pi":
        return [("word", name)], m.end()
    return [("command", name)], m.end()


def _number(text: str, place: int, spelling: Spelling) -> tuple[list[tuple[str, str]], int]:
    if spelling.thousands and (m := THOUSANDS.match(text, place)):
        return [("number", re.sub(r"\D", "", m[0]))], m.end()
    m = CAPITAL.match(text, place) or (SCIENTIFIC if spelling.scientific else NUMBER).match(text, place)
    m = m or NUMBER.match(text, place)
    if m is None:
        raise ReadingError("this is not a number", place)
    word = m[0]
    if word.endswith(".") and text.startswith(".", m.end()):  # 1..n
        word = word[:-1]
    return [("number", word)], place + len(word)


def _word(text: str, place: int, known: dict[str, list[str]]) -> tuple[list[tuple[str, str]], int]:
    """A run of letters: a word known whole, else pieces that are known, else the run as it stands (an error later)."""
    if m := PREFIX.match(text, place):
        return [], m.end()
    for w in known.get(text[place], ()):
        after = text[place + len(w) : place + len(w) + 1]
        if text.startswith(w, place) and not (after.isalpha() and after.isascii()):
            return [("word", w)], place + len(w)
    run = LETTERS.match(text, place)
    assert run is not None
    pieces: list[tuple[str, str]] = []
    at = place
    while at < run.end():
        # single letters may stand side by side (`gs(1-s)`); longer words are never cut out of a longer run
        if text[at] not in known.get(text[at], ()):
            return [("word", run[0])], run.end()
        pieces.append(("word", text[at]))
        at += 1
    return pieces, run.end()
