"""R's spelling: t(X) %*% Y, matrix(c(1, 2), nrow=2), rep(1, n), plogis(z), A[k,]."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.written_calls import LONG, Spelling, one, parts, renamed, respelled

PRODUCT = re.compile(r"%\s?\*\s?%")
LIST = re.compile(r"\A(?:c\(([^()]*+(?:\([^()]*+\)[^()]*+)*+)\)|\[([^\[\]]*+)\])\Z")
EMPTY_PLACE = re.compile(r"(?<=[\w)])\[\s*+(?:,(?P<last>[^\[\],]++)|(?P<first>[^\[\],]++),\s*+)\]")
GIVEN = re.compile(r"\A\s*([A-Za-z]\w*)\s*<-\s(?=\s*\S)")
TRANSPOSED = re.compile(r"(?<![\w.])t\(")
WHOLE = re.compile(r"\d{1,3}L?")
MAX_ENTRIES = 400


def entries(said: str) -> list[str] | None:
    """What stands in c(...), None for anything else."""
    inside = LIST.match(said)
    said = (inside[1] or inside[2] or "") if inside else ""
    return parts(said) if said.strip() else None


def bound(columns: bool) -> Spelling:
    """rbind(c(1, 2), c(3, 4)) and cbind(c(1, 3), c(2, 4)); what binds other things stays."""

    def spelled(arguments: list[str]) -> str | None:
        rows = [r for r in map(entries, arguments) if r is not None]
        if len(rows) < max(len(arguments), 2) or len({len(r) for r in rows}) > 1:
            return None
        filled = zip(*rows) if columns else rows
        return "[" + ", ".join(f"[{', '.join(r)}]" for r in filled) + "]"

    return spelled


def combined(arguments: list[str]) -> str | None:
    """c(1, 2)."""
    return f"[{', '.join(arguments)}]" if len(arguments) > 1 and all(arguments) else None


def matrix(arguments: list[str]) -> str | None:
    """matrix(c(...), nrow=2, byrow=TRUE): filled by columns where nothing else is said."""
    named: dict[str, str] = {}
    plain = []
    for a in arguments:
        key, sign, value = a.partition("=")
        if sign and key.strip() in ("data", "nrow", "ncol", "byrow") and not value.startswith("="):
            named[key.strip()] = value.strip()
        else:
            plain.append(a)
    named |= dict(zip([k for k in ("data", "nrow", "ncol", "byrow") if k not in named], plain))
    if len(named) != len(arguments) or named.get("byrow", "F") not in ("TRUE", "T", "FALSE", "F"):
        return None
    lengths = [named[k] for k in ("nrow", "ncol") if k in named]
    if not lengths or any("[" in n for n in lengths):
        return None
    cells = entries(named.get("data", ""))
    if cells is None:  # one number everywhere
        return f"(({named['data']})*ones(({', '.join(lengths)})))" if "data" in named and len(lengths) == 2 else None
    if not all(WHOLE.fullmatch(n) and int(n.rstrip("L")) for n in lengths) or len(cells) > MAX_ENTRIES:
        return None
    rows = int(named["nrow"].rstrip("L")) if "nrow" in named else -(-len(cells) // int(named["ncol"].rstrip("L")))
    columns = int(named["ncol"].rstrip("L")) if "ncol" in named else -(-len(cells) // rows)
    if rows * columns != len(cells):
        return None
    if named.get("byrow", "F") in ("TRUE", "T"):
        filled = [cells[r * columns : (r + 1) * columns] for r in range(rows)]
    else:
        filled = [cells[r::rows] for r in range(rows)]
    return "[" + ", ".join(f"[{', '.join(r)}]" for r in filled) + "]"


def repeated(arguments: list[str]) -> str | None:
    """rep(1, n), rep(0, times=n)."""
    if len(arguments) != 2 or arguments[0][:1] not in "0123456789.-" or "," in arguments[1]:
        return None
    count = re.sub(r"\A(?:times|length\.out|len)\s*=\s*", "", arguments[1])
    if "=" in count:
        return None
    return f"ones({count})" if arguments[0] == "1" else f"(({arguments[0]})*ones({count}))"


def crossed(left: str, right: str) -> Spelling:
    """crossprod(A, B) and tcrossprod(A, B), with one argument for a mere name."""

    def spelled(arguments: list[str]) -> str | None:
        if len(arguments) == 1 and re.fullmatch(r"\w{1,20}", arguments[0]):
            arguments = arguments * 2
        return f"({left}({arguments[0]})⊡{right}({arguments[1]}))" if len(arguments) == 2 else None

    return spelled


def diagonal(arguments: list[str]) -> str | None:
    """diag(3) is the identity, diag(x) is not."""
    return f"eye({arguments[0].rstrip('L')})" if len(arguments) == 1 and WHOLE.fullmatch(arguments[0]) else None


CERTAIN: dict[str, Spelling] = {
    "matrix": matrix, "rep": repeated, "crossprod": crossed("transpose", ""), "tcrossprod": crossed("", "transpose"),
    "plogis": one("sigmoid("), "dlogis": one("sigmoid'("), "qlogis": one("(-log(1/(", ")-1))"),
    "pnorm": one("normal_cdf("), "dnorm": one("normal_pdf("), "pmax": renamed("maximum"), "pmin": renamed("minimum"),
    "rowSums": one("sum(", ", axis=1)"), "colSums": one("sum(", ", axis=0)"), "rowMeans": one("mean(", ", axis=1)"),
    "colMeans": one("mean(", ", axis=0)"), "nrow": one("len("), "ncol": one("len(transpose(", "))"),
    "as.numeric": one("float("), "as.integer": one("float("), "as.vector": one("("), "as.matrix": one("("),
    "drop": one("("), "c": combined, "rbind": bound(False), "cbind": bound(True),
}  # fmt: skip
"""Words that only R has, or that mean the same elsewhere."""
BESIDE: dict[str, Spelling] = {"t": one("transpose("), "solve": one("inv("), "diag": diagonal, "length": one("len(")}
"""Words that are R's where the rest of the text is."""


def from_r(text: str, declared: Container[str]) -> str:
    """A text of R in the spelling that is read; any other text as it is."""
    if len(text) > LONG or "\\" in text or "$" in text:
        return text
    certain = {word: spelled for word, spelled in CERTAIN.items() if word not in declared}
    found = respelled(text, certain, "(")
    products = bool(PRODUCT.search(found) or re.search(r"%o%", found))
    if found == text and not products and not EMPTY_PLACE.search(text) and not TRANSPOSED.search(text):
        return text
    if products:
        found = re.sub(r"(?<![*%\s])\s*+\*(?![*%])", " ⊙", PRODUCT.sub("⊡", found).replace("%o%", "⊗"))
    if products or found != text:
        found = GIVEN.sub(r"\1 = ", found)
        found = respelled(found, BESIDE, "(")
    elif "t" not in declared:
        found = respelled(found, {"t": BESIDE["t"]}, "(")
    return EMPTY_PLACE.sub(lambda m: f"[·,{m['last']}]" if m["last"] else f"[{m['first']},·]", found)
