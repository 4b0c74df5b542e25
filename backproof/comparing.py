"""Is an answer the same as a reference? What `backproof compare` does, for use from Python too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import Unusable

if TYPE_CHECKING:
    from checkers.algebra.prover import Prover


def compare(
    reference: str, answer: str, context: Mapping[str, Any] | None = None, seed: int = 0, prove: bool = False
) -> dict[str, Any]:
    """Is the answer the reference? The record of `backproof compare`; context: tensors, domains, tolerance, ...

    prove: what is equal at points is to be proved by SymPy, if it can be; no verdict depends on it.
    """
    from checkers.algebra.compare import UNUSABLE
    from checkers.algebra.compare import compare as compared

    with proving(prove) as prover:
        record = compared(reference, answer, context, seed, prover)
    if str(record["how"]).startswith(UNUSABLE):
        raise Unusable(str(record["how"]).removeprefix(UNUSABLE))
    return record


def compare_stream(lines: Iterable[str], seed: int = 0, prove: bool = False) -> Iterator[dict[str, Any]]:
    """The record of every line of JSON, in their order."""
    from checkers.algebra.stream import compare_lines

    with proving(prove) as prover:
        yield from compare_lines(lines, seed, prover)


def proving(prove: bool) -> AbstractContextManager[Prover | None]:
    """A prover, whose process ends with the block, or none."""
    if not prove:
        return nullcontext()
    from checkers.algebra.prover import Prover

    return Prover()


def check(file: str, context: Mapping[str, Any] | None = None, problem: str | None = None) -> dict[str, Any]:
    """The links of a document in a file, judged: the record of `backproof check`. Raises Unusable."""
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            f"{file} cannot be read as a text ({type(error).__name__}); a Markdown or LaTeX file can"
        ) from None
    return check_text(text, context, problem, file)


def check_text(
    text: str, context: Mapping[str, Any] | None = None, problem: str | None = None, file: str = ""
) -> dict[str, Any]:
    """The links of a document, judged; file: the name that the record bears. Raises Unusable."""
    from checkers.algebra.context import ContextError
    from checkers.algebra.document import check_document
    from checkers.problem_ground import grounds_of

    names = () if problem is None else api.problem_names(problem)
    try:
        return {"file": file, **check_document(text, context, grounds_of(map(api.problem, names), len(names) == 1))}
    except ContextError as error:
        raise Unusable(str(error)) from None
