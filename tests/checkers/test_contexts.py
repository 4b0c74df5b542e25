"""How a question states its tolerance, its quantities and its premises: the spellings of those who write questions."""

from __future__ import annotations

from typing import Any

import pytest
from checkers.algebra.compare import Comparer
from checkers.algebra.fields import ContextError
from checkers.algebra.tolerances import Tolerance, read_tolerance

COMPARER = Comparer()


def verdict(reference: str, answer: str, **context: Any) -> str:
    found = COMPARER.compare({"reference": reference, "answer": answer, "context": context})
    return str(found["verdict"])


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ({"type": "decimals", "value": 0.005}, "absolute", 0.005),
        ({"type": "decimals", "value": 2}, "decimals", 2),
        ({"type": "significant", "value": 4}, "significant", 4),
        ({"decimals": 2}, "decimals", 2),
        (0.02, "absolute", 0.02),
        ("2 decimals", "decimals", 2),
        ("5 sig figs", "significant", 5),
        ("1e-4", "absolute", 1e-4),
        ("exact", "exact", 0),
        (None, "", 0),
    ],
)
def test_a_tolerance_is_read(given: Any, kind: str, value: float) -> None:
    assert read_tolerance(given) == Tolerance(kind, float(value))


@pytest.mark.parametrize(
    "given", [{"type": "decimals"}, {"type": "decimals", "value": 2.5}, {"type": "significant", "value": 0.5}, "roughly",
              "3", [2], True, {"type": "near", "value": 2}, float("nan")]
)  # fmt: skip
def test_what_is_no_tolerance_is_refused_in_a_sentence(given: Any) -> None:
    with pytest.raises(ContextError, match="tolerance"):
        read_tolerance(given)


def test_decimals_below_one_are_a_distance() -> None:
    assert verdict("2.71828", "2.7180", tolerance={"type": "decimals", "value": 0.0005}) == "equal"
    assert verdict("2.71828", "2.7170", tolerance={"type": "decimals", "value": 0.0005}) == "different"
