"""`backproof serve` by the interpreter that runs the tests. IMPATIENT shortens what slow clients are given."""

import os
from functools import partial

from backproof.main import main


def impatient() -> None:
    """Seconds instead of many."""
    from backproof.web import server
    from backproof.web.limits import Limits

    server.Limits = partial(Limits, head=1.5, body=2.0, send=3.0)  # type: ignore[misc, assignment]


if __name__ == "__main__":
    if os.environ.get("IMPATIENT"):
        impatient()
    main()
