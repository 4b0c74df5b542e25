"""Matrices, lists and sums with dots: where they stand, their general entry, their slips, and as answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkers.algebra.compare import compare
from checkers.algebra.document import check_document
from checkers.algebra.dots_forms import form_of
from checkers.algebra.dots_layout import dotted
from checkers.algebra.dots_pattern import Pattern, pattern
from checkers.algebra.echo import latex
from checkers.algebra.observations import findings
from checkers.algebra.reading import Names, read_sides

DOCUMENTS = Path(__file__).parent / "documents" / "dots"


def matrix(rows: str) -> str:
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def made(text: str) -> Pattern:
    tree = read_sides(text, Names(latex="\\" in text))[0].trees[0]
    found = pattern(dotted(tree)[0])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "height", "width"),
    [
        (matrix(r"x_1 & \dots & x_n"), "1", "n"),
        (matrix(r"x_1 \\ x_2 \\ \vdots \\ x_{N-1}"), "N - 1", "1"),
        (matrix(r"a_{1,1} & \cdots & a_{1,2m} \\ \vdots & & \vdots \\ a_{n+1,1} & \ldots & a_{n+1,2m}"), "n + 1", "2m"),
        (matrix(r"g_1 & g_1 & g_2 & \dots & g_m & g_m"), "1", "2m"),
        (matrix(r"h_1 & h_3 & h_5 & \dots & h_{2n-1}"), "1", "n"),
        (matrix(r"h_0 & h_1 & \hdots & h_{k}"), "1", "k + 1"),
        (matrix(r"h_p & h_{p-1} & \dots & h_1"), "1", "p"),
        ("[x_1, x_2, ..., x_n]", "n", "1"),
        ("(y_1, y_2, …, y_m)", "m", "1"),
        ("[[a_11, ..., a_1n], ..., [a_m1, ..., a_mn]]", "1", "1"),
        (matrix(r"t_1 & t_2 & \dots & t_q \\ t_2 & t_3 & \dots & t_{q+1} \\ \vdots & & & \vdots"
                r" \\ t_p & t_{p+1} & \dots & t_{p+q-1}"), "p", "q"),
    ],
)  # fmt: skip
def test_sizes_are_told_from_the_last_entries(text: str, height: str, width: str) -> None:
    if "a_11" in text:  # indices side by side are one name: no pattern is seen, and none is made up
        tree = read_sides(text, Names(latex=False))[0].trees[0]
        found = pattern(dotted(tree)[0])
        assert found is None or not found.slips
        return
    found = made(text)
    assert found.height is not None and found.width is not None
    assert (found.height.text(), found.width.text()) == (height, width)
    assert not found.slips and not found.doubt


@pytest.mark.parametrize(
    ("rows", "slips"),
    [
        ((r"g_1 & g_1 & g_2 & g_2 & \dots & g_m & g_m \\ \vdots & & & & & & \vdots \\"
         r" g_1 & g_1 & g_2 & g_1 & \dots & g_m & g_m"), ["g_{2}"]),
        ((r"w_{1,1} & w_{1,2} & \dots & w_{1,n} \\ w_{2,1} & w_{1,2} & \dots & w_{2,n} \\ \vdots & & & \vdots \\"
         r" w_{m,1} & w_{m,2} & \dots & w_{m,n}"), ["w_{2,2}"]),
        (r"s_1 r_1 & s_1 r_2 & \dots & s_1 r_b \\ \vdots & & \ddots & \vdots \\ s_a r_1 & s_a r_2 & \dots & s_a r_a",
         ["s_{a}\\,r_{b}"]),
        ((r"\lambda_1 & 0 & \dots & 0 \\ 0 & \lambda_2 & \dots & 0 \\ \vdots & & \ddots & \vdots \\"
         r" 0 & 0 & \dots & \lambda_n"), []),
    ],
)  # fmt: skip
def test_slips_are_named_with_what_the_pattern_asks_for(rows: str, slips: list[str]) -> None:
    found = pattern(dotted(read_sides(matrix(rows), Names(latex=True))[0].trees[0])[0])
    if slips == ["s_{a}\\,r_{b}"]:  # one column of two entries that disagree: nobody can say which is wrong
        assert found is None or found.doubt or [latex(s.expected) for s in found.slips] == slips
        return
    assert found is not None
    assert [latex(s.expected) for s in found.slips] == slips


def test_forms_are_compared_exactly() -> None:
    read = lambda t: form_of(read_sides(t, Names(latex=True))[0].trees[0])  # noqa: E731
    assert read("2n + k - 1") == read("k + n - 1 + n") != read("2n + k + 1")
    assert read(r"\frac{2n+4}{2}") == read("n + 2")
    assert read("n^2") is None and read("nm") == read(r"n \cdot m")


TWO = {"tensors": {"g": ["n", "m"], "s": ["n", "m"]}}
ONE = {"tensors": {"p": ["n"], "y": ["n"]}}
CORNERS = (
    r"\begin{pmatrix} g_{1,1}s_{1,1} & \cdots & g_{1,m}s_{1,m} \\ \vdots & \ddots & \vdots \\ "
    r"g_{n,1}s_{n,1} & \cdots & g_{n,m}s_{n,m} \end{pmatrix}"
)
JACOBIAN = (
    r"\begin{bmatrix} p_1(1-p_1) & -p_1 p_2 & \cdots & -p_1 p_n \\ -p_2 p_1 & p_2(1-p_2) & \cdots & -p_2 p_n \\"
    r" \vdots & \vdots & \ddots & \vdots \\ -p_n p_1 & -p_n p_2 & \cdots & p_n(1-p_n) \end{bmatrix}"
)


@pytest.mark.parametrize(
    ("reference", "answer", "context", "verdict"),
    [
        (r"g \odot s", CORNERS, TWO, "equal"),
        (r"g \odot s", CORNERS.replace("s_{n,1}", "s_{1,n}"), TWO, "different"),
        (r"g \odot s", CORNERS.replace("s_{1,m} ", "s_{1,1} "), TWO, "different"),
        (r"g_{ij} s_{ij}", CORNERS, {**TWO, "label": r"\partial L / \partial x_{ij}"}, "equal"),
        ("p - y", "[p_1 - y_1, p_2 - y_2, ..., p_n - y_n]", ONE, "equal"),
        ("p - y", r"(p_1 - y_1, \ldots, p_n - y_n)^T", ONE, "equal"),
        ("p - y", "[p_1 - y_1, ..., p_n - y_1]", ONE, "different"),
        (r"\mathrm{diag}(p) - p p^T", JACOBIAN, ONE, "equal"),
        (r"\mathrm{diag}(p) - p p^T", JACOBIAN.replace("-p_n p_2", "p_n p_2"), ONE, "different"),
        (r"\mathrm{diag}(p)", r"\begin{bmatrix} p_1 & & \\ & \ddots & \\ & & p_n \end{bmatrix}", ONE, "equal"),
        ("p - y", "[p_1 - y_1, ...]", ONE, "undecided"),
        (
            "g p",
            (
                r"\begin{bmatrix} g_{1,1} p_1 + \dots + g_{1,n} p_n \\ \vdots \\ g_{m,1} p_1 + \dots + g_{m,n} p_n"
                r" \end{bmatrix}"
            ),
            {"tensors": {"g": ["m", "n"], "p": ["n"]}},
            "equal",
        ),
        (
            "g p",
            (
                r"\begin{bmatrix} g_{1,1} p_1 + \dots + g_{1,n} p_n \\ \vdots \\ g_{m,1} p_1 + \dots + g_{m,n} p_m"
                r" \end{bmatrix}"
            ),
            {"tensors": {"g": ["m", "n"], "p": ["n"]}},
            "undecided",
        ),
        (r"\sum_{i=1}^n x_i", "x_1 + x_2 + ... + x_n", {}, "equal"),
        (r"\sum_{i=1}^n x_i", r"x_1 + \dots + x_{n-1}", {}, "different"),
        (r"\sum_{i=1}^n x_i^2", r"x_1^2 + x_2^2 + \cdots + x_n^2", {}, "equal"),
        (r"\prod_{i=1}^n x_i", r"x_1 x_2 \cdots x_n", {}, "equal"),
        (r"\sum_{k=0}^{t} b^k", r"1 + b + b^2 + \dots + b^t", {}, "equal"),
        (r"\frac{n(n+1)}{2}", "1 + 2 + ... + n", {"sizes": ["n"]}, "equal"),
        (r"\frac{n(n-1)}{2}", "1 + 2 + ... + n", {"sizes": ["n"]}, "different"),
    ],
)
def test_answers_with_dots(reference: str, answer: str, context: dict[str, object], verdict: str) -> None:
    assert compare(reference, answer, context)["verdict"] == verdict


def lines(name: str) -> list[int]:
    record = check_document((DOCUMENTS / name).read_text("utf-8"))
    return [link["line"] for d in record["displays"] for link in d["links"] if link["verdict"] == "different"]


@pytest.mark.parametrize("name", sorted(p.name for p in DOCUMENTS.glob("*-right.*")))
def test_right_documents_raise_no_alarm(name: str) -> None:
    assert findings((DOCUMENTS / name).read_text("utf-8")) == []
    assert lines(name) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("outer-slip.tex", [20, 41]),
        ("upsampling-slip.md", [5, 27]),
        ("jacobian-slip.md", [5, 23]),
        ("counting-slip.md", [8, 9, 18]),
    ],
)
def test_slips_in_documents_are_found(name: str, expected: list[int]) -> None:
    assert lines(name) == expected


def test_slips_in_a_computation_are_found() -> None:
    assert {25, 34} <= set(lines("two-steps-slip.md"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ((r"$X \in \mathbb{R}^{a \times b}$, $$X = \begin{bmatrix} x_{1,1} & \dots & x_{1,a} \\ \vdots & & \vdots \\"
         r" x_{a,1} & \dots & x_{a,a} \end{bmatrix}$$"), "x_{1,a} does not exist for all sizes"),
        ((r"$$A = \begin{bmatrix} u_1 v_1 & \dots & u_1 v_n \\ \vdots & & \vdots \\"
         r" u_m v_1 & \dots & u_m v_n \end{bmatrix}$$ and $A_{ij} = u_j v_i$"), "entry (1, n) of the matrix is"),
        ((r"$$\begin{bmatrix} \frac{\partial L}{\partial y_1} & \dots & \frac{\partial L}{\partial y_n} \end{bmatrix} ="
         r" \begin{bmatrix} \frac{\partial L}{\partial z_1} \frac{\partial z_2}{\partial y_2} & \dots &"
         r" \frac{\partial L}{\partial z_{n-1}} \frac{\partial z_n}{\partial y_n} \end{bmatrix}$$"), "is followed by"),
        (r"$$\begin{bmatrix} a_1 & \dots & a_n \end{bmatrix} = 2 \begin{bmatrix} b_1 & \dots & b_{n+1} \end{bmatrix}$$",
         "the matrix on the left has n columns, the one on the right n + 1"),
        (r"$$\frac{\partial L_t}{\partial w} = \sum_{t=1}^T \frac{\partial L_t}{\partial h_t} x_t$$", "about one t"),
        (r"$$\frac{\partial L}{\partial w} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} x_t$$", ""),
        (r"$$q_i = \frac{e^{z_i}}{\sum_i e^{z_i}}$$ $$m_k = \sum_{i=1}^k x_i$$ $$E_x = \sum_x p_x x$$", ""),
        (r"$$u - \eta(v + w) = u - v - \eta w$$", ""),
        (r"$$u - \eta v - \eta w = u - v - w$$", "eta"),
        (r"The rate is $\eta = 1$, so $$u - \eta v - \eta w = u - v - w$$", ""),
    ],
)  # fmt: skip
def test_what_is_said(text: str, said: str) -> None:
    found = findings(text)
    assert [said in f.why for f in found] == ([True] if said else [])
