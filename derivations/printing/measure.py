"""How wide a formula is on paper: an estimate in em of what LaTeX will typeset in display style."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_&]|[^\\{}^_&]")
NOTHING = frozenset(
    [r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\biggl", r"\biggr", r"\displaystyle", r"\limits", r"\boxed"]
) | {r"\!"}
SPACES = {r"\,": 0.17, r"\:": 0.22, r"\;": 0.28, r"\quad": 1.0, r"\qquad": 2.0, "~": 0.33, r"\ ": 0.33}
RELATIONS = frozenset(["=", "<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\to"])
OPERATIONS = frozenset(["+", "-", r"\cdot", r"\times", r"\bmod", r"\odot", r"\oslash", r"\star", r"\ast"])
WORDS = frozenset([r"\max", r"\min", r"\ln", r"\exp", r"\tanh", r"\sin", r"\cos", r"\bmod"])
FONTS = frozenset(
    [
        r"\mathrm",
        r"\mathbf",
        r"\mathsf",
        r"\mathit",
        r"\mathcal",
        r"\mathbb",
        r"\text",
        r"\operatorname",
        r"\operatorname*",
        r"\mathtt",
    ]
)
BIG = frozenset([r"\sum", r"\prod", r"\max", r"\operatorname*"])
GLYPHS = {"(": 0.42, ")": 0.42, "[": 0.3, "]": 0.3, ",": 0.45, "i": 0.36, "j": 0.42, "l": 0.32, "'": 0.3, ".": 0.28,
          "m": 0.88, "w": 0.72, "/": 0.5}  # fmt: skip
SMALL = 0.72  # a script against its base


def width(tex: str, inline: bool = False) -> float:
    """The estimated width in em; inline: as in text or in a matrix, where limits stand beside their sum."""
    measure = _Measure(TOKEN.findall(tex))
    measure.text = inline
    return measure.run()


class _Measure:
    def __init__(self, tokens: list[str]):
        self.tokens, self.at, self.text = tokens, 0, False

    def run(self, closing: bool = False) -> float:
        total = longest = 0.0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token == "}" and closing:
                self.at += 1
                break
            if token == r"\\":  # the next of several lines
                longest, total = max(longest, total), 0.0
                self.at += 1
                continue
            total += self.atom()
        return max(longest, total)

    def atom(self) -> float:
        """One atom with its scripts; those above each other, or above and below a big operator, share their width."""
        token = self.tokens[self.at]
        own = self.bare()
        scripts: list[float] = []
        while self.at < len(self.tokens) and self.tokens[self.at] in "^_":
            self.at += 1
            scripts.append(SMALL * self.bare() if self.at < len(self.tokens) else 0.0)
        widest = max(scripts, default=0.0)
        return max(own, widest) if token in BIG and not self.text else own + widest

    def bare(self) -> float:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.run(closing=True)
        if token in (r"\frac", r"\tfrac", r"\dfrac"):
            outside, self.text = self.text, True  # inside a fraction the limits of a sum stand beside it
            widest = max(self.bare(), self.bare())
            self.text = outside
            return (0.75 if token == r"\tfrac" else 1.0) * widest + 0.24
        if token == r"\sqrt":
            return self.bare() + 0.9
        if token in (r"\left", r"\right"):
            return 0.2  # brackets that grow
        if token in (r"\operatorname", r"\operatorname*"):
            return self.bare() + SPACES[r"\,"]
        if token in FONTS or token == r"\substack" or token in (r"\hat", r"\bar", r"\tilde", r"\dot", r"\check"):
            return self.bare()
        return self.glyph(token)

    @staticmethod
    def glyph(token: str) -> float:
        if token in NOTHING or token in " }&^_":
            return 0.0
        if token in SPACES:
            return SPACES[token]
        if token in WORDS:
            return 0.5 * len(token) - 0.3
        if token in RELATIONS:
            return 1.35
        if token in OPERATIONS:
            return 1.2
        if token in (r"\sum", r"\prod"):
            return 1.6
        if len(token) == 1 and token.isupper():
            return 0.75
        return GLYPHS.get(token, 0.52)
