"""Letters that an answer defines itself: `s = sigmoid(x); dx = g s (1 - s)`, `g t, where t = ...`."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from itertools import accumulate

from checkers.algebra.context import Context, ContextError, head_of, spellings
from checkers.algebra.reading import Names, read_sides
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Number, ReadingError, names_in, walked

WORDS = (
    r"where|with|let|then|so|and|hence|thus|therefore|define|defining|set|setting|put|writing|using|return|here|given"
    r"|mit|wobei|und|avec|où|et|con|donde|dove|com|onde"
)
WORDED = rf"(?:\\(?:text|textrm|mathrm|mbox)\s*\{{\s*[,;.]?\s*(?:for|{WORDS})(?:\s+(?:{WORDS}))*\s*[,:]?\s*\}})"
BETWEEN = re.compile(
    rf"(?<!\\)[,;]|:(?=\s)|\n|\\\\|\\q?quad(?![A-Za-z])|{WORDED}|(?<![A-Za-z\\])(?:{WORDS})(?![A-Za-z(]|\s*\()|\.(?=\s+[A-Za-z\\])",
    re.IGNORECASE,
)
"""Where one statement may end and the next one begin."""
EQUALS = re.compile(r"(?<![<>!=:])(?::=|\\coloneqq|=(?!=))")
NAMED = re.compile(r"_\{(new|old|prev|next|pred|true|out|max|min|tot|total|avg|mean|init|hid|hidden|ref|opt|tmp)\}")
"""Words that are no indices side by side."""
GOES_ON = re.compile(r"\s*+&?\s*+(?:=|\\approx|≈)")  # the next line of a chain
CALLED = re.compile(r"\\text(?:rm|it)?\s*\{\s*([A-Za-z]\w*)\s*\}(?=\s*(?:\\left\s*)?\()")
IN_WORDS = re.compile(
    r"(?<![\w\\])(\\?[A-Za-z]\w*+)\s*+(?:\\text\s*\{\s*|\$\s*)?"
    r"(?:is|denotes|being|stands for)\s+(?:the\s+)?(?:standard\s+)?"
    r"(Heaviside|unit step|step|sigmoid|logistic|ReLU|softmax|sign|signum|hyperbolic tangent"
    r"|normal (?:cdf|pdf|density|distribution))[a-z\s]*\}?",
    re.IGNORECASE,
)
"""H is the Heaviside step function."""
MEANT = {"heaviside": "heaviside", "unit step": "heaviside", "step": "heaviside", "sigmoid": "sigmoid",
         "logistic": "sigmoid", "relu": "relu", "softmax": "softmax", "sign": "sign", "signum": "sign",
         "hyperbolic tangent": "tanh",
         "normal cdf": "normal_cdf", "normal distribution": "normal_cdf", "normal pdf": "normal_pdf",
         "normal density": "normal_pdf"}  # fmt: skip
LONG, MOST = 2_000, 12  # characters and statements of an answer that is taken apart


@dataclass(frozen=True)
class Statement:
    """One equation, or a formula alone: head is '' for the latter."""

    head: str
    body: str
    text: str


def with_own_definitions(answer: str, context: Context, reference: Node) -> tuple[str, dict[str, str]]:
    """The formula that answers, and what the answer defines on its way, as the context of a question states it.

    The answer as it is and nothing where it defines nothing of its own. A name that the question itself uses keeps the
    meaning that the question gives it.
    """
    theirs = set(context.names.known.names) | set(context.functions) | set(context.definitions)
    theirs |= names_in(reference)
    return taken_apart(answer, context.names, theirs, lambda head: asks(head, context))


def taken_apart(
    answer: str, names: Names, theirs: Container[str], asks: Callable[[str], int]
) -> tuple[str, dict[str, str]]:
    """The formula that answers, and what the answer defines: left side -> right side.

    theirs: names that keep another meaning; asks: does a left side name what is asked, 2 for its very name, 0 for no?
    """
    if len(answer) > LONG or not (EQUALS.search(answer) or IN_WORDS.search(answer)):
        return answer, {}
    statements = pieces(NAMED.sub(r"_{\\text{\1}}", CALLED.sub(r"\\operatorname{\1}", answer)))
    if not 2 <= len(statements) <= MOST or not any(s.head for s in statements):
        return answer, {}
    heads, chains = dict[int, str](), list[int]()
    for k, s in enumerate(statements):
        name = defined_name(s)
        heads[k] = name or ""
        if s.head and name is None and not asks(s.head):  # a chain of formulas
            chains.append(k)
    bodies = {k: names_said(s.body, names, [h for h in heads.values() if h]) for k, s in enumerate(statements)}
    if any(b is None for b in bodies.values()):
        return answer, {}
    free = [k for k, s in enumerate(statements) if not s.head or k in chains]
    used = {k: any(h in (bodies[j] or ()) for j in heads if j != k) for k, h in heads.items() if h}
    named = {k: asks(s.head) for k, s in enumerate(statements) if s.head}
    asked = [k for k, sure in named.items() if sure and sure == max(named.values())]
    ends = free or asked or [k for k in heads if not used.get(k)]
    if len(free) > 1 or len(asked) > 1 or not ends:
        return answer, {}
    end = ends[-1]
    for s in statements:  # sigma as the softmax takes a vector, and no entry
        if s.body == r"\operatorname{softmax}(t)":
            called = re.escape(s.head[:-3]) + r"(?=\s*(?:\\left\s*)?[(_])"
            return re.sub(called, lambda _: r"\operatorname{softmax}", statements[end].text), {}
    needed, waiting = set[int](), [end]
    while waiting:
        met = bodies[waiting.pop()] or set()
        more = {k for k, h in heads.items() if h in met and h not in theirs and k != end} - needed
        needed |= more
        waiting += more
    restated = all(h in theirs for k, h in heads.items() if k != end) and bool(free or asked)
    beside = bool(asked) and not free and all(heads[k] for k in heads if k != end)  # s' = s (1 - s); dx = g (s - s^2)
    if not (needed or restated or beside) or len({heads[k] for k in needed}) < len(needed):
        return answer, {}
    return statements[end].text, {statements[k].head: statements[k].body for k in sorted(needed)}


def pieces(text: str) -> list[Statement]:
    """The statements of an answer, cut outside of brackets, matrices and cases."""
    found: list[str] = []
    text, begin = re.sub(r"[ \t]+", " ", text).strip().strip("$"), 0
    deep = depths(text)
    for m in BETWEEN.finditer(text):
        if m.start() >= begin and deep[begin] == deep[m.start()] and not GOES_ON.match(text, m.end()):
            found.append(text[begin : m.start()])
            begin = m.end()
    found.append(text[begin:])
    out = []
    for said in found:
        said = said.strip(" \t\n,;$").removesuffix(".")
        said = re.sub(r"^(?:\\[,;:! ]|~|\s)+|(?:\\(?:[,;:! ]|$)|~|\s)+$", "", said)
        if not said:
            continue
        if words := IN_WORDS.fullmatch(said):
            function = MEANT[" ".join(words[2].lower().split())]
            out.append(Statement(f"{words[1]}(t)", f"\\operatorname{{{function}}}(t)", said))
            continue
        deep = depths(said)
        cuts = [m for m in EQUALS.finditer(said) if not deep[m.start()]]
        head = said[: cuts[0].start()].strip() if cuts else ""
        body = said[cuts[-1].end() :].strip() if cuts else said
        function = re.sub(r"^\\(?:operatorname|mathrm|text)\s*\{\s*(\w+)\s*\}$", r"\1", body).lstrip("\\")
        if head and function in FUNCTIONS and re.fullmatch(r"\\?\w+", head):  # H = Heaviside
            head, body = f"{head}(t)", f"\\operatorname{{{function}}}(t)"
        out.append(Statement(head, body, said))
    return out


def depths(text: str) -> list[int]:
    """How many brackets and environments are open at each place of a text, its end among them."""
    steps = [0] * (len(text) + 1)
    for m in re.finditer(r"([(\[{]|\\begin\b)|[)\]}]|\\end\b", text):
        steps[m.end()] += 1 if m[1] else -1
    return list(accumulate(steps))


def defined_name(statement: Statement) -> str | None:
    """The name that an equation gives a meaning: s, q_i, f(t); None where its left side is no such thing."""
    if not statement.head or not statement.body:
        return None
    if re.fullmatch(r"\\?[A-Za-z]\w*'+", statement.head):
        return statement.head
    try:
        name, _, _ = head_of(statement.head)
    except (ContextError, ReadingError, ValueError):
        return None
    return name


def asks(head: str, context: Context) -> int:
    """Does the left side only name what is asked? 2 where the question calls it so, 1 for a gradient."""
    if context.label and re.sub(r"\s|\\[,;:! ]", "", head) == re.sub(r"\s|\\[,;:! ]", "", context.label):
        return 2
    try:
        node = read_sides(head, context.names)[0].trees[0]
    except ReadingError:
        return 0
    return isinstance(node, Derivative) and isinstance(node.body, (Name, Entry))


def names_said(body: str, names: Names, heads: list[str]) -> set[str] | None:
    """The names that a formula speaks of, None where it is not read."""
    known = replace(names.known, names=names.known.names | set(heads))
    spelled = names.spelled | {s for h in heads for s in (h, *spellings(h))}
    try:
        tree = read_sides(body, replace(names, spelled=spelled, known=known))[-1].trees[0]
    except ReadingError:
        return None
    if isinstance(tree, Number) and not heads:
        return set()
    found = names_in(tree)
    found |= {name for n in walked(tree, Entry) if (name := entry_name(n)) is not None}
    return found | {n.function for n in walked(tree, Apply)}
