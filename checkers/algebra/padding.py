"""Quantities that a document takes to be zero outside their range: full convolutions, padded inputs."""

from __future__ import annotations

import re

EVERY = "*"
ZERO = r"(?:zeros?|0|\$\s*0\s*\$|vanish\w*)"
OUT = r"(?:outside|elsewhere|beyond|out[- ]of[- ](?:range|bounds?)|off the (?:ends?|edges?|border)|otherwise undefined)"
PADDED = re.compile(
    rf"{ZERO}\W+(?:\w+\W+){{0,3}}?{OUT}"
    rf"|{OUT}[^.]{{0,60}}?\b(?:is|are|as|to be|count\w*|equals?)\W+(?:\w+\W+){{0,3}}?{ZERO}"
    rf"|{OUT}[^.]{{0,40}}\$[^$]*=\s*0\s*\$|{ZERO}[- ]?padd|padd(?:ed|ing) (?:\w+ ){{0,4}}?(?:with|by) {ZERO}"
    r"|\$[^$]*=\s*0\s*\$\s*(?:for|if|when|whenever|unless)\s*\$\s*(?:\d\s*(?:<|\\le)|[a-z]\s*(?:<|>|\\le|\\ge|\\not))"
    rf"|(?:zero-extended|(?:extended|continued|filled(?: up)?) (?:with|by) {ZERO})",
    re.IGNORECASE,
)
ANYTHING = re.compile(
    rf"\b(?:(?:any|every)thing|whatever|all(?: (?:else|that))?)(?: (?:is|lies|falls))? {OUT}", re.IGNORECASE
)
SPEAKS = re.compile(
    r"pad|conv|kernel|filter|ind(?:ex|ices)|range|bounds|array|image|signal|entr(?:y|ies)|input|support|vector|matri",
    re.IGNORECASE,
)
STEMS = ("outside", "elsewhere", "beyond", "out of", "out-of", "off the", "otherwise undefined", "padd", "0",
         "extended", "continued", "filled")  # fmt: skip
"""Of which one stands in each of the sentences."""
WHOLE = re.compile(r"\$\s*([A-Za-z])\s*(?:_(?:\w|\{[^{}]*\})|\[[^\]]*\])?\s*(?::?=\s*0\s*)?\$")
LETTERS_OF_PLACES = frozenset("ijklmnst")


def zero_beyond(text: str) -> frozenset[str]:
    """The letters of which a sentence says so, EVERY where it names none; none where no sentence says so."""
    found: set[str] = set()
    lowered = text.lower()
    if not any(stem in lowered for stem in STEMS):
        return frozenset()
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n|\$\$", text):
        if len(sentence) < 2_000 and PADDED.search(sentence):
            named = {m[1] for m in WHOLE.finditer(sentence)}
            named = {x for x in named if x not in LETTERS_OF_PLACES or has_entries(x, text)}
            every = not named or ANYTHING.search(sentence)
            found |= {EVERY} if every and SPEAKS.search(sentence) else named
    return frozenset(found)


def has_entries(letter: str, text: str) -> bool:
    """Is it a quantity with entries, as the kernel of k[j], and no index?"""
    return re.search(rf"(?<![A-Za-z\\_{{]){letter}\s?(?:_|\[)", text) is not None
