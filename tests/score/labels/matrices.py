"""Matrices of numbers and of scalar expressions."""

from __future__ import annotations

import numpy as np
from numpy import cos, sin

from tests.score.labels.family import Family

UPDATE = np.array([[1 - 1 / 116, -1 / 116], [0, -1]])
MASK = np.array([[0, 1], [1, 0]])
UPSTREAM = np.array([[2, 3], [-1, 5]])
TWO = {"a": "nonzero", "b": "nonzero"}
POOL = np.array([[1, 1, 0, 0], [1, 1, 0, 0]])

FAMILIES = {
    "update_numbers": Family(
        {},
        lambda: UPDATE,
        {
            "rounded": lambda: UPDATE.round(4),
            "exact": lambda: np.array([[115, -1], [0, -116]]) / 116,
            "gradient_transposed": lambda: UPDATE.T.round(4),
            "rounded_too_coarsely": lambda: UPDATE.round(2),
            "sign_flipped": lambda: -UPDATE,
            "row_missing": lambda: UPDATE[:1].round(4),
        },
    ),
    "softmax_jacobian": Family(
        {"p": "unit", "q": "unit"},
        lambda p, q: np.diag([p, q]) - np.outer([p, q], [p, q]),
        {
            "squares": lambda p, q: [[p - p * p, -p * q], [-q * p, q - q * q]],
            "product": lambda p, q: [[p * (1 - p), -p * q], [-p * q, q * (1 - q)]],
            "split": lambda p, q: np.diag([p, q]) - np.array([[p * p, p * q], [q * p, q * q]]),
            "softmax_jacobian_diagonal_only": lambda p, q: np.diag([p * (1 - p), q * (1 - q)]),
            "off_diagonal_sign_flipped": lambda p, q: [[p * (1 - p), p * q], [p * q, q * (1 - q)]],
            "sign_flipped": lambda p, q: [[p * (p - 1), p * q], [p * q, q * (q - 1)]],
            "diagonal_factor_forgotten": lambda p, q: [[p, -p * q], [-p * q, q]],
        },
    ),
    "rotation": Family(
        {"t": "real"},
        lambda t: [[-sin(t), -cos(t)], [cos(t), -sin(t)]],
        {
            "entries": lambda t: [[cos(t + np.pi / 2), sin(t - np.pi / 2)], [cos(t), -sin(t)]],
            "minus_out": lambda t: -np.array([[sin(t), cos(t)], [-cos(t), sin(t)]]),
            "sign_flipped": lambda t: [[sin(t), cos(t)], [-cos(t), sin(t)]],
            "gradient_transposed": lambda t: [[-sin(t), cos(t)], [-cos(t), -sin(t)]],
            "not_differentiated": lambda t: [[cos(t), -sin(t)], [sin(t), cos(t)]],
            "entry_sign_flipped": lambda t: [[-sin(t), cos(t)], [cos(t), -sin(t)]],
        },
    ),
    "outer_entries": Family(
        {"g": (2,), "x": (3,)},
        lambda g, x: [[g[i] * x[j] for j in range(3)] for i in range(2)],
        {
            "entries": lambda g, x: x * g[:, None],
            "product": lambda g, x: g.reshape(2, 1) @ x.reshape(1, 3),
            "outer": lambda g, x: np.outer(g, x),
            "gradient_transposed": lambda g, x: np.outer(x, g),
            "upstream_forgotten": lambda x: np.array([x, x]),
            "entry_index_slip": lambda g, x: np.array([g[0] * x, g[1] * x[[0, 1, 1]]]),
        },
    ),
    "row_vector": Family(  # a row, a column and a vector without a second axis are the same here
        TWO,
        lambda a, b: [2 * a, 3 * b * b],
        {
            "column": lambda a, b: np.array([[2 * a], [3 * b**2]]).ravel(),
            "row": lambda a, b: np.array([[2 * a, 3 * b**2]]).ravel(),
            "flat": lambda a, b: np.array([2 * a, 3 * b**2]),
            "entries_swapped": lambda a, b: [3 * b * b, 2 * a],
            "power_rule_exponent_kept": lambda a, b: [2 * a, 3 * b**3],
            "entries_summed": lambda a, b: 2 * a + 3 * b * b,
        },
    ),
    "graded_orientation": Family(
        TWO,
        lambda a, b: [[2 * a, 3 * b * b]],
        {
            "row": lambda a, b: np.array([[a, b]]) * [[2, 3 * b]],
            "column_transposed": lambda a, b: np.array([[2 * a], [3 * b * b]]).T,
            "gradient_transposed": lambda a, b: [[2 * a], [3 * b * b]],
            "factor_two_missing": lambda a, b: [[a, 3 * b * b]],
        },
    ),
    "relu_gate": Family(
        {},
        lambda: np.where(MASK, UPSTREAM, 0),
        {
            "entries": lambda: [[0, 3], [-1, 0]],
            "masked": lambda: UPSTREAM * MASK,
            "relu_gate_ignored": lambda: UPSTREAM,
            "gradient_clamped": lambda: np.maximum(UPSTREAM * MASK, 0),
            "sign_flipped": lambda: -UPSTREAM * MASK,
        },
    ),
    "pooled": Family(
        {"g": (2,)},
        lambda g: np.kron(g.reshape(1, 2), np.ones((2, 2))) / 4,
        {
            "entries": lambda g: g[0] / 4 * POOL + g[1] / 4 * (1 - POOL),
            "factor": lambda g: 0.25 * np.array([[g[0], g[0], g[1], g[1]]] * 2),
            "repeated": lambda g: np.repeat(np.repeat(g[None], 2, axis=0), 2, axis=1) / 4,
            "pool_factor_forgotten": lambda g: g[0] * POOL + g[1] * (1 - POOL),
            "pool_factor_doubled": lambda g: (g[0] * POOL + g[1] * (1 - POOL)) / 16,
            "pool_as_maximum": lambda g: np.kron(g.reshape(1, 2), [[1, 0], [0, 0]]),
            "wrong_shape": lambda g: g[None] / 4,
        },
    ),
    "hessian": Family(
        {"x": "nonzero", "y": "nonzero"},
        lambda x, y: [[6 * x, 2 * y], [2 * y, 2 * x]],
        {
            "entries": lambda x, y: 2 * np.array([[3 * x, y], [y, x]]),
            "mixed_partials_forgotten": lambda x, y: [[6 * x, 0], [0, 2 * x]],
            "factor_two_missing": lambda x, y: [[3 * x, y], [y, x]],
            "diagonal_swapped": lambda x, y: [[2 * x, 2 * y], [2 * y, 6 * x]],
        },
    ),
}
