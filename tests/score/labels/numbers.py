"""Numbers with a tolerance; the values come from what the question is about."""

from __future__ import annotations

from math import exp, log, log2, log10, sqrt, tanh

from tests.score.labels.family import Family

FAMILIES = {
    "parameters": Family(
        {},
        lambda: 513466,
        {
            "count": lambda: 513_000 + 466,
            "as_product": lambda: 784 * 512 + 512 + 111546,
            "digits_swapped": lambda: 513_646,
            "digit_slip": lambda: 513466 - 20,
            "rounded_too_coarsely": lambda: 513e3,
        },
    ),
    "conv_parameters": Family(
        {},
        lambda: 64 * 128 * 9 + 128,
        {
            "formula": lambda: 128 * (9 * 64 + 1),
            "count": lambda: 73856,
            "bias_not_counted": lambda: 9 * 64 * 128,
            "bias_per_kernel_channel": lambda: (9 + 1) * 64 * 128,
            "input_channels_forgotten": lambda: 9 * 128 + 128,
        },
    ),
    "output_size": Family(
        {},
        lambda: len(range(0, 227 - 11 + 1, 4)),
        {
            "number": lambda: 55,
            "floored": lambda: 216 // 4 + 1,
            "plus_one_forgotten": lambda: 54,
            "kernel_forgotten": lambda: 227 // 4 + 1,
            "not_a_whole_number": lambda: 227 / 4,
        },
    ),
    "sigmoid_value": Family(
        {},
        lambda: (1 + tanh(1)) / 2,
        {
            "rounded": lambda: round(1 / (1 + exp(-2)), 4),
            "exact": lambda: 1 / (1 + exp(-2)),
            "longer": lambda: round(1 / (1 + exp(-2)), 6),
            "rounded_too_coarsely": lambda: round(1 / (1 + exp(-2)), 2),
            "exponent_sign_lost": lambda: round(1 / (1 + exp(2)), 4),
            "tanh_for_sigmoid": lambda: tanh(2),
        },
    ),
    "cross_entropy": Family(
        {},
        lambda: -log(0.2),
        {
            "rounded": lambda: round(log(5), 2),
            "exact": lambda: log(5),
            "longer": lambda: round(log(5), 4),
            "log_base_ten": lambda: round(log10(5), 3),
            "log_base_two": lambda: log2(5),
            "sign_flipped": lambda: -round(log(5), 3),
            "rounded_too_coarsely": lambda: round(log(5), 1),
        },
    ),
    "half_gradient": Family(
        {},
        lambda: -1 / 116,
        {
            "rounded": lambda: round(-1 / 116, 6),
            "exact": lambda: 1 / -116,
            "scientific": lambda: -8.621 / 1000,
            "sign_flipped": lambda: 1 / 116,
            "rounded_too_coarsely": lambda: round(-1 / 116, 4),
            "reciprocal": lambda: -116,
            "factor_two_added": lambda: -2 / 116,
        },
    ),
    "absolute": Family(
        {},
        lambda: 3.7,
        {
            "near": lambda: 3.7 + 0.04,
            "exact": lambda: 3 + 7 / 10,
            "outside_tolerance": lambda: 3.7 + 0.08,
            "decimal_slip": lambda: 37,
            "sign_flipped": lambda: -3.7,
        },
    ),
    "exact_fraction": Family(
        {},
        lambda: 5 / 12,
        {
            "other_fraction": lambda: 10 / 24,
            "sum": lambda: 1 / 4 + 1 / 6,
            "power": lambda: 5 * 12**-1,
            "rounded_too_coarsely": lambda: round(5 / 12, 4),
            "reciprocal": lambda: 12 / 5,
            "fractions_added_entrywise": lambda: (1 + 1) / (4 + 6),
        },
    ),
    "updated_weight": Family(
        {},
        lambda: 0.5 - 0.1 * -0.24,
        {
            "number": lambda: 524 / 1000,
            "formula": lambda: 0.5 + 0.1 * 0.24,
            "percent": lambda: 52.4 / 100,
            "update_added": lambda: 0.5 + 0.1 * -0.24,
            "learning_rate_dropped": lambda: 0.5 + 0.24,
            "old_parameter_dropped": lambda: 0.1 * 0.24,
            "gradient_alone": lambda: -0.24,
        },
    ),
    "large_sum": Family(
        {},
        lambda: 1888394,
        {
            "number": lambda: 1.888394e6,
            "summand_forgotten": lambda: 1888394 - 1024,
            "digit_slip": lambda: 1888394 - 10,
        },
    ),
    "root_value": Family(
        {},
        lambda: sqrt(0.75),
        {
            "exact": lambda: sqrt(3) / 2,
            "rounded": lambda: round(sqrt(0.75), 4),
            "root_forgotten": lambda: 3 / 2,
            "root_over_everything": lambda: sqrt(3 / 2),
            "rounded_too_coarsely": lambda: round(sqrt(0.75), 2),
        },
    ),
}
