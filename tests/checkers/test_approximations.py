r"""What `\approx` claims: digits between numbers, nearness between formulas and where a series is broken off."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document


def links(text: str) -> dict[str, str]:
    """The verdict of each link, by its right side."""
    record = check_document(text)
    assert record["unread"] == []
    return {link["right"]: link["verdict"] for d in record["displays"] for link in d["links"]}


@pytest.mark.parametrize(
    ("near", "right", "exact", "wrong"),
    [
        (r"$e^{0.1} \approx 1 + 0.1 + 0.005 = 1.105$", "1 + 0.1 + 0.005", r"$\sqrt{1.2} \approx 1.106$", "1.106"),
        (r"$\sqrt{1.4} \approx 1 + 0.2 - 0.02$", "1 + 0.2 - 0.02", r"$e^{0.1} \approx 1 + 1.0 + 0.5$", "1 + 1.0 + 0.5"),
        (r"$\cos(0.4) \approx 1 - 0.08$", "1 - 0.08", r"$\cos(0.4) \approx -1 + 0.08$", "-1 + 0.08"),
        (r"$\sqrt{1.4} \approx 1 + 0.2 - 0.02$", "1 + 0.2 - 0.02",
         r"$\sqrt{1.4} \approx 1 - 0.2 - 0.02$", "1 - 0.2 - 0.02"),
        (r"$\sqrt{3} \approx \frac{7}{4}$", r"\frac{7}{4}", r"$\sqrt{3} \approx \frac{7}{2}$", r"\frac{7}{2}"),
        (r"$\frac{297}{5.1} \approx \frac{300}{5}$", r"\frac{300}{5}",
         r"$\frac{297}{5.1} = \frac{300}{5}$", r"\frac{300}{5}"),
        ("Let $g(u) = \\sqrt{1+u}$. $g(0.4) \\approx 1 + 0.2 - 0.02$", "1 + 0.2 - 0.02",
         "Let $g(u) = \\sqrt{1+u}$. $g(0.4) \\approx 1.138$", "1.138"),
    ],
)  # fmt: skip
def test_a_series_broken_off_is_not_wrong(near: str, right: str, exact: str, wrong: str) -> None:
    assert links(near)[right] == "undecided"
    assert links(exact)[wrong] == "different"


def test_what_follows_the_series_is_judged() -> None:
    assert links(r"$e^{0.1} \approx 1 + 0.1 + 0.005 = 1.105$")["1.105"] == "equal"
    assert links(r"$e^{0.1} \approx 1 + 0.1 + 0.005 = 1.15$")["1.15"] == "different"


def test_numbers_rounded_on_the_way_keep_their_digits() -> None:
    assert links(r"$0.5 \cdot 3.4 + 1.31 \approx 1.7 + 1.3$")["1.7 + 1.3"] == "equal"
    assert links(r"$0.5 \cdot 3.4 + 1.31 \approx 1.7 + 1.5$")["1.7 + 1.5"] == "different"
    assert links(r"$\sqrt{0.6 \cdot 0.5} \approx \sqrt{0.33}$")[r"\sqrt{0.33}"] == "different"


def test_a_whole_number_may_be_rounded_to() -> None:
    assert links(r"$\sqrt{14} \approx 4$ and $99.7 \approx 100$ and $1183 \approx 1200$") == dict.fromkeys(
        ("4", "100", "1200"), "equal"
    )
    assert links(r"$\sqrt{14} \approx 3$")["3"] == "different"
    assert links(r"$\sqrt{14} = 4$")["4"] == "different"


NEWTON = r"Let $g(u) = u^3 - 4$, $g'(u) = 3u^2$, $u_{k+1} = u_k - \frac{g(u_k)}{g'(u_k)}$. "


def test_formulas_that_are_close_are_not_equal() -> None:
    text = (
        NEWTON
        + r"With the root $\beta$ and $d_k = u_k - \beta$: $d_{k+1} \approx \frac{g''(\beta)}{2g'(\beta)} d_k^2$."
    )
    assert "different" not in links(text).values()
    text = NEWTON + r"$\frac{g(u)}{g'(u)} = \frac{u^3 - 4}{3u}$."
    assert links(text)[r"\frac{u^3 - 4}{3u}"] == "different"


def test_a_model_defines_nothing() -> None:
    text = r"We fit $y_i \approx a x_i$. Let $E = \sum_{i=1}^n (y_i - a x_i)^2$. Then $\frac{\partial E}{\partial a} = "
    assert links(text + r"-2 \sum_{i=1}^n x_i (y_i - a x_i)$.")[r"-2 \sum_{i=1}^n x_i (y_i - a x_i)"] == "equal"
    assert links(text + r"2 \sum_{i=1}^n x_i (y_i - a x_i)$.")[r"2 \sum_{i=1}^n x_i (y_i - a x_i)"] == "different"


def test_printed_values_are_not_held_against_a_formula_that_is_close() -> None:
    given = "With $u = 3.00$, $v = 2.00$ and $w = 6.50$: "
    assert "different" not in links(given + r"$w \approx u v$.").values()
    assert links(given + r"$w + u = 9.60$.")["9.60"] == "different"
