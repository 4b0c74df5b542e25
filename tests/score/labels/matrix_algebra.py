"""Matrix algebra: all sizes different, so that a transpose shows; a row vector and a vector are different shapes."""

from __future__ import annotations

import numpy as np
from numpy.linalg import inv

from tests.score.labels.family import Family


def symmetric(v: dict) -> dict:
    return {"S": v["S"] + v["S"].T}


XG = {"X": ("n", "d"), "G": ("n", "k")}
GW = {"G": ("n", "k"), "W": ("d", "k")}
TWO_LAYERS = {"X": ("n", "d"), "G": ("n", "k"), "W": ("h", "k"), "H": ("n", "h")}
LEAST = {"X": ("n", "d"), "w": ("d",), "y": ("n",)}

FAMILIES = {
    "linear_weight": Family(
        XG,
        lambda X, G: sum(np.outer(x, g) for x, g in zip(X, G)),
        {
            "product": lambda X, G: X.T @ G,
            "transposed_twice": lambda X, G: (G.T @ X).T,
            "einsum": lambda X, G: np.tensordot(X, G, axes=(0, 0)),
            "gradient_transposed": lambda X, G: G.T @ X,
            "factor_order_swapped": lambda: np.nan,  # G @ X.T has no meaning: k against d
            "transpose_dropped": lambda: np.nan,
            "sign_flipped": lambda X, G: -X.T @ G,
            "batch_mean_added": lambda X, G, n: X.T @ G / n,
            "upstream_forgotten": lambda X: X.T,
        },
    ),
    "linear_input": Family(
        GW,
        lambda G, W, n, d: np.array([[G[i] @ W[j] for j in range(d)] for i in range(n)]),
        {
            "product": lambda G, W: G @ W.T,
            "transposed_twice": lambda G, W: (W @ G.T).T,
            "einsum": lambda G, W: np.tensordot(G, W, axes=(1, 1)),
            "matmul": lambda G, W: np.inner(G, W),
            "transpose_dropped": lambda: np.nan,
            "gradient_transposed": lambda G, W: W @ G.T,
            "factor_order_swapped": lambda: np.nan,
            "factor_two_added": lambda G, W: 2 * G @ W.T,
        },
    ),
    "bias": Family(
        {"G": ("n", "k")},
        lambda G, n: G.T @ np.ones(n),
        {
            "column_sum": lambda G: sum(G),
            "product": lambda G: np.array([column.sum() for column in G.T]),
            "row_of_ones": lambda G, n: np.ones((1, n)).dot(G).reshape(-1),
            "summed_over_wrong_axis": lambda G: G.sum(1),
            "everything_summed": lambda G: G.sum(),
            "batch_mean_added": lambda G: G.mean(0),
            "sign_flipped": lambda G: -G.sum(0),
        },
    ),
    "two_layers": Family(
        TWO_LAYERS,
        lambda X, G, W, H: X.T @ ((G @ W.T) * H * (1 - H)),
        {
            "hadamard": lambda X, G, W, H: np.einsum("nd,nk,hk,nh,nh->dh", X, G, W, H, 1 - H),
            "difference": lambda X, G, W, H: X.T @ ((G @ W.T) * (H - H * H)),
            "tanh_for_sigmoid_derivative": lambda X, G, W, H: X.T @ ((G @ W.T) * (1 - H * H)),
            "sigmoid_derivative_forgotten": lambda X, G, W: X.T @ G @ W.T,
            "gradient_transposed": lambda X, G, W, H: ((G @ W.T) * H * (1 - H)).T @ X,
            "factor_dropped": lambda X, G, W, H: X.T @ ((G @ W.T) * H),
            "sign_flipped": lambda X, G, W, H: X.T @ ((G @ W.T) * H * (H - 1)),
        },
    ),
    "quadratic_form": Family(
        {"A": ("n", "n"), "x": ("n",)},
        lambda A, x: (A + A.T) @ x,
        {
            "expanded": lambda A, x: A @ x + x @ A,
            "sum": lambda A, x: np.einsum("ij,j->i", A, x) + np.einsum("ij,i->j", A, x),
            "row_product": lambda A, x: A.dot(x) + (x[None] @ A).T[:, 0],
            "symmetry_assumed": lambda A, x: 2 * A @ x,
            "product_rule_half": lambda A, x: A @ x,
            "gradient_of_linear_form": lambda A, x: A.T @ x,
            "sign_flipped_in_sum": lambda A, x: (A - A.T) @ x,
            "upstream_matrix_alone": lambda A: A + A.T,
        },
    ),
    "symmetric_quadratic": Family(
        {"S": ("n", "n"), "x": ("n",)},
        lambda S, x: 2 * S @ x,
        {
            "sum": lambda S, x: (S + S.T) @ x,
            "transposed": lambda S, x: 2 * S.T @ x,
            "factor_two_missing": lambda S, x: S @ x,
            "vanishes_by_symmetry": lambda S, x: (S - S.T) @ x,
            "only_diagonal": lambda S, x: 2 * S.diagonal() * x,
        },
        derive=symmetric,
    ),
    "least_squares": Family(
        LEAST,
        lambda X, w, y: 2 * X.T @ (X @ w - y),
        {
            "expanded": lambda X, w, y: 2 * X.T @ X @ w - 2 * X.T @ y,
            "product": lambda X, w, y: sum(2 * row * (row @ w - t) for row, t in zip(X, y)),
            "negative": lambda X, w, y: -2 * X.T @ (y - X @ w),
            "factor_two_missing": lambda X, w, y: X.T @ (X @ w - y),
            "sign_flipped": lambda X, w, y: 2 * X.T @ (y - X @ w),
            "transpose_dropped": lambda: np.nan,
            "inner_derivative_forgotten": lambda X, w, y: 2 * (X @ w - y),
            "batch_mean_added": lambda X, w, y, n: 2 / n * X.T @ (X @ w - y),
        },
    ),
    "softmax_vector": Family(
        {"p": ("k",), "g": ("k",)},
        lambda p, g: np.diag(p) @ g - np.outer(p, p) @ g,
        {
            "hadamard": lambda p, g: p * (g - p @ g),
            "jacobian": lambda p, g: (np.diag(p) - np.outer(p, p)) @ g,
            "hadamard_split": lambda p, g: p * g - (p @ g) * p,
            "softmax_jacobian_diagonal_only": lambda p, g: p * (1 - p) * g,
            "normaliser_held_constant": lambda p, g: p * g,
            "off_diagonal_sign_flipped": lambda p, g: (np.diag(p) + np.outer(p, p)) @ g,
            "sign_flipped": lambda p, g: p * (p @ g) - p * g,
            "inner_product_of_p_alone": lambda p, g: p * (g - p @ p),
        },
    ),
    "trace_gradient": Family(
        {"A": ("m", "n"), "B": ("m", "n")},
        lambda A, B: np.trace(A.T @ B),
        {
            "entrywise": lambda A, B: (A * B).sum(),
            "trace": lambda A, B: sum(a @ b for a, b in zip(A.T, B.T)),
            "cyclic": lambda A, B: np.trace(B @ A.T),
            "transposed": lambda A, B: np.trace(B.T @ A),
            "hadamard_for_trace": lambda A, B: A * B,
            "transpose_dropped": lambda: np.nan,
            "factor_two_added": lambda A, B: 2 * (A * B).sum(),
            "sums_multiplied": lambda A, B: A.sum() * B.sum(),
        },
    ),
    "ridge": Family(
        {**LEAST, "lam": "positive"},
        lambda X, w, y, lam, d: (X.T @ X + lam * np.eye(d)) @ w - X.T @ y,
        {
            "expanded": lambda X, w, y, lam: X.T @ (X @ w - y) + lam * w,
            "identity": lambda X, w, y, lam: np.linalg.multi_dot([X.T, X, w]) + lam * w - y @ X,
            "factor_two_added": lambda X, w, y, lam: 2 * (X.T @ (X @ w - y) + lam * w),
            "penalty_forgotten": lambda X, w, y: X.T @ (X @ w - y),
            "identity_as_ones": lambda X, w, y, lam: X.T @ (X @ w) + lam - X.T @ y,
            "sign_of_penalty_flipped": lambda X, w, y, lam: X.T @ (X @ w - y) - lam * w,
        },
    ),
    "inverse": Family(
        {"A": ("n", "n"), "g": ("n",), "x": ("n",)},
        lambda A, g, x: -inv(A).T @ np.outer(g, x) @ inv(A).T,
        {
            "transposed_product": lambda A, g, x: -(inv(A) @ np.outer(x, g) @ inv(A)).T,
            "inverse_of_transpose": lambda A, g, x: -inv(A.T) @ np.outer(g, x) @ inv(A.T),
            "transposed_inverse": lambda A, g, x: -np.outer(inv(A).T @ g, x @ inv(A).T),
            "sign_flipped": lambda A, g, x: inv(A).T @ np.outer(g, x) @ inv(A).T,
            "transpose_dropped": lambda A, g, x: -inv(A) @ np.outer(g, x) @ inv(A),
            "inverse_square_rule": lambda A, g, x: -np.outer(g, x) @ inv(A) @ inv(A),
            "gradient_transposed": lambda A, g, x: -inv(A) @ np.outer(x, g) @ inv(A),
        },
    ),
    "attention_scores": Family(
        {"G": ("n", "m"), "K": ("m", "d")},
        lambda G, K, d: G @ K / np.sqrt(d),
        {
            "quotient": lambda G, K, d: np.einsum("nm,md->nd", G, K) / d**0.5,
            "power": lambda G, K, d: float(d) ** -0.5 * (G @ K),
            "scale_forgotten": lambda G, K: G @ K,
            "scale_not_rooted": lambda G, K, d: G @ K / d,
            "scale_inverted": lambda G, K, d: np.sqrt(d) * G @ K,
            "gradient_transposed": lambda G, K, d: (G @ K).T / np.sqrt(d),
            "wrong_transpose": lambda: np.nan,
        },
    ),
    "hadamard_chain": Family(
        {"W": ("k", "h"), "g": ("k",), "a": ("h",)},
        lambda W, g, a: (W.T @ g) * (1 - a * a),
        {
            "square": lambda W, g, a: (g @ W) * (1 - a**2),
            "diagonal": lambda W, g, a: np.diag(1 - a * a) @ W.T @ g,
            "sigmoid_for_tanh_derivative": lambda W, g, a: (W.T @ g) * a * (1 - a),
            "tanh_derivative_forgotten": lambda W, g: W.T @ g,
            "hadamard_for_matmul": lambda: np.nan,  # (h, k) beside (k,) beside (h,)
            "sum_of_products_lost": lambda W, g, a: (W.T @ g) @ (1 - a * a),
        },
    ),
}
