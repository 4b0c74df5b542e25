"""Chains: one function for each side, in order; link k joins side k and side k + 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import exp, ndarray

from tests.score.labels.family import Family, Value
from tests.score.labels.indexed_sums import at, entries


def sigmoid(t: Any) -> Any:
    return 1 / (1 + exp(-t))


def step(function: Any, x: float) -> float:
    """The derivative of an analytic function, by a complex step."""
    return float(np.imag(function(x + 1e-200j)) / 1e-200)


def slope(x: float) -> float:
    return step(lambda t: 1 / (1 + np.exp(-t)), x)


def product(x: float) -> float:
    return step(lambda t: t**2 * np.exp(t), x)


def logarithm(x: float) -> float:
    return step(lambda t: np.log(1 + t**2), x)


def windows(low: int, high: int, g_shift: int, x_shift: int) -> Value:
    """The vector over k of sum_{s=low}^{high} g_{s+g_shift} x_{s+k+x_shift}."""
    return lambda g, x: entries(
        3, lambda k: sum(at(g, s + g_shift) * at(x, s + k + x_shift) for s in range(low, high + 1))
    )


def difference() -> ndarray:
    return np.array([[1, 0], [0, 3]]) - np.array([[1, 2], [0, 0]]) / 2


FRACTION = lambda: -2 / (4 * 58)  # noqa: E731
EXPANDED = lambda g, s: g * s - g * s**2  # noqa: E731
FACTORED = lambda g, s: g * s * (1 - s)  # noqa: E731
INNER = lambda g, s: g * (s - s**2)  # noqa: E731
QUOTIENT = lambda x: exp(-x) / (1 + exp(-x)) ** 2  # noqa: E731
NORMAL = lambda X, w, y: 2 * X.T @ X @ w - 2 * X.T @ y  # noqa: E731
GRADIENT = lambda X, w, y: 2 * X.T @ (X @ w - y)  # noqa: E731
LEAST = {"X": ("n", "d"), "w": ("d",), "y": ("n",)}
DELTA = lambda p, y, n: -(np.eye(n) - p[:, None]) @ y  # noqa: E731

FAMILIES = {
    "sigmoid": Family(
        {"g": "nonzero", "s": "unit"},
        FACTORED,
        {
            "expanded_back": (INNER, EXPANDED, FACTORED),
            "quotient": (FACTORED, EXPANDED),
            "square_lost": (FACTORED, EXPANDED, lambda g, s: g * s - g * s),
            "sign_cancelling": (INNER, lambda g, s: g * s + g * s**2, FACTORED),
            "wrong_start": (
                lambda g, s: -g * (s - s**2),
                lambda g, s: -g * s + g * s * s,
                lambda g, s: -g * s * (1 - s),
            ),
            "tanh_at_end": (INNER, FACTORED, lambda g, s: g * (1 - s**2)),
        },
    ),
    "logistic_derivative": Family(
        {"x": "real"},
        QUOTIENT,
        {
            "full": (slope, QUOTIENT, lambda x: sigmoid(x) * sigmoid(-x)),
            "inner_sign_lost": (
                slope,
                lambda x: -exp(-x) / (1 + exp(-x)) ** 2,
                lambda x: -sigmoid(x) * (1 - sigmoid(x)),
            ),
            "sign_lost_and_back": (
                slope,
                lambda x: -exp(-x) / (1 + exp(-x)) ** 2,
                lambda x: sigmoid(x) * (1 - sigmoid(x)),
            ),
            "split_wrong": (slope, QUOTIENT, lambda x: 1 - sigmoid(x) ** 2),
        },
    ),
    "numbers": Family(
        {},
        lambda: -1 / 116,
        {
            "fraction_then_decimal": (FRACTION, lambda: -1 / 116, lambda: -0.0086),
            "two_decimals": (lambda: -0.5 / 58, lambda: -1 / 116),
            "digit_slip": (FRACTION, lambda: -1 / 116, lambda: -0.0186),
            "sign_lost": (FRACTION, lambda: 1 / 116, lambda: 0.0086),
            "halved_wrongly": (FRACTION, lambda: -1 / 58, lambda: -2 / 116),
        },
    ),
    "product_rule": Family(
        {"x": "nonzero"},
        lambda x: (2 * x + x**2) * exp(x),
        {
            "derived": (product, lambda x: 2 * x * exp(x) + x * x * exp(x), lambda x: x * (2 + x) * exp(x)),
            "rearranged": (lambda x: 2 * x * exp(x) + x * x * exp(x), lambda x: x * exp(x) * (2 + x)),
            "half": (product, lambda x: x**2 * exp(x)),
            "product_of_derivatives": (product, lambda x: 2 * x * exp(x)),
            "factored_wrong": (product, lambda x: 2 * x * exp(x) + x * x * exp(x), lambda x: (2 + x) * exp(x)),
        },
    ),
    "least_squares": Family(
        LEAST,
        GRADIENT,
        {
            "expanded": (NORMAL, GRADIENT),
            "regrouped": (lambda X, w, y: 2 * (X.T @ X @ w - X.T @ y), NORMAL, lambda X, w, y: -2 * X.T @ (y - X @ w)),
            "sign_flipped_at_end": (NORMAL, lambda X, w, y: 2 * X.T @ (y - X @ w)),
            "factor_lost": (GRADIENT, NORMAL, lambda X, w, y: X.T @ (X @ w - y)),
            "transposes_commuted": (GRADIENT, lambda: np.nan),
            "factor_lost_and_back": (GRADIENT, lambda X, w, y: X.T @ X @ w - X.T @ y, NORMAL),
        },
    ),
    "softmax_sum": Family(
        {"p": ("n",), "y": ("n",)},
        lambda p, y: p - y,
        {
            "from_delta": (DELTA, lambda p, y: -y + p * y.sum(), lambda p, y: p - y),
            "sum_lost": (DELTA, lambda p, y: -y + p * y.sum(), lambda p, y, n: n * p - y),
            "sign_lost_in_sum": (DELTA, lambda p, y: y - p * y.sum(), lambda p, y: y - p),
            "delta_lost": (DELTA, lambda p, y: -y * (1 - p)),
        },
        derive=lambda v: {"y": v["y"] - v["y"].mean() + 1 / len(v["y"])},
    ),
    "index_shift": Family(
        {"g": (5,), "x": (7,)},
        lambda g, x: np.correlate(x, g, "valid"),
        {
            "shifted": (
                windows(1, 5, 0, -1),
                windows(0, 4, 1, 0),
                lambda g, x: entries(3, lambda k: sum(at(g, s - k + 1) * at(x, s) for s in range(k, k + 5))),
            ),
            "bound_left_behind": (windows(1, 5, 0, -1), windows(0, 4, 0, 0), windows(1, 4, 0, 0)),
            "shifted_twice": (windows(1, 5, 0, -1), windows(0, 4, 1, 0), windows(0, 4, 1, 1)),
        },
    ),
    "matrix_valued": Family(
        {},
        lambda: [[0.5, -1], [0, 3]],
        {
            "subtracted": (difference, lambda: [[1 / 2, -1], [0, 3]]),
            "entry_wrong": (difference, lambda: [[1 / 2, 1], [0, 3]]),
            "transposed_at_end": (difference, lambda: [[0.5, -1], [0, 3]], lambda: [[0.5, 0], [-1, 3]]),
        },
    ),
    "three_good_one_bad": Family(
        {"x": "nonzero"},
        lambda x: 2 * x / (1 + x * x),
        {
            "log_rule": (
                logarithm,
                lambda x: step(lambda t: 1 + t * t, x) / (1 + x * x),
                lambda x: 1 / (1 + x * x) * 2 * x,
                lambda x: 2 * x / (1 + x * x),
            ),
            "chain_stops": (logarithm, lambda x: 1 / (1 + x * x)),
            "fraction_split": (
                logarithm,
                lambda x: step(lambda t: 1 + t * t, x) / (1 + x * x),
                lambda x: 2 * x / (1 + x * x),
                lambda x: 2 * x + 2 / x,
            ),
            "inner_wrong": (
                logarithm,
                lambda x: step(lambda t: 1 + t * t, x) / (1 + x * x),
                lambda x: x / (1 + x * x),
                lambda x: x / (1 + x * x),
            ),
        },
    ),
}
