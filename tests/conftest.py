"""One thread and fixed seeds: the same test gives the same numbers on every machine."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

from hypothesis import settings  # the thread count is read when torch is first imported

settings.register_profile("seeded", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("seeded")


def pytest_addoption(parser: object) -> None:
    """`pytest tests/test_golden.py --update-golden` writes what is printed now over the files in tests/golden."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")  # type: ignore[attr-defined]


def pytest_configure(config: object) -> None:
    """torch keeps its own thread count, and the folders named by BACKPROOF_WITH are taken."""
    import torch

    torch.set_num_threads(1)

    # a course's own layers, problems and misconceptions are tested like the project's
    from backproof import api

    for folder in filter(None, os.environ.get("BACKPROOF_WITH", "").split(os.pathsep)):
        api.use(folder)
