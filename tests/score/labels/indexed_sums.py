"""Indexed sums, as loops over entries counted from 1; an entry that does not exist is 0 here, and wrong in any case."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from tests.score.labels.family import Family


def at(array: np.ndarray, *places: int) -> float:
    """The entry at places counted from 1."""
    inside = all(1 <= p <= n for p, n in zip(places, array.shape))
    return float(array[tuple(p - 1 for p in places)]) if inside else 0.0


def entries(count: int, function: Any) -> np.ndarray:
    """The vector of a function of a free index that counts from 1."""
    return np.array([function(i) for i in range(1, count + 1)])


def plane(shape: tuple[int, int], function: Any) -> np.ndarray:
    return np.array([[function(a, b) for b in range(1, shape[1] + 1)] for a in range(1, shape[0] + 1)])


def conv(g: np.ndarray, w: np.ndarray, low: int = -2, high: int = 5, shift: int = 1) -> np.ndarray:
    return entries(7, lambda s: sum(g[t - 1] * at(w, s - t + shift) for t in range(max(1, s + low), min(high, s) + 1)))


WG = {"W": ("n", "m"), "g": ("m",)}
GXW = {"g": (5,), "x": (7,), "w": (3,)}
GP = {"g": ("n",), "p": ("n",)}
NESTED = {"g": ("m", "n"), "x": ("m", "n")}
XG = {"X": ("n", "d"), "G": ("n", "m")}

FAMILIES = {
    "linear_input": Family(
        WG,
        lambda W, g: W @ g,
        {
            "plain_sum": lambda W, g, n, m: entries(n, lambda i: sum(W[i - 1, j] * g[j] for j in range(m))),
            "renamed": lambda W, g: (W * g).sum(axis=1),
            "last_apart": lambda W, g: W[:, :-1] @ g[:-1] + W[:, -1] * g[-1],
            "vector": lambda W, g: np.tensordot(W, g, axes=1),
            "gradient_transposed": lambda W, g, n, m: entries(
                n, lambda i: sum(at(W, j, i) * g[j - 1] for j in range(1, m + 1))
            ),
            "index_shifted_by_one": lambda W, g, n, m: entries(
                n, lambda i: sum(at(W, i, j) * at(g, j + 1) for j in range(1, m + 1))
            ),
            "bound_missing_last_term": lambda W, g: W[:, :-1] @ g[:-1],
            "bound_missing_first_term": lambda W, g: W[:, 1:] @ g[1:],
            "free_index_summed": lambda W, g: (W @ g).sum(),
            "upstream_forgotten": lambda W: W.sum(axis=1),
        },
    ),
    "kernel": Family(
        GXW,
        lambda g, x: np.correlate(x, g, "valid"),
        {
            "forward": lambda g, x: entries(3, lambda k: sum(at(g, t) * at(x, t + k - 1) for t in range(1, 6))),
            "shifted": lambda g, x: entries(3, lambda k: sum(at(g, s - k + 1) * at(x, s) for s in range(k, k + 5))),
            "from_zero": lambda g, x: entries(3, lambda k: sum(at(g, t + 1) * at(x, t + k) for t in range(5))),
            "written_out": lambda g, x: entries(3, lambda k: g @ x[k - 1 : k + 4]),
            "index_shifted_by_one": lambda g, x: entries(
                3, lambda k: sum(at(g, t) * at(x, t + k) for t in range(1, 6))
            ),
            "kernel_flipped": lambda g, x: np.correlate(x, g, "valid")[::-1],
            "bound_missing_last_term": lambda g, x: np.correlate(x[:6], g[:4], "valid"),
            "upstream_forgotten": lambda x: np.correlate(x, np.ones(5), "valid"),
            "offset_ignored": lambda g, x: np.full(3, g @ x[:5]),
        },
    ),
    "conv_input": Family(
        GXW,
        lambda g, w: conv(g, w),
        {
            "over_kernel": lambda g, w: entries(
                7, lambda s: sum(w[k - 1] * g[s - k] for k in range(max(1, s - 4), min(3, s) + 1))
            ),
            "guarded": lambda g, w: entries(7, lambda s: sum(at(w, k) * at(g, s - k + 1) for k in (1, 2, 3))),
            "delta": lambda g, w: np.convolve(g, w),
            "kernel_flipped": lambda g, w: np.convolve(g, w[::-1]),
            "index_shifted_by_one": lambda g, w: conv(g, w, shift=0),
            # reads the entry w_4, which does not exist
            "bound_too_wide": lambda g, w: conv(g, np.append(w, np.nan), low=-3),
            "bound_missing_last_term": lambda g, w: conv(g, w, high=4),
            "upstream_forgotten": lambda g, w: conv(np.ones(5), w),
        },
    ),
    "pool": Family(
        {"g": (4,)},
        lambda g: np.repeat(g, 2) / 2,
        {
            "floored": lambda g: entries(8, lambda s: at(g, (s + 1) // 2) / 2),
            "ceiled": lambda g: entries(8, lambda s: at(g, ceil(s / 2)) / 2),
            "indicator": lambda g: entries(
                8, lambda s: sum(g[t - 1] / 2 for t in range(1, 5) if 2 * t - 1 <= s <= 2 * t)
            ),
            "delta": lambda g: entries(
                8, lambda s: sum(g[t - 1] * ((s == 2 * t) + (s == 2 * t - 1)) for t in range(1, 5)) / 2
            ),
            "floor_for_ceil": lambda g: entries(8, lambda s: at(g, s // 2) / 2),
            "pool_factor_forgotten": lambda g: np.repeat(g, 2),
            "index_not_divided": lambda g: entries(8, lambda s: at(g, s) / 2),
            "pool_factor_doubled": lambda g: np.repeat(g, 2) / 4,
            "index_shifted_by_one": lambda g: entries(8, lambda s: at(g, ceil(s / 2) + 1) / 2),
        },
    ),
    "cumulative": Family(
        {"g": ("n",)},
        lambda g: np.cumsum(g[::-1])[::-1],
        {
            "difference": lambda g: g.sum() - np.cumsum(g) + g,
            "indicator": lambda g: np.triu(np.ones((len(g), len(g)))) @ g,
            "shifted": lambda g, n: entries(n, lambda j: sum(at(g, j + k) for k in range(n - j + 1))),
            "tail": lambda g, n: entries(n, lambda j: g[j - 1 :].sum()),
            "direction_reversed": lambda g: np.cumsum(g),
            "index_shifted_by_one": lambda g, n: entries(n, lambda j: g[j:].sum()),
            "everything_summed": lambda g: np.full_like(g, g.sum()),
            "sum_forgotten": lambda g: g,
            "sign_flipped": lambda g: -np.cumsum(g[::-1])[::-1],
        },
    ),
    "softmax": Family(
        GP,
        lambda g, p, n: (np.eye(n) - p[:, None]) @ (g * p),
        {
            "resolved": lambda g, p: p * (g - p @ g),
            "delta": lambda g, p: (np.diag(p) - np.outer(p, p)) @ g,
            "indicator": lambda g, p, n: p * ((np.eye(n) - p) @ g),
            "softmax_jacobian_diagonal_only": lambda g, p: g * p * (1 - p),
            "off_diagonal_sign_flipped": lambda g, p, n: (np.eye(n) + p[:, None]) @ (g * p),
            "normaliser_held_constant": lambda g, p: g * p,
            "delta_read_as_one": lambda g, p: (g @ p) * (1 - p),
            "diagonal_counted_twice": lambda g, p: p * g * (1 - p) - p * (g @ p),
        },
    ),
    "centred": Family(
        {"g": ("n",)},
        lambda g: g - g.mean(),
        {
            "common": lambda g: (g[:, None] - g).mean(axis=1),
            "plain_form": lambda g, n: g - sum(g) / n,
            "own_apart": lambda g, n: (n - 1) / n * g - (g.sum() - g) / n,
            "delta": lambda g, n: (np.eye(n) - 1 / n) @ g,
            "mean": lambda g: g - np.mean(g),
            "batch_mean_missing": lambda g: g - g.sum(),
            "mean_held_constant": lambda g: g,
            "sign_flipped_in_sum": lambda g: g + g.mean(),
            "unbiased_divisor": lambda g, n: g - g.sum() / (n - 1),
            "own_term_forgotten": lambda g, n: g - (g.sum() - g) / n,
        },
    ),
    "nested": Family(
        NESTED,
        lambda g, x: (g * x).sum(),
        {
            "exchanged": lambda g, x: sum(a @ b for a, b in zip(g.T, x.T)),
            "from_zero": lambda g, x, m, n: sum(g[i, j] * x[i, j] for i in range(m) for j in range(n)),
            "array": lambda g, x: np.vdot(g, x),
            "indices_swapped": lambda g, x, m, n: sum(
                at(g, i, j) * at(x, j, i) for i in range(1, m + 1) for j in range(1, n + 1)
            ),
            "sums_multiplied": lambda g, x: g.sum() * x.sum(),
            # a square part alone exists: the other entries are read outside
            "bounds_swapped": lambda g, x, m, n: (g * x)[: min(m, n), : min(m, n)].sum(),
            "bound_missing_last_term": lambda g, x: (g * x)[:, :-1].sum(),
            "index_shifted_by_one": lambda g, x: (g[:, :-1] * x[:, 1:]).sum(),
        },
    ),
    "geometric": Family(
        {"a": "unit", "T": "count"},
        lambda a, T: sum(a**k for k in range(T)),
        {
            "closed": lambda a, T: (1 - a**T) / (1 - a),
            "from_one": lambda a, T: sum(a ** (k - 1) for k in range(1, T + 1)),
            "backwards": lambda a, T: sum(a ** (T - k) for k in range(1, T + 1)),
            "index_shifted_by_one": lambda a, T: sum(a**k for k in range(1, T + 1)),
            "bound_one_too_far": lambda a, T: (1 - a ** (T + 1)) / (1 - a),
            "last_term_alone": lambda a, T: a ** (T - 1),
            "limit_taken": lambda a: 1 / (1 - a),
            "power_as_factor": lambda a, T: T * a ** (T - 1),
        },
    ),
    "weight_entries": Family(
        XG,
        lambda X, G: X.T @ G,
        {
            "entries": lambda X, G, d, m: plane((d, m), lambda j, k: X[:, j - 1] @ G[:, k - 1]),
            "transposed": lambda X, G: np.einsum("ij,ik->jk", X, G),
            "gradient_transposed": lambda X, G, n, d, m: plane(
                (d, m), lambda j, k: sum(at(X, i, k) * at(G, i, j) for i in range(1, n + 1))
            ),
            "sum_forgotten": lambda X, G: X[:, :, None] * G[:, None],
            "batch_mean_added": lambda X, G, n: X.T @ G / n,
            "indices_swapped": lambda X, G, n, d, m: plane(
                (d, m), lambda j, k: sum(at(X, j, i) * at(G, i, k) for i in range(1, n + 1))
            ),
            "sums_multiplied": lambda X, G: np.outer(X.sum(0), G.sum(0)),
        },
    ),
    "odd_places": Family(
        {"n": "count"},
        lambda n: len(range(1, n + 1, 2)),
        {
            "floored": lambda n: (n + 1) // 2,
            "remaining": lambda n: n - n // 2,
            "ceiled": lambda n: ceil(n / 2),
            "counted": lambda n: sum(i % 2 == 1 for i in range(1, n + 1)),
            "floor_for_ceil": lambda n: n // 2,
            "rounding_forgotten": lambda n: n / 2,
            "offset_by_one": lambda n: n // 2 + 1,
            "constant_offset": lambda n: ceil(n / 2) - 1,
        },
    ),
    "kernel_plane": Family(
        {"G": (4, 3), "X": (5, 5)},
        lambda G, X: plane((2, 3), lambda a, b: (G * X[a - 1 : a + 3, b - 1 : b + 2]).sum()),
        {
            "forward": lambda G, X: plane(
                (2, 3),
                lambda a, b: sum(at(G, i, j) * at(X, i + a - 1, j + b - 1) for i in range(1, 5) for j in range(1, 4)),
            ),
            "shifted": lambda G, X: plane(
                (2, 3),
                lambda a, b: sum(
                    at(G, p - a + 1, q - b + 1) * at(X, p, q) for p in range(a, a + 4) for q in range(b, b + 3)
                ),
            ),
            "index_shifted_by_one": lambda G, X: plane(
                (2, 3), lambda a, b: sum(at(G, i, j) * at(X, i + a, j + b) for i in range(1, 5) for j in range(1, 4))
            ),
            "kernel_flipped": lambda G, X: plane((2, 3), lambda a, b: (G * X[2 - a : 6 - a, 3 - b : 6 - b]).sum()),
            "bounds_swapped": lambda G, X: plane(
                (2, 3),
                lambda a, b: sum(at(G, i, j) * at(X, i + a - 1, j + b - 1) for i in range(1, 4) for j in range(1, 5)),
            ),
            "indices_swapped": lambda G, X: plane(
                (2, 3),
                lambda a, b: sum(at(G, i, j) * at(X, i + b - 1, j + a - 1) for i in range(1, 5) for j in range(1, 4)),
            ),
            "upstream_forgotten": lambda X: plane((2, 3), lambda a, b: X[a - 1 : a + 3, b - 1 : b + 2].sum()),
        },
    ),
}
