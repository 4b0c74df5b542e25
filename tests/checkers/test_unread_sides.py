"""A side that cannot be read has no value; what stands beside it keeps its own."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document


def different(text: str) -> list[tuple[str, str]]:
    record = check_document(text)
    return [
        (link["right"], str(link["witness"]))
        for d in record["displays"]
        for link in d["links"]
        if link["verdict"] == "different"
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"$p = \frac{2 ,, 3}{4} = 6$, and $q = \frac{5 ,, 3}{4} = 8$.",
        r"$\frac{2 ,, 3}{4} = \frac{1 ,, 3}{7} = 6$, and $\frac{9 ,, 3}{4} = 8$.",
        r"$p = 2$, $q = 5$, $p + q = \frac{2 ,, 3}{4}$, and $p q = \frac{3 ,, 3}{4} = 10$.",
    ],
)
def test_a_side_that_is_not_read_has_no_value(text: str) -> None:
    assert different(text) == []


def test_the_names_beside_it_have_theirs() -> None:
    given = r"$p = \frac{2 ,, 3}{4} = 6$, and $q = \frac{5 ,, 3}{4} = 8$. "
    assert different(given + "$p + q = 14$") == []
    ((right, witness),) = different(given + "$p + q = 15$")
    assert right == "15"
    assert "p = 6, q = 8" in witness
    assert "unread" not in witness
