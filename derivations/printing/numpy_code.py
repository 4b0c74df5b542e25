"""NumPy's words for the operations of a term."""

from __future__ import annotations

from derivations.printing.code_dialect import WINDOWS_BEGIN, Dialect, entries

ENTRIES = entries("np")

WINDOWS = (
    WINDOWS_BEGIN
    + """\
    before, after = max(0, -low), max(0, high + 1 - T.shape[axis])
    if before or after:
        T = np.pad(T, [(before, after) if k == axis else (0, 0) for k in range(T.ndim)])
    start = T[(slice(None),) * axis + (slice(first + before, None),)]
    shape = T.shape[:axis] + lengths + T.shape[axis + 1 :]
    strides = T.strides[:axis] + tuple(step * T.strides[axis] for step in steps) + T.strides[axis + 1 :]
    return np.lib.stride_tricks.as_strided(start, shape, strides, writeable=False)
"""
)

LONGEST = '''\
def longest(lengths):
    """The greatest of some lengths, at least 1."""
    return max(int(lengths.max(initial=0)), 1)
'''

STRETCHED = '''\
def stretched(T, axis, step):
    """T with step - 1 zeros between neighbours along an axis."""
    out = np.zeros(T.shape[:axis] + (max(step * (T.shape[axis] - 1) + 1, 0),) + T.shape[axis + 1 :])
    out[(slice(None),) * axis + (slice(None, None, step),)] = T
    return out
'''

NUMPY = Dialect(
    name="numpy",
    preamble="import math\n\nimport numpy as np",
    transpose="transpose",
    scalars={
        "exp": "np.exp({x})",
        "log": "np.log({x})",
        "sqrt": "np.sqrt({x})",
        "sin": "np.sin({x})",
        "cos": "np.cos({x})",
        "tan": "np.tan({x})",
        "asin": "np.arcsin({x})",
        "acos": "np.arccos({x})",
        "atan": "np.arctan({x})",
        "sinh": "np.sinh({x})",
        "cosh": "np.cosh({x})",
        "tanh": "np.tanh({x})",
        "sigmoid": "np.exp(-np.logaddexp(0, -({x})))",
        "softplus": "np.logaddexp(0, {x})",
        "erf": "np.vectorize(math.erf, otypes=[float])({x})",
        "relu": "np.maximum({x}, 0)",
        "abs": "np.abs({x})",
        "sign": "np.sign({x})",
        "stop": "{x}",
    },
    brought={"entries": ENTRIES, "windows": WINDOWS, "longest": LONGEST, "stretched": STRETCHED},
    settings={},
    unravel="np.unravel_index({x}, {shape})",
    guard='@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # of values that a condition hides',
    arange="np.arange({low}, {past})",
    real="{x}.astype(float)",
    where="np.where({mask}, {x}, {other})",
    sum="{x}.sum(axis={axes})",
    max="{x}.max(axis={axes}, initial=-np.inf)",
    prod="{x}.prod(axis={axes})",
    minimum=("np.minimum({x}, {y})", "np.minimum({x}, {y})"),
    maximum=("np.maximum({x}, {y})", "np.maximum({x}, {y})"),
    einsum='np.einsum("{spec}", {operands}, optimize=True)',
    zeros="np.zeros({shape})",
    zeros_like="np.zeros_like({x})",
    broadcast="np.broadcast_to({x}, {shape}).copy()",
    number="np.float64({x})",
    same="np.array_equal({x}, {y}, equal_nan=True)",
    copy="{x}.copy()",
)
