"""An answer that ends inside a bracket: the closing one is missing where it was typed or copied."""

from __future__ import annotations

import re

MISSING = re.compile(r"ends where '(?P<closing>[)\]}])' is expected")
END = re.compile(r"[\s.$]*+\Z|\s*+\\[\])][\s.]*+\Z")
MOST = 3  # brackets that are closed for a student


def closed(answer: str, message: str) -> str:
    """The answer with the bracket closed at its end that the message misses, "" where none is or too many are."""
    found = MISSING.search(message)
    lacking = sum(answer.count(a) - answer.count(b) for a, b in ("()", "[]", "{}"))
    if found is None or not 0 < lacking <= MOST:
        return ""
    end = END.search(answer)
    at = end.start() if end else len(answer)
    return answer[:at] + found["closing"] + answer[at:]
