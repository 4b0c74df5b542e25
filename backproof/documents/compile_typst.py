"""Compiles the Typst source on standard input to a PDF on standard output, in a process of its own.

    python -m backproof.documents.compile_typst ROOT [--overfull]

ROOT is the only folder whose files the source may read. With --overfull, print as JSON what stands out over the margin.
"""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Compile; the exit code is 1, with the reason on stderr, where the source is refused."""
    typst = import_module("typst")  # as a value: its stubs leave no room for a source in memory with a root
    source, root = sys.stdin.buffer.read(), sys.argv[1]
    try:
        if "--overfull" in sys.argv:
            checked = {"checked": "yes"}
            print(typst.query(source, "<overfull>", "value", root=root, ignore_system_fonts=True, sys_inputs=checked))
        else:
            sys.stdout.buffer.write(typst.compile(source, root=root, ignore_system_fonts=True, format="pdf"))
    except typst.TypstError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
