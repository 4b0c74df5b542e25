"""Imported once by the process from which workers are made: what takes long to load, with one thread each."""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is first imported; more threads on few cores only wait

import torch

import checkers.grade  # noqa: F401

torch.set_num_threads(1)
