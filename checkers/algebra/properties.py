"""Properties of whole quantities, made true of random values: symmetric, orthogonal, one-hot, a probability vector."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

PHRASES = (
    (r"positive[ -]semi-?definite|psd|non-?negative[ -]definite", "semidefinite"),
    (r"(?:symmetric )?positive[ -]definite|spd|pd", "definite"),
    (r"skew[ -]symmetric|anti-?symmetric", "skew"),
    (r"(?:real[ -])?self-?adjoint|hermitian", "symmetric"),
    (r"(?:with |has |have )?orthonormal columns|(?:semi-?)?orthogonal|orthonormal|unitary|(?:a )?rotation",
     "orthogonal"),
    (r"lower[ -]triangular", "lower"),
    (r"upper[ -]triangular", "upper"),
    (r"diagonal", "diagonal"),
    (r"one[ -]?hot(?:[ -]encoded)?|(?:a )?(?:standard )?basis vector|(?:a )?one-?of-?k", "onehot"),
    ((r"(?:a |on the |in the )?(?:probability|probabilities)[ _-](?:vectors?|distributions?|simplex)"
     r"|(?:on the |in the |a )?(?:unit |standard )?simplex|(?:row[ -])?stochastic|(?:a )?(?:discrete )?distribution"),
     "simplex"),
    (r"(?:a )?unit(?:[ -](?:vectors?|norm|length))?|(?:of |with |has )(?:unit|norm) (?:norm|length|1|one)",
     "unit"),
    (r"(?:an? )?(?:invertible|non-?singular|regular|full[ -]rank|of full rank|square|generic)", "generic"),
)  # fmt: skip
"""What is said of a quantity -> the property it has."""
SQUARE = frozenset({"symmetric", "skew", "definite", "semidefinite"})
MATRICES = SQUARE | {"orthogonal", "lower", "upper", "diagonal"}
ROUNDED = frozenset({"simplex", "unit", "orthogonal"})  # equations that hold up to the rounding of numbers
PROPERTIES = MATRICES | {"simplex", "onehot", "unit"}
IMPLIED = frozenset({
    ("definite", "symmetric"), ("semidefinite", "symmetric"), ("definite", "semidefinite"), ("diagonal", "symmetric"),
    ("diagonal", "lower"), ("diagonal", "upper"), ("onehot", "simplex"), ("onehot", "unit"),
})  # fmt: skip
_READ = tuple((re.compile(rf"\b(?:{pattern})(?![\w-])", re.IGNORECASE), word) for pattern, word in PHRASES)


def in_one_word(said: str) -> str:
    """The text with every phrase for a property as the one word for it."""
    for pattern, word in _READ:
        said = pattern.sub(f" {word} ", said)
    return " ".join(said.replace("generic", " ").split())


def together(one: str, other: str) -> str | None:
    """The property of what has both, None where values with both are not drawn."""
    if not one or not other or one == other:
        return one or other
    return one if (one, other) in IMPLIED else other if (other, one) in IMPLIED else None


def fits(prop: str, axes: tuple[Any, ...]) -> bool:
    """Can a quantity with these axes have the property?"""
    if prop == "unit":  # of a matrix it may be said of rows, of columns or of the whole
        return len(axes) == 1
    return bool(axes) and (prop not in MATRICES or len(axes) == 2) and (prop not in SQUARE or axes[0] == axes[1])


def given(prop: str, values: Any, rng: Any) -> Any:
    """The values changed, at every point, to ones that have the property; as they are where it does not fit them."""
    shape = values.shape[1:]
    if not fits(prop, shape):
        return values
    match prop:
        case "simplex":
            positive = np.abs(values) + 0.05
            return positive / positive.sum(axis=-1, keepdims=True)
        case "onehot":
            return np.eye(shape[-1])[rng.integers(0, shape[-1], values.shape[:-1])]
        case "unit":
            length = np.sqrt((values**2).sum(axis=-1, keepdims=True))
            return np.where(length > 1e-9, values / np.where(length > 1e-9, length, 1.0), 1 / np.sqrt(shape[-1]))
        case "symmetric":
            return (values + np.swapaxes(values, 1, 2)) / 2
        case "skew":
            return (values - np.swapaxes(values, 1, 2)) / 2
        case "definite":
            return given("semidefinite", values, rng) / shape[1] + 0.3 * np.eye(shape[0])
        case "semidefinite":
            return given("symmetric", values @ np.swapaxes(values, 1, 2), rng)
        case "orthogonal":
            if shape[0] < shape[1]:  # the rows are orthonormal then
                return np.swapaxes(np.linalg.qr(np.swapaxes(values, 1, 2))[0], 1, 2)
            return np.linalg.qr(values)[0]
        case "lower":
            return np.tril(values)
        case "upper":
            return np.triu(values)
        case "diagonal":
            return np.where(np.eye(*shape) == 1, values, 0.0)
    return values


def holds(prop: str, values: Any) -> Any:
    """At which points have the values a property of ROUNDED?"""
    match prop:
        case "simplex":
            gap = values.sum(axis=-1) - 1
        case "unit":
            gap = np.sqrt((values**2).sum(axis=-1)) - 1
        case "orthogonal":
            tall = values if values.shape[1] >= values.shape[2] else np.swapaxes(values, 1, 2)
            gap = np.swapaxes(tall, 1, 2) @ tall - np.eye(tall.shape[2])
        case _:
            return np.ones(len(values), dtype=bool)
    return (np.abs(gap) <= 1e-9).reshape(len(values), -1).all(axis=1)
