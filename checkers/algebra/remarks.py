"""What stands around a formula and is none: a bullet, the number of a part, a heading over it, words in brackets."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.phrases import CHANGING, LONG
from checkers.algebra.spelling import FUNCTIONS, GREEK_WORDS

BULLET = re.compile(r"\A\s*+(?:[•‣▪▫◦●○■▸►➢➤✓✔☞→⇒*–—-]\s++(?=\*\*|__)|[•‣▪▫◦●○▸►➢➤✓✔☞→]\s*+(?=\S))")
PART = re.compile(
    r"\A\s*+(?:(?:part|question|exercise|problem|task|aufgabe|teil|frage|exercice|ejercicio)\s++)?"
    r"(?:[A-Za-z]|[ivx]{2,4}|\d{1,2})\)\s*+:?\s*+(?=\S)|"
    r"\A\s*+(?:\([A-Za-z]\)|\([ivx]{2,4}\)|\(\d{1,2}\)|\d{1,2}[.:]|[A-Za-z][.:])\s*+(?=\$|\\\[|\\\()",
    re.IGNORECASE,
)
"""`a)`, a bracket without a partner, before anything; `(a)` and `2.` before a formula in dollars alone."""
ASIDE = re.compile(r"(?<=[\s$\])}])\((?P<words>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ' ,-]{1,80}+)\)[\s.!]*+(?P<end>\$?)\s*+\Z")
SHOWN = re.compile(r"\$\$(?P<one>[^$]++)\$\$|\\\[(?P<two>(?:[^\\]|\\(?!\]))*+)\\\]")
HEADED = re.compile(r"(?::|\*\*|__)\s*+\Z")
ANNOUNCING = frozenset(
    ["so", "the", "my", "final", "gradient", "derivative", "answer", "result", "solution", "loss", "of", "is", "are",
     "equals", "we", "get", "have", "obtain", "find", "this", "gives", "thus", "hence", "therefore", "finally", "then",
     "which", "and", "with", "respect", "to", "by", "chain", "rule", "it", "follows", "that", "as"]
)  # fmt: skip
"""Words that only announce a formula."""


def without_remarks(text: str, declared: Container[str]) -> str:
    """The formula alone, where what stands around it says nothing of its value."""
    if len(text) > LONG:
        return text
    text = BULLET.sub("", text, count=1)
    part = PART.match(text)
    if part and (")" not in part[0] or "(" in part[0] or text.count(")") > text.count("(")):
        text = text[part.end() :]
    aside = ASIDE.search(text)
    if aside and silent(aside["words"], declared):
        text = text[: aside.start()].rstrip() + aside["end"]
    return below_heading(text)


def below_heading(text: str) -> str:
    """The one displayed formula under a heading or a sentence that ends with a colon and states no equation."""
    found = SHOWN.search(text)
    if found is None or text[found.end() :].strip(" .\n"):
        return text
    before = text[: found.start()]
    words = re.findall(r"[A-Za-zÀ-ÿ']+", before)
    if not words or not HEADED.search(before) or "=" in before or any(CHANGING.match(w) for w in words):
        return text
    return found["one"] or found["two"]


def formula_among_words(text: str) -> str:
    """`So the gradient is $g x$.` without its words, where these say nothing of the value; every place is kept."""
    if text.count("$") != 2:
        return text
    before, formula, after = text.split("$")
    words = re.findall(r"[a-z']+", before.lower())
    if not words or not set(words) <= ANNOUNCING or not re.fullmatch(r"[A-Za-z\s,:']*", before) or after.strip(" .\n"):
        return text
    return f"{' ' * len(before)} {formula} "


def silent(said: str, declared: Container[str]) -> bool:
    """Are these words of a remark, `final answer`, `this is the sigmoid`, none a quantity or one that changes it?"""
    words = re.findall(r"[A-Za-zÀ-ÿ'-]+", said)
    if any(w in declared or w in GREEK_WORDS or CHANGING.match(w) or re.search("-[A-Z]", w) for w in words):
        return False  # A-B is a difference
    plain = [w for w in words if len(w) > 2 and w.lower() not in FUNCTIONS]
    return bool(plain) and (len(words) > 1 or len(plain[0]) > 3) and all(len(w) > 1 or w in "aAI" for w in words)
