"""A request that is refused: its status, and the one sentence that says why."""

from __future__ import annotations


class Refusal(Exception):
    """status: 4xx or 5xx. The sentence says what was asked, what is wrong, what would be accepted.

    place: lines of the input with a caret under the character, for text that could not be read.
    """

    def __init__(self, status: int, sentence: str, headers: dict[str, str] | None = None, place: str = ""):
        super().__init__(sentence)
        self.status, self.sentence, self.headers, self.place = status, sentence, headers or {}, place


def unusable(said: str) -> Refusal:
    """What cannot be used, as the sentence that the machinery says; lines below it show the place."""
    sentence, _, place = said.partition("\n")
    sentence = sentence.rstrip(" .")
    return Refusal(400, f"{sentence[:1].upper()}{sentence[1:]}.", place=place)


def busy(sentence: str, seconds: float = 2.0, status: int = 503) -> Refusal:
    """Too much at once: says when to try again."""
    whole = max(1, int(seconds + 0.999))
    when = "in a second" if whole == 1 else f"in {whole} seconds"
    return Refusal(status, f"{sentence}; please try again {when}.", {"Retry-After": str(whole)})
