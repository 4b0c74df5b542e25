"""Mathematica, R, Julia, JAX and word processors: their spellings of right and wrong answers."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

Question = tuple[str, dict[str, Any]]
PRODUCT = (r"P^\top Q^\top", {"tensors": {"P": [4, 2], "Q": [3, 4]}})
LEAST = (
    r"U^\top(UV+\mathbf 1 c^\top-Z)",
    {"tensors": {"U": [6, 2], "V": [2, 3], "c": [3], "Z": [6, 3]}},
)
GRID = (
    r"\sum_{r=1}^{P-k+1}\sum_{s=1}^{Q-l+1} D_{rs}\,Y_{r+u-1,\,s+v-1}",
    {
        "tensors": {"Y": ["P", "Q"], "F": ["k", "l"], "D": ["P-k+1", "Q-l+1"]},
        "sizes": ["P", "Q", "k", "l"],
        "label": r"\frac{\partial L}{\partial F_{uv}}",
    },
)
DECAY = (
    r"(1-\mu\kappa)a-\mu d",
    {"domains": {"a": "real", "d": "real", "mu": "(0, 1)", "kappa": "positive real"}},
)
LOGISTIC = (
    r"\sigma(t)\,(1-\sigma(t))",
    {"domains": {"t": "real"}, "definitions": {r"\sigma(x)": r"\frac{1}{1+e^{-x}}"}},
)
TABLE = (r"\begin{bmatrix}1 & 4\\ 2 & 5\\ 3 & 6\end{bmatrix}", {})
ROWS_AND_COLUMNS = (
    r"\sum_{k=1}^{m}(B_{ik}+B_{ki})\,u_k",
    {"tensors": {"B": ["m", "m"], "u": ["m"]}, "sizes": ["m"], "label": r"\frac{\partial f}{\partial u_i}"},
)
MATMUL = (
    r"\sum_{n=1}^{M} A_{np}\,E_{nq}",
    {"tensors": {"A": ["M", "K"], "E": ["M", "L"]}, "sizes": ["M", "K", "L"]},
)
TRIANGLE = (
    r"\sum_{p=1}^{m}\sum_{q=1}^{p} B_{pq}\,u_p\,w_q",
    {"tensors": {"B": ["m", "m"], "u": ["m"], "w": ["m"]}, "sizes": ["m"]},
)
TOTAL = (r"\sum_{i=1}^{m} u_i", {"tensors": {"u": ["m"]}, "sizes": ["m"]})
SHRUNK = ("np.sign(a)*np.maximum(np.abs(a) - r, 0)", {"domains": {"a": "real", "r": "positive real"}})
LOG_SIGMOID = (r"-\ln(1+e^{-a})", {"domains": {"a": "real"}})
HINGE = (r"\begin{cases} d & a>0\\ 0 & a<0\end{cases}", {"domains": {"a": "nonzero real", "d": "real"}})
RIGHT: list[tuple[Question, str]] = [
    (PRODUCT, "Transpose[Q.P]"),
    (PRODUCT, "Transpose[P].Transpose[Q]"),
    (PRODUCT, r"P\[Transpose].Q\[Transpose]"),
    (PRODUCT, "(Q.P)^T"),
    (PRODUCT, "t(Q %*% P)"),
    (PRODUCT, "Transpose[Dot[Q, P]]"),
    (LEAST, "t(U) %*% (U %*% V + rep(1, 6) %*% t(c) - Z)"),
    (LEAST, "dV <- t(U) %*% (U %*% V + rep(1, times=6) %o% c - Z)"),
    (LEAST, "crossprod(U, U %*% V + matrix(1, 6, 1) %*% t(c) - Z)"),
    (LEAST, "Transpose[U].(U.V + Outer[Times, ConstantArray[1, 6], c] - Z)"),
    (GRID, "Sum[D[[r,s]] Y[[r+u-1,s+v-1]], {r,1,P-k+1}, {s,1,Q-l+1}]"),
    (GRID, "Sum[Sum[D[[x,y]]*Y[[x+u-1,y+v-1]], {y,Q-l+1}], {x,P-k+1}]"),
    (GRID, "sum(D[r,s]*Y[r+u-1,s+v-1] for r in 1:P-k+1 for s in 1:Q-l+1)"),
    (DECAY, r"(1 - \[Mu] \[Kappa]) a - \[Mu] d"),
    (DECAY, r"a - \[Mu](\[Kappa] a + d)"),
    (LOGISTIC, "dlogis(t)"),
    (LOGISTIC, "plogis(t) * plogis(-t)"),
    (LOGISTIC, "jax.nn.sigmoid(t) * (1 - jax.nn.sigmoid(t))"),
    (TABLE, "matrix(c(1,2,3,4,5,6), nrow=3)"),
    (TABLE, "matrix(c(1,4,2,5,3,6), ncol = 2, byrow = TRUE)"),
    (TABLE, "cbind(c(1,2,3), c(4,5,6))"),
    (TABLE, "rbind(c(1,4), c(2,5), c(3,6))"),
    (TABLE, "(■(1&4@2&5@3&6))"),
    (TABLE, "[■(1&4@2&5@3&6)]"),
    (ROWS_AND_COLUMNS, "sum(B[i,]*u) + sum(B[,i]*u)"),
    (ROWS_AND_COLUMNS, "B[i, ] %*% u + B[ ,i] %*% u"),
    (ROWS_AND_COLUMNS, "B[[i]].u + B[[All,i]].u"),
    (MATMUL, "∑_(r=1)^M▒〖A_rp E_rq〗"),
    (MATMUL, "sum(A[r,p]*E[r,q] for r = 1:M)"),
    (MATMUL, "np.sum([A[r,p]*E[r,q] for r in range(M)])"),
    (TRIANGLE, r"\sum_{1\le q\le p\le m} B_{pq}u_p w_q"),
    (TRIANGLE, r"\sum_{m\ge p\ge q\ge 1} B_{pq}u_p w_q"),
    (TRIANGLE, r"\sum_{1\le q<p\le m} B_{pq}u_p w_q+\sum_{p=1}^m B_{pp}u_p w_p"),
    (TRIANGLE, "∑_(1≤q≤p≤m) B_pq u_p w_q"),
    (TRIANGLE, "sum(B[p,q]*u[p]*w[q] for q in 1:m for p in q:m)"),
    (TRIANGLE, "sum(B[p,q]*u[p]*w[q] for p in 1:m, q in 1:p)"),
    (TOTAL, "Total[u]"),
    (TOTAL, "sum([u[i] for i in eachindex(u)])"),
    (SHRUNK, "jax.nn.relu(a - r) - jax.nn.relu(-a - r)"),
    (SHRUNK, "torch.nn.functional.relu(a-r) - torch.nn.functional.relu(-a-r)"),
    (SHRUNK, "nn.ReLU()(a-r) - tf.nn.relu(-a-r)"),
    (LOG_SIGMOID, "F.logsigmoid(a)"),
    (LOG_SIGMOID, "-jax.nn.softplus(-a)"),
    (HINGE, "{█(d&a>0@0&a<0)┤"),
    (HINGE, "{█(d, if a>0@0, otherwise)┤"),
]
WRONG: list[tuple[Question, str]] = [
    (PRODUCT, "Transpose[P.Q]"),
    (PRODUCT, "Q.P"),
    (LEAST, "t(U) %*% (U %*% V - Z)"),
    (LEAST, "t(U) %*% U %*% V + rep(1, 6) %*% t(c) - Z"),
    (GRID, "Sum[D[[r,s]] Y[[r+v-1,s+u-1]], {r,1,P-k+1}, {s,1,Q-l+1}]"),
    (DECAY, r"(1 - 2 \[Mu] \[Kappa]) a - \[Mu] d"),
    (LOGISTIC, "plogis(t)"),
    (TABLE, "matrix(c(1,2,3,4,5,6), nrow=3, byrow=TRUE)"),
    (TABLE, "matrix(c(1,4,2,5,3,6), 3, 2)"),
    (TABLE, "rbind(c(1,2,3), c(4,5,6))"),
    (ROWS_AND_COLUMNS, "sum(B[i,]*u)"),
    (MATMUL, "∑_(r=1)^M▒〖A_pr E_rq〗"),
    (TRIANGLE, r"\sum_{1\le p\le q\le m} B_{pq}u_p w_q"),
    (TRIANGLE, r"\sum_{1\le q<p\le m} B_{pq}u_p w_q"),
    (TOTAL, "max(u[i] for i in range(m))"),
    (TOTAL, "np.mean([u[i] for i in range(m)])"),
    (TOTAL, "exp(u[i] for i in 1:m)"),
    ((r"\sum_{i,j} B_{ij}", {"tensors": {"B": [2, 3]}}), "Total[B]"),
    (("[5, 7, 9]", {}), "np.sum([c * np.array([5, 7, 9]) for c in range(2)])"),
    (SHRUNK, "jax.nn.relu(a - r)"),
    (LOG_SIGMOID, "F.logsigmoid(-a)"),
    (HINGE, "{█(0, a>0@d, otherwise)┤"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_right_answers_are_accepted(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] == "equal", found


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_wrong_answers_are_not(question: Question, answer: str) -> None:
    found = compare(*(question[0], answer, question[1]))
    assert found["verdict"] in ("different", "unreadable"), found


def test_the_matrix_product_of_r_binds_closer_than_its_star() -> None:
    question = {"tensors": {"P": [3, 3], "Q": [3, 3], "R": [3, 3]}}
    assert compare(r"P\odot(QR)", "P * Q %*% R", question)["verdict"] == "equal"
    assert compare(r"(P\odot Q)R", "P * Q %*% R", question)["verdict"] == "different"


@pytest.mark.parametrize("answer", ["u @ V", "np.dot(u, V)", "u %*% V", "u.V", "Transpose[u].V"])
def test_an_array_before_a_matrix_is_read_at_every_size(answer: str) -> None:
    """Sizes in letters are drawn, and one of them may be 1."""
    assert (
        compare(r"V^\top u", answer, {"tensors": {"V": ["p", "q"], "u": ["p"]}, "sizes": ["p", "q"]})["verdict"]
        == "equal"
    )
