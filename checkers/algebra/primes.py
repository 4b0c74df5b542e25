"""Quantities with primes, W', \\hat y', \\mu_1': values of their own after a step, where a prime does not transpose."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from functools import lru_cache

from checkers.algebra.spelling import GREEK_WORDS, SAME_HAT, SAME_LETTER
from checkers.algebra.tree import Entry, Name, Node

FONT = re.compile(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathit|mathsf|mathcal|pmb)(?![A-Za-z])\s*+")
BELOW = re.compile(r"_\s*+(?:\{[^{}]*+\}|\\[A-Za-z]++|[A-Za-z0-9])")
ABOVE = re.compile(r"\^\s*+\{?+\s*+((?:\\prime(?![A-Za-z])\s*+|′){1,3}+)\}?+")
PRIME = re.compile(r"\\prime\s*+|′")
QUANTITY = re.compile(
    r"(?<![A-Za-z\\])(?:\\(?P<hat>hat|bar|tilde|check|breve|widehat|widetilde|overline)(?![A-Za-z])\s*+)?+"
    r"(?P<letter>\\[A-Za-z]++|[A-Za-z])\s?+(?P<primes>'{1,3}+)(?P<calls>\s*+(?:\(|\\left))?+"
    r"(?P<head>\s*+&?+\s*+(?:=|\\approx(?![A-Za-z])|≈))?+"
)
TRANSPOSE = re.compile(r"\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?T|\\mathrm\s*\{?\s*T)")
SLOPES = frozenset({"sigma", "phi", "psi", "Phi", "Psi"})  # functions, whose primes are derivatives


@lru_cache(maxsize=8)
def primed_names(formulas: str) -> frozenset[str]:
    """What has primes and is a quantity of its own: what an equation begins with, and more where ^T transposes.

    A hat stands on a quantity that is calculated anew: with a prime it is a name wherever any equation begins so.
    """
    found = list(quantities(formulas))
    heads = {name for name, _, head in found if head}
    turned = bool(TRANSPOSE.search(formulas))
    heads |= {name for name, hat, _ in found if turned or (hat and heads)}
    return frozenset(name[: len(name) - k] for name in heads for k in range(name.count("'")))


def primed_heads(text: str) -> frozenset[str]:
    """Every name with primes that an equation begins with, and those with hats beside them."""
    found = list(quantities(text))
    heads = {name for name, _, head in found if head}
    heads |= {name for name, hat, _ in found if hat and heads}
    return frozenset(name[: len(name) - k] for name in heads for k in range(name.count("'")))


def quantities(text: str) -> list[tuple[str, bool, bool]]:
    """(name, has it a hat, does an equation begin with it) of every letter with primes that is not called."""
    text = ABOVE.sub(lambda m: "'" * len(PRIME.findall(m[1])), BELOW.sub("", FONT.sub("", text)))
    out = []
    for m in QUANTITY.finditer(text.replace("{", " ").replace("}", "") if "'" in text else ""):
        letter = m["letter"].lstrip("\\")
        if (len(letter) > 1 and (letter not in GREEK_WORDS or letter in SLOPES)) or m["calls"]:
            continue
        hat = f"{SAME_HAT.get(m['hat'], m['hat'])} " if m["hat"] else ""
        out.append((f"{hat}{SAME_LETTER.get(letter, letter)}{m['primes']}", bool(hat), bool(m["head"])))
    return out


def with_prime(node: Node, known: Container[str]) -> Node | None:
    """w' or w'_1 as a quantity of its own, None where no such name is known."""
    if isinstance(node, Name):
        return replace(node, name=f"{node.name}'") if f"{node.name}'" in known else None
    inside = with_prime(node.base, known) if isinstance(node, Entry) and isinstance(node.base, Name) else None
    return replace(node, base=inside) if isinstance(node, Entry) and inside is not None else None
