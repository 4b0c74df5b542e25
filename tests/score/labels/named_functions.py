"""Named functions: sigmoid, tanh, softmax, and functions that the question defines."""

from __future__ import annotations

import numpy as np
from numpy import cosh, exp, log, ndarray, tanh

from tests.score.labels.family import Family


def sigmoid(t: float) -> float:
    return 1 / (1 + exp(-t))


def slope(t: float) -> float:
    return exp(-t) / (1 + exp(-t)) ** 2


def softmax(z: ndarray) -> ndarray:
    return exp(z) / exp(z).sum()


GZ = {"g": "nonzero", "z": "real"}
LINE = {"g": "nonzero", "w": "nonzero", "x": "real", "b": "real"}
VWX = {"v": "nonzero", "w": "nonzero", "x": "nonzero"}

FAMILIES = {
    "sigmoid_definition": Family(
        GZ,
        lambda g, z: g * sigmoid(z) * (1 - sigmoid(z)),
        {
            "product": lambda g, z: g * exp(z) / (1 + exp(z)) ** 2,
            "mirrored": lambda g, z: g * sigmoid(z) * sigmoid(-z),
            "exponentials": lambda g, z: g * exp(-z) / (1 + exp(-z)) ** 2,
            "derivative": lambda g, z: g * slope(z),
            "square": lambda g, z: g * (sigmoid(z) - sigmoid(z) ** 2),
            "tanh_for_sigmoid_derivative": lambda g, z: g * (1 - sigmoid(z) ** 2),
            "sigmoid_derivative_forgotten": lambda g, z: g * sigmoid(z),
            "derivative_at_output": lambda g, z: g * slope(sigmoid(z)),
            "upstream_forgotten": lambda z: slope(z),
            "sign_flipped": lambda g, z: -g * slope(z),
            "exponent_sign_lost": lambda g, z: g * exp(z) / (1 + exp(-z)) ** 2,
        },
    ),
    "tanh_chain": Family(
        LINE,
        lambda g, w, x, b: g * w * (1 - tanh(w * x + b) ** 2),
        {
            "square": lambda g, w, x, b: g * w * (1 - tanh(b + x * w) * tanh(b + x * w)),
            "hyperbolic": lambda g, w, x, b: g * w / cosh(w * x + b) ** 2,
            "derivative": lambda g, w, x, b: g * w * 4 * slope(2 * (w * x + b)),
            "inner_derivative_forgotten": lambda g, w, x, b: g * (1 - tanh(w * x + b) ** 2),
            "sigmoid_for_tanh_derivative": lambda g, w, x, b: g * w * tanh(w * x + b) * (1 - tanh(w * x + b)),
            "square_inside": lambda g, w, x, b: g * w * (1 - tanh((w * x + b) ** 2)),
            "other_inner_derivative": lambda g, w, x, b: g * x * (1 - tanh(w * x + b) ** 2),
            "offset_forgotten": lambda g, w, x: g * w * (1 - tanh(w * x) ** 2),
        },
    ),
    "swish": Family(
        {"x": "nonzero"},
        lambda x: sigmoid(x) + x * slope(x),
        {
            "via_f": lambda x: x * sigmoid(x) + sigmoid(x) * (1 - x * sigmoid(x)),
            "factored": lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
            "derivative": lambda x: 1 / (1 + exp(-x)) + x * slope(x),
            "exponentials": lambda x: 1 / (1 + exp(-x)) + x * exp(-x) / (1 + exp(-x)) ** 2,
            "product_rule_half": lambda x: x * slope(x),
            "product_rule_half_2": lambda x: sigmoid(x),
            "product_of_derivatives": lambda x: slope(x),
            "sign_flipped_in_product_rule": lambda x: sigmoid(x) - x * slope(x),
            "function_for_derivative": lambda x: x * sigmoid(x),
        },
    ),
    "any_activation": Family(
        VWX,
        lambda v, w, x: v * x * sigmoid(w * x),
        {
            "product": lambda v, w, x: v * sigmoid(w * x) * x,
            "expanded": lambda v, w, x: v * x * exp(w * x) / (1 + exp(w * x)),
            "leibniz": lambda v, w, x: v * np.imag(np.log(1 + np.exp((w + 1e-200j) * x))) / 1e-200,  # complex step
            "inner_derivative_forgotten": lambda v, w, x: v * sigmoid(w * x),
            "other_inner_derivative": lambda v, w, x: v * w * sigmoid(w * x),
            "function_for_derivative": lambda v, w, x: v * x * log(1 + exp(w * x)),
            "upstream_forgotten": lambda w, x: x * sigmoid(w * x),
            "derivative_at_input": lambda v, x: v * x * sigmoid(x),
        },
    ),
    "softmax_cross_entropy": Family(
        {"z": ("n",), "y": ("n",)},
        lambda z, y: softmax(z) - y,
        {
            "softmax": lambda z, y: exp(z - np.logaddexp.reduce(z)) - y,
            "exponentials": lambda z, y: np.array([exp(t) / sum(exp(z)) for t in z]) - y,
            "shifted": lambda z, y: 1 / exp(z - z[:, None]).sum(axis=1) - y,
            "sign_flipped": lambda z, y: y - softmax(z),
            "exponent_sign_lost": lambda z, y: softmax(-z) - y,
            "exponential_forgotten": lambda z, y: z / z.sum() - y,
            "sigmoid_for_softmax": lambda z, y: sigmoid(z) - y,
            "own_term_left_out": lambda z, y: exp(z) / (exp(z).sum() - exp(z)) - y,
            "target_forgotten": lambda z: softmax(z),
        },
    ),
    "softmax_definition": Family(
        {"z": ("n",)},
        lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)),
        {
            "jacobian": lambda z, n: softmax(z) * (np.eye(n) - softmax(z)[:, None]),
            "spelled_out": lambda z: np.diag(softmax(z)) - softmax(z)[:, None] * softmax(z),
            "product": lambda z, n: np.diag(softmax(z)) @ (np.eye(n) - np.outer(np.ones(n), softmax(z))),
            "softmax_jacobian_diagonal_only": lambda z: np.diag(softmax(z) * (1 - softmax(z))),
            "normaliser_held_constant": lambda z: np.diag(softmax(z)),
            "off_diagonal_sign_flipped": lambda z: np.diag(softmax(z)) + np.outer(softmax(z), softmax(z)),
            "sign_flipped": lambda z: np.outer(softmax(z), softmax(z)) - np.diag(softmax(z)),
            "identity_for_diagonal": lambda z, n: np.eye(n) - np.outer(softmax(z), softmax(z)),
        },
    ),
    "log_softmax": Family(
        {"g": ("n",), "z": ("n",)},
        lambda g, z: g - softmax(z) * g.sum(),
        {
            "direct": lambda g, z: g - softmax(z) * sum(g),
            "exponentials": lambda g, z: g - exp(z) * g.sum() / exp(z).sum(),
            "delta": lambda g, z, n: (np.eye(n) - softmax(z)[:, None]) @ g,
            "normaliser_held_constant": lambda g: g,
            "sum_forgotten": lambda g, z: g - softmax(z) * g,
            "sign_flipped_in_sum": lambda g, z: g + softmax(z) * g.sum(),
            "batch_mean_added": lambda g, z: g - softmax(z) * g.mean(),
        },
    ),
}
