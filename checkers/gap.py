"""How far two tensors are apart: shapes identical, relative to the reference's largest entry, NaN equal to nothing."""

from __future__ import annotations

import math

import torch

TOLERANCE = 1e-12  # of the largest entry; rounding in double precision reaches some 1e-15 at the sizes judged
NOTHING = 1e-8  # a reference below this is what cancellation leaves of zero, and is measured absolutely


def relative_gap(got: torch.Tensor, reference: torch.Tensor) -> float:
    """The largest difference of two entries, over the largest entry of the reference; infinite when the shapes differ
    or either holds a value that is not finite. Does not grow with the number of entries.
    """
    if got.shape != reference.shape:
        return math.inf
    if not got.numel():
        return 0.0
    if not (bool(got.isfinite().all()) and bool(reference.isfinite().all())):
        return math.inf
    largest = float(reference.detach().abs().max())
    difference = float((got.detach() - reference.detach()).abs().max())
    return difference / largest if largest > NOTHING else difference
