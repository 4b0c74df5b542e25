"""Contexts that no course would write: shapes and sizes out of all measure, wrong types, thousands of premises."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.fuzz.hostile import grown

FIELDS = (
    "tensors",
    "domains",
    "sizes",
    "premises",
    "definitions",
    "tolerance",
    "integer",
    "orientation",
    "chain",
    "label",
    "earlier",
)
NAMES = ("x", "y", "W", "n", "i", "e", "L", "X_1", r"\hat y", "", " ", "x" * 10_000, "1", "x+y", "\0", "\ud800", "∑",
"__class__",
         "W_hh", r"\frac{\partial L}{\partial W}", "f(x)", "f", "np", "T", "sum", "é")  # fmt: skip
AXES = (0, 1, 2, 3, 5, 64, 65, 10**6, 10**30, -1, -(10**6), 1.5, True, None, "n", "m", "n+1", "2n", "10^6", "n!", "-n",
"x_i", "1/0", "n^n^n",
        "(" * 100, "", [], {}, "9" * 500, float("nan"), float("inf"))  # fmt: skip
DOMAINS = ("real", "positive", "> 0", "[0, 1]", "(0, 1)", "(1, 0)", "integer", "{0, 1}", "integer in [1, 1e9]",
"[-1e308, 1e308]", "[0, 0]",
           "simplex", "symmetric", "probability", "integer in 1..n", "!= 0", "nan", "[nan, nan]", "(0, inf)", "", "x",
           "[" * 50, "1e999")  # fmt: skip
ODD: tuple[Any, ...] = (None, True, False, 0, -1, 10**400, 1.5, float("nan"), float("inf"), "", "x", [], {}, [[]],
[None], [1, "x"], {"": ""},
                        {"x": None}, {"x": {"x": {}}}, [[[[[[1]]]]]], "\ud800", ["x"] * 1_000,
                        {f"k{k}": k for k in range(1_000)})  # fmt: skip
PREMISES = ("x = 1", "x > 0", "W = W^T", "sum_i p_i = 1", "x = x + 1", "x^2 = -1", "0 = 1", "1 = 1", "x < y", "(x",
"x", "x = y = z",
            r"\sum_{i=1}^{n} x_i = 1", "x != 0", "x = " + "(" * 70, "n = 5", "e^x = 0",
            r"\mathbf{1}_n = 1")  # fmt: skip
TOLERANCES = (0, -1, 1e300, float("nan"), "exact", "decimals", {"type": "decimals", "value": 10**9},
{"type": "significant", "value": -1}, {"type": "x"},
              {"type": "decimals", "value": 1.5}, {"value": "x"}, {"type": "absolute", "value": float("inf")},
              {"type": None}, True, [])  # fmt: skip
BODIES = (
    "x",
    "1",
    "x + 1",
    "W x",
    "sigma(x)",
    r"\sum_i x_i",
    "y",
    "x^x^x",
    "1/0",
    "f(x)",
    "(",
    "",
    "x = 1",
    "[[1,2],[3,4]]",
)


def context(chance: Random) -> dict[str, Any]:
    """A context of one to four fields, each of the right kind with wild contents, or of no kind at all."""
    return {name: field(name, chance) for name in chance.sample(FIELDS, chance.randint(1, 4))}


def field(name: str, chance: Random) -> Any:
    if chance.random() < 0.15:
        return chance.choice(ODD)
    many = chance.choice((1, 1, 2, 3, 10, 100, 1_000))
    names = [chance.choice(NAMES) if chance.random() < 0.6 else f"x_{k}" for k in range(many)]
    match name:
        case "tensors":
            return {n: [chance.choice(AXES) for _ in range(chance.choice((0, 1, 2, 2, 3, 9)))] for n in names}
        case "domains":
            return {n: chance.choice(DOMAINS) for n in names}
        case "sizes":
            return names
        case "premises":
            many = chance.choice((1, 2, 10, 10_000))
            return [grown(chance)[:200] if chance.random() < 0.2 else chance.choice(PREMISES) for _ in range(min(many,
            50))] * (
                many // 50 + 1)  # fmt: skip
        case "definitions":
            return {n: chance.choice(BODIES) for n in names}
        case "tolerance":
            return chance.choice(TOLERANCES)
        case "earlier":
            return {
                n: {"reference": chance.choice(BODIES), "answer": chance.choice((*BODIES, "0", None, 1))} for n in names
            }
        case "label":
            return chance.choice((*NAMES, grown(chance)[:2_000]))
    return chance.choice((True, False, "graded", "ignored", 1, "x"))


def record(chance: Random, known: dict[str, Any], text: str) -> dict[str, Any]:
    """A record with a wild context around a known question, a short one, or a wild one."""
    wild = context(chance)
    if chance.random() < 0.4:
        wild = {**known["context"], **wild}
    reference = chance.choice((known["reference"], "x", "W x", r"\sum_{i=1}^{n} x_i", "x_i y_j", "W^T W", "2"))
    answer = chance.choice((known["reference"], "x", text, reference, "2 " + reference, "y"))
    return {"id": chance.choice((1, None, "x", 1.5, [], {})), "reference": reference, "answer": answer, "context": wild}
