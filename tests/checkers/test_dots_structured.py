"""Structured matrices with dots: any one entry with another index is told, and the right ones are not."""

from __future__ import annotations

import re

import pytest

from checkers.algebra.observations import findings

FULL = {  # rows parted by semicolons; a row of v is left out
    "circulant": "c_1 c_n c_{n-1} . c_2; c_2 c_1 c_n . c_3; c_3 c_2 c_1 . c_4; v; c_n c_{n-1} c_{n-2} . c_1",
    "symmetric Toeplitz": "r_0 r_1 r_2 . r_{n-1}; r_1 r_0 r_1 . r_{n-2}; r_2 r_1 r_0 . r_{n-3}; v; "
    "r_{n-1} r_{n-2} r_{n-3} . r_0",
    "Hankel": "h_1 h_2 h_3 . h_n; h_2 h_3 h_4 . h_{n+1}; h_3 h_4 h_5 . h_{n+2}; v; h_n h_{n+1} h_{n+2} . h_{2n-1}",
}
BANDED = {
    "convolution": "w_1 w_2 w_3 0 . 0; 0 w_1 w_2 w_3 . 0; 0 0 w_1 w_2 . 0; v; 0 0 0 0 . w_3",
    "tridiagonal": "a_1 b_1 0 . 0; b_1 a_2 b_2 . 0; 0 b_2 a_3 . 0; v; 0 0 0 . a_n",
}
TOLD = {"convolution": ("w_1", "w_2"), "tridiagonal": ("a_1", "a_2", "a_3")}  # diagonals of which three are shown


def cells(name: str) -> list[list[str]]:
    rows = [row.split() for row in {**FULL, **BANDED}[name].split(";")]
    return [["v"] * (len(rows[0]) - 2) + ["d", "v"] if row == ["v"] else row for row in rows]


def told(matrix: list[list[str]]) -> list[str]:
    dots = {".": r"\cdots", "v": r"\vdots", "d": r"\ddots"}
    rows = r" \\ ".join(" & ".join(dots.get(c, c) for c in row) for row in matrix)
    return [f.why for f in findings(rf"$$M = \begin{{bmatrix}} {rows} \end{{bmatrix}}$$")]


def places(names: dict[str, str]) -> list[tuple[str, int, int]]:
    return [(n, i, j) for n in sorted(names) for i, row in enumerate(cells(n)) for j, c in enumerate(row)
            if re.search(r"_\d", c)]  # fmt: skip


def with_slip(name: str, i: int, j: int) -> tuple[str, list[str]]:
    """What the slip asks for, and what is told, where one index is one too large."""
    matrix = cells(name)
    entry = matrix[i][j]
    matrix[i][j] = re.sub(r"_(\d)", lambda m: f"_{int(m[1]) + 1}", entry)
    letter, number = entry.split("_")
    return f"{letter}_{{{number}}}", told(matrix)


@pytest.mark.parametrize("name", sorted({**FULL, **BANDED}))
def test_a_right_one_is_not_told(name: str) -> None:
    assert told(cells(name)) == []


@pytest.mark.parametrize(("name", "i", "j"), places(FULL))
def test_an_index_of_its_own_is_told(name: str, i: int, j: int) -> None:
    asked, (why,) = with_slip(name, i, j)
    assert f"entry ({'n' if i == 4 else i + 1}, {'n' if j == 4 else j + 1})" in why and asked in why


@pytest.mark.parametrize(("name", "i", "j"), places(BANDED))
def test_what_leaves_its_diagonal_is_told_where_three_are_shown(name: str, i: int, j: int) -> None:
    entry = cells(name)[i][j]
    asked, found = with_slip(name, i, j)
    if entry in TOLD[name]:
        assert len(found) == 1 and f"asks for {asked}" in found[0]
    else:
        assert all(f"asks for {asked}" in why for why in found)
