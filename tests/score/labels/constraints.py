"""Questions with premises: the letters are drawn so that the premises hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.score.labels.family import Family

Letters = dict[str, Any]


def simplex(v: Letters) -> Letters:
    """p1, p2, p3 that sum to 1."""
    total = v["p1"] + v["p2"] + v["p3"]
    return {name: v[name] / total for name in ("p1", "p2", "p3")}


def summing_to_one(v: Letters) -> Letters:
    return {"y": v["y"] - v["y"].mean() + 1 / len(v["y"])}


def symmetric(v: Letters) -> Letters:
    return {"S": v["S"] + v["S"].T}


def unit(v: Letters) -> Letters:
    return {"u": v["u"] / np.sqrt(v["u"] @ v["u"])}


def on_the_circle(v: Letters) -> Letters:
    return {"s": np.sin(v["t"]), "c": np.cos(v["t"])}


def orthogonal(v: Letters) -> Letters:
    return {"Q": np.linalg.qr(v["Q"])[0]}


THREE = {"p1": "unit", "p2": "unit", "p3": "unit"}

FAMILIES = {
    "simplex_two": Family(
        {"p": "unit"},
        lambda p: p * (1 - p),
        {
            "product": lambda p, q: p * q,
            "other": lambda q: q * (1 - q),
            "difference": lambda p: p - p * p,
            "homogeneous": lambda p, q: p * (p + q) - p * p,
            "mixed_up": lambda p, q: p * (1 - q),
            "square_forgotten": lambda p: 1 - p,
            "sign_flipped": lambda p, q: -p * q,
            "factor_two_added": lambda p, q: 2 * p * q,
        },
        derive=lambda v: {"q": 1 - v["p"]},
    ),
    "simplex_three": Family(
        THREE,
        lambda p1, p2, p3: p1 * (p2 + p3),
        {
            "rest": lambda p1: p1 - p1 * p1,
            "expanded": lambda p1, p2, p3: p1 * p2 + p1 * p3,
            "nested": lambda p2, p3: (1 - p2 - p3) * (p2 + p3),
            "term_dropped": lambda p1, p2: p1 * p2,
            "p_and_q_swapped": lambda p2: p2 * (1 - p2),
            "rest_forgotten": lambda p2, p3: p2 + p3,
            "sign_flipped_in_sum": lambda p1, p2, p3: p1 * (p2 - p3),
        },
        derive=simplex,
    ),
    "one_hot": Family(
        {"p": ("n",), "y": ("n",)},
        lambda p, y: p - y,
        {
            "unreduced": lambda p, y: p * y.sum() - y,
            "from_jacobian": lambda p, y, n: (p[:, None] - np.eye(n)) @ y,
            "direct": lambda p, y: -(y - p),
            "sign_flipped": lambda p, y: y - p,
            "normaliser_held_constant": lambda y: -y,
            "softmax_jacobian_diagonal_only": lambda p, y: -y * (1 - p),
            "size_for_one": lambda p, y, n: n * p - y,
            "target_forgotten": lambda p: p,
        },
        derive=summing_to_one,
    ),
    "symmetric": Family(
        {"S": ("n", "n"), "x": ("n",)},
        lambda S, x: (S + S.T) @ x,
        {
            "doubled": lambda S, x: 2 * S @ x,
            "transposed": lambda S, x: 2 * x @ S,
            "row": lambda S, x: (2 * x[None] @ S).T[:, 0],
            "sum": lambda S, x: S @ x + S.T @ x,
            "factor_two_missing": lambda S, x: S @ x,
            "scalar_for_vector": lambda S, x: 2 * x @ S @ x,
            "upstream_matrix_alone": lambda S: 2 * S,
            "only_trace": lambda S, x: 2 * np.trace(S) * x,
        },
        derive=symmetric,
    ),
    "unit_norm": Family(
        {"u": ("n",), "g": ("n",)},
        lambda u, g: g - (u @ g) * u,
        {
            "projector": lambda u, g, n: (np.eye(n) - np.outer(u, u)) @ g,
            "divided": lambda u, g: g - (u @ g) / (u @ u) * u,
            "norm": lambda u, g: g - np.outer(u, u) @ g / np.linalg.norm(u) ** 2,
            "direct": lambda u, g: g - u * sum(u * g),
            "projection_sign": lambda u, g: g + (u @ g) * u,
            "norm_held_constant": lambda g: g,
            "hadamard_for_projection": lambda u, g: g - u * u * g,
            "wrong_part_kept": lambda u, g: (u @ g) * u,
            "factor_two_added": lambda u, g: g - 2 * (u @ g) * u,
        },
        derive=unit,
    ),
    "trigonometric": Family(
        {"r": "real", "t": "real"},
        lambda r, s: -r * s,
        {
            "weighted": lambda r, s, c: -r * s * (s * s + c * c),
            "split": lambda r, s, c: -r * s**3 - r * s * c**2,
            "sign_flipped": lambda r, s: r * s,
            "other_function": lambda r, c: -r * c,
            "difference_for_sum": lambda r, s, c: -r * s * (c * c - s * s),
            "upstream_forgotten": lambda s: -s,
        },
        derive=on_the_circle,
    ),
    "orthogonal": Family(
        {"Q": ("n", "n"), "G": ("n", "n")},
        lambda Q, G: Q.T @ G,
        {
            "inverse": lambda Q, G: np.linalg.solve(Q, G),
            "product": lambda Q, G: np.einsum("ij,ik->jk", Q, G),
            "transposed_twice": lambda Q, G: (G.T @ Q).T,
            "wrapped": lambda Q, G: Q.T @ G @ Q.T @ Q,
            "transpose_dropped": lambda Q, G: Q @ G,
            "factor_order_swapped": lambda Q, G: G @ Q.T,
            "cancelled_out": lambda G: G,
            "gradient_transposed": lambda Q, G: G.T @ Q,
        },
        derive=orthogonal,
    ),
}
