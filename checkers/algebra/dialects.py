"""Programs and word processors have spellings of their own; here they become the one that is read."""

from __future__ import annotations

from collections.abc import Container

from checkers.algebra.libraries import from_libraries
from checkers.algebra.r_language import from_r
from checkers.algebra.wolfram import from_wolfram
from checkers.algebra.word_format import from_word, whole_names


def one_spelling(text: str, declared: Container[str]) -> str:
    """The text in the spelling of this package. declared: names of the question, which are no words of a program."""
    text = from_libraries(whole_names(text, declared), declared)
    return from_r(from_wolfram(from_word(text), declared), declared)
