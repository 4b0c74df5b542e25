"""A question of the answer set as numpy sees it: how its letters are drawn, its value, the value of each answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np

Draw = str | tuple[int | str, ...]
Value = Callable[..., Any]
SCALARS: dict[str, Callable[[np.random.Generator], float]] = {
    "real": lambda rng: float(rng.normal() * 1.5),
    "nonzero": lambda rng: float(rng.choice([-1, 1]) * rng.uniform(0.2, 2.5)),
    "unit": lambda rng: float(rng.uniform(0.05, 0.95)),
    "positive": lambda rng: float(rng.uniform(0.2, 3.0)),
    "count": lambda rng: int(rng.integers(2, 9)),
}


@dataclass(frozen=True)
class Family:
    """One question.

    `letters` maps a name to the kind of its scalar or to its shape; a name in a shape is a size, all sizes are drawn
    different (`at_least` bounds them from below). `derive` adds letters that follow from others, as a premise demands.
    `carried` is the value with the student's own earlier answer put in, where that answer may be carried forward.
    `forms` maps the last part of an answer's id to its value; a chain maps to the tuple of its sides.
    """

    letters: Mapping[str, Draw]
    reference: Value
    forms: Mapping[str, Value | tuple[Value, ...]]
    derive: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    at_least: int = 2
    entries: str = "real"
    carried: Value | None = None

    def draw(self, rng: np.random.Generator) -> dict[str, Any]:
        """Values of all letters, sizes among them."""
        names = sorted({s for d in self.letters.values() if isinstance(d, tuple) for s in d if isinstance(s, str)})
        sizes = rng.choice(np.arange(self.at_least, self.at_least + max(6, len(names))), size=len(names), replace=False)
        values: dict[str, Any] = {name: int(size) for name, size in zip(names, sizes)}
        for name, kind in self.letters.items():
            if isinstance(kind, tuple):
                shape = tuple(values[s] if isinstance(s, str) else s for s in kind)
                if self.entries == "real":
                    values[name] = rng.normal(size=shape)
                else:
                    values[name] = np.array([SCALARS[self.entries](rng) for _ in range(int(np.prod(shape)))]).reshape(
                        shape
                    )
            elif name not in values:
                values[name] = SCALARS[kind](rng)
        if self.derive:
            values |= self.derive(values)
        return values


def value(function: Value, letters: Mapping[str, Any]) -> Any:
    """The function's value; it is handed the letters that it names."""
    result = function(**{name: letters[name] for name in inspect.signature(function).parameters})
    return np.asarray(result, dtype=float)


def agrees(answer: Any, reference: Any, tolerance: Mapping[str, Any] | None = None) -> bool:
    """Whether an answer's value is the reference's, shapes included, within what the question allows."""
    a, r = np.asarray(answer, dtype=float), np.asarray(reference, dtype=float)
    if a.shape != r.shape or not np.all(np.isfinite(a)):
        return False
    kind = (tolerance or {}).get("type")
    size = float(np.max(np.abs(r), initial=0.0))
    slack = 1e-9 * max(size, 1e-3)
    if kind == "absolute":
        allowed = np.full(r.shape, float(tolerance["value"]))  # type: ignore[index]
    elif kind == "decimals":
        allowed = np.full(r.shape, 0.5 * 10.0 ** -tolerance["value"])  # type: ignore[index]
    elif kind == "significant":
        digits = tolerance["value"]  # type: ignore[index]
        allowed = np.array([0.5 * 10.0 ** (floor(log10(abs(x))) + 1 - digits) if x else 0.0 for x in r.ravel()])
        allowed = allowed.reshape(r.shape)
    else:
        allowed = np.zeros(r.shape)
    return bool(np.all(np.abs(a - r) <= allowed + slack))
