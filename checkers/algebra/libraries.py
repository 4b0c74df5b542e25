"""Functions of JAX, PyTorch, TensorFlow and SciPy that others make up: relu6, logsigmoid, rsqrt, nn.ReLU()."""

from __future__ import annotations

import re
from collections.abc import Container

from checkers.algebra.wolfram import polygamma
from checkers.algebra.written_calls import HEAD, LONG, Spelling, one, renamed, respelled

LAYER = re.compile(r"\b(?:torch\.)?nn\.([A-Z][A-Za-z]{1,20}+)\(\)(?=\()")
LAYERS = {"ReLU": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softplus": "softplus", "SiLU": "silu", "GELU": "gelu",
          "LogSigmoid": "logsigmoid", "ReLU6": "relu6", "ELU": "elu"}  # fmt: skip
PLACES = ("", "torch.nn.functional.", "nn.functional.", "F.", "torch.", "torch.special.", "tf.nn.", "tf.math.",
          "tf.", "jax.nn.", "jax.lax.", "lax.", "scipy.special.", "special.", "jax.scipy.special.",
          "tf.keras.activations.", "keras.activations.", "np.", "jnp.", "math.")  # fmt: skip
DIGITS = re.compile(r"(?<![A-Za-z0-9])(relu6|ReLU6)(?=\()")


COMPOSED: dict[str, Spelling] = {
    "logsigmoid": one("(-softplus(-(", ")))"), "log_sigmoid": one("(-softplus(-(", ")))"),
    "log_expit": one("(-softplus(-(", ")))"), "relu_six": one("clip(", ", 0, 6)"),
    "hardtanh": one("clip(", ", -1, 1)"), "hard_tanh": one("clip(", ", -1, 1)"),
    # hard_sigmoid of Keras has another slope: it is not read
    "hardsigmoid": one("clip((", ")/6 + 1/2, 0, 1)"), "rsqrt": one("(1/sqrt(", "))"),
    "reduce_sum": renamed("sum"), "reduce_mean": renamed("mean"), "reduce_max": renamed("max"),
    "reduce_min": renamed("min"), "reduce_prod": renamed("prod"), "reduce_logsumexp": renamed("logsumexp"),
    "sec": one("(1/cos(", "))"), "logit": one("(-log(1/(", ")-1))"),
}  # fmt: skip
SPECIAL = ("scipy.special.", "special.", "jax.scipy.special.", "jsp.special.", "sp.special.")
OWN_PLACES = {
    **{f"{place}gamma": one("gamma_function(") for place in (*SPECIAL, "math.")},
    **{f"{place}psi": one("digamma(") for place in SPECIAL},
    **{f"{place}polygamma": polygamma for place in ("", *SPECIAL, "torch.", "torch.special.")},
}
"""Names that mean these functions only in their module: gamma and psi are letters elsewhere."""
TABLE = OWN_PLACES | {place + word: spelled for word, spelled in COMPOSED.items() for place in PLACES}


def from_libraries(text: str, declared: Container[str]) -> str:
    """The text with these functions in the spelling that is read."""
    if len(text) > LONG or "(" not in text or "\\" in text or "$" in text:
        return text
    text = LAYER.sub(lambda m: LAYERS.get(m[1], m[1]), text)
    text = DIGITS.sub("relu_six", text)
    said = {m[1] for m in HEAD.finditer(text)} & TABLE.keys()
    return respelled(text, {word: TABLE[word] for word in said if word not in declared}, "(")
