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
MOST = 12  # formulas in dollars
HEADED = re.compile(r"(?::|\*\*|__)\s*+\Z")
BETWEEN = {
    "and": ("and", "und", "et", "y", "e", "ed", "sowie", "as well as"),
    "if": (
        "if",
        "when",
        "whenever",
        "for",
        "wenn",
        "falls",
        "für",
        "si",
        "pour",
        "cuando",
        "para",
        "se",
        "quando",
        "per",
    ),
    "otherwise": (
        "otherwise",
        "else",
        "elsewhere",
        "sonst",
        "sinon",
        "altrimenti",
        "en otro caso",
        "si no",
        "caso contrário",
    ),
    "where": ("where", "with", "mit", "wobei", "avec", "où", "donde", "con", "dove", "com", "onde"),
}
SAID = {said: word for word, every in BETWEEN.items() for said in every}
"""What stands between formulas in dollars, as the word that is read."""
TURNED = re.compile(
    r"(?:un|in|de)?stab\w*|diverg\w*|fail\w*|violat\w*|viol\w*|impossib\w*|unmöglich\w*|versag\w*|außer|sauf|salvo|never|nie|jamais"
    r"|exce\w*|miss\w*|ungültig\w*|invalid\w*|explo\w*|vanish\w*",
    re.IGNORECASE,
)


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


def formula_among_words(text: str, declared: Container[str], condition: bool) -> str:
    """`So the gradient is $g x$.`, `$z$ si $z > 0$, sinon $0$` without words that say nothing of the value.

    condition: the question asks for one, so that `if` may stand before it. One formula alone keeps its place.
    """
    if len(text) > LONG or "$" not in text or "$$" in text or text.count("$") % 2:
        return text
    outside, inside = text.split("$")[::2], text.split("$")[1::2]
    if not announces(outside[0], declared, condition):
        return text
    between = [joining(w) for w in outside[1:]]
    if len(inside) > MOST or any(w is None for w in between):
        return text
    if len(inside) == 1 and not (between[0] or "").strip():
        return f"{' ' * len(outside[0])} {inside[0]} "
    return "".join(f"{f}{w}" for f, w in zip(inside, between))


def joining(said: str) -> str | None:
    """`, und` as a word that is read with what stands before it; None where it says anything else."""
    words = said.lower().strip(" .,;:\n")
    mark = ", " if said.strip()[:1] in (",", ";") else " "
    first, _, rest = words.partition(" ")
    if SAID.get(first) == "and" and rest in SAID and SAID[rest] == "otherwise":
        words = rest
    if words and words not in SAID:
        return None
    return mark + (rf"\text{{ {SAID[words]} }}" if words else "")


def announces(said: str, declared: Container[str], condition: bool) -> bool:
    """Do these words only announce a formula? `The update is`, `Le neurone est actif si`."""
    words = re.findall(r"[A-Za-zÀ-ÿ'-]+", said)
    if not re.fullmatch(r"[A-Za-zÀ-ÿ'\s,:()-]*", said):
        return False
    while condition and words and SAID.get(words[-1].lower()) == "if":
        words = words[:-1]
    if condition and any(TURNED.fullmatch(w) for w in words):
        return False
    allowed = (
        {"if", "and", "only", "si", "y", "solo", "et", "seulement", "dann", "genau", "und", "nur"}
        if condition
        else {"and", "with"}
    )
    plain = all(w.lower() in allowed or ((len(w) > 1 or w in "aAIyYàÀ") and w not in FUNCTIONS) for w in words)
    return plain and not any(w in declared or w in GREEK_WORDS or CHANGING.match(w) for w in words)


def silent(said: str, declared: Container[str]) -> bool:
    """Are these words of a remark, `final answer`, `this is the sigmoid`, none a quantity or one that changes it?"""
    words = re.findall(r"[A-Za-zÀ-ÿ'-]+", said)
    if any(w in declared or w in GREEK_WORDS or CHANGING.match(w) or re.search("-[A-Z]", w) for w in words):
        return False  # A-B is a difference
    plain = [w for w in words if len(w) > 2 and w.lower() not in FUNCTIONS]
    return bool(plain) and (len(words) > 1 or len(plain[0]) > 3) and all(len(w) > 1 or w in "aAI" for w in words)
