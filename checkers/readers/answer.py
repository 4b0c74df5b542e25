"""Untrusted text -> what it may mean. One text can have two readings; both are given, and the grader compares them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from checkers.readers.grammar import Parser
from checkers.readers.meaning import Meaning
from checkers.readers.nested import Value
from checkers.readers.syntax import MAX_DIGITS, ReadingError
from checkers.readers.tokens import Spelling, Token, cut
from checkers.readers.vocabulary import Vocabulary
from checkers.verdict import Unreadable
from derivations import terms as T
from derivations.integers import symbol
from derivations.notation import NotationError, parse_term
from derivations.printing.text import text as printed

NOTATION_ONLY = re.compile(r"\b(?:sum|prod|max|argmax)\s*\[|\bdiff\s*\(")
SCIENTIFIC_OR_EULER = re.compile(r"(?<![A-Za-z_\\\d.])((?:\d+(?:\.\d*)?|\.\d+))e([+-]?\d+)(?![\d.])")
EULER = re.compile(r"(?<![A-Za-z\\])e(?![A-Za-z])")
WHOLE_CELL = re.compile(r"(?:^|[\[,;&=≈])\s*[-+−]?(?:\d+(?:\.\d*)?|\.\d+)e[+-]?\d+\s*(?:$|[\],;&]|\\\\)")


@dataclass(frozen=True)
class Reading:
    """One meaning of an answer: a term, or nested lists of terms; `shown` is how it was read, in the notation."""

    value: Value
    shown: str


def read(text: str, vocabulary: Vocabulary) -> tuple[Reading, ...] | Unreadable:
    """Every reading of an answer, one if it is clear; Unreadable points at the character and says what is expected.

    A label (`dW =`, `\\frac{\\partial E}{\\partial W} =`) is passed over; of several sides the last one is the answer.
    """
    if not text.strip():
        return Unreadable("the answer is empty", 0)
    found: dict[str, Reading] = {}
    failed: Unreadable | None = None
    for spelling in spellings_of(text, vocabulary):
        try:
            for reading in readings(text, vocabulary, spelling):
                found.setdefault(reading.shown, reading)
        except ReadingError as error:
            failed = failed or Unreadable(error.message, error.position)
        except RecursionError:
            failed = failed or Unreadable("the answer is nested too deeply", 0)
    if found:
        return tuple(found.values())
    assert failed is not None
    return failed


def caret(text: str, problem: Unreadable) -> str:
    """The message, the line (around the place, where it is long) and a caret under the character."""
    start = max(text.rfind("\n", 0, problem.position) + 1, problem.position - 60)
    end = text.find("\n", start)
    end = min(end if end >= 0 else len(text), problem.position + 40)
    line = "".join(c if c.isprintable() else " " for c in text[start:end])
    return f"{problem.message}\n  {line}\n  {' ' * (problem.position - start)}^"


def spellings_of(text: str, vocabulary: Vocabulary) -> Iterable[Spelling]:
    """Is `7e-3` seven thousandths or 7e minus 3? In a formula e is a name; in a list of decimals it is a power of ten.

    Where neither is clear both readings are made: it looks like a decimal (a point in the mantissa, two digits in the
    exponent, or nothing else in the entry), but e also occurs as a number; or e occurs only so in an expression.
    """
    plain = Spelling(vocabulary.words, scientific=False, thousands=vocabulary.counts)
    powers = Spelling(vocabulary.words, scientific=True, thousands=vocabulary.counts)
    places = list(SCIENTIFIC_OR_EULER.finditer(text))
    if not places or vocabulary.goal or "e" in vocabulary.sizes:
        return (plain,)
    without = SCIENTIFIC_OR_EULER.sub(" ", text)
    decimal_like = all("." in m[1] or len(m[2].lstrip("+-")) > 1 for m in places)
    if EULER.search(without) or "\\frac" in text or "\\tfrac" in text or "\\dfrac" in text:
        return (plain, powers) if decimal_like or WHOLE_CELL.search(text) else (plain,)
    bare = not re.sub(r"[\d.,;\s\[\](){}&+\-−=A-Za-z'_\\]", "", without) and not re.search(
        r"\d\s*[(]|[)]\s*[\d(]", without
    )
    return (powers,) if bare or decimal_like else (plain, powers)


def readings(text: str, vocabulary: Vocabulary, spelling: Spelling) -> Iterable[Reading]:
    """The readings in one spelling: as a formula, juxtaposition loose or tight, and in the notation."""
    tokens = unwrapped(cut(text, spelling))
    label, answer = last_side(tokens)
    goal, renaming = labelled(label, vocabulary)
    named = replace(vocabulary, goal=goal)
    only_notation = bool(goal and NOTATION_ONLY.search(text))
    seen: list[Value] = []
    failure: ReadingError | None = None
    if not only_notation:
        try:
            seen += as_formula(answer, named)
        except ReadingError as error:
            failure = error
    if goal and not any(isinstance(v, tuple) for v in seen):
        try:
            seen.append(in_notation(text, named, answer[0].start, answer[-1].start))
        except NotationError as error:
            if only_notation:
                raise ReadingError(error.message, answer[0].start + error.position) from None
    if not seen and failure is not None:
        raise failure
    for v in seen:
        yield reading(renamed(v, renaming), vocabulary)


def as_formula(answer: list[Token], vocabulary: Vocabulary) -> list[Value]:
    """One value, or two where juxtaposition after a `/` can be read in two ways."""
    parser = Parser(list(answer), vocabulary.tensors)
    seen = [Meaning(vocabulary).value(parser.whole())]
    if parser.met_ambiguity:
        seen.append(Meaning(vocabulary).value(Parser(list(answer), vocabulary.tensors, tight=True).whole()))
    return seen


def reading(value: Value, vocabulary: Vocabulary) -> Reading:
    return Reading(value, shown(lettered(value, vocabulary.letters)))


def lettered(value: Value, letters: Mapping[str, str]) -> Value:
    """The value with tensors spelled as the student's sheet spells them."""
    if isinstance(value, tuple):
        return tuple(lettered(v, letters) for v in value)
    return with_tensors(value, letters)


def shown(value: Value) -> str:
    """A term in the notation, a list in brackets."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, T.Number) and value.value.denominator != 1:
        return decimal(value.value) or printed(value)
    return printed(value)


def decimal(value: Fraction) -> str:
    """A fraction that ends as a decimal, with all its digits; "" for one that does not."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or value.denominator.bit_length() > 4 * MAX_DIGITS:
        return ""
    with localcontext() as context:
        context.prec = 6 * MAX_DIGITS
        return format(Decimal(value.numerator) / Decimal(value.denominator), "f")


def renamed(value: Value, renaming: dict[str, str]) -> Value:
    if not renaming:
        return value
    if isinstance(value, tuple):
        return tuple(renamed(v, renaming) for v in value)
    return T.rename(value, {old: symbol(new) for old, new in renaming.items()})


# ---------------------------------------------------------------- the notation


def in_notation(text: str, vocabulary: Vocabulary, start: int, end: int) -> T.Term:
    """The text read by the notation's own reader, a student's letters replaced by the tensors they mean."""
    if re.search(rf"\d{{{MAX_DIGITS + 1}}}", text):
        raise ReadingError(f"a number of more than {MAX_DIGITS} digits is not read", start)
    term = parse_term(text[start:end], vocabulary.scope)
    if T.contains(term, T.Partial):
        raise ReadingError("the derivative has to be worked out; diff(..) is no answer", start)
    return with_tensors(term, {s: t for s, t in vocabulary.spellings.items() if s not in vocabulary.ranges})


def with_tensors(term: T.Term, names: Mapping[str, str]) -> T.Term:
    """The term with tensors renamed."""
    if isinstance(term, T.Entry):
        return T.Entry(names.get(term.tensor, term.tensor), term.at)
    return term.rebuild(tuple(with_tensors(c, names) for c in term.children))


# ---------------------------------------------------------------- labels and sides


def unwrapped(tokens: list[Token]) -> list[Token]:
    """Without \\boxed{...} around everything."""
    while len(tokens) > 3 and (tokens[0].kind, tokens[0].text) == ("command", "boxed") and tokens[1].text == "{":
        deep, closing = 0, 0
        for closing, t in enumerate(tokens[1:], 1):  # noqa: B007 - the place of the partner is what is sought
            deep += (t.text == "{") - (t.text == "}") if t.kind == "mark" else 0
            if deep == 0:
                break
        if closing != len(tokens) - 2:
            break
        tokens = [*tokens[2:closing], Token("finish", "", tokens[closing].start)]
    return tokens


def last_side(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """What stands before the first `=`, and the last side without a range that follows it (`, for 1 <= d <= 2n`)."""
    deep, places, stop = 0, list[int](), len(tokens) - 1
    for k, t in enumerate(tokens):
        if t.kind in ("begin", "end"):
            deep += 1 if t.kind == "begin" else -1
        elif t.kind == "mark":
            deep += (t.text in "([{") - (t.text in ")]}") if len(t.text) == 1 else 0
            if deep == 0 and t.text in ("=", "≈"):
                places.append(k)
            if deep == 0 and t.text in (",", ";") and places_a_range(tokens[k + 1 :]):
                stop = k
                break
    begin = places[-1] + 1 if places else 0
    label = tokens[: places[0]] if places else []
    if label and label[-1].text == ":":
        label = label[:-1]
    return label, [*tokens[begin:stop], Token("finish", "", tokens[stop].start)]


def places_a_range(rest: list[Token]) -> bool:
    """Do the words after a comma say for which indices the formula holds?"""
    return any(t.text in ("<=", ">=", "<", ">", "for", "where", "forall", "in") for t in rest)


def labelled(label: list[Token], vocabulary: Vocabulary) -> tuple[tuple[T.Index, ...], dict[str, str]]:
    """The goal in the letters of a label: `dS_{i,j} = ...` makes i and j the indices of the answer."""
    names = subscript_names(label)
    goal = vocabulary.goal
    if len(names) != len(goal) or len(set(names)) != len(names) or set(names) & vocabulary.sizes:
        return goal, {}
    new = tuple(T.Index(n, i.low, i.high) for n, i in zip(names, goal))
    return new, {n: i.name for n, i in zip(names, goal) if n != i.name}


def subscript_names(label: list[Token]) -> list[str]:
    """The names in the last subscript of a label."""
    names: list[str] = []
    for k, t in enumerate(label):
        opens = t.kind == "mark" and (t.text == "[" or t.text == "_")
        if not opens:
            continue
        names = []
        for following in label[k + 1 :]:
            if following.kind == "word" and len(following.text) == 1:
                names.append(following.text)
                if t.text == "_" and label[k + 1] is following:
                    break
            elif following.kind != "mark" or following.text not in ("{", ","):
                break
    return names
