"""Where the judges compute: the CPU or CUDA, always in double precision."""

from __future__ import annotations

import torch

CHOICES = ("auto", "cpu", "cuda")


class DeviceError(ValueError):
    """A device that was asked for and is not there."""


def resolve_device(choice: str) -> tuple[torch.device, str]:
    """The device for a choice, and a note for the reader ("" when there is nothing to say).

    `auto` takes CUDA where there is one and says so where there is none. Raises DeviceError, one sentence, when cuda is
    asked for and absent, or for any other word.
    """
    if choice not in CHOICES:
        raise DeviceError(f"{choice!r} is no device; use one of {', '.join(CHOICES)}")
    if choice == "cpu":
        return torch.device("cpu"), ""
    if torch.cuda.is_available():
        return torch.device("cuda"), f"computing on {torch.cuda.get_device_name()}" if choice == "auto" else ""
    if choice == "cuda":
        raise DeviceError("the device cuda was asked for, but torch finds no CUDA device here; use cpu or auto")
    return torch.device("cpu"), "torch finds no CUDA device here; computing on the CPU"
