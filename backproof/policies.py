"""A course's policy on file, for use from Python too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backproof import api
from backproof.errors import Unusable

if TYPE_CHECKING:
    from checkers.policy import Policy


def read_policy(file: str | Path, name: str) -> Policy:
    """A course's policy for a problem or set, from a file in TOML. Raises Unusable."""
    from checkers.policy import MAX_BYTES, PolicyError, checked, read_policy

    path = Path(file)
    try:
        with path.open("rb") as opened:
            text = opened.read(MAX_BYTES + 1).decode()
        found = read_policy(text, path.name)
        return checked(found, {n: api.problem(n) for n in api.problem_names(name)}, api.misconceptions())
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unusable(f"{path} is not text in UTF-8") from None
    except PolicyError as error:
        raise Unusable(str(error)) from None
