"""Arguments that say where a function works: the k=1 of eye(3, k=1), the -1 and True of x.sum(-1, True)."""

from __future__ import annotations

from checkers.algebra.lexer import Token
from checkers.algebra.tree import Name, Negative, Node, Number, Relation, Rows

OFFSETS = ("k", "offset", "diagonal")  # the names of the diagonal
SIDES = ("M", "N", "n", "m")
KEYWORDS = {"eye": (*OFFSETS, *SIDES), "tri": (*OFFSETS, *SIDES), "diag": OFFSETS, "tril": OFFSETS, "triu": OFFSETS,
            "diagonal": OFFSETS}  # fmt: skip


ALONG = frozenset({"sum", "prod", "mean", "var", "std", "logsumexp", "softmax", "log_softmax", "max", "min", "cumsum"})
EXTREMES = ("max", "min")
Options = tuple[tuple[str, str], ...]


def whole_number(node: Node) -> int | None:
    """The number that is written, with its sign; None for anything else."""
    inner = node.operand if isinstance(node, Negative) else node
    if not isinstance(inner, Number) or inner.value.denominator != 1:
        return None
    return -int(inner.value) if isinstance(node, Negative) else int(inner.value)


def with_keywords(
    name: str, arguments: tuple[Node, ...], given: Options = (), word: Token | None = None, latex: bool = False
) -> tuple[tuple[Node, ...], Options]:
    """The arguments of a call without their keywords, and the options with these.

    word: the function as it is written, None where it stands behind a value and a dot.
    """
    left, options = list[Node](), list(given)
    for a in arguments:
        if isinstance(a, Relation) and a.relation == "=" and isinstance(a.left, Name) and (left or word is None):
            number = whole_number(a.right)
            if a.left.name in KEYWORDS.get(name, ()) and number is not None:
                options.append((a.left.name, str(number)))
                continue
        left.append(a)
    if name in ALONG:
        return with_axis(name, left, options, word, latex)
    return tuple(left), tuple(options)


def with_axis(
    name: str, left: list[Node], options: list[tuple[str, str]], word: Token | None, latex: bool
) -> tuple[tuple[Node, ...], Options]:
    """x.sum(1), np.sum(x, -1), torch.sum(x, (0, 1), True): the axis as an option. max(x, 0) compares."""
    at = 0 if word is None else 1
    module = word is not None and not latex and word.end - word.start > len(word.text)
    last = left[-1] if len(left) == at + 2 else None
    if isinstance(last, Name) and last.name in ("True", "False"):
        options.append(("keepdims", last.name))
        left.pop()
    if len(left) != at + 1 or latex:
        return tuple(left), tuple(options)
    axes = axes_in(left[at])
    sure = word is None or word.text in ("amax", "amin") or any(k in ("keepdim", "keepdims") for k, _ in options)
    if name in EXTREMES:
        sure = sure or (module and axes[:1] in ("-", "1"))  # np.max(x, 0) often stands for a maximum with 0
    else:
        sure = sure or module or axes.startswith("-")
    if axes and sure:
        return tuple(left[:at]), (*options, ("axis", axes))
    return tuple(left), tuple(options)


def axes_in(node: Node) -> str:
    """The axes that an argument names: 1, -1, (0, 1); empty for anything else."""
    if isinstance(node, Rows):
        numbers = [whole_number(c) for c in node.cells]
        return "" if None in numbers else f"({','.join(map(str, numbers))})"
    number = whole_number(node)
    return "" if number is None else str(number)
