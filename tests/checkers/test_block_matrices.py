"""Blocks, joined arrays, kept axes, diagonals beside the main one, and lists in matrix products."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer

WIDE = {"g": [2], "u": [5]}
SQUARE = {"S": [2, 2], "T": [2, 4], "V": [4, 4], "p": [2], "q": [4]}
RECURRENT = {"R": [3, 6], "p": [2], "q": [4]}
PAIR = {"a": [4], "b": [4]}
AUGMENTED = {"M": [3, 5], "c": [3]}
SCORES = {"Z": [3, 5], "U": [3, 5]}

BIASED = r"\begin{pmatrix}g & g u^\top\end{pmatrix}"
APPLIED = r"\begin{pmatrix}S & T\\ 0 & V\end{pmatrix}\begin{pmatrix}p\\ q\end{pmatrix}"
COLUMNS = r"\begin{bmatrix}a & b\end{bmatrix}"
BELOW = r"\begin{bmatrix}a \\ b\end{bmatrix}"
ROWS = r"\begin{bmatrix}a^\top \\ b^\top\end{bmatrix}"
BESIDE = r"\begin{bmatrix}M & c\end{bmatrix}"
CENTRED = r"Z_{ij} - \frac15\sum_k Z_{ik}"
WEIGHED = r"U\odot(Z - ((Z\odot U)\mathbf 1)\mathbf 1^\top)"
LOWERED = r"Z_{ij} - \max_k Z_{ik}"
LOGS = r"Z_{ij} - \log\sum_k \exp(Z_{ik})"
SHIFT = "[[0, a, 0], [0, 0, b]]"
OUTER = "[[6, -2, 8], [-9, 3, -12]]"


def verdict(reference: str, answer: str, tensors: dict[str, list[int]], **context: Any) -> str:
    record = {"reference": reference, "answer": answer, "context": {"tensors": tensors, **context}}
    return str(Comparer().compare(record)["verdict"])


@pytest.mark.parametrize(
    ("reference", "answer", "tensors"),
    [
        (BIASED, r"g\begin{bmatrix}1 & u^T\end{bmatrix}", WIDE),
        (BIASED, "np.hstack([g[:, None], np.outer(g, u)])", WIDE),
        (BIASED, "np.hstack((g.reshape(-1, 1), np.outer(g, u)))", WIDE),
        (BIASED, "torch.cat((g.unsqueeze(1), torch.outer(g, u)), dim=1)", WIDE),
        (BIASED, "np.concatenate([g[:, None], np.outer(g, u)], axis=-1)", WIDE),
        (BIASED, "np.outer(g, np.concatenate([[1], u]))", WIDE),
        (BIASED, "[g, g*u']", WIDE),
        (BIASED, "g*[1; u]'", WIDE),
        (BIASED, "g*[1 u']", WIDE),
        (APPLIED, r"\begin{bmatrix}Sp+Tq\\ Vq\end{bmatrix}", SQUARE),
        (APPLIED, "np.concatenate([S @ p + T @ q, V @ q])", SQUARE),
        (APPLIED, "[S T; zeros(4,2) V]*[p; q]", SQUARE),
        (APPLIED, "[S, T; 0, V]*[p; q]", SQUARE),
        (APPLIED, "np.block([[S, T], [np.zeros((4, 2)), V]]) @ np.hstack([p, q])", SQUARE),
        (r"\begin{bmatrix}S & 0\\ 0 & V\end{bmatrix}", r"\operatorname{blkdiag}(S, V)", SQUARE),
        (r"\begin{bmatrix}I & T\\ 0 & I\end{bmatrix}^{-1}", r"\begin{bmatrix}I & -T\\ 0 & I\end{bmatrix}", SQUARE),
        (COLUMNS, "[a, b]", PAIR),
        (COLUMNS, "np.column_stack((a, b))", PAIR),
        (COLUMNS, "torch.stack([a, b], dim=1)", PAIR),
        (COLUMNS, "np.c_[a, b]", PAIR),
        (ROWS, "np.vstack([a, b])", PAIR),
        (ROWS, "[a'; b']", PAIR),
        (BELOW, "[a; b]", PAIR),
        (BELOW, "np.append(a, b)", PAIR),
        (BESIDE, r"\left[M \mid c\right]", AUGMENTED),
        (BESIDE, "[M c]", AUGMENTED),
        (BESIDE, "np.append(M, c[:, None], axis=1)", AUGMENTED),
        (CENTRED, "Z - Z.mean(-1, keepdim=True)", SCORES),
        (CENTRED, "Z - np.mean(Z, axis=(1,), keepdims=True)", SCORES),
        (CENTRED, "Z - mean(Z, 2)", SCORES),
        (WEIGHED, "U * (Z - (Z*U).sum(-1, keepdim=True))", SCORES),
        (WEIGHED, "U * (Z - torch.sum(Z*U, -1, True))", SCORES),
        (WEIGHED, "U * (Z - (Z*U).sum(-1)[:, None])", SCORES),
        (WEIGHED, "U .* (Z - sum(Z.*U, 2))", SCORES),
        (LOWERED, "Z - Z.max(axis=1, keepdims=True)", SCORES),
        (LOWERED, "Z - torch.amax(Z, -1, keepdim=True)", SCORES),
        (LOWERED, "Z - Z.max(-1, keepdim=True).values", SCORES),
        (LOWERED, "Z - max(Z, [], 2)", SCORES),
        (LOGS, "Z - torch.logsumexp(Z, dim=-1, keepdim=True)", SCORES),
        (LOGS, "F.log_softmax(Z, -1)", SCORES),
        (r"\sum_{i,j} Z_{ij}", "Z.sum(axis=(0, 1))", SCORES),
        (r"\prod_k Z_{ik}", "Z.prod(-1)", SCORES),
        (SHIFT, "np.array([[a, 0], [0, b]]) @ np.eye(2, 3, k=1)", {}),
        (SHIFT, "a*np.eye(2, 3, 1) + (b-a)*np.array([[0, 0, 0], [0, 0, 1]])", {}),
        ("[[0, 0, 0], [a, 0, 0], [0, b, 0]]", "np.diag([a, b], k=-1)", {}),
        ("[[1, 0, 0], [1, 1, 0]]", "np.tri(2, 3)", {}),
        ("[[0, 0], [1, 0]]", "torch.tril(torch.ones(2, 2), diagonal=-1)", {}),
        (OUTER, "[2; -3]*[3 -1 4]", {}),
        (OUTER, "[2 -3]'*[3 -1 4]", {}),
        (OUTER, "[2; -3]*[3, -1, 4]", {}),
        (OUTER, r"\begin{pmatrix}2\\-3\end{pmatrix}(3, -1, 4)", {}),
        (OUTER, "np.array([[2], [-3]]) * np.array([3, -1, 4])", {}),
        (OUTER, "[[2], [-3]] * [3, -1, 4]", {}),
        (
            r"\begin{bmatrix}S & T\\ 0 & V\end{bmatrix}",
            r"\begin{bmatrix}S & T\\ 0_{4\times 2} & V\end{bmatrix}",
            SQUARE,
        ),
        (r"\begin{bmatrix}S & T\\ 0 & V\end{bmatrix}", "[[S, T], [0, V]]", SQUARE),
        (r"\begin{bmatrix}S & T\end{bmatrix}\begin{bmatrix}p\\ q\end{bmatrix}", "S p + T q", SQUARE),
        (r"\tanh(R\begin{bmatrix}p\\ q\end{bmatrix})", r"\tanh(R[p, q])", RECURRENT),
        (r"\tanh(R\begin{bmatrix}p\\ q\end{bmatrix})", "np.tanh(R @ np.concatenate([p, q]))", RECURRENT),
        ("[[2, 4], [3, 6]]", "[2; 3]*[1 2]", {}),
    ],
)
def test_blocks_that_are_right(reference: str, answer: str, tensors: dict[str, list[int]]) -> None:
    assert verdict(reference, answer, tensors) == "equal"


@pytest.mark.parametrize(
    ("reference", "answer", "tensors"),
    [
        (BIASED, r"\begin{bmatrix}g u^T & g\end{bmatrix}", WIDE),
        (BIASED, "np.hstack([np.ones((2, 1)), np.outer(g, u)])", WIDE),
        (BIASED, "np.vstack([g[:, None], np.outer(g, u)])", WIDE),
        (BIASED, "np.outer(g, np.append(u, 1))", WIDE),
        (BIASED, "[g*u' g]", WIDE),
        (APPLIED, r"\begin{bmatrix}Vq\\ Sp+Tq\end{bmatrix}", SQUARE),
        (APPLIED, "np.vstack([S @ p + T @ q, V @ q])", SQUARE),
        (APPLIED, "[S 0; T V]*[p; q]", SQUARE),
        (COLUMNS, "[b, a]", PAIR),
        (COLUMNS, ROWS, PAIR),
        (ROWS, COLUMNS, PAIR),
        (BELOW, "np.append(b, a)", PAIR),
        (BELOW, "np.column_stack([a, b])", PAIR),
        (BESIDE, "np.concatenate([M, c], axis=1)", AUGMENTED),
        (CENTRED, "Z - Z.mean(0, keepdim=True)", SCORES),
        (CENTRED, "Z - mean(Z, 1)", SCORES),
        (WEIGHED, "U * (Z - (Z*U).sum(-2, keepdim=True))", SCORES),
        (WEIGHED, "U * (Z - (Z*U).sum(-1))", SCORES),
        (LOWERED, "Z - Z.max(0, keepdim=True)[0]", SCORES),
        (LOGS, "F.log_softmax(Z, 0)", SCORES),
        (SHIFT, "np.array([[a, 0], [0, b]]) @ np.eye(2, 3, k=-1)", {}),
        (SHIFT, "np.array([[a, 0], [0, b]]) @ np.eye(2, 3)", {}),
        ("[[0, 0, 0], [a, 0, 0], [0, b, 0]]", "np.diag([a, b], k=1)", {}),
        (OUTER, "[3; -1; 4]*[2 -3]", {}),
        (OUTER, "[-3; 2]*[3 -1 4]", {}),
        ("[[2, 4], [3, 6]]", "[1; 2]*[2 3]", {}),
        (r"\begin{bmatrix}S & T\\ 0 & V\end{bmatrix}", "[[S, 0], [T, V]]", SQUARE),
        (r"\tanh(R\begin{bmatrix}p\\ q\end{bmatrix})", r"\tanh(R[q, p])", RECURRENT),
    ],
)
def test_blocks_that_are_wrong(reference: str, answer: str, tensors: dict[str, list[int]]) -> None:
    assert verdict(reference, answer, tensors) == "different"


@pytest.mark.parametrize(
    ("answer", "label"),
    [(r"\begin{bmatrix}-4 & 6\\ -1 & 1.5\end{bmatrix}", "equal"), ("[-4 6; -1 1.5]", "equal"),
     (r"\begin{bmatrix}-4 & -1\\ 6 & 1.5\end{bmatrix}", "different")],
)  # fmt: skip
def test_a_list_of_an_earlier_answer_stands_as_the_row_that_fits(answer: str, label: str) -> None:
    earlier = {"d": {"reference": "[2, 3]", "answer": "[-2, 3]"}}
    context = {"earlier": earlier, "orientation": "graded"}
    assert verdict(r"\begin{bmatrix}2\\ \frac12\end{bmatrix} d", answer, {}, **context) == label


@pytest.mark.parametrize(
    ("answer", "label"),
    [(r"\begin{bmatrix} b_1 a & b_2 a & \cdots & b_n a\end{bmatrix}", "equal"),
     (r"[b_1 a, b_2 a, \ldots, b_n a]", "equal"),
     (r"\begin{bmatrix} a_1 b & a_2 b & \cdots & a_m b\end{bmatrix}", "different")],
)  # fmt: skip
def test_columns_with_dots_stand_beside_each_other(answer: str, label: str) -> None:
    assert verdict(r"a b^\top", answer, {"a": ["m"], "b": ["n"]}, sizes=["m", "n"]) == label  # type: ignore[dict-item]
