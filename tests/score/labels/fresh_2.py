"""Questions written after the reader and the diagnosis stood: what they do on answers not seen before."""

from __future__ import annotations

import numpy as np

from tests.score.labels.family import Family

FAMILIES = {
    "gaussian_nll_mean": Family(
        {"x": "real", "m": "real", "s": "positive"},
        lambda x, m, s: (m - x) / s**2,
        {
            "product": lambda x, m, s: -(x - m) / s**2,
            "power": lambda x, m, s: (m - x) * s**-2.0,
            "split": lambda x, m, s: m / s**2 - x / s**2,
            "sign_flipped": lambda x, m, s: (x - m) / s**2,
            "square_forgotten": lambda x, m, s: (m - x) / s,
            "denominator_forgotten": lambda x, m, s: m - x,
        },
    ),
    "gaussian_nll_scale": Family(
        {"x": "real", "m": "real", "s": "positive"},
        lambda x, m, s: 1 / s - (x - m) ** 2 / s**3,
        {
            "one_fraction": lambda x, m, s: (s**2 - (x - m) ** 2) / s**3,
            "factored": lambda x, m, s: (1 - ((x - m) / s) ** 2) / s,
            "sign_of_summand": lambda x, m, s: 1 / s + (x - m) ** 2 / s**3,
            "summand_dropped": lambda x, m, s: -((x - m) ** 2) / s**3,
            "exponent_changed": lambda x, m, s: 1 / s - (x - m) ** 2 / s**2,
        },
    ),
    "logistic_l2": Family(
        {"p": "unit", "y": "unit", "x": "nonzero", "l": "positive", "w": "nonzero"},
        lambda p, y, x, l, w: (p - y) * x + l * w,
        {
            "expanded": lambda p, y, x, l, w: p * x - y * x + l * w,
            "turned": lambda p, y, x, l, w: l * w - (y - p) * x,
            "program": lambda p, y, x, l, w: x * (p - y) + w * l,
            "penalty_forgotten": lambda p, y, x: (p - y) * x,
            "factor_two_added": lambda p, y, x, l, w: (p - y) * x + 2 * l * w,
            "input_forgotten": lambda p, y, l, w: p - y + l * w,
        },
    ),
    "softsign": Family(
        {"g": "nonzero", "z": "positive"},
        lambda g, z: g / (1 + z) ** 2,
        {
            "power": lambda g, z: g * (1 + z) ** -2.0,
            "product": lambda g, z: g / (1 + z) / (1 + z),
            "labelled": lambda g, z: g / (1 + 2 * z + z * z),
            "quotient_rule_sign": lambda g, z: g * (1 + 2 * z) / (1 + z) ** 2,
            "quotient_rule_not_squared": lambda g, z: g / (1 + z),
            "upstream_forgotten": lambda z: 1 / (1 + z) ** 2,
        },
    ),
    "rnn_step": Family(
        {"w": "nonzero", "u": "nonzero", "h": "unit", "d": "nonzero"},
        lambda w, d, h: w * d * (1 - h**2),
        {
            "factored": lambda w, d, h: w * d * (1 - h) * (1 + h),
            "expanded": lambda w, d, h: w * d - w * d * h**2,
            "program": lambda w, d, h: d * (1 - h**2) * w,
            "sigmoid_for_tanh": lambda w, d, h: w * d * h * (1 - h),
            "tanh_forgotten": lambda w, d: w * d,
            "weight_forgotten": lambda d, h: d * (1 - h**2),
        },
    ),
    "gate": Family(
        {"g": "nonzero", "f": "unit", "c": "nonzero"},
        lambda g, c, f: g * c * f * (1 - f),
        {
            "turned": lambda g, c, f: c * g * f * (1 - f),
            "expanded": lambda g, c, f: g * c * f - g * c * f * f,
            "tanh_for_sigmoid": lambda g, c, f: g * c * (1 - f**2),
            "derivative_forgotten": lambda g, c: g * c,
            "cell_forgotten": lambda g, f: g * f * (1 - f),
            "sign_flipped": lambda g, c, f: g * c * f * (f - 1),
        },
    ),
    "adam_step": Family(
        {"w": "real", "a": "positive", "m": "nonzero", "v": "positive", "e": "positive"},
        lambda w, a, m, v, e: w - a * m / (np.sqrt(v) + e),
        {
            "product": lambda w, a, m, v, e: w - a * m / (e + np.sqrt(v)),
            "power": lambda w, a, m, v, e: w - a * m / (v**0.5 + e),
            "root_moved": lambda w, a, m, v, e: w - a * m / np.sqrt(v + e),
            "root_forgotten": lambda w, a, m, v, e: w - a * m / (v + e),
            "update_added": lambda w, a, m, v, e: w + a * m / (np.sqrt(v) + e),
            "rate_dropped": lambda w, m, v, e: w - m / (np.sqrt(v) + e),
        },
    ),
    "nesterov": Family(
        {"v": "real", "b": "unit", "n": "positive", "g": "nonzero"},
        lambda b, v, n, g: b * v - n * g,
        {
            "turned": lambda b, v, n, g: -n * g + b * v,
            "brackets": lambda b, v, n, g: -(n * g - b * v),
            "added": lambda b, v, n, g: b * v + n * g,
            "momentum_dropped": lambda n, g: -n * g,
            "rate_dropped": lambda b, v, g: b * v - g,
        },
    ),
    "poisson": Family(
        {"y": "positive", "r": "positive"},
        lambda y, r: 1 - y / r,
        {
            "one_fraction": lambda y, r: (r - y) / r,
            "program": lambda y, r: 1 - y / r,
            "sign_flipped": lambda y, r: y / r - 1,
            "inverted": lambda y, r: 1 - r / y,
            "rate_dropped": lambda y, r: -y / r,
            "log_kept": lambda y, r: 1 - y * np.log(r),
        },
    ),
    "entropy": Family(
        {"p": "unit"},
        lambda p: -np.log(p) - 1,
        {
            "brackets": lambda p: -(1 + np.log(p)),
            "program": lambda p: -np.log(p) - 1,
            "product_rule_half": lambda p: -np.log(p),
            "product_of_slopes": lambda p: -1 / p,
            "sign_flipped": lambda p: np.log(p) + 1,
        },
    ),
    "sqrt_chain": Family(
        {"x": "real"},
        lambda x: x / np.sqrt(1 + x * x),
        {
            "power": lambda x: x * (1 + x * x) ** -0.5,
            "factor_two_shown": lambda x: 2 * x / (2 * np.sqrt(1 + x * x)),
            "chain_stops": lambda x: 1 / (2 * np.sqrt(1 + x * x)),
            "half_lost": lambda x: 2 * x / np.sqrt(1 + x * x),
            "root_lost": lambda x: x / (1 + x * x),
            "multiplied": lambda x: x * np.sqrt(1 + x * x),
        },
    ),
    "exp_square": Family(
        {"x": "nonzero", "a": "positive"},
        lambda x, a: -2 * a * x * np.exp(-a * x * x),
        {
            "exp": lambda x, a: -2 * a * x * np.exp(-a * x * x),
            "fraction": lambda x, a: -2 * a * x / np.exp(a * x * x),
            "chain_stops": lambda x, a: np.exp(-a * x * x),
            "exponent_sign": lambda x, a: -2 * a * x * np.exp(a * x * x),
            "minus_lost": lambda x, a: 2 * a * x * np.exp(-a * x * x),
            "two_lost": lambda x, a: -a * x * np.exp(-a * x * x),
        },
    ),
    "focal": Family(
        {"p": "unit", "c": "nonzero"},
        lambda p: -((1 - p) ** 2) / p,
        {
            "expanded": lambda p: -(1 - 2 * p + p * p) / p,
            "program": lambda p: -((1 - p) ** 2) / p,
            "square_lost": lambda p: -(1 - p) / p,
            "denominator_lost": lambda p: -((1 - p) ** 2),
            "power_distributed": lambda p: -(1 - p * p) / p,
        },
    ),
    "leaky_vector": Family(
        {"g": "nonzero", "z": "real"},
        lambda g, z: g if z >= 0 else 0.1 * g,
        {
            "where": lambda g, z: g if z >= 0 else 0.1 * g,
            "turned": lambda g, z: g / 10 if z < 0 else g,
            "swapped": lambda g, z: 0.1 * g if z >= 0 else g,
            "relu": lambda g, z: g if z >= 0 else 0,
            "upstream_lost": lambda z: 1 if z >= 0 else 0.1,
        },
    ),
    "squared_hinge": Family(
        {"y": "nonzero", "f": "real"},
        lambda y, f: -2 * y * max(0, 1 - y * f),
        {
            "cases": lambda y, f: -2 * y * (1 - y * f) if y * f < 1 else 0,
            "program": lambda y, f: -2 * y * max(0, 1 - y * f),
            "two_lost": lambda y, f: -y * max(0, 1 - y * f),
            "sign_flipped": lambda y, f: 2 * y * max(0, 1 - y * f),
            "gate_ignored": lambda y, f: -2 * y * (1 - y * f),
            "chain_stops": lambda y, f: -2 * max(0, 1 - y * f),
        },
    ),
    "cosine": Family(
        {"a": "nonzero", "b": "nonzero"},
        lambda a, b: b / (a * a + b * b),
        {
            "power": lambda a, b: b / (a * a + b * b),
            "program": lambda a, b: b / (a * a + b * b),
            "exchanged": lambda a, b: a / (a * a + b * b),
            "upside_down": lambda a, b: (a * a + b * b) / b,
            "split": lambda a, b: b / a**2 + 1 / b,
        },
    ),
    "embedding": Family(
        {"E": ("v", "d"), "G": ("n", "d"), "S": ("n", "v")},
        lambda S, G: S.T @ G,
        {
            "program": lambda S, G: S.T @ G,
            "twice": lambda S, G: (G.T @ S).T,
            "sum": lambda S, G: S.T @ G,
            "transposed": lambda S, G: G.T @ S,
            "transpose_dropped": lambda: np.nan,
            "mean": lambda S, G, n: S.T @ G / n,
        },
    ),
    "bilinear": Family(
        {"x": ("m",), "A": ("m", "n"), "y": ("n",)},
        lambda x, y: np.outer(x, y),
        {
            "outer": lambda x, y: np.outer(x, y),
            "otimes": lambda x, y: np.outer(x, y),
            "transposed": lambda x, y: np.outer(y, x),
            "sign_flipped": lambda x, y: -np.outer(x, y),
            "two": lambda x, y: 2 * np.outer(x, y),
        },
    ),
    "residual": Family(
        {"W": ("d", "d"), "g": ("d",)},
        lambda W, g: g + W.T @ g,
        {
            "factored": lambda W, g: (np.eye(len(g)) + W.T) @ g,
            "program": lambda W, g: g + W.T @ g,
            "skip_forgotten": lambda W, g: W.T @ g,
            "transpose_dropped": lambda W, g: g + W @ g,
            "minus": lambda W, g: g - W.T @ g,
        },
    ),
    "hidden_relu": Family(
        {"G": ("n", "k"), "W": ("h", "k"), "Z": ("n", "h")},
        lambda G, W, Z: (G @ W.T) * (Z > 0),
        {
            "program": lambda G, W, Z: (G @ W.T) * (Z > 0),
            "where": lambda G, W, Z: np.where(Z > 0, G @ W.T, 0),
            "gate_ignored": lambda G, W: G @ W.T,
            "gate_reversed": lambda G, W, Z: (G @ W.T) * (Z < 0),
            "transpose_dropped": lambda: np.nan,
            "activation": lambda G, W, Z: (G @ W.T) * np.maximum(Z, 0),
        },
    ),
    "normal_equation": Family(
        {"X": (6, 2), "y": (6,)},
        lambda X, y: np.linalg.solve(X.T @ X, X.T @ y),
        {
            "program": lambda X, y: np.linalg.inv(X.T @ X) @ X.T @ y,
            "brackets": lambda X, y: np.linalg.inv(X.T @ X) @ (X.T @ y),
            "transpose_dropped": lambda: np.nan,
            "inverse_forgotten": lambda X, y: X.T @ X @ X.T @ y,
            "gram_forgotten": lambda X, y: X.T @ y,
        },
    ),
    "frobenius": Family(
        {"W": ("m", "n"), "l": "positive"},
        lambda W, l: 2 * l * W,
        {
            "sum": lambda W, l: l * W + l * W,
            "dots": lambda W, l: 2 * l * W,
            "two_lost": lambda W, l: l * W,
            "transposed": lambda W, l: 2 * l * W.T,
            "rate_lost": lambda W: 2 * W,
        },
    ),
    "layer_sum": Family(
        {"X": ("n", "d"), "w": ("d",), "b": "real"},
        lambda X, w, b: (X @ w + b).sum(),
        {
            "taken_out": lambda X, w, b, n: n * b + (X @ w).sum(),
            "program": lambda X, w, b: np.sum(X @ w + b),
            "bias_once": lambda X, w, b: b + (X @ w).sum(),
            "bias_forgotten": lambda X, w: (X @ w).sum(),
            "last_left_out": lambda X, w, b: (X @ w + b)[:-1].sum(),
        },
    ),
    "strided": Family(
        {"g": (4,), "x": (10,), "w": (3,)},
        lambda g, x: np.array([sum(g[t - 1] * x[2 * t + k - 3] for t in range(1, 5)) for k in range(1, 4)]),
        {
            "turned": lambda g, x: np.array(
                [sum(g[t - 1] * x[2 * t + k - 3] for t in range(1, 5)) for k in range(1, 4)]
            ),
            "shifted_sum": lambda g, x: np.array([sum(g[s] * x[2 * s + k - 1] for s in range(4)) for k in range(1, 4)]),
            "index_shifted": lambda g, x: np.array(
                [sum(g[t - 1] * x[2 * t + k - 2] for t in range(1, 5)) for k in range(1, 4)]
            ),
            "bound": lambda g, x: np.array(
                [sum(g[t - 1] * x[2 * t + k - 3] for t in range(1, 4)) for k in range(1, 4)]
            ),
            "stride_ignored": lambda g, x: np.array(
                [sum(g[t - 1] * x[t + k - 2] for t in range(1, 5)) for k in range(1, 4)]
            ),
            "upstream": lambda x: np.array([sum(x[2 * t + k - 3] for t in range(1, 5)) for k in range(1, 4)]),
        },
    ),
    "upsample": Family(
        {"g": (6,), "x": (3,)},
        lambda g: g[0::2] + g[1::2],
        {
            "sum": lambda g: g[1::2] + g[0::2],
            "turned": lambda g: g[1::2] + g[0::2],
            "one_only": lambda g: g[1::2],
            "averaged": lambda g: (g[0::2] + g[1::2]) / 2,
            "minus": lambda g: g[0::2] - g[1::2],
        },
    ),
    "average_pool": Family(
        {"g": (3,), "x": (9,)},
        lambda g: np.repeat(g, 3) / 3,
        {
            "floor": lambda g: np.repeat(g, 3) / 3,
            "fraction": lambda g: np.repeat(g, 3) / 3,
            "factor_lost": lambda g: np.repeat(g, 3),
            "twice": lambda g: np.repeat(g, 3) / 9,
            "own_place": lambda g: np.array([g[s] / 3 if s < 3 else 0.0 for s in range(9)]),
        },
    ),
    "attention_softmax": Family(
        {"p": ("n",), "g": ("n",), "z": ("n",)},
        lambda p, g: p * (g - g @ p),
        {
            "delta": lambda p, g: p * (g - g @ p),
            "vector": lambda p, g: p * (g - g @ p),
            "diagonal": lambda p, g: g * p * (1 - p),
            "held": lambda p, g: p * g,
            "plus": lambda p, g: p * (g + g @ p),
            "weights_lost": lambda p, g: p * (g - g.sum()),
        },
    ),
    "mean_squares": Family(
        {"a": ("n",), "y": ("n",)},
        lambda a, y, n: 2 / n * (a - y),
        {
            "vector": lambda a, y, n: 2 * (a - y) / n,
            "split": lambda a, y, n: 2 * a / n - 2 * y / n,
            "mean_lost": lambda a, y: 2 * (a - y),
            "two_lost": lambda a, y, n: (a - y) / n,
            "sign": lambda a, y, n: 2 / n * (y - a),
            "square_kept": lambda a, y, n: 2 / n * (a - y) ** 2,
        },
    ),
    "variance": Family(
        {"x": ("n",)},
        lambda x, n: (x * x).mean() - x.mean() ** 2,
        {
            "program": lambda x: (x * x).mean() - x.mean() ** 2,
            "centred": lambda x: ((x - x.mean()) ** 2).mean(),
            "square_lost": lambda x: (x * x).mean() - x.mean(),
            "mean_lost": lambda x: (x * x).sum() - x.mean() ** 2,
            "plus": lambda x: (x * x).mean() + x.mean() ** 2,
        },
    ),
    "dense_parameters": Family(
        {},
        lambda: 784 * 30 + 30 + 300 + 10,
        {
            "number": lambda: 23860,
            "grouped": lambda: 23860,
            "brackets": lambda: 785 * 30 + 31 * 10,
            "biases": lambda: 784 * 30 + 300,
            "digits": lambda: 23680,
            "one_layer": lambda: 784 * 30 + 30,
        },
    ),
    "conv_size": Family(
        {},
        lambda: (32 - 5 + 4) // 2 + 1,
        {
            "number": lambda: 16,
            "floored": lambda: 31 // 2 + 1,
            "one_lost": lambda: 15,
            "broken": lambda: 16.5,
            "padding_lost": lambda: 27 // 2 + 1,
        },
    ),
    "perplexity": Family(
        {},
        lambda: np.exp(1.5),
        {
            "rounded": lambda: 4.482,
            "exact": lambda: np.exp(1.5),
            "coarse": lambda: 4.5,
            "exponent_sign": lambda: 0.2231,
            "point": lambda: 44.82,
        },
    ),
    "momentum_numbers": Family(
        {},
        lambda: 0.8 - 0.05 * 1.6,
        {
            "rounded": lambda: 0.72,
            "fraction": lambda: 18 / 25,
            "added": lambda: 0.88,
            "rate_lost": lambda: -0.8,
            "parameter_lost": lambda: -0.08,
        },
    ),
    "rotation_matrix": Family(
        {"a": "nonzero", "b": "nonzero"},
        lambda a, b: [[2 * a * b, a * a], [b * b, 2 * a * b]],
        {
            "list": lambda a, b: [[2 * a * b, a * a], [b * b, 2 * a * b]],
            "array": lambda a, b: [[2 * a * b, a * a], [b * b, 2 * a * b]],
            "transposed": lambda a, b: [[2 * a * b, b * b], [a * a, 2 * a * b]],
            "two_lost": lambda a, b: [[a * b, a * a], [b * b, 2 * a * b]],
            "off_diagonal": lambda a, b: [[2 * a * b, 0], [0, 2 * a * b]],
            "sign": lambda a, b: [[2 * a * b, -a * a], [b * b, 2 * a * b]],
        },
    ),
    "chain_quotient": Family(
        {"x": "positive"},
        lambda x: 2 / (x + 2) ** 2,
        {
            "three_links": (
                lambda x: 2 / (x + 2) ** 2,
                lambda x: ((x + 2) - x) / (x + 2) ** 2,
                lambda x: 2 / (x + 2) ** 2,
            ),
            "two_links": (lambda x: ((x + 2) - x) / (x + 2) ** 2, lambda x: 2 / (x + 2) ** 2),
            "rule_sign": (
                lambda x: 2 / (x + 2) ** 2,
                lambda x: ((x + 2) + x) / (x + 2) ** 2,
                lambda x: (2 * x + 2) / (x + 2) ** 2,
            ),
            "not_squared": (lambda x: 2 / (x + 2) ** 2, lambda x: ((x + 2) - x) / (x + 2), lambda x: 2 / (x + 2)),
            "last_slip": (lambda x: ((x + 2) - x) / (x + 2) ** 2, lambda x: 2 / (x + 2) ** 2, lambda x: 2 / (x**2 + 4)),
        },
    ),
    "follow_bias": Family(
        {"g": "nonzero", "t": "unit"},
        lambda dZ: 2 * dZ,
        {
            "through": lambda dZ: dZ + dZ,
            "carried": lambda g, t: 2 * g * t * (1 - t),
            "true_value": lambda g, t: 2 * g * (1 - t * t),
            "two_lost": lambda dZ: dZ,
            "sign_carried": lambda g, t: -2 * g * t * (1 - t),
            "upstream_lost": lambda t: 2 * (1 - t * t),
        },
        derive=lambda v: {"dZ": v["g"] * (1 - v["t"] ** 2)},
        carried=lambda g, t: 2 * g * t * (1 - t),
    ),
    "unit_simplex": Family(
        {"p": "unit"},
        lambda p, q: q - p,
        {
            "one_letter": lambda p: 1 - 2 * p,
            "squares": lambda p, q: q * q - p * p,
            "sign_flipped": lambda p, q: p - q,
            "two_lost": lambda p: 1 - p,
        },
        derive=lambda v: {"q": 1 - v["p"]},
    ),
}
