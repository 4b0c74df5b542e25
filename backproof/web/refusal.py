"""A request that is refused: its status, and the one sentence that says why."""

from __future__ import annotations


class Refusal(Exception):
    """status: 4xx or 5xx. The sentence says what was asked, what is wrong, what would be accepted."""

    def __init__(self, status: int, sentence: str, headers: dict[str, str] | None = None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}


def busy(sentence: str, seconds: float = 2.0, status: int = 503) -> Refusal:
    """Too much at once: says when to try again."""
    whole = max(1, int(seconds + 0.999))
    when = "in a second" if whole == 1 else f"in {whole} seconds"
    return Refusal(status, f"{sentence}; please try again {when}.", {"Retry-After": str(whole)})
