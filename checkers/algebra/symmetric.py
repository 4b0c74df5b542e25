"""Matrices that the words of a document call symmetric, or that are so by what they are, as covariances."""

from __future__ import annotations

import re

from checkers.algebra.domains import Domain
from checkers.algebra.ground import Stand
from checkers.algebra.tree import Node

SYMMETRIC = re.compile(
    r"symmetr|covarian|hessian|gram\b|kernel matri|(?:semi-?)?definite|self-?adjoint|hermitian|commut|laplacian"
    r"|adjacency|diagonal (?:matri|with)|scalar matri",
    re.IGNORECASE,
)
"""Words for matrices that are their own transposes, or may change places."""
STEMS = ("symmetr", "covarian", "hess", "gram", "matri", "definite", "adjoint", "hermit", "commut", "laplac", "adjacen",
         "diagonal")  # fmt: skip
DENIED = re.compile(
    r"\b(?:not|no|never|need|non|neither|arbitrary|unsymmetric|asymmetric|skew|anti)\b|n't", re.IGNORECASE
)
CAPITAL = re.compile(
    r"\$\s*+(?:\\(?:mathbf|boldsymbol|bm|mathrm|hat|tilde|bar)\s*+\{?\s*+)?+([A-Z]|\\[A-Z][a-z]++)(?![A-Za-z])"
)
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\$\$")
ANY = "*"
LONGEST = 600


def called_symmetric(text: str) -> set[str]:
    """The capitals in sentences that speak of symmetry, ANY where any sentence does."""
    lowered = text.lower()
    if not any(stem in lowered for stem in STEMS) or not SYMMETRIC.search(text):
        return set()  # a long text is searched only where a stem of the words stands in it
    found = {ANY}
    for sentence in SENTENCE.split(text):
        if len(sentence) <= LONGEST and SYMMETRIC.search(sentence) and not DENIED.search(sentence):
            found |= {m[1].removeprefix("\\") for m in CAPITAL.finditer(sentence)}
    return found


def with_symmetric(stand: Stand, pair: tuple[Node, Node]) -> dict[str, Domain]:
    """Domains for what a link speaks of and the words call symmetric."""
    spoken = (stand.leaves(pair[0]) | stand.leaves(pair[1])) & stand.ground.symmetric
    known = {n for n, d in stand.ground.domains.items() if d.shape} | set(stand.definitions)
    return {n: Domain(shape="symmetric") for n in sorted(spoken - known)}
