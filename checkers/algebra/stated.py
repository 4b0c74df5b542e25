"""What a document states beside its equations: shapes (X in R^{N x D}), ranges of indices (1 <= i <= n), spellings."""

from __future__ import annotations

import re
from functools import lru_cache

from checkers.algebra.called_entries import without_calls
from checkers.algebra.differentials import speaks_of_differentials
from checkers.algebra.domains import Domain, DomainError, read_domain
from checkers.algebra.pointwise import with_arguments
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.spelling import SAME_LETTER
from checkers.algebra.tree import Node, ReadingError

MEMBER = re.compile(
    r"(?:\\in|∈)\s*+(?:\\math(?:bb|bf|rm)\s*+\{?\s*+R\s*+\}?|\\R(?![A-Za-z])|ℝ)"
    r"(?:\s*+\^\s*+(?:\{(?P<axes>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(?P<axis>\w)))?"
)
MEMBERS = re.compile(r"[A-Za-z\\][^$=<>]*\Z")  # the names before the sign
MOST_MEMBERS = 61  # characters of them
AMONG = re.compile(
    r"(?<![A-Za-z\\])(?P<name>[a-z]|\\hat\s*+\{?[a-z]\}?)(?P<place>_(?:\w|\{\w+\}))?\s*+(?:\\in(?![a-z])|∈)\s*+"
    r"\\\{\s*+(?P<set>(?:[-+]|\\pm)?\s*+\d++(?:\s*+,\s*+[-+]?\s*+(?:\d++|\\l?dots))*+)\s*+\\\}"
    r"(?:\s*+\^\s*+(?:\{(?P<axes>[^{}]*)\}|(?P<axis>\w)))?"
)
ABOVE = re.compile(r"\$\s*(?P<name>[a-z]|\\[a-z]+)\s*(?P<sign>>|\\geq?(?:slant)?|≥)\s*0\s*\$")
INSIDE = re.compile(
    r"\$\s*+(?P<low>-?\d)\s*+(?P<first><|\\leq?(?:slant)?|≤)\s*+(?P<name>[a-z]|\\[a-z]++)\s*+(?P<last><|\\leq?(?:slant)?|≤)"
    r"\s*+(?P<high>-?\d)\s*+\$"
)
FEW_WORDS = 40  # characters before a sign
CASE = re.compile(r"\b(?:if|when|whenever|for|unless|case|where|then|so|hence|that|only|as|since)\b\W*$", re.IGNORECASE)
RANGE = re.compile(
    r"(?P<low>[0-9a-z])\s*(?:\\leq?|\\leqslant|≤|<=)(?![a-z])\s*(?P<names>[a-z](?:\s*,\s*[a-z])*)\s*"
    r"(?:\\leq?|\\leqslant|≤|<=)(?![a-z])\s*(?P<high>[^\s,.;$&\\)]+|\([^()]*\))"
)
LIST = re.compile(
    r"(?P<names>[a-z])\s*(?:=|\\in\s*\\\{|∈\s*\\?\{)\s*(?P<low>\d)\s*,\s*(?:2\s*,\s*)?(?:\\l?dots[a-z]?|\\cdots|\.\.\.|…)\s*,\s*"
    r"(?P<high>[A-Za-z0-9]+(?:\s*[-+]\s*[A-Za-z0-9]+)*)"
)
PROSE = re.compile(
    r"(?P<names>(?:\$[A-Za-z](?:_\w++)?+\$[\s,]*+(?:and\s++)?+){1,12}+)"
    r"(?:be|are|is|has|have|of size|of shape|,)?\s*+(?:of\s++)?+"
    r"(?:size|shape|an?|the)?\s*+\$\s*+\(?(?P<axes>[^$]*?\\times[^$]*?)\)?\$"
)
CALLED = re.compile(r"(?<![A-Za-z\\])(\\?[A-Za-z]+)\s*\^\s*(?:\{\s*([0-9a-z]|[a-z]\s*[-+]\s*1|L)\s*\}|([0-9a-z]|L))")
NUMBERED_HEAD = re.compile(
    r"(?:^|[\n,;&$]|\\\\|partial)\s*(\\?[A-Za-z]+)\s*\^\s*(?:\{\s*(?:[0-9a-z]|[a-z]\s*[-+]\s*1|L)\s*\}|[0-9a-z])"
    r"(?:_(?:\w|\{[^{}]*\}))?\s*&?\s*[=}]"
)
HIGHER = re.compile(r"\\[dt]?frac\s*\{\s*(?:\\partial|d)\s*\^\s*\{?\d\}?[^{}]*\}\s*\{[^{}]*\}")
GIVEN_THAT = re.compile(r"(\((?:[^(){}\[\]]|_\{\w+\})*);((?:[^(){}\[\]]|_\{\w+\})*\))")  # p(x; m)
LOSS = re.compile(r"\\(?:text|textrm|mathit|mathrm|operatorname)\s*\{\s*(?:[Ll]oss|[Cc]ost)\s*\}")
PLAIN_LOSS = re.compile(r"(\\(?:text|textrm|mbox|label)\s*\{[^{}]*\})|(?<![A-Za-z\\])(?:loss|Loss|cost)(?![A-Za-z])")
PRIMED_CALL = re.compile(r"(?<![A-Za-z\\])([A-Za-z]|\\(?:sigma|phi|psi))\s*\(([^()]*)\)\s*'")
RAISED = re.compile(r"(?<![A-Za-z\\}])([A-Z])\s*\^\s*(?:\{\s*([a-z])\s*\}|([a-z]))(?![A-Za-z])")
BELOW = re.compile(r"\\partial\s*([A-Z])\s*\^\s*(?:\{\s*[a-z]\s*\}|[a-z])(?![A-Za-z])")
SHORT = re.compile(r"(?<![A-Za-z\\{}/])d([A-Za-z])(?![a-z])((?:_\{[^{}]*\}|_[A-Za-z0-9])?)")
SHORT_HEAD = re.compile(r"^\s*d([A-Za-z])(?![a-z])(?:_\{[^{}]*\}|_[A-Za-z0-9])?\s*&?\s*=", re.MULTILINE)
OBJECTIVE = re.compile(r"(?<![A-Za-z\\_^])(\\mathcal\s*\{\s*[A-Z]\s*\}|\\ell|[A-Za-ce-z])\s*\(([^()]*)\)")
SIMPLE = re.compile(
    r"[A-Za-z](?:_\{?\d\}?)?|\\(?:theta|beta|alpha|mu|Theta|lambda|nu|eta|phi|mathbf\s*\{\s*[a-z]\s*\}|boldsymbol\s*\{[^{}]*\})"
)
EMPTY = re.compile(r"(?<![A-Za-z}_^])\{\s*\}(?=\s*(?:\\times|\\cdot|[-+=]))")
BETWEEN = re.compile(r"\\(?:short)?intertext\s*\{")
TALL = re.compile(r"\\[dt]frac(?![A-Za-z])")


def spelled_alike(text: str, formulas: str, here: str = "") -> str:
    """A formula in the one spelling that is read: L for a loss in words, f'(x) for f(x)', labels for W^h.

    formulas: all formulas of the document, which say how its letters are used; here: those of its section.
    """
    text = without_arguments(EMPTY.sub(" ", without_words_between(without_calls(text, formulas))), formulas, here)
    text = with_arguments(text, formulas)
    text = TALL.sub(r"\\frac", LOSS.sub(" L ", GIVEN_THAT.sub(r"\1,\2", text)))
    text = PLAIN_LOSS.sub(lambda m: m[1] or " L ", text)
    text = PRIMED_CALL.sub(r"\1'(\2)", text)
    labelled, numbered, short = letters_used(formulas)
    if labelled:
        text = RAISED.sub(
            lambda m: rf"{m[1]}_{{\text{{{m[2] or m[3]}}}}}" if m[1] in labelled and (m[2] or m[3]) != "t" else m[0],
            text,
        )
    if numbered:
        text = CALLED.sub(lambda m: f"{m[1]}^{{({m[2] or m[3]})}}" if m[1] in numbered else m[0], text)
    if short:
        text = SHORT.sub(lambda m: rf"\frac{{\partial L}}{{\partial {m[1]}{m[2]}}}", text)
    return text


@lru_cache(maxsize=8)
def letters_used(formulas: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """Letters with labels above, letters with numbers above, and whether dW is short for a gradient."""
    labelled = {m[1] for m in BELOW.finditer(formulas)}
    plain = HIGHER.sub(" ", formulas)
    numbered = {m[1] for m in NUMBERED_HEAD.finditer(plain)} - {"e", "\\sum", "\\prod"}
    numbered -= {x for x in numbered if {m[2] or m[3] for m in CALLED.finditer(formulas) if m[1] == x} == {"2"}}
    short = bool(SHORT_HEAD.search(formulas)) and not re.search(r"\\int|(?<![A-Za-z\\])d\s*=", formulas)
    short = short and not speaks_of_differentials(formulas)
    return frozenset(labelled), frozenset(numbered), short


@lru_cache(maxsize=8)
def objectives(formulas: str) -> dict[str, set[str]]:
    """Letters called with an argument in brackets, and their arguments."""
    called: dict[str, set[str]] = {}
    for m in OBJECTIVE.finditer(formulas):
        called.setdefault(m[1], set()).add(m[2].strip())
    return called


def without_arguments(text: str, document: str, here: str) -> str:
    """E for E(w), and its gradient by w, where E is an objective: differentiated, and written with w throughout the
    document, or else throughout the section."""
    for letter, everywhere in objectives(document).items():
        alone = len(everywhere) == 1
        formulas, found = (document, everywhere) if alone else (here, objectives(here).get(letter, everywhere))
        (argument, *more) = found
        word = r"(?<![A-Za-z\\_^])" + re.escape(letter) + r"(?![A-Za-z_^'])"
        slopes = [rf"\\nabla\s*(?:[_^](?:\{{[^{{}}]*\}}|\w)\s*)*{word}"]
        slopes += [rf"\\partial\s*(?:\^\s*\{{?\d\}}?\s*)?{word}"] if len(letter) > 1 or letter.isupper() else []
        names = [a.strip() for a in argument.split(",")]
        if more or not all(map(SIMPLE.fullmatch, names)) or not any(re.search(s, formulas) for s in slopes):
            continue
        if len(names) > 1 and re.search(rf"\\nabla(?!\s*_)[^A-Za-z_]*{word}", formulas):
            continue  # its gradient is by all of them
        begun = "" if alone else r"(?:^|[$&.,;{]|\\qquad|\\quad)\s*"  # no slope of what another section defines
        if not re.search(rf"{begun}{word}\s*\({re.escape(argument)}\)\s*&?\s*=", formulas, re.MULTILINE):
            continue
        by = rf"\nabla_{{{argument}}}".replace("\\", r"\\")
        if len(names) == 1:  # a subgradient stands at the head of a line
            head = rf"^(\s*)\\partial\s*({word}\s*\(\s*{re.escape(argument)}\s*\)\s*&?\s*=)"
            text = re.sub(head, rf"\1{by} \2", text, flags=re.MULTILINE)
            for order in (2, 1):
                primed = rf"(?<![A-Za-z\\_^]){re.escape(letter)}" + "'" * order + rf"\s*\(\s*{re.escape(argument)}\s*\)"
                text = re.sub(primed, slope_of(letter, argument, order).replace("\\", r"\\"), text)
        text = re.sub(rf"({word})\s*\(\s*{re.escape(argument)}\s*\)", lambda m: m[1], text)
        text = re.sub(rf"\\nabla(?=(?:\^\{{?2\}}?)?\s*{word})", by, text)
    return text


def slope_of(letter: str, argument: str, order: int) -> str:
    """E''(w) as a derivative."""
    power = f"^{order}" if order > 1 else ""
    return rf"\frac{{\partial{power} {letter}}}{{\partial {argument}{power}}}"


def without_words_between(text: str) -> str:
    """The formula without \\intertext{...}, its line breaks kept."""
    while (m := BETWEEN.search(text)) is not None:
        deep, end = 1, m.end()
        while end < len(text) and deep:
            deep += (text[end] == "{") - (text[end] == "}")
            end += 1
        text = text[: m.start()] + "\n" * text.count("\n", m.start(), end) + text[end:]
    return text


def shapes_stated(text: str) -> dict[str, tuple[Node, ...]]:
    """The axes of every quantity that is said to lie in R^{...}; the spelling of a quantity is the key."""
    found: dict[str, tuple[Node, ...]] = {}
    last = 0
    for m in MEMBER.finditer(text):
        names, last = MEMBERS.search(text[last : m.start()].rstrip()[-MOST_MEMBERS:]), m.end()
        if names is None:
            continue
        axes = m["axes"] or m["axis"] or ""
        parts = [p for p in re.split(r"\\times|×|\\cdot", axes) if p.strip()]
        read = [tree_of(p) for p in parts]
        if any(r is None for r in read):
            continue
        for name in re.split(r",(?![^{(]*[})])|\\text\{[^}]*\}|\band\b", names[0]):
            name = name.strip().removeprefix("\\quad").strip(" &$")
            if name:
                found[name] = tuple(r for r in read if r is not None)
    for m in AMONG.finditer(text):  # y_i \in \{-1, +1\}: each is a number; what counts from 1 is an index
        if not re.search(r"-|\\pm|(?<!\d)0", m[0]):
            continue
        read = [tree_of(p) for p in re.split(r"\\times|×", m["axes"] or m["axis"] or "") if p.strip()]
        if all(r is not None for r in read):
            found.setdefault(m["name"] + (m["place"] or ""), tuple(r for r in read if r is not None))
    for m in PROSE.finditer(text) if "\\times" in text else ():
        read = [tree_of(p) for p in re.split(r"\\times|×", m["axes"])]
        if all(r is not None for r in read):
            for name in re.findall(r"\$([^$]+)\$", m["names"]):
                found.setdefault(name, tuple(r for r in read if r is not None))
    return found


def domains_stated(text: str) -> dict[str, Domain]:
    """The numbers that a quantity is said to be one of, or to be above: y_i \\in \\{-1, +1\\}, \\lambda > 0."""
    found: dict[str, Domain] = {}
    for m in AMONG.finditer(text):
        inside = re.sub(r"\\pm\s*(\d+)", r"-\1,\1", m["set"]).replace("\\ldots", "...").replace("\\dots", "...")
        try:
            found.setdefault(m["name"], read_domain("{" + inside.replace(" ", "") + "}"))
        except DomainError:
            continue
    for m in ABOVE.finditer(text):
        words = re.split(r"[$\n]", text[max(0, m.start() - FEW_WORDS) : m.start()])[-1]
        if not CASE.search(words):
            found.setdefault(m["name"], Domain(0.0, closed_low=m["sign"] != ">"))
    for m in INSIDE.finditer(text):  # $0 < \\theta < 1$
        words = re.split(r"[$\n]", text[max(0, m.start() - FEW_WORDS) : m.start()])[-1]
        whole = m["name"].islower() and m["name"].isalpha()  # an index, where whole numbers lie between the ends
        between = int(m["high"]) - int(m["low"]) - ("<" in m["first"]) + ("<" not in m["last"])
        if not CASE.search(words) and int(m["low"]) < int(m["high"]) and not (whole and between):
            low, high = float(m["low"]), float(m["high"])
            found.setdefault(m["name"], Domain(low, high, m["first"] != "<", m["last"] != "<"))
    return {n.replace(letter := n.lstrip("\\"), SAME_LETTER.get(letter, letter)): d for n, d in found.items()}


def ranges_stated(text: str) -> dict[str, tuple[Node, Node]]:
    """First and last value of each index of which the text says so: 1 <= i, j <= n; i = 1, ..., n."""
    found: dict[str, tuple[Node, Node]] = {}
    for pattern in (RANGE, LIST):
        for m in pattern.finditer(text):
            low, high = tree_of(m["low"]), tree_of(m["high"].strip("}"))
            if low is not None and high is not None:
                for name in re.findall(r"[a-z]", m["names"]):
                    found.setdefault(name, (low, high))
    return found


@lru_cache(maxsize=1_000)
def tree_of(text: str) -> Node | None:
    """The tree of a short expression, None where it cannot be read."""
    try:
        sides = read_sides(text.strip(), Names(latex=True))
    except ReadingError:
        return None
    return sides[0].trees[0] if len(sides) == 1 else None
