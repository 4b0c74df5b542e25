"""Scalar gradients."""

from __future__ import annotations

from numpy import exp, log, sqrt, tanh

from tests.score.labels.family import Family

FAMILIES = {
    "sigmoid_backward": Family(
        {"g": "nonzero", "s": "unit"},
        lambda g, s: g * s * (1 - s),
        {
            "product": lambda g, s: (g * s) * (1 - s),
            "expanded": lambda g, s: g * s - g * s * s,
            "minus_out": lambda g, s: -g * s * (s - 1),
            "over_reciprocal": lambda g, s: g * (1 - s) / (1 / s),
            "sign_flipped": lambda g, s: g * s * (s - 1),
            "tanh_for_sigmoid_derivative": lambda g, s: g * (1 - s * s),
            "upstream_forgotten": lambda s: s * (1 - s),
            "sigmoid_derivative_forgotten": lambda g: g,
            "factor_dropped": lambda g, s: g * (1 - s),
        },
    ),
    "tanh_backward": Family(
        {"g": "nonzero", "t": "unit"},
        lambda g, t: g * (1 - t**2),
        {
            "factored": lambda g, t: g * (1 + t) * (1 - t),
            "square": lambda g, t: g * (1 - t * t),
            "sigmoid_for_tanh_derivative": lambda g, t: g * t * (1 - t),
            "square_forgotten": lambda g, t: g * (1 - t),
            "sign_flipped": lambda g, t: g * (t * t - 1),
            "upstream_forgotten": lambda t: 1 - t * t,
        },
    ),
    "bce": Family(
        {"y": "unit", "p": "unit"},
        lambda y, p: -y / p + (1 - y) / (1 - p),
        {
            "one_fraction": lambda y, p: (p - y) / (p * (1 - p)),
            "two_fractions": lambda y, p: (1 - y) / (1 - p) - y / p,
            "sign_flipped": lambda y, p: y / p - (1 - y) / (1 - p),
            "inner_sign_lost": lambda y, p: -y / p - (1 - y) / (1 - p),
            "p_and_y_swapped": lambda y, p: (y - p) / (y * (1 - y)),
            "denominator_forgotten": lambda y, p: p - y,
            "half_of_loss_forgotten": lambda y, p: -y / p,
        },
    ),
    "bce_logit": Family(
        {"z": "real", "y": "unit"},
        lambda z, y: 1 / (1 + exp(-z)) - y,
        {
            "logistic": lambda z, y: (1 + exp(-z)) ** -1 - y,
            "other_logistic": lambda z, y: exp(z) / (exp(z) + 1) - y,
            "half_tanh": lambda z, y: (1 + tanh(z / 2)) / 2 - y,
            "sign_flipped": lambda z, y: y - 1 / (1 + exp(-z)),
            "exponent_sign_lost": lambda z, y: 1 / (1 + exp(z)) - y,
            "offset_by_one": lambda z, y: 1 / (1 + exp(-z)) - y + 1,
            "extra_sigmoid_derivative": lambda z, y: (1 / (1 + exp(-z)) - y) * exp(-z) / (1 + exp(-z)) ** 2,
        },
    ),
    "squared_error": Family(
        {"a": "real", "y": "real", "x": "nonzero", "N": "count"},
        lambda a, y, x, N: 2 / N * (a - y) * x,
        {
            "fraction": lambda a, y, x, N: 2 * x * (a - y) / N,
            "doubled_minus": lambda a, y, x, N: -2 * x * (y - a) / N,
            "factor_two_missing": lambda a, y, x, N: (a - y) * x / N,
            "batch_mean_missing": lambda a, y, x: 2 * (a - y) * x,
            "sign_flipped": lambda a, y, x, N: 2 / N * (y - a) * x,
            "inner_derivative_forgotten": lambda a, y, N: 2 / N * (a - y),
            "whole_square_kept": lambda a, y, x, N: 2 / N * (a - y) ** 2 * x,
        },
    ),
    "power_chain": Family(
        {"w": "nonzero", "x": "real", "b": "nonzero"},
        lambda w, x, b: 3 * w * (w * x + b) ** 2,
        {
            "power": lambda w, x, b: 3 * w * (w * x + b) * (w * x + b),
            "expanded": lambda w, x, b: 3 * w**3 * x**2 + 6 * w**2 * b * x + 3 * w * b**2,
            "inner_derivative_forgotten": lambda w, x, b: 3 * (w * x + b) ** 2,
            "power_rule_exponent_kept": lambda w, x, b: 3 * w * (w * x + b) ** 3,
            "power_rule_factor_forgotten": lambda w, x, b: w * (w * x + b) ** 2,
            "other_inner_derivative": lambda w, x, b: 3 * x * (w * x + b) ** 2,
            "cross_term_forgotten": lambda w, x, b: 3 * w * (w**2 * x**2 + b**2),
        },
    ),
    "product_exp": Family(
        {"x": "nonzero"},
        lambda x: (2 * x + x * x) * exp(x),
        {
            "factored": lambda x: x * exp(x) * (x + 2),
            "summed": lambda x: 2 * x * exp(x) + x**2 * exp(x),
            "product_of_derivatives": lambda x: 2 * x * exp(x),
            "one_summand_forgotten": lambda x: x**2 * exp(x),
            "sign_flipped_in_product_rule": lambda x: 2 * x * exp(x) - x**2 * exp(x),
        },
    ),
    "softplus": Family(
        {"g": "nonzero", "z": "real"},
        lambda g, z: g / (1 + exp(-z)),
        {
            "other_logistic": lambda g, z: g * exp(z) / (1 + exp(z)),
            "one_minus": lambda g, z: g - g / (1 + exp(z)),
            "exponent_sign_lost": lambda g, z: g * exp(-z) / (1 + exp(-z)),
            "reciprocal": lambda g, z: g * (1 + exp(-z)),
        },
    ),
    "normalise": Family(
        {"g": "nonzero", "v": "positive", "e": "positive"},
        lambda g, v, e: g / sqrt(v + e),
        {
            "power": lambda g, v, e: g * (v + e) ** -0.5,
            "root": lambda g, v, e: g * sqrt(1 / (v + e)),
            "root_forgotten": lambda g, v, e: g / (v + e),
            "reciprocal_of_root": lambda g, v, e: g * sqrt(v + e),
            "epsilon_outside_root": lambda g, v, e: g / (sqrt(v) + e),
            "epsilon_forgotten": lambda g, v: g / sqrt(v),
        },
    ),
    "variance_gradient": Family(
        {"g": "nonzero", "x": "real", "mu": "real", "v": "positive", "e": "positive"},
        lambda g, x, mu, v, e: -g * (x - mu) / 2 / (v + e) ** 1.5,
        {
            "root": lambda g, x, mu, v, e: -g * (x - mu) / (2 * (v + e) * sqrt(v + e)),
            "power": lambda g, x, mu, v, e: -0.5 * g * (x - mu) * (v + e) ** -1.5,
            "sign_flipped": lambda g, x, mu, v, e: 0.5 * g * (x - mu) * (v + e) ** -1.5,
            "factor_half_missing": lambda g, x, mu, v, e: -g * (x - mu) * (v + e) ** -1.5,
            "power_rule_exponent_kept": lambda g, x, mu, v, e: -0.5 * g * (x - mu) * (v + e) ** -0.5,
            "upstream_forgotten": lambda x, mu, v, e: -0.5 * (x - mu) * (v + e) ** -1.5,
        },
    ),
    "momentum": Family(
        {"w": "real", "eta": "positive", "b": "unit", "m": "nonzero", "g": "nonzero"},
        lambda w, eta, b, m, g: w - eta * (b * m + (1 - b) * g),
        {
            "nested": lambda w, eta, b, m, g: w - eta * (b * m + g - b * g),
            "expanded": lambda w, eta, b, m, g: w - eta * b * m - eta * (1 - b) * g,
            "update_added": lambda w, eta, b, m, g: w + eta * (b * m + (1 - b) * g),
            "learning_rate_dropped": lambda w, b, m, g: w - (b * m + (1 - b) * g),
            "old_parameter_dropped": lambda eta, b, m, g: -eta * (b * m + (1 - b) * g),
            "momentum_dropped": lambda w, eta, g: w - eta * g,
            "beta_swapped": lambda w, eta, b, m, g: w - eta * ((1 - b) * m + b * g),
        },
    ),
    "l2": Family(
        {"g": "real", "lam": "positive", "w": "nonzero"},
        lambda g, lam, w: g + 2 * lam * w,
        {
            "sum": lambda g, lam, w: lam * w + lam * w + g,
            "factor_two_missing": lambda g, lam, w: g + lam * w,
            "penalty_forgotten": lambda g: g,
            "penalty_not_differentiated": lambda g, lam, w: g + lam * w**2,
            "sign_of_penalty_flipped": lambda g, lam, w: g - 2 * lam * w,
        },
    ),
    "quotient": Family(
        {"x": "positive"},
        lambda x: 1 / (1 + x) ** 2,
        {
            "power": lambda x: (1 + x) ** -2.0,
            "difference": lambda x: 1 / (1 + x) - x / (1 + x) ** 2,
            "quotient_rule_sign": lambda x: (1 + 2 * x) / (1 + x) ** 2,
            "denominator_not_squared": lambda x: 1 / (1 + x),
            "constant_offset": lambda x: 1 / (1 + x) ** 2 + 1,
            "derivative_of_denominator_alone": lambda: 1.0,
            "reciprocal": lambda x: (1 + x) ** 2,
        },
    ),
    "log_loss_inner": Family(
        {"x": "nonzero"},
        lambda x: 2 * x / (1 + x * x),
        {
            "direct": lambda x: (x + x) / (x**2 + 1),
            "two_over": lambda x: 2 / (x + 1 / x),
            "inner_derivative_forgotten": lambda x: 1 / (1 + x * x),
            "log_not_differentiated": lambda x: 2 * x * log(1 + x * x),
            "reciprocal": lambda x: (1 + x * x) / (2 * x),
            "factor_two_missing": lambda x: x / (1 + x * x),
        },
    ),
}
