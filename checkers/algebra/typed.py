"""What surrounds a formula where people type: Markdown, "about", the augmented assignments of programs."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.phrases import CHANGING
from checkers.algebra.shorthands import spelled_out
from checkers.algebra.spelling import FUNCTIONS

LONG = 2_000
FENCE = re.compile(r"\A\s*```\w*\n(.*?)\n?```\s*\Z", re.DOTALL)
BOLD = re.compile(r"\A\s*(\*\*|__)(?=\S)([^*]*)\1[.\s]*\Z", re.DOTALL)
ABOUT = re.compile(
    r"(^|=)\s*(?:about|approximately|approx\.?|ca\.|circa|roughly|around|~)\s*(?=[-+−.\d\\$])", re.IGNORECASE
)
REMARK = re.compile(r"(?<=[\d}%\s])\s*\(([A-Za-z0-9 .,:'-]*)\)\s*\.?\s*\Z")  # 0.235 (rounded)
MIDDLE_DOT = re.compile(r"(?<![\w.])0[·∙](?=\d)")  # 0·235
LABEL = re.compile(r"\A\s*([A-Za-z]\w*)\s*:\s+(?=[^\s=])")  # dx: 2 x
ANNOUNCING = frozenset(
    ["so", "the", "my", "our", "final", "gradient", "derivative", "answer", "result", "solution", "loss", "of", "is",
     "are", "equals",
     "we", "get", "have", "obtain", "find", "this", "gives", "thus", "hence", "therefore", "finally", "then",
     "which", "and", "with", "respect", "to", "by", "chain", "rule", "it", "follows", "that", "as", "value", "correct",
     "update", "formula", "expression"]
)  # fmt: skip
"""Words that only announce a formula."""
VERBS = frozenset({"is", "are", "equals", "get", "have", "obtain", "find", "gives", "that"})
OTHER_WORDS = {"falls": "if", "wenn": "if", "sonst": "otherwise", "ansonsten": "otherwise", "für": "for", "und": "and",
               "mit": "with", "wobei": "where", "sinon": "otherwise", "avec": "with"}  # fmt: skip
FOREIGN = re.compile(rf"\b(?:{'|'.join(OTHER_WORDS)})\b", re.IGNORECASE)
CHANGED = re.compile(r"\A\s*([A-Za-zα-ωΑ-Ω]\w*)\s*([-+*/])=(?!=)(.+)\Z", re.DOTALL)


def without_markup(text: str) -> str:
    """The text without Markdown around it: `code`, fences, bold."""
    if len(text) > LONG:
        return text
    if found := FENCE.match(text):
        return found[1]
    if (found := BOLD.match(text)) and "**" not in found[2]:
        return found[2]
    inside = text.strip().rstrip(".")
    return inside[1:-1] if len(inside) > 2 and inside[0] == inside[-1] == "`" and inside.count("`") == 2 else text


def program(text: str) -> str:
    """What a program's lines say: without `def f(x):`, `lambda x:`, `return` and comments; lines of cases as cases."""
    if len(text) > LONG or "\\" in text:
        return text
    text = spelled_out(re.sub(r"(?m)(?<!\s)\s+#.*$", "", text))
    text = re.sub(r"\A\s*(?:def\s+\w+\s*\([^()]*\)\s*:\s*(?:return\b)?|lambda\b[\w\s,]*:|return\b)", "", text)
    if "\n" in text.strip() and re.search(r"\b(?:if|when|otherwise|else)\b", text):
        text = re.sub(r":[^\S\n]*+\n\s*+", ": ", text.strip())
        text = re.sub(r"(?<=: )(?:return\b|\w+\s*=(?!=))\s*", "", text)
        text = re.sub(r"[^\S\n]*+\n\s*+(?=otherwise|else|el)", " ", text).replace("elif", ", if")
        text = re.sub(r"[,;]?[^\S\n]*+\n\s*+", "; ", text)
    return text


def announced(text: str, declared: Container[str]) -> str:
    """The formula behind "The gradient is", `dx:` and `x.grad =`."""
    if len(text) > LONG:
        return text
    begin = 0
    for word in re.finditer(r"(?<!\S)\S++\s+", text):
        said = word[0].strip().lower().rstrip(",")
        if said.rstrip(":") not in ANNOUNCING or said in declared:
            break
        if said in VERBS or said.endswith(":"):
            begin = word.end()
    text = text[begin:]
    if (found := LABEL.match(text)) and found[1] not in declared and not CHANGING.match(found[1]):
        return f"{found[1]} = {text[found.end() :]}"
    text = re.sub(r"\A\s*(\w+)\.grad\s*=(?!=)", r"d\1 =", text)
    return text if "\\" in text else FOREIGN.sub(lambda m: OTHER_WORDS[m[0].lower()], text)


def approximate(text: str) -> str:
    """`about 2.30` without its word."""
    if len(text) > LONG:
        return text
    text = ABOUT.sub(r"\1 ", text)
    remark = REMARK.search(text)
    words = set(re.findall(r"[a-z]+", remark[1].lower())) if remark else set()
    if remark and not any(map(CHANGING.match, words)) and any(len(w) > 3 and w not in FUNCTIONS for w in words):
        text = text[: remark.start()]
    return MIDDLE_DOT.sub("0.", text)


def assigned(text: str, declared: Container[str]) -> str:
    """`w -= eta * g` as w - (eta * g), for a quantity of the question; else what is added, as in dW += ..."""
    found = CHANGED.match(text) if len(text) <= LONG else None
    if found is None or any(mark in found[3] for mark in ("\n", ";", "=")):
        return text
    name, sign, rest = found.groups()
    if name in declared:
        return f"{name} {sign} ({rest.strip().rstrip('.')})"
    return f"{name} = {'-' if sign == '-' else ''}({rest.strip().rstrip('.')})" if sign in "+-" else text
