"""Mathematica's spelling: \\[Eta], Transpose[A.B], x[[i]], Sum[.., {i, 1, n}]."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.spelling import FUNCTIONS, GREEK
from checkers.algebra.written_calls import LONG, Spelling, closing, parts, renamed, respelled

NAMED = re.compile(r"\\\[([A-Z][A-Za-z]{0,30})\]")
LETTERS = {name.capitalize(): sign for sign, name in GREEK.items() if name[0].islower() and sign not in "ϵϕ"}
LETTERS |= {"Capital" + name: sign for sign, name in GREEK.items() if name[0].isupper()}
SIGNS = {
    "CurlyEpsilon": "ε", "CurlyPhi": "φ", "CurlyTheta": "θ", "FinalSigma": "σ", "CapitalSigma": "Σ", "Times": "×",
    "CenterDot": "·", "Cross": "×", "CircleDot": "⊙", "CircleTimes": "⊗", "Transpose": "^T", "ConjugateTranspose": "^T",
    "LessEqual": "<=", "GreaterEqual": ">=", "NotEqual": "!=", "Equal": "=", "Element": "∈", "Infinity": "∞",
    "Sum": "∑", "Product": "∏", "PartialD": "∂", "Del": "∇", "And": "&&", "Or": "||", "Not": "¬", "Minus": "-",
    "Divide": "/", "Sqrt": "√", "InvisibleSpace": " ", "InvisibleTimes": " ", "ExponentialE": "e", "Rule": "->",
    "ScriptL": "ℓ", "Prime": "'", "LeftFloor": "⌊", "RightFloor": "⌋", "LeftCeiling": "⌈", "RightCeiling": "⌉",
}  # fmt: skip
PART = re.compile(r"(?<=[\w\])])\[\[(?!\s*\[)")
DOT = re.compile(r"((?<!\w)[^\W\d]\w*+|[\])}'])\s?+\.\s?+(?=[^\W\d]|[({])(?!\w+\()")
BETWEEN_NAMES = re.compile(r"((?<!\w)[^\W\d]\w*+|\))(?:\s\.\s|\.)(?=(\w+)(?![\w(]))")
WORD = re.compile(r"(?<![\w.\\])[A-Z][A-Za-z]++(?=\[)")
MODULE = re.compile(r"\b(?:np|numpy|torch|jnp|tf)\.")
PRODUCT = "⊡"
"""A matrix product that binds closer than any other."""


def iterated(kind: str) -> Spelling:
    """Sum[f, {i, 1, n}, {j, m}] with its ranges in front, the first outermost."""

    def spelled(arguments: list[str]) -> str | None:
        body, *ranges = arguments
        out = []
        for said in ranges:
            inside = parts(said[1:-1]) if said[:1] == "{" and said[-1:] == "}" else []
            if len(inside) not in (2, 3) or not re.fullmatch(r"\w+", inside[0]):
                return None
            low = inside[1] if len(inside) == 3 else "1"
            out.append(f"{kind}[{inside[0]}={low}..{inside[-1]}] ")
        return f"({''.join(out)}({body}))" if out else None

    return spelled


def one(word: str) -> Spelling:
    """A function of one argument."""
    return lambda arguments: f"{word}({arguments[0]})" if len(arguments) == 1 else None


def joined(sign: str) -> Spelling:
    """Dot[A, B, C] as the product of its parts."""
    return lambda arguments: "(" + sign.join(f"({a})" for a in arguments) + ")"


def along(word: str) -> Spelling:
    """Mean[A], which runs over the first axis."""
    return lambda arguments: f"{word}({arguments[0]}, axis=0)" if len(arguments) == 1 else None


def total(arguments: list[str]) -> str | None:
    """Total[A] over the first axis, Total[A, 2] over both, Total[A, {2}] over the second."""
    if len(arguments) == 2 and arguments[1] in ("2", "{2}"):
        return f"sum({arguments[0]}{', axis=1' if arguments[1] == '{2}' else ''})"
    return along("sum")(arguments)


def constant(arguments: list[str]) -> str | None:
    """ConstantArray[1, {m, n}]."""
    if len(arguments) != 2:
        return None
    shape = f"({arguments[1][1:-1]})" if arguments[1][:1] == "{" else arguments[1]
    return f"(({arguments[0]})*ones({shape}))"


def outer(arguments: list[str]) -> str | None:
    """Outer[Times, a, b]."""
    return f"outer({arguments[1]}, {arguments[2]})" if len(arguments) == 3 and arguments[0] == "Times" else None


def polygamma(arguments: list[str]) -> str | None:
    """PolyGamma[a] and PolyGamma[0, a]."""
    return f"digamma({arguments[-1]})" if arguments[:-1] in ([], ["0"]) else None


CALLS: dict[str, Spelling] = {
    "Sum": iterated("sum"), "Product": iterated("prod"), "Transpose": one("transpose"), "Dot": joined(PRODUCT),
    "Times": joined("*"), "Plus": joined("+"), "Total": total, "Mean": along("mean"), "Inverse": one("inv"),
    "Det": one("det"), "Tr": one("trace"), "Norm": one("norm"), "DiagonalMatrix": one("diag"),
    "IdentityMatrix": one("eye"), "ConstantArray": constant, "Outer": outer, "Boole": one("float"),
    "Length": one("len"), "Power": renamed("power"), "KroneckerProduct": renamed("kron"), "ArcTan": one("arctan"),
    "SoftmaxLayer": one("softmax"), "Flatten": one("flatten"), "Gamma": one("gamma_function"), "PolyGamma": polygamma,
}  # fmt: skip


def from_wolfram(text: str, declared: Container[str]) -> str:
    """A text of Mathematica in the spelling that is read; any other text as it is."""
    if len(text) > LONG:
        return text
    named = bool(NAMED.search(text))
    if named:
        text = NAMED.sub(lambda m: {**LETTERS, **SIGNS}.get(m[1], m[0]), text)
    if "\\" in text or "$" in text:
        return text
    if MODULE.search(text):
        return text
    words = {w[0] for w in WORD.finditer(text) if len(w[0]) > 1}
    if not any(w in CALLS or w in FUNCTIONS for w in words if w not in declared) and not (named or PART.search(text)):
        return products_of_names(text, declared)
    table = {word: spelled for word, spelled in CALLS.items() if word not in declared}
    return respelled(DOT.sub(rf"\1{PRODUCT}", without_double(text)), table, "[")


def without_double(text: str) -> str:
    """x[[i, j]] as x[i, j]."""
    for found in reversed(list(PART.finditer(text))):
        inner = closing(text, found.start() + 1)
        if inner > 0 and text[inner + 1 : inner + 2] == "]":
            text = text[: found.start()] + "[" + text[found.end() : inner] + "]" + text[inner + 2 :]
    return re.sub(r"(?<=[\[,])\s*All\s*(?=[\],])", "·", text)


def products_of_names(text: str, declared: Container[str]) -> str:
    """A.B of two quantities of the question."""

    def product(m: re.Match[str]) -> str:
        both = (m[1] == ")" or m[1] in declared) and m[2] in declared and m[2] not in ("T", "H", "mT")
        return m[1] + PRODUCT if both else m[0]

    return BETWEEN_NAMES.sub(product, text) if "." in text else text
