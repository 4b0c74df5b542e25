"""Answers as strangers type them: letters of their own, slices, counting from 0, words, rows, identities, chains."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import compare

DENSE: dict[str, Any] = {"tensors": {"X": [5, 3], "W": [3, 4], "G": [5, 4]}}
SQUARE: dict[str, Any] = {"tensors": {"A": [4, 4], "G": [4, 4], "H": [4, 4]}}
CONV: dict[str, Any] = {"tensors": {"x": ["n"], "w": ["k"], "g": ["n-k+1"]}, "sizes": ["n", "k"],
                        "label": r"\frac{\partial L}{\partial w_j}"}  # fmt: skip
CONV_SUM = r"\sum_{i=1}^{n-k+1} g_i x_{i+j-1}"
ZERO: dict[str, Any] = {"tensors": {"x": [7], "w": [3], "g": [5]}, "label": r"\frac{\partial L}{\partial w_j}"}
ZERO_SUM = r"\sum_{i=0}^{4} g_i x_{i+j}"
SOFTMAX: dict[str, Any] = {"tensors": {"q": ["n"], "g": ["n"]}, "sizes": ["n"],
                           "label": r"\frac{\partial L}{\partial z_i}"}  # fmt: skip
SOFTMAX_SUM = r"q_i (g_i - \sum_{j=1}^{n} g_j q_j)"
ENTRY: dict[str, Any] = {**DENSE, "label": r"\frac{\partial L}{\partial W_{ij}}"}
PAIRS: dict[str, Any] = {"tensors": {"x": ["n"]}, "sizes": ["n"], "label": r"\frac{\partial L}{\partial x_i}"}
PAIR_SUM = r"2 \sum_{j \ne i} (x_i - x_j)"
STATES: dict[str, Any] = {"tensors": {"h": ["T"], "g": ["T"]}, "sizes": ["T"], "premises": ["h_0 = 0"]}
NORMED: dict[str, Any] = {"tensors": {"g": ["n"], "h": ["n"]}, "sizes": ["n"]}
KERNEL: dict[str, Any] = {"tensors": {"X": [6, 7], "K": [2, 3], "G": [5, 5]},
                          "label": r"\frac{\partial L}{\partial K_{ab}}"}  # fmt: skip
KERNEL_SUM = r"\sum_{i=1}^{5}\sum_{j=1}^{5} G_{ij} X_{i+a-1,j+b-1}"
FULL: dict[str, Any] = {"tensors": {"g": [4], "w": [2]}}
FULL_LIST = r"(g_1 w_1, g_1 w_2 + g_2 w_1, g_2 w_2 + g_3 w_1, g_3 w_2 + g_4 w_1, g_4 w_2)"
ROWS: dict[str, Any] = {"tensors": {"X": [5, 3], "w": [3], "y": [5]}}

RIGHT: list[tuple[str, str, dict[str, Any]]] = [
    # letters of one's own
    (CONV_SUM, r"\frac{\partial L}{\partial w_r} = \sum_{t=1}^{n-k+1} g_t x_{t+r-1}", CONV),
    (CONV_SUM, r"\frac{\partial L}{\partial w_i} = \sum_{j=1}^{n-k+1} g_j x_{i+j-1}", CONV),
    (r"\sum_n X_{ni} G_{nj}", r"\sum_m X_{ma} G_{mb}", ENTRY),
    (r"\sum_n X_{ni} G_{nj}", r"\sum_m X_{mj} G_{mk}", ENTRY),
    (SOFTMAX_SUM, r"q_k (g_k - \sum_{l} g_l q_l)", SOFTMAX),
    # counting from 0, and from 1 in a program
    (ZERO_SUM, r"\sum_{k=0}^{4} x_{k+j} g_k", ZERO),
    (ZERO_SUM, "sum(g[i] * x[i + j] for i in range(5))", ZERO),
    (ZERO_SUM, "np.dot(g, x[j:j+5])", ZERO),
    (ZERO_SUM, "np.correlate(x, g, mode='valid')", ZERO),
    (ZERO_SUM, "g_0 x_j + g_1 x_{j+1} + g_2 x_{j+2} + g_3 x_{j+3} + g_4 x_{j+4}", ZERO),
    (CONV_SUM, "sum(g[i]*x[i+j-1] for i in range(1, n-k+2))", CONV),
    ("g x^T", "[[g[0]*x[0], g[0]*x[1]], [g[1]*x[0], g[1]*x[1]], [g[2]*x[0], g[2]*x[1]]]",
     {"tensors": {"g": [3], "x": [2]}}),
    # values beyond an axis that the question states
    (r"\sum_{t=1}^{T} g_t h_{t-1}", r"\sum_{t=2}^{T} g_t h_{t-1}", STATES),
    (r"\sum_{t=1}^{T} g_t h_{t-1}", r"\sum_{t=1}^{T-1} g_{t+1} h_t", STATES),
    (r"\sum_{t=1}^{T} g_t h_{t-1}", "np.sum(g[1:] * h[:-1])", STATES),
    # slices, convolutions, rearrangements
    (KERNEL_SUM, "np.sum(G * X[a:a+5, b:b+5])", KERNEL),
    (KERNEL_SUM, "scipy.signal.correlate2d(X, G, mode='valid')", KERNEL),
    (KERNEL_SUM, r"\langle G, X_{a:a+4,b:b+4} \rangle", KERNEL),
    (FULL_LIST, "conv(g, w)", FULL),
    (FULL_LIST, "np.correlate(g, w[::-1], 'full')", FULL),
    ("G W^T", "np.tensordot(G, W, axes=([1], [1]))", DENSE),
    (r"\frac{1}{2} g_{\lceil d/2 \rceil}", "np.repeat(g, 2) / 2",
     {"tensors": {"g": [4], "x": [8]}, "label": r"\frac{\partial L}{\partial x_d}"}),
    (r"\frac{1}{2} g_{\lceil d/2 \rceil}", r"\frac12 g \otimes \mathbf{1}_2",
     {"tensors": {"g": [4], "x": [8]}, "label": r"\frac{\partial L}{\partial x_d}"}),
    (r"\operatorname{diag}(g) X", "g[:, None] * X", {"tensors": {"X": [5, 3], "g": [5]}}),
    # conditions below a sum
    (PAIR_SUM, "2*sum(x[i] - x[j] for j in range(n) if j != i)", PAIRS),
    (PAIR_SUM, r"2\sum_{j \in \{1,\dots,n\} \setminus \{i\}} (x_i - x_j)", PAIRS),
    (PAIR_SUM, r"2\sum_{j \in [n]: j \ne i} (x_i - x_j)", PAIRS),
    (CONV_SUM, r"\sum_{\substack{1 \le i \le n-k+1,\, 1 \le s \le n \\ s = i+j-1}} g_i x_s", CONV),
    # words, and how transposes are written
    ("X^T G", "X transpose times G", DENSE),
    ("X^T G", "X^t G", DENSE),
    (SOFTMAX_SUM, "q_i times (g_i minus the sum over j of g_j q_j)", SOFTMAX),
    (CONV_SUM, "sum over i from 1 to n-k+1 of g_i x_{i+j-1}", CONV),
    (r"\sum_v X_{nv} G_{mv}", r"\sum_{v} X_{nv} G_{mv}", {"tensors": {"X": [5, 3], "G": [4, 3]}}),
    # rows of matrices
    ("X^T G", r"\sum_{n=1}^{5} X_{n,:}^T G_{n,:}", DENSE),
    (r"X^T (X w - y)", r"\sum_{i=1}^{5} (x_i^\top w - y_i) x_i", ROWS),
    (r"X^T (X w - y)", r"\sum_{i=1}^{5} (w^\top x^{(i)} - y^{(i)}) x^{(i)}", ROWS),
    (r"A_{:,k}^T G_{:,j}", r"\langle A_{:k}, G_{:j} \rangle", {"tensors": {"A": [5, 3], "G": [5, 4]}}),
    # identities and ones whose size follows from elsewhere
    (r"g_i - \frac1n \sum_j g_j - \frac1n h_i \sum_j g_j h_j",
     r"\left(I - \frac1n \mathbf 1\mathbf 1^\top - \frac1n h h^\top\right) g", NORMED),
    (r"g_i - \frac1n \sum_j g_j - \frac1n h_i \sum_j g_j h_j",
     r"g - \frac1n \mathbf 1\mathbf 1^\top g - \frac1n h h^\top g", NORMED),
    # the entrywise product binds less than a product
    (r"G \odot (H A)", r"G \odot H A", SQUARE),
    (r"G \odot H A", r"G \odot (H A)", SQUARE),
    (r"(d \odot s) x^T", r"d \odot s x^T", {"tensors": {"d": [4], "s": [4], "x": [3]}}),
    (r"\sum_i \delta_{d,2i-1} g_i", r"\sum_{i=1}^4 g_i\, \delta_{d,\,2i-1}", {"tensors": {"g": [4]}}),
    # sizes in letters beside shapes in numbers
    (r"\frac{1}{n}\sum_{i=1}^n x_i", "np.mean(x)", {"tensors": {"x": [5]}, "sizes": ["n"]}),
    (r"\frac{1}{5} X^T G", r"\frac{1}{N} \sum_{n=1}^N x_n g_n^\top", DENSE),
    (r"\frac{2}{n} X^T (X w - y)", "2/5 * X.T @ (X @ w - y)", {**ROWS, "sizes": ["n"]}),
    # programs
    (r"\sum_{j=i}^{n} g_j", "np.sum(g[i:])",
     {"tensors": {"g": ["n"], "w": ["n"]}, "label": r"\frac{\partial L}{\partial w_i}"}),
    (r"\sum_{j=i}^{n} g_j", "np.cumsum(g[::-1])[::-1]",
     {"tensors": {"g": ["n"], "w": ["n"]}, "label": r"\frac{\partial L}{\partial w_i}"}),
    (r"h_{T-1} g_T", "g[-1] * h[-2]", {"tensors": {"h": ["T"], "g": ["T"]}, "sizes": ["T"]}),
    ("X^T G", "np.inner(X.T, G.T)", DENSE),
    ("X^T G", "X.T.T.T @ G", DENSE),
    (r"\frac15 X^T G", "(X.T @ G).div(X.shape[0])", DENSE),
    (r"\operatorname{diag}(g) X", "g .* X", {"tensors": {"X": [5, 3], "g": [5]}}),
    # brackets, blanks, entries in brackets
    (SOFTMAX_SUM, r"q_{i}\Bigl[g_{i} - \sum_{j} g_{j} q_{j}\Bigr]", SOFTMAX),
    (r"\operatorname{diag}(g)", r"\begin{bmatrix} g_1 & & \\ & g_2 & \\ & & g_3 \end{bmatrix}",
     {"tensors": {"g": [3]}}),
    ("u v^T", r"(u_iv_j)_{ij}", {"tensors": {"u": [3], "v": [4]}}),
    ("u v^T", "u_iv_j", {"tensors": {"u": [3], "v": [4]}}),
    ("u v^T", "u[:,None]*v", {"tensors": {"u": [3], "v": [4]}}),
    ("X_{:,1}", r"X_{\cdot 1}", DENSE),
    (r"G^T \mathbf{1}", r"\vec{1}^\top G",
     {"label": r"\frac{\partial L}{\partial b}", "tensors": {"G": [5, 4], "b": [4]}}),
    (r"(A + A^T) x", r"2\,\mathrm{sym}(A)x \text{ where } \mathrm{sym}(A) = \frac{A+A^\top}{2}",
     {"tensors": {"A": [4, 4], "x": [4]}}),
]  # fmt: skip

NOT_RIGHT: list[tuple[str, str, dict[str, Any], str]] = [
    (CONV_SUM, r"\frac{\partial L}{\partial w_r} = \sum_{i=1}^{n-k+1} g_i x_{i+r}", CONV, "different"),
    (CONV_SUM, r"g_i x_{i+j-1}", CONV, "different"),
    (r"\sum_n X_{ni} G_{nj}", r"\sum_m X_{mb} G_{ma}", ENTRY, "different"),
    (r"A_{ij}", r"\frac{\partial L}{\partial W_{ji}} = A_{ij}",
     {"tensors": {"A": [4, 4], "W": [4, 4]}, "label": r"\frac{\partial L}{\partial W_{ij}}"}, "different"),
    (r"u_i", r"u_j", {"tensors": {"u": [4], "W": [4, 4]}, "label": r"\frac{\partial L}{\partial W_{ij}}"}, "different"),
    ("X^T G", r"\frac{1}{N} X^T G", DENSE, "different"),
    ("X^T G", r"X^T \frac{\partial L}{\partial Y}", DENSE, "undecided"),
    (r"\sum_i (\sum_j X_{ij} w_j - y_i) X_{ik}", r"\sum_i (\sum_j X_{ij} w_j - y_i) X_{ij}", ROWS, "different"),
    (ZERO_SUM, r"\sum_{i=1}^{4} g_i x_{i+j}", ZERO, "different"),
    (ZERO_SUM, "sum(g[i] * x[i + j] for i in range(4))", ZERO, "different"),
    (CONV_SUM, "sum(g[i]*x[i+j] for i in range(1, n-k+1))", CONV, "different"),
    (r"\sum_{t=1}^{T} g_t h_{t-1}", r"\sum_{t=1}^{T} g_t h_t", STATES, "different"),
    (r"\sum_{t=1}^{T} g_t h_{t-1}", "np.sum(g[:-1] * h[1:])", STATES, "different"),
    (KERNEL_SUM, "np.sum(G * X[b:b+5, a:a+5])", KERNEL, "different"),
    (FULL_LIST, "np.convolve(g, w[::-1])", FULL, "different"),
    (FULL_LIST, "np.convolve(g, w, 'same')", FULL, "different"),
    ("G W^T", "np.tensordot(G, W, axes=([1], [0]))", DENSE, "different"),
    (PAIR_SUM, r"2\sum_{j : j > i} (x_i - x_j)", PAIRS, "different"),
    ("G^T X", "X transpose times G", DENSE, "different"),
    (r"g_i - \frac1n \sum_j g_j", r"g + \frac1n \mathbf 1\mathbf 1^\top g", NORMED, "different"),
    (r"(G \odot H) A", r"G \odot H A", SQUARE, "unreadable"),  # convention has the other reading
    (r"(G \odot H) A^T", r"G \odot H A", SQUARE, "different"),
    (r"g_i w_1", "np.convolve(g, np.ones(1))[i-1] * w_1", {"tensors": {"g": [4]}, "label": "dx_i"}, "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer", "given"), RIGHT)
def test_right_however_it_is_typed(reference: str, answer: str, given: dict[str, Any]) -> None:
    found = compare(reference, answer, given)
    assert found["verdict"] == "equal", found


@pytest.mark.parametrize(("reference", "answer", "given", "verdict"), NOT_RIGHT)
def test_reading_more_accepts_nothing_wrong(reference: str, answer: str, given: dict[str, Any], verdict: str) -> None:
    found = compare(reference, answer, given)
    assert found["verdict"] == verdict, found


def test_a_link_by_a_derivative_that_the_question_does_not_know_is_taken_to_be_right() -> None:
    context = {**SOFTMAX, "chain": True}
    start = r"\sum_j g_j \frac{\partial q_j}{\partial z_i} = "
    right = start + r"g_i q_i (1 - q_i) - \sum_{j \ne i} g_j q_j q_i = q_i (g_i - \sum_j g_j q_j)"
    assert compare(SOFTMAX_SUM, right, context)["verdict"] == "equal"
    wrong = start + r"g_i q_i (1 - q_i) - \sum_{j} g_j q_j q_i = q_i (g_i - \sum_j g_j q_j)"
    found = compare(SOFTMAX_SUM, wrong, context)
    assert found["verdict"] == "different"
    assert found["first_bad_link"] == 1


@pytest.mark.parametrize(
    ("reference", "answer", "given", "name"),
    [
        ("X^T G", r"\sum_n X_{in} G_{nj}", DENSE, "indices_swapped"),
        ("X^T G", r"\sum_{n=1}^{4} X_{ni} G_{nj}", DENSE, "bound_shifted"),
        (r"\frac{1}{5} X^T G", "X^T G", DENSE, "batch_mean_missing"),
        (r"G - \frac15 \mathbf 1 \mathbf 1^T G", "G - G.mean(axis=1, keepdims=True)", DENSE, "summed_over_wrong_axis"),
        (r"\operatorname{diag}(q) - q q^T", r"\delta_{ij} q_i (1 - q_j)", SOFTMAX, "softmax_jacobian_diagonal_only"),
        (CONV_SUM, r"\sum_{i=1}^{n-k+1} g_i x_{i-j+1}", CONV, "kernel_flipped"),
        (CONV_SUM, r"\sum_{i=1}^{n} g_i x_{i+j-1}", CONV, "bound_shifted"),
        (KERNEL_SUM, r"\sum_{i=1}^{5} G_{ii} X_{i+a-1,i+b-1}", KERNEL, "diagonal_only"),
        (r"g_i X_{ij}", r"g_j X_{ij}", {"tensors": {"g": [3], "X": [3, 3]}}, "index_replaced"),
        (r"(G \odot H) A^T", r"A^T (G \odot H)", SQUARE, "factor_order_swapped"),
    ],
)
def test_what_went_wrong_in_an_entry(reference: str, answer: str, given: dict[str, Any], name: str) -> None:
    found = compare(reference, answer, given)
    assert found["verdict"] == "different"
    assert name in [d["name"] for d in found["diagnosis"]], found
