"""The process behind the prover: a statement a line in, a word a line out, with limits on memory and processor time."""

from __future__ import annotations

import json
import resource
import sys

MEMORY, SECONDS, DEEPEST = 1 << 30, 10, 5_000


def main() -> None:
    """Answer until the input ends; the system ends a process beyond its limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.setrecursionlimit(DEEPEST)
    from sympy.core.cache import clear_cache

    from checkers.algebra.proving.normal_form import proved

    for line in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        try:
            found = proved(json.loads(line))
        except Exception:  # memory at an end, or a fault of the algebra: what is left of this process is not trusted
            raise SystemExit(1) from None
        clear_cache()  # so that no question is answered otherwise because of the one before
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
