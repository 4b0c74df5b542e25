"""Formulas in words: "X transpose times G", "sum over i from 1 to n of x_i g_i" as the formula that is said."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.divided import divided

INDICES = r"(?P<names>[A-Za-z]\w?(?:\s*(?:,|and|<=?|>=?|≤|≥|≠|!=)\s*[A-Za-z]\w?)*)"
RANGE = r"(?:\s*(?:from|=)\s*(?P<low>[^\s,]{1,60})\s*(?:to|\.\.\.?)\s*(?P<high>[^\s,]{1,60}))?"
SUMS = re.compile(
    rf"\b(?:the\s+)?sum\s+(?:over|for)\s+(?:all\s+|each\s+|every\s+)?{INDICES}{RANGE}\s+of\b", re.IGNORECASE
)
WORDS = (
    (re.compile(r"\s*[\s-]transposed?\b(?!\s*\()"), "^T"),
    (re.compile(r"\s+(?:matrix\s+)?(?:times|multiplied\s+by)\s+"), " × "),
    (re.compile(r"\s+(?:hadamard|elementwise|element-wise)\s+(?:times\s+|product\s+with\s+)?"), " ⊙ "),
    (re.compile(r"\s+plus\s+"), " + "),
    (re.compile(r"\s+minus\s+(?:the\s+)?"), " - "),
    (re.compile(r"^\s*minus\s+(?:the\s+)?"), "-"),
    (re.compile(r"\s+(?:is\s+)?(?:greater\s+than\s+or\s+equal\s+to|at\s+least)\s+"), " >= "),
    (re.compile(r"\s+(?:is\s+)?(?:(?:less|smaller)\s+than\s+or\s+equal\s+to|at\s+most)\s+"), " <= "),
    (re.compile(r"\s+(?:is\s+)?(?:greater|larger|bigger)\s+than\s+"), " > "),
    (re.compile(r"\s+(?:is\s+)?(?:less|smaller)\s+than\s+"), " < "),
    (re.compile(r"\s+is\s+(?:strictly\s+)?positive\b"), " > 0"),
    (re.compile(r"\s+is\s+(?:strictly\s+)?negative\b"), " < 0"),
    (re.compile(r"\s+is\s+(?:nonnegative|non-negative|not\s+negative)\b"), " >= 0"),
    (re.compile(r"\s+is\s+(?:nonpositive|non-positive|not\s+positive)\b"), " <= 0"),
    (re.compile(r"\s+(?:divided\s+by|over)\s+"), " / "),
)  # fmt: skip
"""Words between formulas -> their sign."""
SAID = re.compile(
    r"\b(?:transposed?|times|multiplied|hadamard|elementwise|element-wise|plus|minus|divided|over|than|least|most"
    r"|positive|negative|nonnegative|non-negative|nonpositive|non-positive)\b",
    re.IGNORECASE,
)


def formula_said(text: str, names: Container[str], latex: bool) -> str:
    """The text with its words as signs. Nothing changes beside commands, or where a word names a declared quantity.

    latex: letters side by side are a product, and sums have braces.
    """
    said = SAID.findall(text)
    if not said or "\\" in text or any(word in names for word in said):
        return text
    text = re.sub(r"\s{2,}", " ", text)  # long runs are searched from each of their places
    text = divided(SUMS.sub(lambda m: _sum(m, latex), text))
    for words, sign in WORDS:
        text = words.sub(sign, text)
    return text


def _sum(found: re.Match[str], latex: bool) -> str:
    names = ",".join(re.split(r"\s*(?:,|and)\s*", found["names"]))
    if latex:
        ends = f"={found['low']}}}^{{{found['high']}" if found["low"] and "," not in names else ""
        return f"\\sum_{{{names}{ends}}} "
    ends = f"={found['low']}..{found['high']}" if found["low"] and "," not in names else ""
    return f"sum[{names}{ends}] "
