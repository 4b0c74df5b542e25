"""Texts that nobody would send on purpose, and some that somebody would: random, mutated, hostile, a soup of tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from tests.fuzz.begun import begun
from tests.fuzz.hostile import grown

SCORE = Path(__file__).parent.parent / "score"
KINDS = ("random", "mutated", "hostile", "tokens", "begun")
KEYS = (
    "abxyz0123456789+-*/^_(){}[]|\\.,;:=<>&$'\"~!@%#`? \n\t∑∏∂∇σδΔηλ½²³ᵀ⊙⊗√≤≥≠≈⇒·×−–′…⋯∞𝟙"
    "\u200b\u202e\u0301\ufeff\x00\x1b\ud7ff"
)
SOUP = r"""
\frac{ } { } \sum_ ^ _ \prod_{i=1}^{n} \int \sqrt{ \left( \right) \left. \right| \begin{cases} \end{cases} & \\
\begin{bmatrix} \end{bmatrix} \begin{aligned} \end{aligned} \operatorname{ \mathrm{ \text{ \over \cdot \odot \dots
\partial \nabla \sigma \hat \bar \top \cdots \infty \lim \max \min \log \exp \tanh \mathbb{1} \ge \ne ; , | || $ $$
np.exp( np.sum( np.where( .T @ ** axis=0 ) [ ] [[ ]] lambda : for i in range( if else import eval( __class__ ( )
x y z w g s W X_{ij} p_i h^{(t)} dW ' \delta_{ij} 1 2 0 0.5 1e9 10^{99} 7! ! 1/3 -1 +1 == = := { }
"""
TOKENS = tuple(SOUP.split())


@cache
def known() -> tuple[str, ...]:
    """The answers of the answer set."""
    return tuple(
        json.loads(line)["answer"]
        for f in sorted((SCORE / "answers").glob("*.jsonl"))
        for line in f.read_text("utf-8").splitlines()
    )


@cache
def hostile() -> tuple[str, ...]:
    """The hostile answers of the answer set."""
    return tuple(json.loads(line)["answer"] for line in (SCORE / "hostile.jsonl").read_text("utf-8").splitlines())


def text(kind: str, chance: Random) -> str:
    """One text of a kind."""
    match kind:
        case "random":
            return "".join(chance.choices(KEYS, k=chance.randint(0, 60)))
        case "mutated":
            return mutated(chance.choice(known()), known(), chance)
        case "begun":
            return begun(chance)[:MOST]
        case "tokens":
            return chance.choice((" ", "")).join(chance.choices(TOKENS, k=chance.randint(1, 25)))
    return grown(chance)[:MOST] if chance.random() < 0.5 else mutated(chance.choice(hostile()), hostile(), chance)


def mutated(text: str, others: Sequence[str], chance: Random) -> str:
    """The text with up to six slips: a key dropped or struck, a piece of another text, a piece twice or moved."""
    keys = text
    for _ in range(chance.randint(1, 6)):
        if len(keys) > 30_000:
            break
        k = chance.randint(0, len(keys))
        end = min(len(keys), k + chance.randint(1, 12))
        match chance.randrange(6):
            case 0:
                keys = keys[:k] + keys[k + 1 :]
            case 1:
                keys = keys[:k] + chance.choice(KEYS) + keys[k:]
            case 2:
                other = chance.choice(others)
                start = chance.randint(0, len(other))
                keys = keys[:k] + other[start : start + chance.randint(1, 20)] + keys[k:]
            case 3:
                keys = keys[:end] + keys[k:]
            case 4:
                keys = keys[:k] + chance.choice(TOKENS) + keys[k:]
            case 5:
                keys = keys[:k] + keys[end:] + keys[k:end]
    return keys


MOST = 200_000  # characters of a text: all readers refuse far fewer
