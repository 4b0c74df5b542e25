"""Premises that speak of one quantity alone, as domains: y is one-hot, A symmetric, x > 0, y in {0, 1}, A ≻ 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from checkers.algebra.domains import Domain, DomainError, read_domain
from checkers.algebra.fields import ContextError
from checkers.algebra.properties import fits, in_one_word, together
from checkers.algebra.spelling import GREEK_WORDS

LONGEST = 400  # characters of a premise that is searched here
WORDY = re.compile(r"\\(?:text|textrm|textit|textbf|mathrm|operatorname|mbox)\s*\{([^{}]*)\}")
SPACES = re.compile(r"\\(?:q?quad|[,;:! ])|~|\$")
FORALL = re.compile(r"^(?:\\forall|∀|for (?:all|each|every|any))\s*[^:,=<>]{1,60}[:,]")
AFTER = re.compile(
    r"[\s,(]++(?:\\forall|∀|for (?:all|each|every|any)\b|(?:entry|element|component)-?wise|entry by entry"
    r"|(?:by|in all|in every) (?:entries|entry|components?|elements?)).*$"
)
LED = re.compile(r"^(?:let|assume|suppose|given|where|that|with|each|every|all|both|the|entries of|rows of)\s+", re.I)
GENERIC = re.compile(r"^[^=<>]{1,200}\s(?:is|are)\s+((?:always )?[a-z -]{1,40})$")
INVERTIBLE = re.compile(r"invertible|singular|full[ -]rank|regular")
MEMBER = re.compile(r"^(.{1,100}?)\s*(?:\\in(?![a-zA-Z])|∈|\sin\s)\s*(.{1,200})$")
DEFINITE = re.compile(r"^(.{1,100}?)\s*(\\succeq|\\succ|⪰|≻)\s*(?:0|\\mathbf\s*\{?0\}?|O)$")
NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)"
RELATION = r"(<=|>=|!=|<|>|≤|≥|≠|\\leq?(?![a-z])|\\geq?(?![a-z])|\\neq?(?![a-z]))"
BETWEEN = re.compile(rf"^({NUMBER})\s*{RELATION}\s*([^<>≤≥=]{{1,100}}?)\s*{RELATION}\s*({NUMBER})$")
BEYOND = re.compile(rf"^([^<>≤≥≠=]{{1,100}}?)\s*{RELATION}\s*({NUMBER})$")
BEFORE = re.compile(rf"^({NUMBER})\s*{RELATION}\s*([^<>≤≥≠=]{{1,100}})$")
SIGNS = {"\\le": "<=", "\\leq": "<=", "≤": "<=", "\\ge": ">=", "\\geq": ">=", "≥": ">=", "\\ne": "!=", "\\neq": "!=",
         "≠": "!="}  # fmt: skip
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}
NAME = re.compile(
    r"(?:\\[A-Za-z]+|[^\W\d_])[\w']*(?:\{[^{}]{1,20}\})?"
    r"(?:[_^](?:\{(?:[^{}]|\{[^{}]{1,20}\}){1,40}\}|\\?\w+))*|\\\w+\{[^{}]{1,20}\}_?\w?"
)
SEVERAL = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
UP = r"(?:\s*\^\s*(?:\{[^{}]{1,40}\}|\w{1,20}))?"
REALS = re.compile(
    rf"^(?:\\mathbb\s*\{{?R\}}?|ℝ|R(?![a-z])){UP}\s*(_\s*\{{?(?:\+\+|\+|>\s*0|\\geq?\s*0|≥\s*0)\}}?)?{UP}"
)
POWER = re.compile(r"(?<=[)}\]])\s*\^\s*(?:\{[^{}]{1,40}\}|\w+)$")
SETS = (
    (re.compile(rf"^(?:\\Delta|Δ)(?![a-z])(?:_(?:\{{[^{{}}]{{1,40}}\}}|\w))?{UP}"), "simplex"),
    (re.compile(rf"^(?:\\mathbb\s*\{{?S\}}?|S){UP}_\{{?\+\+\}}?{UP}"), "positive definite"),
    (re.compile(rf"^(?:\\mathbb\s*\{{?S\}}?|S){UP}_\{{?\+\}}?{UP}"), "positive semidefinite"),
    (re.compile(r"^S?O\s*\(\s*\w{1,10}\s*\)"), "orthogonal"),
    (re.compile(rf"^(?:\\mathbb\s*\{{?Z\}}?|ℤ){UP}"), "integer"),
    (re.compile(rf"^(?:\\mathbb\s*\{{?N\}}?|ℕ){UP}"), "natural"),
)


def plain(premise: str) -> str:
    """The premise without \\text, spaces of LaTeX, and `for all i`, which every free index is read with."""
    if len(premise) > LONGEST:
        return premise
    said = " ".join(SPACES.sub(" ", WORDY.sub(r" \1 ", premise)).split()).rstrip(".")
    return AFTER.sub("", FORALL.sub("", said)).strip()


def assumed(premise: str) -> tuple[tuple[str, ...], Domain] | None:
    """The quantities of which a premise speaks, as they are typed, with their domain; None for any other premise.

    Raises ContextError for what speaks of one quantity and is not read.
    """
    if len(premise) > LONGEST:
        return None
    said = plain(premise)
    while m := LED.match(said):
        said = said[m.end() :]
    try:
        if m := DEFINITE.match(said):
            return _of(m[1], read_domain("positive definite" if m[2] in ("\\succ", "≻") else "positive semidefinite"))
        for pattern, low, names, high in ((BETWEEN, 1, 3, 5), (BEYOND, 0, 1, 3), (BEFORE, 1, 3, 0)):
            if m := pattern.match(said):
                domain = Domain()
                if low:
                    domain = _bounded(domain, TURNED[_sign(m[2])], float(m[low].replace("−", "-")))
                if high:
                    domain = _bounded(domain, _sign(m[high - 1]), float(m[high].replace("−", "-")))
                return _of(m[names], domain)
        if (m := MEMBER.match(said)) and (found := _of(m[1], None)) is not None:
            return found[0], _member(m[2])
        return _worded(said)
    except DomainError as error:
        raise ContextError(f"the premise {premise!r} is not read: {error}") from None


def _sign(typed: str) -> str:
    return SIGNS.get(typed, typed)


def _bounded(domain: Domain, sign: str, x: float) -> Domain:
    if sign == "!=":
        if x:
            raise DomainError("of 'not equal' only 0 is used")
        return replace(domain, zero=False)
    if sign in ("<", "<="):
        return replace(domain, high=x, closed_high=sign == "<=")
    return replace(domain, low=x, closed_low=sign == ">=")


def _of(names: str, domain: Domain | None) -> tuple[tuple[str, ...], Domain] | None:
    found = tuple(n for n in SEVERAL.split(names.strip()) if n)
    return (found, domain or Domain()) if found and all(NAME.fullmatch(n) for n in found) else None


def _member(said: str) -> Domain:
    """The domain of what is in a set: R^n, {0, 1}^n, (0, 1), the simplex. Words may follow: in R^n, symmetric."""
    if m := REALS.match(said):
        sign = "" if not m[1] else "positive" if ">" in m[1] or "++" in m[1] else "nonnegative"
        return read_domain(f"{sign} real {said[m.end() :].strip(', ')}".strip())
    for pattern, meaning in SETS:
        if m := pattern.match(said):
            return read_domain(f"{meaning} {said[m.end() :].strip(', ')}".strip())
    bare = said.replace("\\left", "").replace("\\right", "").replace("\\{", "{").replace("\\}", "}")
    return read_domain(POWER.sub("", bare))


def _worded(said: str) -> tuple[tuple[str, ...], Domain] | None:
    """y is one-hot, A symmetric, symmetric A, the matrices A and B are orthogonal."""
    words = [w for w in re.split(r"\s+", said.replace(":", " ")) if w]
    for k in range(1, len(words)):
        for names, rest in ((words[:k], words[k:]), (words[k:], words[:k])):
            named = " ".join(w for w in names if w.lower() not in ("matrix", "matrices", "vector", "vectors", "scalar"))
            if (m := MEMBER.match(named)) and REALS.match(m[2]):
                named = m[1]
            if not named or (found := _of(named, None)) is None or any(map(word_of, found[0])):
                continue
            try:
                return found[0], read_domain(" ".join(rest))
            except DomainError:
                continue
    return None


def word_of(word: str) -> bool:
    """Is it a word of English rather than a name?"""
    return word.isalpha() and word.isascii() and len(word) > 2 and word.islower() and word not in GREEK_WORDS


def narrowed(one: Domain, other: Domain, name: str) -> Domain:
    """What is in both domains. Raises ContextError."""
    shape = together(one.shape, other.shape)
    if shape is None:
        raise ContextError(f"values of {name} that are {one.shape} and {other.shape} at once are not drawn")
    low, closed_low = max((one.low, not one.closed_low), (other.low, not other.closed_low))
    high, open_high = min((one.high, one.closed_high), (other.high, other.closed_high))
    chosen = tuple(x for x in one.chosen or other.chosen if one.contains(x) and other.contains(x))
    if ((one.chosen or other.chosen) and not chosen) or low > high:
        raise ContextError(f"no value of {name} is in both of the domains that are stated for it")
    whole, zero = one.whole or other.whole, one.zero and other.zero
    ends = (one.ends[0] or other.ends[0], one.ends[1] or other.ends[1])
    return Domain(low, high, not closed_low, open_high, whole, zero, chosen, shape, ends)


@dataclass(frozen=True)
class Alone:
    """Domains that premises state, by the name of their quantity, and the premises that are left."""

    domains: dict[str, Domain]
    typed: dict[str, str]  # what is typed -> the name
    left: tuple[str, ...]


def spoken_alone(
    premises: Iterable[str], shapes: Mapping[str, Any], declared: Collection[str], formulas: Collection[str],
    name_of: Callable[[str], str],
) -> Alone:  # fmt: skip
    """The premises that state domains.

    shapes: the axes of the declared quantities; declared: every declared name; formulas: sizes and quantities that have
    a definition, of which nothing is drawn; name_of: the name of what is typed, raises ContextError.
    """
    alone = Alone({}, {}, ())
    left: list[str] = []
    for premise in premises:
        found = assumed(premise)
        try:
            names = [_meant(name_of(t), declared) for t in found[0]] if found else []
        except ContextError:
            names = []
        if _always(premise, found, names, formulas):
            continue
        if found is None or not names or None in names or any(n in formulas for n in names if n):
            left.append(FORALL.sub("", premise.strip()) if len(premise) <= LONGEST else premise)
            continue
        for typed, name in zip(found[0], names):
            if name is None:
                continue
            axes = tuple(shapes.get(name, ()))
            if found[1].shape and not fits(found[1].shape, axes):
                has = f"has the shape {list(axes)}" if axes else "has no shape in 'tensors'"
                raise ContextError(f"the premise {premise!r} cannot be used: {name} {has}")
            alone.domains[name] = narrowed(alone.domains.get(name, Domain()), found[1], name)
            alone.typed[typed if name_of(typed) == name else name] = name
    return replace(alone, left=tuple(left))


def _always(
    premise: str, found: tuple[tuple[str, ...], Domain] | None, names: list[str | None], formulas: Collection[str]
) -> bool:
    """Is it said of every size, as n in N is, or of almost all values, as X^T X is invertible?"""
    if found is not None and found[1] == Domain() and INVERTIBLE.search(premise):
        return True
    if found is not None:
        whole = found[1].whole and all(found[1].contains(float(k)) for k in range(1, 10))
        return whole and not any(found[1].ends) and bool(names) and all(n in formulas for n in names)
    said = GENERIC.match(plain(premise)) if len(premise) <= LONGEST else None
    return said is not None and not in_one_word(said[1])


def _meant(name: str, declared: Collection[str]) -> str | None:
    """The quantity of which a premise speaks: y where it speaks of y_i, None for one entry of it."""
    base, _, places = name.partition("_")
    if name in declared or not places or not (base in declared or (places.isalpha() and len(places) < 3)):
        return name
    return base if places.isalpha() and places.islower() else None


__all__ = ["Alone", "assumed", "narrowed", "plain", "spoken_alone", "word_of"]
