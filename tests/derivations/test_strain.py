"""The term language under strain: the hardest forward rules, every gradient with symbolic sizes, against torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from checkers.instance import draw, upstream
from checkers.run import run, run_definitions
from derivations.adjoint import adjoint
from derivations.derive import backward
from derivations.kernel import replay_sweep
from derivations.program import Program, read_program


@dataclass(frozen=True)
class Strain:
    """A forward rule, torch's own layer for it, and size tuples."""

    name: str
    program: Program
    torch: Callable[..., torch.Tensor]
    sizes: tuple[dict[str, int], ...]
    draws: dict[str, str] = field(default_factory=dict)


def window(length: str) -> str:
    return f"floor(({length} + 2*p - k)/s) + 1"


def recurrent(x: Any, W: Any, U: Any, h0: Any, size: Any) -> torch.Tensor:
    h, out = h0, []
    for t in range(size["T"]):
        h = torch.tanh(W @ x[t] + U @ h)
        out.append(h)
    return torch.stack(out)


STRAINS = (
    Strain(
        "conv2d with symbolic stride, padding, dilation, channels, batch",
        read_program(
            "Y[n,o,i in 1..I,j in 1..J] = sum[c,r,q] K[o,c,r,q]*X[n,c,s*(i-1)+d*(r-1)+1-p,t*(j-1)+d*(q-1)+1-p]",
            {"X": "N C H W", "K": "O C R Q"},
            lengths={"I": "floor((H+2*p-d*(R-1)-1)/s)+1", "J": "floor((W+2*p-d*(Q-1)-1)/t)+1"},
            premises=("p >= 0", "H+2*p >= d*(R-1)+1", "W+2*p >= d*(Q-1)+1"),
        ),
        lambda X, K, size: F.conv2d(X, K, stride=(size["s"], size["t"]), padding=size["p"], dilation=size["d"]),
        (
            dict(N=2, C=3, O=2, H=7, W=6, R=3, Q=2, s=2, t=3, d=2, p=1),
            dict(N=1, C=1, O=2, H=5, W=4, R=2, Q=3, s=1, t=1, d=1, p=2),
            dict(N=1, C=1, O=1, H=9, W=8, R=2, Q=2, s=4, t=2, d=3, p=0),
        ),
    ),
    Strain(
        "average pooling, window and stride independent",
        read_program(
            "Y[i in 1..I, j in 1..J] = sum[u in 1..k, v in 1..k] X[s*(i-1)+u-p, s*(j-1)+v-p]/k^2",
            {"X": "H W"},
            lengths={"I": window("H"), "J": window("W")},
            premises=("p >= 0", "H + 2*p >= k", "W + 2*p >= k"),
        ),
        lambda X, size: F.avg_pool2d(X[None], size["k"], size["s"], size["p"])[0],
        tuple(dict(H=7, W=8, k=k, s=s, p=p) for k, s, p in ((3, 2, 1), (2, 3, 0), (2, 2, 0), (4, 1, 2), (1, 3, 0))),
    ),
    Strain(
        "max pooling with ties and padding",
        read_program(
            """Y[i in 1..I, j in 1..J] = max[u in max(1, p+1-s*(i-1))..min(k, H+p-s*(i-1)),
            v in max(1, p+1-s*(j-1))..min(k, W+p-s*(j-1))] X[s*(i-1)+u-p, s*(j-1)+v-p]""",
            {"X": "H W"},
            lengths={"I": window("H"), "J": window("W")},
            premises=("p >= 0", "H + 2*p >= k", "W + 2*p >= k", "2*p <= k"),
        ),
        lambda X, size: F.max_pool2d(X[None], size["k"], size["s"], size["p"])[0],
        tuple(dict(H=7, W=6, k=k, s=s, p=p) for k, s, p in ((2, 2, 0), (3, 2, 1), (2, 3, 1), (3, 1, 0))),
        {"X": "ties"},
    ),
    Strain(
        "embedding",
        read_program("Y[t,d] = E[ids[t],d]", {"E": "V D", "ids": "T"}, integers={"ids": "1..V"}),
        lambda E, ids, size: F.embedding(ids - 1, E),
        (dict(V=4, D=3, T=6), dict(V=1, D=1, T=2)),
    ),
    Strain(
        "recurrence over symbolic T",
        read_program(
            """h[0,i] = h0[i]
            a[t,i] = sum[j] W[i,j]*x[t,j] + sum[l] U[i,l]*h[t-1,l]
            h[t in 1..T,i] = tanh(a[t,i])
            Y[t in 1..T,i] = h[t,i]""",
            {"x": "T M", "W": "N M", "U": "N N", "h0": "N"},
        ),
        recurrent,
        (dict(T=5, N=3, M=2), dict(T=1, N=1, M=1), dict(T=3, N=3, M=3)),
    ),
    Strain(
        "masked attention",
        read_program(
            """A[t,s] = sum[k] Q[t,k]*B[s,k]/sqrt(K) + M[t,s]
            P[t,s] = exp(A[t,s])/sum[r in 1..S] exp(A[t,r])
            Y[t,e] = sum[s] P[t,s]*V[s,e]""",
            {"Q": "T K", "B": "S K", "V": "S E", "M": "T S"},
        ),
        lambda Q, B, V, M, size: F.scaled_dot_product_attention(Q[None], B[None], V[None], attn_mask=M)[0],
        (dict(T=2, S=4, K=3, E=5), dict(T=3, S=3, K=3, E=3), dict(T=1, S=1, K=1, E=1)),
    ),
    Strain(
        "nearest upsampling",
        read_program(
            "Y[i in 1..f*H, j in 1..f*W] = X[floor((i-1)/f)+1, floor((j-1)/f)+1]", {"X": "H W"}, premises=("f >= 1",)
        ),
        lambda X, size: F.interpolate(X[None, None], scale_factor=size["f"])[0, 0],
        (dict(H=2, W=3, f=2), dict(H=3, W=1, f=3), dict(H=2, W=2, f=1)),
    ),
    Strain(
        "flatten",
        read_program(
            """Y[n, f in 1..C*H*W] =
            X[n, floor(floor((f-1)/W)/H)+1, mod(floor((f-1)/W), H)+1, mod(f-1, W)+1]""",
            {"X": "N C H W"},
        ),
        lambda X, size: X.flatten(1),
        (dict(N=2, C=3, H=4, W=5), dict(N=1, C=2, H=1, W=3), dict(N=2, C=2, H=2, W=2)),
    ),
    Strain(
        "layer norm",
        read_program(
            """mu[n] = sum[d] X[n,d]/D
            var[n] = sum[d] (X[n,d] - mu[n])^2/D
            X_hat[n,d] = (X[n,d] - mu[n])/sqrt(var[n] + eps)
            Y[n,d] = gamma[d]*X_hat[n,d] + beta[d]""",
            {"X": "N D", "gamma": "D", "beta": "D"},
            constants=("eps",),
        ),
        lambda X, gamma, beta, eps, size: F.layer_norm(X, X.shape[1:], gamma, beta, eps.item()),
        (dict(N=3, D=5), dict(N=2, D=2), dict(N=1, D=1)),
    ),
    Strain(
        "one tensor read twice, and backwards",
        read_program("Y[i,j] = sum[d] X[i,d]*X[j,d] + X[i,1]^2*X[N+1-j,D]", {"X": "N D"}),
        lambda X, size: X @ X.T + X[:, :1] ** 2 * X.flip(0)[:, -1],
        (dict(N=3, D=2), dict(N=2, D=2), dict(N=1, D=1)),
    ),
    Strain(
        "pixel shuffle",
        read_program(
            "Y[i in 1..r*H, j in 1..r*W] = X[mod(i-1,r)*r + mod(j-1,r) + 1, floor((i-1)/r)+1, floor((j-1)/r)+1]",
            {"X": "r*r H W"},
        ),
        lambda X, size: F.pixel_shuffle(X, size["r"])[0],
        (dict(r=2, H=2, W=3), dict(r=3, H=1, W=2), dict(r=1, H=2, W=2)),
    ),
    Strain(
        "roll",
        read_program("Y[i in 1..N] = X[mod(i-1+a, N)+1]", {"X": "N"}, premises=("a >= 0",)),
        lambda X, size: torch.roll(X, -size["a"]),
        (dict(N=5, a=2), dict(N=3, a=7), dict(N=1, a=0)),
    ),
    Strain(
        "an indexed product",
        read_program("Y[n] = prod[d] X[n,d]", {"X": "N D"}),
        lambda X, size: X.prod(1),
        (dict(N=2, D=4), dict(N=1, D=1)),
    ),
)


def gap(strain: Strain, sizes: dict[str, int]) -> float:
    """The largest relative difference between a derived gradient (or the forward rule) and torch's."""
    program = strain.program
    given = draw(program, sizes, strain.draws)
    derivations = backward(program)
    forward = run(program, given)
    leaves = {t: given.values[t].clone().requires_grad_() for t in program.inputs}
    constants = {c: given.values[c] for c in program.constants}
    out = strain.torch(**leaves, **constants, **given.integers, size=given.sizes)
    worst = difference(forward.values[program.output], out.detach())
    g = upstream(forward, program.output)
    expected = torch.autograd.grad(out, list(leaves.values()), g, allow_unused=True)
    ranges = derivations[0].context.ranges
    ready = forward.with_values({adjoint(program.output): g}, ranges)
    found = run_definitions([d.equation for d in derivations], ranges, ready)
    for name, reference in zip(leaves, expected):
        worst = max(worst, difference(found.values[adjoint(name)], reference))
    return worst


def difference(a: torch.Tensor, b: torch.Tensor) -> float:
    assert a.shape == b.shape
    return float((a - b).abs().max() / max(1.0, float(b.abs().max())))


@pytest.mark.parametrize("strain", STRAINS, ids=lambda s: s.name)
def test_every_gradient_equals_autograd(strain: Strain) -> None:
    for sizes in strain.sizes:
        assert gap(strain, sizes) < 1e-12, sizes


@pytest.mark.parametrize("strain", STRAINS, ids=lambda s: s.name)
def test_the_kernel_accepts_every_step(strain: Strain) -> None:
    replay_sweep(strain.program, backward(strain.program))
