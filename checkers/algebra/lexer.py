"""Untrusted text to tokens. Nothing is evaluated; what has no meaning is pointed at."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from checkers.algebra.spelling import (
    BETWEEN_FORMULAS,
    BIG,
    CASES,
    CHAINS,
    COMBINING,
    COMMANDS,
    DOTS,
    FONTS,
    FUNCTIONS,
    GREEK,
    GREEK_WORDS,
    HIGH,
    LOOKS,
    LOW,
    MARKS,
    MATRICES,
    MODULES,
    SAME_LETTER,
    TAKES_LENGTH,
    VULGAR,
    WORDY,
)
from checkers.algebra.tree import MAX_BYTES, MAX_TOKENS, ReadingError
from checkers.algebra.words import by_letter, called, covered

BEGIN = re.compile(r"\\(begin|end)\s*\{\s*([a-zA-Z]+)\*?\s*\}(\s*\[[a-z]\])?(\s*\{[lcr|\s@{}]*\})?")
COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
WORD_IN = re.compile(r"\s*+\*?\s*+\{([^{}\\$]*)\}")
LENGTH = re.compile(r"\s*+\*?\s*+(\{[^{}]*\}|\[[^\]]*\])")
RUN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
LETTERS = re.compile(r"[A-Za-z]+")
DIGITS = re.compile(r"\d+(?:\.(?!\*|\.)\d*)?|\.\d+")
EXPONENT = re.compile(r"[eE][+\-−]?\d+(?![\d.]|\s*\()")
THOUSANDS = re.compile(r"\d{1,3}(?:(?:\{,\}|\\,|['_\u00a0\u2009\u202f ])\d{3})+(?![\d.])|\d{1,3}(?:,\d{3})+(?![\d])")
MODE = re.compile(r"(['\"])(full|same|valid)\1")  # of a convolution
ROW_GAP = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm)\s*\]")
TWO = {
    "**": "^", "..": "..", "<=": "<=", ">=": ">=", "!=": "!=", "==": "=", "~=": "≈", ".*": "⊙", "./": "⊘", ".^": "^",
    ".'": "^T", ".+": "+", ".-": "-", "=>": "⇒", "->": "⇒", ":=": "=", "&&": "and", "||": "‖", "<>": "!=", "//": "//",
}  # fmt: skip
ONE = frozenset("+-*/^_(){}[],;&='|:<>@!%?\\⊡")
NORMAL = re.compile(r"(?:scipy\.)?(?:stats\.)?norm\.(cdf|pdf)(?=\()")
WITH_NUMBER = re.compile(r"(ln|sqrt)(\d+)(?![A-Za-z0-9_.(\[])")  # ln2, sqrt2
SOLVES = re.compile(r"\\(?:\s*[(\[]|\s+[A-Za-z])")  # A \ b in MATLAB


@dataclass(frozen=True)
class Token:
    """kind: number, name, command, begin, end, row, text, mark or finish; spaced: white space stands before it."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False


@dataclass(frozen=True)
class Lexicon:
    """What is known before a text is cut.

    names: spellings of declared quantities, taken whole; latex: letters stand for themselves; scientific: 7e-3 is a
    number; thousands: 513,466 is one number; numpy: dots belong to programs.
    """

    names: frozenset[str] = frozenset()
    latex: bool = False
    scientific: bool = True
    thousands: bool = False


HDOTSFOR = re.compile(r"\s*+(?:\[[^\]]*\])?\s*+\{\d+\}")


def is_latex(text: str) -> bool:
    """Is the text in LaTeX, where letters side by side are a product?"""
    return bool(re.search(r"\\[A-Za-z]|[_^]\{|\$", text))


def cut(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens, `finish` last. Raises ReadingError."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ReadingError(f"the answer is longer than {MAX_BYTES} bytes", 0)
    out: list[Token] = []
    place, spaced = 0, True
    while place < len(text):
        c = text[place]
        if c.isspace() or c in "~$\u200b\u00ad\ufeff":
            place, spaced = place + 1, True
            continue
        if c == "%" and lexicon.latex:  # a comment
            end = text.find("\n", place)
            place, spaced = (len(text) if end < 0 else end), True
            continue
        found, end = _next(text, place, lexicon, out)
        if len(out) + len(found) > MAX_TOKENS:
            raise ReadingError(f"the answer has more than {MAX_TOKENS} symbols", place)
        out += [Token(kind, word, place, end, spaced and k == 0) for k, (kind, word) in enumerate(found)]
        spaced = (not found) or (end > place and text[end - 1].isspace())
        place = end
    last = len(text.rstrip())
    out.append(Token("finish", "", last, last, True))
    return out


Found = tuple[list[tuple[str, str]], int]


def _next(text: str, place: int, lexicon: Lexicon, before: list[Token]) -> Found:
    c = text[place]
    if c == "\\" and not (before and not lexicon.latex and SOLVES.match(text, place)):
        return _command(text, place, lexicon)
    if "0" <= c <= "9" or (c == "." and "0" <= text[place + 1 : place + 2] <= "9"):
        return _number(text, place, lexicon, before)
    if c.isascii() and c.isalpha():
        return _run(text, place, lexicon, before)
    if c in "'\"" and len(before) > 1 and before[-1].text == "(" and before[-2].text == "einsum":
        end = text.find(c, place + 1)
        if end > 0:
            return [("text", text[place + 1 : end])], end + 1
    if c in "'\"" and (quoted := MODE.match(text, place)):
        return [("text", quoted[2])], quoted.end()
    if c in VULGAR:
        top, bottom = VULGAR[c]
        return [("mark", "("), ("number", str(top)), ("mark", "/"), ("number", str(bottom)), ("mark", ")")], place + 1
    if text.startswith("⁻ᵀ", place):
        return [("mark", "^"), ("mark", "{"), ("mark", "-"), ("name", "T"), ("mark", "}")], place + 2
    if c in HIGH:
        return _script(text, place, HIGH, "^")
    if c in LOW:
        return _script(text, place, LOW, "_")
    if c == "Σ" and not lexicon.latex and not re.match(r"\s*[_\[({₀-ₜᵢ-ᵪⱼ]|\s*[a-z]\b", text[place + 1 :]):
        return [("name", "Sigma")], place + 1
    if c in MARKS:
        ours = MARKS[c]
        if ours.startswith("\\"):
            return [("command", ours[1:])], place + 1
        if ours == "^T":
            raised = bool(before) and before[-1].text == "^"  # X^⊤
            return [*([] if raised else [("mark", "^")]), ("name", "T")], place + 1
        return [("mark", ours)], place + 1
    if c in GREEK:
        name = GREEK[c]
        hat = COMBINING.get(text[place + 1 : place + 2])
        return ([("name", f"{hat} {name}")], place + 2) if hat else ([("name", name)], place + 1)
    if text.startswith("...", place):
        return [("command", "dots")], place + 3
    two = text[place : place + 2]
    if two in TWO and not (two == "&&" and lexicon.latex) and not (two == ".*" and text[place : place + 3] == ".**"):
        mark = TWO[two]
        return ([("mark", "^"), ("name", "T")] if mark == "^T" else [("mark", mark)]), place + 2
    if c in ONE:
        return [("mark", c)], place + 1
    if c == ".":
        return _dot(text, place, lexicon)
    plain = unicodedata.normalize("NFKD", c)
    if len(plain) == 2 and plain[0].isascii() and plain[0].isalpha() and plain[1] in COMBINING:
        return [("name", f"{COMBINING[plain[1]]} {plain[0]}")], place + 1
    if len(plain) == 1 and plain.isascii() and plain.isprintable() and plain != c:
        return _next(text[:place] + plain + text[place + 1 :], place, lexicon, before)
    if plain in GREEK:
        return [("name", GREEK[plain])], place + 1
    shown = repr(c) if c.isprintable() else f"the character U+{ord(c):04X}"
    raise ReadingError(f"{shown} has no meaning in an answer", place)


@lru_cache(maxsize=8)
def _ends(text: str) -> tuple[int, int]:
    """Where only closing brackets and full stops follow, and where only full stops do."""
    return len(text.rstrip(" \t\r\n$.\\])}'\"")), len(text.rstrip(" \t\r\n."))


def _dot(text: str, place: int, lexicon: Lexicon) -> Found:
    """A full stop at the end, an attribute such as .T, a call such as .sum(."""
    rest = text[place + 1 :]
    if rest.startswith("(") and text[place - 1 : place].isalpha() and not lexicon.latex:
        return [], place + 1  # exp.(x), as Julia applies a function to each entry
    closed, over = _ends(text)
    if place + 1 >= closed:
        return [], len(text) if place + 1 >= over else place + 1
    if m := re.match(r"(T|mT|H)(?![A-Za-z0-9_])", rest):
        return [("mark", "^"), ("name", "T")], place + 1 + m.end()
    if m := re.match(r"t\(\)", rest):
        return [("mark", "^"), ("name", "T")], place + 1 + m.end()
    if m := re.match(r"([A-Za-z_][A-Za-z_0-9]*)", rest):
        called = m[1] != "repeat" or re.match(r"repeat\(\s*\w+\s*,\s*axis", rest)  # without an axis it is two things
        if (m[1] in FUNCTIONS and called) or m[1] in ("shape", "size", "sum", "mean"):
            return [("mark", "."), ("name", m[1])], place + 1 + m.end()
        raise ReadingError(f"'.{m[1]}' is not read; .T, .sum(), .mean(), .dot() and the like are", place)
    if rest[:1].isspace() and lexicon.latex:
        return [], place + 1
    raise ReadingError("'.' has no meaning here", place)


def _script(text: str, place: int, table: dict[str, str], mark: str) -> Found:
    end = place
    while end < len(text) and text[end] in table:
        end += 1
    word = "".join(table[c] for c in text[place:end])
    inner: list[tuple[str, str]] = []
    for piece in re.findall(r"\d+|.", word):
        inner.append(("number" if piece.isdigit() else "name" if piece.isalpha() else "mark", piece))
    return [("mark", mark), ("mark", "{"), *inner, ("mark", "}")], end


def _command(text: str, place: int, lexicon: Lexicon) -> Found:
    if m := BEGIN.match(text, place):
        if m[2] not in MATRICES | CASES | CHAINS:
            raise ReadingError(f"\\{m[1]}{{{m[2]}}} is not read; matrices, cases and aligned are", place)
        gap = "" if m[2] in MATRICES or m[4] is None else m[4]  # {..} after \begin{aligned} is an argument of its own
        return [(m[1], m[2])], m.end() - (len(gap) if m[2] not in ("alignat", "alignedat") else 0)
    m = COMMAND.match(text, place)
    if m is None:
        raise ReadingError("a backslash ends the answer", place)
    name = m[1]
    if name == "\\":
        gap_ = ROW_GAP.match(text, m.end())
        return [("row", "\\\\")], gap_.end() if gap_ else m.end()
    if name in LOOKS:
        after = text[m.end() : m.end() + 1]
        return [], m.end() + (name in ("left", "right", "middle") and after == ".")
    if name in TAKES_LENGTH:
        gap_ = LENGTH.match(text, m.end())
        return [], gap_.end() if gap_ else m.end()
    if name in WORDY and (inside := WORD_IN.match(text, m.end())):
        return _wordy(name, inside[1], inside.end(), lexicon)
    if name in COMMANDS:
        return [("mark", COMMANDS[name])], m.end()
    if name in ("top", "intercal", "mathsfT", "dagger"):
        return [("name", "T")], m.end()
    if name in GREEK_WORDS:
        return [("name", SAME_LETTER.get(name, name))], m.end()
    if name in FUNCTIONS and name not in BIG and name not in FONTS:
        return [("name", name)], m.end()
    if name == "ell":
        return [("name", "ell")], m.end()
    if name in DOTS:
        return [("command", "dots")], m.end()
    if name == "hdotsfor" and (columns := HDOTSFOR.match(text, m.end())):
        return [("command", "dots")], columns.end()
    return [("command", name)], m.end()


def _wordy(command: str, inside: str, end: int, lexicon: Lexicon) -> Found:
    """\\text{if}, \\operatorname{diag}, \\mathrm{d}: a word that names something, or words between formulas."""
    word = inside.strip()
    word = word.lstrip(",;. ") or word  # \\text{, else }
    joined = word.replace(" ", "_")
    if word == "where" and command not in ("operatorname", "mathrm"):  # what follows says what a letter means
        return [("text", word)], end
    if word in FUNCTIONS or joined in FUNCTIONS or word in lexicon.names or command in ("operatorname",):
        return ([("name", word if word in FUNCTIONS else joined)] if joined else []), end
    if command in ("mathrm",) and word.isalnum():
        return [("name", word)], end
    if not word:
        return [], end
    return [("text", word)], end


def _number(text: str, place: int, lexicon: Lexicon, before: list[Token]) -> Found:
    if lexicon.thousands and (m := THOUSANDS.match(text, place)):
        return [("number", re.sub(r"\{,\}|\\,|[^0-9]", "", m[0]))], m.end()
    if m := re.compile(r"\d{1,3}(?:\{,\}\d{3})+(?!\d)").match(text, place):  # the TeX way can mean nothing else
        return [("number", re.sub(r"\D", "", m[0]))], m.end()
    m = DIGITS.match(text, place)
    assert m is not None
    word, end = m[0], m.end()
    if word.endswith(".") and text.startswith(("T", "t(", "sum", "mean"), end):
        word, end = word[:-1], end - 1
    at_index = bool(before) and before[-1].kind == "mark" and before[-1].text == "_"
    if at_index and len(word) > 1 and word.isdigit() and lexicon.latex:
        return [("number", word[0])], place + 1  # x_12 is x_1 2 in TeX, and is read as the entry (1, 2) with braces
    e = EXPONENT.match(text, end)
    if e and lexicon.scientific and not word.endswith("."):
        return [("number", word + e[0].replace("−", "-"))], e.end()
    return [("number", word)], end


def _run(text: str, place: int, lexicon: Lexicon, before: list[Token]) -> Found:
    """Letters (and in programs digits): a known word, known words side by side, or the letters themselves."""
    if text[place] == "T" and before and (before[-1].kind, before[-1].text) == ("mark", "^"):
        return [("name", "T")], place + 1  # X^Ty
    if m := NORMAL.match(text, place):
        return [("name", f"normal_{m[1]}")], m.end()
    if not lexicon.latex and (m := WITH_NUMBER.match(text, place)) and m[0] not in lexicon.names:
        return [("name", m[1]), ("mark", "("), ("number", m[2]), ("mark", ")")], m.end()
    for module in MODULES:
        if text.startswith(module, place) and text[place + len(module) :][:1].isalpha():
            m = re.compile(r"\w+").match(text, place + len(module))
            assert m is not None
            if m[0] in FUNCTIONS or m[0] in ("newaxis", "pi", "e", "inf", "nan"):
                return [("name", m[0])], m.end()
            raise ReadingError(f"{module}{m[0]} is not read in an answer", place)
    for known in by_letter(lexicon.names).get(text[place], ()):
        end = place + len(known)
        after = text[end : end + 1]
        if text.startswith(known, place) and not (after.isalnum() and after.isascii()):
            if not ("_" in known and after == "_"):
                return [("name", known)], end
    m = (LETTERS if lexicon.latex else RUN).match(text, place)
    assert m is not None
    run = m[0]
    full = re.compile(r"[A-Za-z][A-Za-z0-9_]*").match(text, place)
    if (
        full
        and full[0] in FUNCTIONS
        and (full[0] not in lexicon.names)
        and called(full, lexicon.latex, [t.text for t in before[-2:]])
    ):
        return [("name", full[0])], full.end()
    if not lexicon.latex and run in BETWEEN_FORMULAS:
        return [("text", run)], m.end()
    end = m.end()
    hat = COMBINING.get(text[end : end + 1])
    if hat and len(run) == 1:
        return [("name", f"{hat} {run}")], end + 1
    if (run in FUNCTIONS and called(m, lexicon.latex, [t.text for t in before[-2:]])) or run in GREEK_WORDS:
        return [("name", SAME_LETTER.get(run, run))], end
    pieces = [run] if run == "mode" and text[end:].lstrip()[:1] == "=" else split(run, lexicon)
    return [("number" if p.isdigit() else "name", p) for p in pieces], end


@lru_cache(maxsize=500)
def split(run: str, lexicon: Lexicon) -> list[str]:
    """A run as known words side by side where it is made of them; else letters in LaTeX, the run itself elsewhere."""
    if len(run) == 1:
        return [run]
    known = [w for w in (*lexicon.names, *FUNCTIONS) if 1 < len(w) < len(run) and w in run and w.isalnum()]
    known = [w for w in known if w in lexicon.names or len(w) > 2]
    words = covered(run, sorted(known, key=lambda w: (-len(w), w)), lexicon.names, lexicon.latex)
    if words is not None:
        return words
    if lexicon.latex:
        return list(run)
    m = re.fullmatch(r"([A-Za-z]+)(\d+)", run)
    if m and (len(m[1]) == 1 or m[1] in lexicon.names):  # W1: the name with its number
        return [run]
    return [run]
