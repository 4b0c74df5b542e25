"""The wrong answers of the score set that are one expression, each with its question, as `compare` reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checkers.algebra.compare import Comparer, chosen, without_label
from checkers.algebra.question import Question
from checkers.algebra.reading import Side, read_sides
from tests.score.score import answers


def wrong_answers(comparer: Comparer) -> Iterator[tuple[dict[str, Any], Question, Side]]:
    """Chains and what follows from earlier answers left out."""
    for a in answers():
        if a["verdict"] == "equal" or a["context"].get("chain") or a["context"].get("earlier"):
            continue
        question = comparer.question(a["reference"], a["context"])
        yield a, question, chosen(without_label(read_sides(a["answer"], question.context.names), question), question)
