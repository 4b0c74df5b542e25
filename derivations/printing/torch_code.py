"""PyTorch's words for the operations of a term; the printed code takes tensors and uses no autograd."""

from __future__ import annotations

from derivations.printing.code_dialect import WINDOWS_BEGIN, Dialect, entries

ENTRIES = entries("torch")

WINDOWS = (
    WINDOWS_BEGIN
    + """\
    before, after = max(0, -low), max(0, high + 1 - T.shape[axis])
    if before or after:
        T = torch.nn.functional.pad(T, [0, 0] * (T.ndim - 1 - axis) + [before, after])
    shape = T.shape[:axis] + lengths + T.shape[axis + 1 :]
    strides = T.stride()[:axis] + tuple(abs(step) * T.stride(axis) for step in steps) + T.stride()[axis + 1 :]
    view = T.as_strided(shape, strides, T.storage_offset() + (low + before) * T.stride(axis))
    return view.flip([axis + k for k, step in enumerate(steps) if step < 0])  # a stride of torch is never negative
"""
)

LONGEST = '''\
def longest(lengths):
    """The greatest of some lengths, at least 1."""
    return max(int(lengths.max()) if lengths.numel() else 0, 1)
'''

STRETCHED = '''\
def stretched(T, axis, step):
    """T with step - 1 zeros between neighbours along an axis."""
    out = T.new_zeros(T.shape[:axis] + (max(step * (T.shape[axis] - 1) + 1, 0),) + T.shape[axis + 1 :])
    out[(slice(None),) * axis + (slice(None, None, step),)] = T
    return out
'''

TORCH = Dialect(
    name="torch",
    preamble="import math\n\nimport torch",
    transpose="permute",
    scalars={
        "exp": "torch.exp({x})",
        "log": "torch.log({x})",
        "sqrt": "torch.sqrt({x})",
        "sin": "torch.sin({x})",
        "cos": "torch.cos({x})",
        "tan": "torch.tan({x})",
        "asin": "torch.asin({x})",
        "acos": "torch.acos({x})",
        "atan": "torch.atan({x})",
        "sinh": "torch.sinh({x})",
        "cosh": "torch.cosh({x})",
        "tanh": "torch.tanh({x})",
        "sigmoid": "torch.sigmoid({x})",
        "softplus": "torch.logaddexp({x}, torch.zeros((), dtype=dtype, device=device))",
        "erf": "torch.erf({x})",
        "relu": "torch.relu({x})",
        "abs": "torch.abs({x})",
        "sign": "torch.sign({x})",
        "stop": "{x}",
    },
    brought={"entries": ENTRIES, "windows": WINDOWS, "longest": LONGEST, "stretched": STRETCHED},
    settings={"dtype": "dtype = {x}.dtype", "device": "device = {x}.device"},
    unravel="torch.unravel_index({x}, {shape})",
    guard="",
    arange="torch.arange({low}, {past}, device=device)",
    real="{x}.to(dtype)",
    where="torch.where({mask}, {x}, {other})",
    sum="{x}.sum(dim={axes})",
    max="{x}.amax(dim={axes})",
    prod="{x}.prod(dim={axes})",
    minimum=("torch.minimum({x}, {y})", "{x}.clamp(max={y})"),
    maximum=("torch.maximum({x}, {y})", "{x}.clamp(min={y})"),
    einsum='torch.einsum("{spec}", {operands})',
    zeros="torch.zeros({shape}, dtype=dtype, device=device)",
    zeros_like="torch.zeros_like({x})",
    broadcast="torch.broadcast_to({x}, {shape}).clone()",
    number="torch.tensor({x}, dtype=dtype, device=device)",
    same="torch.equal({x}, {y})",
    copy="{x}.clone()",
)
