"""A text to its sides, each with every tree it can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from checkers.algebra.branches import alternating, depths
from checkers.algebra.conjunctions import conjoined, with_round_ends, without_outer
from checkers.algebra.cursor import Known, Style
from checkers.algebra.decimal_commas import with_points
from checkers.algebra.dialects import one_spelling
from checkers.algebra.expectations import with_quantities
from checkers.algebra.lexer import Lexicon, Token, cut, is_latex
from checkers.algebra.parser import Parser
from checkers.algebra.phrases import without_phrases
from checkers.algebra.regional import as_list, as_matrix, whole_number
from checkers.algebra.remarks import formula_among_words, without_remarks
from checkers.algebra.sentences import formula_said
from checkers.algebra.spelling import CHAINS, CONNECTIVES, FUNCTION_LETTERS
from checkers.algebra.tree import MAX_BYTES, MAX_DEPTH, MAX_LEVELS, Node, ReadingError, deeper
from checkers.algebra.typed import announced, approximate, assigned, program, without_markup

PROGRAM = re.compile(
    r"\b(?:np|numpy|torch|jnp|jax|tf|F)\.|\.T\b|@|\*\*|\.(?:sum|dot|mean|reshape|t|unsqueeze|mm|matmul|transpose|outer"
    r"|a?max|a?min|prod|std|var|logsumexp|(?:log_)?softmax)\(|\bkeepdims?\s?="
    r"|\w\[[^\]]{0,60}\b(?:None|newaxis)\b|[A-Za-z)]\[[^\[\]:]*:[^\[\]]*\]|\bscipy\.|\bsignal\."
)
COUNTED_FROM_ZERO = re.compile(r"\brange\(|[A-Za-z)]\[[^\[\]:]*:[^\[\]]*\]|[A-Za-z)]\[[^\[\]/]*//[^\[\]]*\]")
MODULE, INDEXED = re.compile(r"\b(?:np|numpy|torch|jnp|jax|tf)\."), re.compile(r"([\w)])\[")
AT_ZERO = re.compile(r"[A-Za-z)\]]\[(?:[^\[\]]*,)?\s*(?:0|-\d+)\s*(?:,[^\[\]]*)?\]")
MATLAB = re.compile(r"\.\*|\./|\.\^|[A-Za-z)\]]'\s*\*|\*\s*+[A-Za-z]\w*+'(?![\w'(])")
POWER_OF_TEN = re.compile(r"(?<![A-Za-z\\\d.])(\d+(?:\.\d*)?|\.\d+)[eE]([+\-−]?\d+)(?![\d.])")
EULER = re.compile(r"(?<![A-Za-z\\\d.])\d*+\.?+\d*+e(?![A-Za-z0-9])|e\s*\^|\\mathrm\{e\}|exp")
DECIMAL_COMMA = re.compile(r"(?<![\d.,{])(0|\d+(?=(?:,|\{,\})(?:\d{1,2}|\d{4,})(?!\d)))(?:,|\{,\})(\d+)(?![\d.,])")
OPENING = re.compile(
    r"^\s*(?:\\(?:text|textrm|mathrm)\s*\{\s*)?(?:(?:(?:the|my|final)\s+)*"
    r"(?:answer|result|solution|ans|total|sum|count)\s*(?:is\s*:?|:)"
    r"|(?:so|thus|hence|therefore|finally)(?:\s*,|\s*:|\s+(?=\\|we\b))|(?:so\s+|thus\s+)?we\s+(?:get|have|obtain|find)\s*:?)"
    r"\s*\}?\s*:?\s*",
    re.IGNORECASE,
)
"""Words before a formula."""
UNITS = re.compile(
    r"(?<=[\d)}$])\s*+(?:\\[,;: ]|~)?+\s*+(?:\\(?:text|mathrm|textrm)\s*\{\s*)?"
    r"(?:in total|(?:(?:trainable|learnable|total|free)\s+)?"
    r"(?:parameters?|params|weights|operations|multiplications|flops|macs|nats|bits)(?:\s+in total)?)"
    r"\s*+\}?+\s*+[.]?+\s*+\$?+\s*+$",
    re.IGNORECASE,
)
"""What may follow a number: it names what was counted."""
MAX_SIDES, SHORT = 60, 80  # SHORT: characters of a text whose sides are kept
RELATIONS = frozenset({"=", "≈", "⇒"})
ENDS_HERE = frozenset({"for", "where", "forall", "with", "for all", "and"})


@dataclass(frozen=True)
class Names:
    """The names of a question for reading: how they are spelled, and what they mean."""

    spelled: frozenset[str] = frozenset()
    known: Known = field(default_factory=Known)
    thousands: bool = False
    euler: bool = False  # the question itself speaks of e
    latex: bool | None = None
    number: bool = False  # the question asks for a single number
    condition: bool = False  # the question asks for a condition
    counted: bool = False  # a program's indices are those of the question
    at_zero: bool = False  # the question has entries at 0, as h_0
    random: bool = False  # E[X] and P(A | B) are quantities, as in the documents of a course


@dataclass(frozen=True)
class Side:
    """One side of a chain: the trees it can mean (one where it is clear), its text, and what stands before it."""

    trees: tuple[Node, ...]
    text: str
    start: int
    relation: str = ""
    numpy: bool = False
    zero_based: bool = False
    counted_letters: bool = False  # its free indices are the question's own, though it counts from 0
    letters: tuple[str, ...] = ()  # of the entry that stands left of it: dL/dW_{ij} =


def read_sides(text: str, names: Names) -> list[Side]:
    """Every side of `a = b = c`, one for an answer without a relation. Raises ReadingError."""
    if not text.strip():
        raise ReadingError("the answer is empty", 0)
    if len(text) > MAX_BYTES:  # before anything searches it
        raise ReadingError(f"the answer is longer than {MAX_BYTES} bytes", 0)
    found = (_kept if len(text) <= SHORT else _kept_long)(text, names)
    if isinstance(found, tuple):
        return list(found)
    raise ReadingError(found.message, found.position)


def _outcome(text: str, names: Names) -> tuple[Side, ...] | ReadingError:
    """The sides, or why there are none: a text that is not read is not read again and again either."""
    try:
        return tuple(_sides(text, names))
    except RecursionError:
        return ReadingError(f"brackets are nested more than {MAX_DEPTH} deep", 0)
    except ReadingError as error:  # the place is one in the text as it is spelled alike, which may be longer
        return ReadingError(error.message, min(error.position, len(text)))


_kept = lru_cache(maxsize=2_000)(_outcome)  # of short texts, which documents repeat: a size, the bounds of an index
_kept_long = lru_cache(maxsize=8)(
    _outcome
)  # one document, or one answer, reads these more than once: both sides of A = A


def read_one(text: str, names: Names) -> Side:
    """The answer: the last side that is no mere name of what is asked. Raises ReadingError."""
    return answer_side(read_sides(text, names))


def answer_side(sides: list[Side]) -> Side:
    return sides[-1]


def _sides(text: str, names: Names) -> list[Side]:
    text = without_remarks(without_markup(text), names.spelled)
    text = without_phrases(text, names.spelled, names.number)
    text = announced(program(one_spelling(text, names.spelled)), names.spelled)
    text = assigned(bracketed(formula_among_words(text, names.spelled, names.condition)), names.spelled)
    text = OPENING.sub(lambda m: " " * len(m[0]), text, count=1)
    text = with_points(text)
    if names.number:
        text = DECIMAL_COMMA.sub(r"\1.\2", UNITS.sub("", approximate(text)))
    text = as_list(whole_number(text) if names.thousands else text, names.known.listed)
    text = as_matrix(text, *names.known.grid)
    latex = is_latex(text) if names.latex is None else names.latex
    text = formula_said(text, names.spelled, latex)
    numpy = bool(PROGRAM.search(text)) and not latex
    lexicon = Lexicon(names.spelled, latex, _scientific(text, names, latex), names.thousands)
    tokens = with_round_ends(cut(text, lexicon))
    tokens = without_outer(unwrapped(with_quantities(tokens) if names.random else tokens), names.condition)
    tokens = remark_cut(conjoined(tokens, names.condition, names.spelled))
    found: list[Side] = []
    for relation, part in split_at_relations(tokens):
        if len(part) == 1:
            if not found and not relation:
                continue
            raise ReadingError("nothing stands on one side of the relation", part[0].start)
        zero = counted_from_zero(text) or (AT_ZERO.search(text) and not names.at_zero)
        counted = bool(zero) and not latex and not names.counted
        style = Style(latex, numpy, counted, bool(MATLAB.search(text)) and not latex and not numpy)
        trees = readings(part, names.known, style)
        said = text[part[0].start : part[-1].start].strip()
        found.append(Side(trees, said, part[0].start, relation, numpy, counted))
    if not found:
        raise ReadingError("the answer is empty", 0)
    return found


def counted_from_zero(text: str) -> bool:
    """Does a text read entries as programs count them: range(, x[:, k], or a[k] beside np. on a line?"""
    if COUNTED_FROM_ZERO.search(text):
        return True
    for line in text.split("\n") if "[" in text else ():
        modules, indexed = list(MODULE.finditer(line)), list(INDEXED.finditer(line))
        if modules and indexed and modules[0].end() <= indexed[-1].start():
            return True
        first = next((m for m in indexed if m[1] != ")"), None)
        if modules and first is not None and first.end() <= modules[-1].start():
            return True
    return False


def bracketed(text: str) -> str:
    """`{1,2;3,4}`, as spreadsheets write a matrix, in square brackets."""
    inside = text.strip()
    if inside.startswith("{") and inside.endswith("}") and (";" in inside or "," in inside):
        if not set(inside[1:-1]) & set("{}\\[]()|<>≤≥"):
            return text.replace("{", "[").replace("}", "]")
    return text


def readings(tokens: list[Token], known: Known, style: Style) -> tuple[Node, ...]:
    """The tree, and the other one where juxtaposition can be read in two ways."""
    first: ReadingError | None = None
    found: list[Node] = []
    waiting: list[frozenset[str]] = [frozenset()]
    seen: set[frozenset[str]] = set()
    while waiting and len(seen) < 4:
        chosen = waiting.pop(0)
        if chosen in seen:
            continue
        seen.add(chosen)
        own = replace(style, taken=chosen, greedy="greedy" in chosen, met=set())
        try:
            tree = Parser(list(tokens), known, own).whole()
            if deeper(tree, MAX_LEVELS):
                raise ReadingError(f"a formula of more than {MAX_LEVELS} terms or levels is not read", tokens[0].start)
        except ReadingError as error:
            first = first or error
        else:
            if tree not in found:
                found.append(tree)
        waiting += [chosen | {choice} for choice in sorted(own.met) if choice not in chosen]
    if not found:
        assert first is not None
        raise first
    return tuple(found)


def _scientific(text: str, names: Names, latex: bool) -> bool:
    """Is 7e-3 seven thousandths? In a formula that speaks of e elsewhere it is 7e minus 3."""
    places = list(POWER_OF_TEN.finditer(text))
    if not places:
        return True
    if all("." in m[1] or len(m[2].lstrip("+-−")) > 1 for m in places):
        return True
    rest = POWER_OF_TEN.sub(" ", text)
    if EULER.search(rest) or names.euler or "e" in names.known.names:
        return False
    return not (latex and re.search(r"\\[td]?frac|\\over", text))


def unwrapped(tokens: list[Token]) -> list[Token]:
    """Without \\boxed{..}, and without \\begin{aligned} .. \\end{aligned} around everything."""
    changed = True
    while changed and len(tokens) > 3:
        changed = False
        first = tokens[0]
        if (
            first.kind == "begin"
            and first.text in CHAINS
            and tokens[-2].kind == "end"
            and tokens[-2].text == first.text
        ):
            tokens = [*without_layout(tokens[1:-2]), tokens[-1]]
            changed = True
        elif first.kind == "command" and first.text in ("boxed", "fbox", "ensuremath") and tokens[1].text == "{":
            deep, closing = 0, 0
            for closing, t in enumerate(tokens[1:], 1):  # noqa: B007 - the place of the partner is what is sought
                deep += (t.text == "{") - (t.text == "}") if t.kind == "mark" else 0
                if deep == 0:
                    break
            if closing == len(tokens) - 2:
                tokens = [*tokens[2:closing], tokens[-1]]
                changed = True
    return tokens


def without_layout(tokens: list[Token]) -> list[Token]:
    """Without `&` and line ends of the chain itself; those of a matrix in it stay."""
    deep, kept = 0, []
    for t in tokens:
        if deep or not (t.kind == "row" or (t.kind == "mark" and t.text == "&")):
            kept.append(t)
        deep += (t.kind == "begin") - (t.kind == "end")
    return kept


def remark_cut(tokens: list[Token]) -> list[Token]:
    """Without what follows the formula: `for all i`, `, 1 <= d <= 2n`, a comma at the end."""
    words = {CONNECTIVES.get(w) for t in tokens if t.kind == "text" for w in t.text.lower().split()}
    two_cases = sum(t.kind == "text" and t.text.lower().strip() == "for" for t in tokens) > 1  # a for c, b for d
    piecewise = two_cases or bool(words & {"if", "otherwise"})
    deep = depths(tokens)
    if max(deep) > MAX_DEPTH:  # before the parser looks ahead from each of them
        at = next(t.start for t, d in zip(tokens, deep) if d > MAX_DEPTH)
        raise ReadingError(f"brackets are nested more than {MAX_DEPTH} deep", at)
    colon = any(t.kind == "mark" and t.text == ":" and deep[k] == 0 for k, t in enumerate(tokens))  # x > 0: g, ..
    first_holds = colon and len(tokens) > 1 and _has_relation_before_colon(tokens)
    piecewise = piecewise or first_holds or alternating(tokens, deep)
    last = len(tokens) - 1
    otherwise_at = _last(tokens, lambda t: t.kind == "text" and t.text.lower().startswith(("else", "otherwise")))
    relation_at = _last(tokens[:-1], lambda t: t.kind == "mark" and t.text in ("<=", "<", ">", ">=", "∈", "="))
    for k, t in enumerate(tokens[:-1]):
        if deep[k] != 0 or k == 0:
            continue
        said = t.text.lower().strip(" ,.") if t.kind == "text" else ""
        first = said.split()[0] if said else ""
        ends = first in ("where", "forall", "with", "since", "because", "as", "using", "by", "so")
        ends = ends or (first == "for" and not two_cases and otherwise_at < k) or (first == "and" and not piecewise)
        ends = ends or (t.kind == "text" and said.startswith("("))
        ends = ends or (t.kind == "command" and t.text == "forall")
        inside_list = False
        if t.kind == "mark" and t.text in (",", ";"):
            follows = tokens[k + 1] if k + 1 < last else t
            worded = follows.kind == "text" or (follows.kind == "command" and follows.text == "forall")
            inside_list = (not piecewise and (relation_at > k or worded)) or _sentence(follows)
        if inside_list or (ends and not (first == "for" and _comprehension(tokens, k))):
            return [*tokens[:k], Token("finish", "", t.start, t.start, True)]
    while len(tokens) > 2 and (tokens[-2].kind, tokens[-2].text) in (("mark", ","), ("mark", ";"), ("row", "\\\\")):
        tokens = [*tokens[:-2], tokens[-1]]
    return tokens


def _sentence(t: Token) -> bool:
    """Three words or more that name no case: `write down the expressions for`."""
    said = t.text.lower().split() if t.kind == "text" else []
    cases = {"if", "when", "otherwise", "else", "elsewhere"}
    return len(said) > 2 and said[0] not in CONNECTIVES and not set(said) & cases


def _last(tokens: list[Token], is_one: Callable[[Token], bool]) -> int:
    """The place of the last such token, -1 where there is none."""
    return next((k for k in range(len(tokens) - 1, -1, -1) if is_one(tokens[k])), -1)


def _has_relation_before_colon(tokens: list[Token]) -> bool:
    """Does a condition stand first, `x > 0: g, x < 0: 0`?"""
    for t in tokens:
        if t.kind == "mark" and t.text in ("<", "<=", ">", ">="):
            return True
        if t.kind == "mark" and t.text in (":", "=", ","):
            return False
    return False


def _comprehension(tokens: list[Token], k: int) -> bool:
    return any(t.text == "range" for t in tokens[k:])


def split_at_relations(tokens: list[Token]) -> list[tuple[str, list[Token]]]:
    """(relation before it, tokens) of each side, every list with a `finish`."""
    deep = depths(tokens)
    out: list[tuple[str, list[Token]]] = []
    start, relation = 0, ""
    worded = False
    for k, t in enumerate(tokens[:-1]):
        worded = worded or (t.kind == "text" and t.text.lower().split()[:1] in (["if"], ["when"]))
        if deep[k] == 0 and t.kind == "mark" and t.text in RELATIONS and not worded:
            end = k
            while end > start and (tokens[end - 1].kind == "row" or tokens[end - 1].text in (":", "&")):
                end -= 1
            out.append((relation, [*tokens[start:end], Token("finish", "", t.start, t.start, True)]))
            if len(out) >= MAX_SIDES:
                raise ReadingError(f"a chain of more than {MAX_SIDES} sides is not read", t.start)
            start, relation = k + 1, t.text
            while tokens[start].kind == "row" or (tokens[start].kind == "mark" and tokens[start].text == "&"):
                start += 1
    out.append((relation, tokens[start:]))
    return out


def function_letters(texts: list[str], declared: frozenset[str]) -> frozenset[str]:
    """Letters that are functions: every occurrence is followed by a bracket or a prime, and none is declared."""
    found: set[str] = set()
    for letter in FUNCTION_LETTERS - declared:
        word = rf"(?:\\{letter}(?![A-Za-z])|(?<![A-Za-z\\_]){letter}(?![A-Za-z0-9_]))" if len(letter) > 1 else (
            rf"(?<![A-Za-z\\_]){letter}(?![A-Za-z0-9_])"
        )  # fmt: skip
        every = [m for t in texts for m in re.finditer(word, t)]
        called = rf"{word}\s*(?:'|\^\{{?\\prime|\\left\s*\(|\()"
        calls = [m for t in texts for m in re.finditer(called, t)]
        if every and len(every) == len(calls):
            primed = any(re.search(rf"{word}\s*(?:'|\^\{{?\\prime)", t) for t in texts)
            inner = any(
                re.search(rf"{word}\s*(?:\\left\s*)?\(\s*[A-Za-z\\][A-Za-z_{{}}0-9]*\s*(?:\\right\s*)?\)", t)
                for t in texts
            )
            if primed or inner:
                found.add(letter)
    return frozenset(found)
