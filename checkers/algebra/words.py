"""A run of letters and digits as known words side by side."""

from __future__ import annotations


def covered(run: str, known: list[str], names: frozenset[str], latex: bool) -> list[str] | None:
    """The known words, longest first, and single letters that make up the run; None where something is left over."""
    out: list[str] = []
    place = 0
    while place < len(run):
        word = next((w for w in known if run.startswith(w, place)), None)
        if word is None:
            c = run[place]
            if c.isdigit() and out and out[-1].isdigit():
                out[-1] += c
                place += 1
                continue
            if not (c in names or (latex and c.isalpha()) or (c == "e" and not latex)):
                return None
            word = c
        out.append(word)
        place += len(word)
    return out
