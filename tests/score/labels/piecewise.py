"""Gradients with branches; the draws reach every branch."""

from __future__ import annotations

import numpy as np
from numpy import exp, sign

from tests.score.labels.family import Family

ABSOLUTE = {"g": "nonzero", "x": "nonzero"}

FAMILIES = {
    "relu_gate": Family(
        {"g": "nonzero", "z": "real"},
        lambda g, z: g if z > 0 else 0,
        {
            "cases": lambda g, z: [0, g][z > 0],
            "indicator": lambda g, z: g * (z > 0),
            "where": lambda g, z: np.where(z > 0, g, 0),
            "wrong_branch": lambda g, z: g if z < 0 else 0,
            "relu_gate_ignored": lambda g: g,
            "upstream_forgotten": lambda z: z > 0,
            "activation_for_derivative": lambda g, z: g * max(z, 0),
            "gate_on_gradient": lambda g: max(g, 0),
            "sign_for_step": lambda g, z: g * sign(z),
        },
    ),
    "leaky": Family(
        {"g": "nonzero", "z": "real", "a": "unit"},
        lambda g, z, a: g if z > 0 else a * g,
        {
            "where": lambda g, z, a: np.where(z > 0, g, a * g),
            "factored": lambda g, z, a: g * (1 if z > 0 else a),
            "indicators": lambda g, z, a: g * ((z > 0) + a * (z <= 0)),
            "blended": lambda g, z, a: g * (a + (1 - a) * (z > 0)),
            "branches_swapped": lambda g, z, a: a * g if z > 0 else g,
            "relu_for_leaky": lambda g, z: g * (z > 0),
            "slope_not_multiplied": lambda g, z, a: g if z > 0 else a,
            "sign_flipped_on_branch": lambda g, z, a: g if z > 0 else -a * g,
        },
    ),
    "absolute": Family(
        ABSOLUTE,
        lambda g, x: g if x > 0 else -g,
        {
            "quotient": lambda g, x: g * x / abs(x),
            "sign": lambda g, x: g * sign(x),
            "cases": lambda g, x: np.where(x > 0, g, -g),
            "right_on_part_of_domain": lambda g: g,
            "absolute_kept": lambda g, x: g * abs(x),
            "sign_flipped": lambda g, x: -g * sign(x),
            "step_for_sign": lambda g, x: g * (x > 0),
        },
    ),
    "maximum": Family(
        {"g": "nonzero", "a": "real", "b": "real"},
        lambda g, a, b: g if a > b else 0,
        {
            "indicator": lambda g, a, b: g * (a > b),
            "difference": lambda g, a, b: g * (a - b > 0),
            "where": lambda g, a, b: np.where(a > b, g, 0),
            "branches_swapped": lambda g, a, b: g * (a < b),
            "maximum_shared_evenly": lambda g: g / 2,
            "maximum_not_differentiated": lambda g, a, b: g * max(a, b),
            "compared_with_zero": lambda g, a: g * (a > 0),
        },
    ),
    "huber": Family(
        {"e": "real", "d": "positive"},
        lambda e, d: e if abs(e) <= d else d * sign(e),
        {
            "clipped": lambda e, d: max(-d, min(d, e)),
            "where": lambda e, d: np.clip(e, -d, d),
            "three_cases": lambda e, d: -d if e < -d else d if e > d else e,
            "sign_forgotten": lambda e, d: e if abs(e) <= d else d,
            "right_on_part_of_domain": lambda e: e,
            "branches_swapped": lambda e, d: d * sign(e) if abs(e) <= d else e,
            "absolute_forgotten": lambda e, d: min(e, d),
            "factor_two_added": lambda e, d: 2 * max(-d, min(d, e)),
        },
    ),
    "hinge": Family(
        {"y": "nonzero", "x": "nonzero", "w": "real"},
        lambda y, x, w: -y * x * (y * w * x < 1),
        {
            "cases": lambda y, x, w: -y * x if 1 - y * w * x > 0 else 0,
            "where": lambda y, x, w: np.where(w * x * y < 1, -x * y, 0),
            "indicator": lambda y, x, w: (y * x * w < 1) * -x * y,
            "sign_flipped": lambda y, x, w: y * x * (y * w * x < 1),
            "wrong_branch": lambda y, x, w: -y * x * (y * w * x > 1),
            "gate_ignored": lambda y, x: -y * x,
            "inner_derivative_forgotten": lambda y, x, w: -y * (y * w * x < 1),
            "compared_with_zero": lambda y, x, w: -y * x * (y * w * x < 0),
        },
    ),
    "elu": Family(
        {"z": "nonzero", "a": "positive"},
        lambda z, a: 1 if z > 0 else a * exp(z),
        {
            "where": lambda z, a: np.where(z > 0, 1, a * exp(z)),
            "indicators": lambda z, a: (z > 0) + a * exp(z) * (z <= 0),
            "cases": lambda z, a: a * exp(z) if z < 0 else 1,
            "activation_for_derivative": lambda z, a: z if z > 0 else a * (exp(z) - 1),
            "constant_not_dropped": lambda z, a: 1 if z > 0 else a * (exp(z) - 1),
            "branches_swapped": lambda z, a: a * exp(z) if z > 0 else 1,
            "factor_dropped": lambda z: 1 if z > 0 else exp(z),
        },
    ),
    "relu_vector": Family(
        {"g": ("n",), "z": ("n",)},
        lambda g, z: g * (z > 0),
        {
            "product": lambda g, z: (z > 0) * g,
            "where": lambda g, z: np.where(z > 0, g, 0),
            "diagonal": lambda g, z: np.diag((z > 0).astype(float)) @ g,
            "relu_gate_ignored": lambda g: g,
            "activation_for_derivative": lambda g, z: g * np.maximum(z, 0),
            "wrong_branch": lambda g, z: g * (z < 0),
            "entries_summed": lambda g, z: g @ (z > 0),
        },
    ),
}
