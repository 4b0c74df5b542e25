"""Questions that build on an earlier part: an answer that carries the own value on is right as well.

The last part of an id says which: `true_value`, `through` (the name of the earlier part is kept) or
`carried`. An earlier answer of 0 would give everything after it away, so it carries nothing forward.
"""

from __future__ import annotations

import numpy as np

from tests.score.labels.family import Family

FAMILIES = {
    "weight_from_dz": Family(
        {"x": "nonzero", "g": "nonzero", "s": "unit"},
        lambda x, dZ: x * dZ,
        {
            "through": lambda x, dZ: dZ * x,
            "true_value": lambda x, g, s: x * g * s - x * g * s * s,
            "carried": lambda x, g, s: x * g * (1 - s * s),
            "local_factor_forgotten": lambda dZ: dZ,
            "sign_flipped": lambda x, dZ: -x * dZ,
            "factor_two_added": lambda x, dZ: 2 * x * dZ,
            "sign_flipped_carried": lambda x, g, s: -x * g * (1 - s * s),
            "factor_two_added_carried": lambda x, g, s: 2 * x * g * (1 - s * s),
        },
        derive=lambda v: {"dZ": v["g"] * v["s"] * (1 - v["s"])},
        carried=lambda x, g, s: g * x * (1 - s * s),
    ),
    "sum_from_dz": Family(
        {"a": "nonzero", "b": "nonzero"},
        lambda z1, z2: z1 + z2,
        {
            "through": lambda z1, z2: z2 + z1,
            "true_value": lambda a, b: a * (a + b),
            "carried": lambda a, b: 2 * a + a * b,
            "sum_forgotten": lambda z1: z1,
            "difference_for_sum": lambda z1, z2: z1 - z2,
            "summand_forgotten": lambda a: 2 * a,
            "difference_carried": lambda a, b: 2 * a - a * b,
            "constant_offset": lambda a, b: 2 * a + a * b + 1,
        },
        derive=lambda v: {"z1": v["a"] ** 2, "z2": v["a"] * v["b"]},
        carried=lambda a, b: a * (2 + b),
    ),
    "update_from_dw": Family(
        {"w": "real", "eta": "positive", "x": "nonzero", "e": "nonzero"},
        lambda w, eta, dW: w - eta * dW,
        {
            "through": lambda w, eta, dW: -eta * dW + w,
            "true_value": lambda w, eta, e, x: w - 2 * eta * e * x,
            "carried": lambda w, eta, e, x: w - eta * e * x,
            "update_added": lambda w, eta, dW: w + eta * dW,
            "learning_rate_dropped": lambda w, dW: w - dW,
            "old_parameter_dropped": lambda eta, dW: -eta * dW,
            "update_added_carried": lambda w, eta, e, x: w + eta * e * x,
            "learning_rate_dropped_carried": lambda w, e, x: w - e * x,
        },
        derive=lambda v: {"dW": 2 * v["e"] * v["x"]},
        carried=lambda w, eta, e, x: w - eta * x * e,
    ),
    "numbers": Family(
        {},
        lambda: 0.5 - 0.1 * -0.24,
        {
            "true_value": lambda: 0.524,
            "through": lambda: 0.5 + 0.1 * 0.24,
            "carried": lambda: 0.5 - 0.1 * 0.24,
            "learning_rate_dropped": lambda: 0.5 + 0.24,
            "old_parameter_dropped": lambda: 0.1 * 0.24,
            "factor_two_added": lambda: 0.5 + 0.1 * 0.48,
            "learning_rate_dropped_carried": lambda: 0.5 - 0.24,
        },
        carried=lambda: 0.5 - 0.1 * 0.24,
    ),
    "matrix": Family(
        {"X": ("n", "d"), "G": ("n", "k"), "A": ("n", "k")},
        lambda X, dZ: X.T @ dZ,
        {
            "through": lambda X, dZ: np.einsum("nd,nk->dk", X, dZ),
            "true_value": lambda X, G, A: X.T @ (G * A - G * A * A),
            "carried": lambda X, G, A: X.T @ (G * A),
            "gradient_transposed": lambda X, dZ: dZ.T @ X,
            "activation_derivative_forgotten": lambda X, G: X.T @ G,
            "factor_order_swapped": lambda: np.nan,  # k columns against d rows
            "gradient_transposed_carried": lambda X, G, A: (G * A).T @ X,
            "sign_flipped_carried": lambda X, G, A: -X.T @ (G * A),
        },
        derive=lambda v: {"dZ": v["G"] * v["A"] * (1 - v["A"])},
        carried=lambda X, G, A: np.einsum("nd,nk,nk->dk", X, G, A),
    ),
    "softmax_then_weight": Family(
        {"p": "unit", "y": "unit", "h": "nonzero"},
        lambda dz, h: dz * h,
        {
            "through": lambda dz, h: h * dz,
            "true_value": lambda p, y, h: p * h - y * h,
            "carried": lambda p, y, h: (y - p) * h,
            "activation_forgotten": lambda p, y: p - y,
            "target_forgotten": lambda p, h: p * h,
            "local_factor_forgotten": lambda p, y: y - p,
            "factor_two_added_carried": lambda p, y, h: 2 * h * (y - p),
        },
        derive=lambda v: {"dz": v["p"] - v["y"]},
        carried=lambda p, y, h: h * y - h * p,
    ),
    "two_steps": Family(
        {"w": "nonzero", "t": "unit", "g": "nonzero", "v": "nonzero"},
        lambda w, dA, t: w * dA * (1 - t * t),
        {
            "through": lambda w, dA, t: w * dA * (1 + t) * (1 - t),
            "true_value": lambda g, v, w, t: g * v * w * (1 - t * t),
            "carried": lambda g, w, t: g * w * (1 - t * t),
            "tanh_derivative_forgotten": lambda w, dA: w * dA,
            "sigmoid_for_tanh_derivative": lambda w, dA, t: w * dA * t * (1 - t),
            "tanh_derivative_forgotten_carried": lambda g, w: g * w,
            "local_factor_forgotten": lambda g, t: g * (1 - t * t),
        },
        derive=lambda v: {"dA": v["g"] * v["v"]},
        carried=lambda g, w, t: w * g * (1 + t) * (1 - t),
    ),
    "degenerate": Family(
        {"x": "nonzero", "g": "nonzero", "s": "unit"},
        lambda x, dZ: x * dZ,
        {
            "through": lambda x, dZ: dZ * x,
            "true_value": lambda x, g, s: x * g * s - x * g * s * s,
            "zero_carried": lambda: 0.0,
            "sign_flipped": lambda x, dZ: -x * dZ,
            "factor_dropped": lambda x, g, s: x * g * s,
        },
        derive=lambda v: {"dZ": v["g"] * v["s"] * (1 - v["s"])},
    ),
}
