"""A document's slips are found where nothing but the document is needed, and a right document raises no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from backproof.main import doors
from checkers.algebra.document import check_document

SAMPLES = Path(__file__).parent.parent.parent / "samples"


def wrong_lines(text: str) -> list[int]:
    record = check_document(text)
    return [link["line"] for d in record["displays"] for link in d["links"] if link["verdict"] == "different"]


@pytest.mark.parametrize("name", ["softmax-right.md", "pooling-right.tex"])
def test_a_right_document_raises_no_alarm(name: str) -> None:
    assert wrong_lines((SAMPLES / name).read_text("utf-8")) == []


def test_numbers_that_slip_are_found() -> None:
    assert wrong_lines((SAMPLES / "softmax-slips.md").read_text("utf-8")) == [28, 29, 39, 44]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("$$ (x+1)^2 = x^2 + 2x + 1 = x^2 + 2x + 2 $$", [1]),
        ("words\n\n\\[ a(b+c) = ab + ac \\]\n\n$2 \\times 3 = 5$", [5]),
        ("\\begin{align*} g(1-s) &= g - gs \\\\ &= g + gs \\end{align*}", [1]),
        ("$$ L = (x - y)^2 $$ and $x = 3$, $f(x) = x + 1$", []),
        ("```\n$1 = 2$\n```", []),
        ("$$ \\frac{1}{3} \\approx 0.33 $$", []),
        ("$$ \\frac{1}{3} \\approx 0.34 $$", [1]),
    ],
)
def test_small_documents(text: str, lines: list[int]) -> None:
    assert wrong_lines(text) == lines


def test_what_is_not_read_is_listed() -> None:
    record = check_document("$$ \\foo{x} = 1 $$")
    assert [u["line"] for u in record["unread"]] == [1] and record["summary"]["unread"] == 1


def test_the_command_says_where(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("$$ 6 \\cdot 7 = 43 $$")
    result = CliRunner().invoke(doors, ["check", str(file)])
    assert result.exit_code == 1 and "line 1" in result.output and "43" in result.output
    assert CliRunner().invoke(doors, ["check", str(tmp_path / "none.md")]).exit_code == 2
