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
    "given", [{"type": "decimals"}, {"type": "decimals", "value": 2.5}, {"type": "significant", "value": 0.5},
              "roughly", "3", [2], True, {"type": "near", "value": 2}, float("nan")]
)  # fmt: skip
def test_what_is_no_tolerance_is_refused_in_a_sentence(given: Any) -> None:
    with pytest.raises(ContextError, match="tolerance"):
        read_tolerance(given)


def test_decimals_below_one_are_a_distance() -> None:
    assert verdict("2.71828", "2.7180", tolerance={"type": "decimals", "value": 0.0005}) == "equal"
    assert verdict("2.71828", "2.7170", tolerance={"type": "decimals", "value": 0.0005}) == "different"


PEAK = [r"\alpha_{\min}",
        "alpha_min", "α_min", r"\alpha_{min}", r"alpha_{\min}", r"\alpha_{\mathrm{min}}", r"\alpha_\min",
        r"\alpha_{\text{min}}", r"\alpha_{\rm min}", r"\alpha_{\operatorname{min}}"]  # fmt: skip


@pytest.mark.parametrize("declared", PEAK)
@pytest.mark.parametrize("typed", PEAK)
def test_a_name_ends_in_the_word_of_a_function(declared: str, typed: str) -> None:
    domains = {declared: "positive real", r"\alpha_{\max}": "positive real", "t": "real"}
    reference = rf"3 ({declared} - \alpha_{{\max}}) t"
    assert verdict(reference, f"3*t*{typed} - 3*t*alpha_max", domains=domains) == "equal"
    assert verdict(reference, f"3*t*{typed} + 3*t*alpha_max", domains=domains) == "different"


@pytest.mark.parametrize(
    ("declared", "typed"),
    [(r"\tau^2", r"\tau^{2}"), (r"\theta_{t-1}", r"\theta_{t-1}"), (r"\beta^*", r"\beta^{*}"),
     (r"u_{\text{prev}}", "u_prev"), (r"h_{\mathrm{in}}", "h_in"), (r"\hat{p}_c", r"\hat p_c"),
     (r"a^{(3)}", "a^{(3)}"), (r"\lambda_{reg}", "lambda_reg"),
     (r"b^{[2]}", "b^{[2]}"), (r"\mathcal{E}_{\text{CE}}", r"\mathcal{E}_{CE}"),
     (r"\tilde{x}_{\max}", r"\tilde x_{max}")],
)  # fmt: skip
def test_a_quantity_with_a_subscript_or_a_superscript_is_declared(declared: str, typed: str) -> None:
    domains = {declared: "positive real", "c_0": "real"}
    assert verdict(f"2 {declared} + c_0", f"c_0 + {typed} + {typed}", domains=domains) == "equal"
    assert verdict(f"2 {declared} + c_0", f"c_0 + {typed}", domains=domains) == "different"
