"""The formulas of a solution as LaTeX displays, shared by the LaTeX and the Markdown printer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derivations import terms as T
from derivations.notation import Reader, parse_tree
from derivations.printing.latex import definition_latex, entry_latex, latex, piece, range_latex
from derivations.printing.latex_integers import integer_latex
from derivations.printing.layout import broken
from derivations.printing.matrix import bmatrix, whole_latex
from derivations.printing.measure import width
from derivations.printing.solution import Nested, Solution, Worked
from derivations.printing.steps import ShownLine, joined_facts
from derivations.printing.style import ADJOINT, Style, is_adjoint
from derivations.rule import Definition

ROOM = 40.5  # em on a line of the page: 42 less what the estimate may miss
RELATION = 1.4  # em, "= "
GAP = 8.0  # em between a definition and its ranges
LONGEST_EQUATION = 19.0  # em; in a reason, a longer equation is named by its left side


def rows(left: str, t: T.Term, style: Style, free: Iterable[T.Index] = (), room: float = ROOM) -> list[str]:
    """`left = t` as rows of an alignment: `left &= ...`, then `&\\qquad ...` where the line is broken."""
    taken = frozenset(i.name for i in free)
    lines = broken(t, style, room - width(left) - RELATION, taken)
    first, *rest = [r"\qquad " * line.depth + line.tex for line in lines]
    return [f"{left} &= {first}", *(f"&{r}" for r in rest)]


def block(lines: list[str]) -> str:
    """Rows with & as one formula."""
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def ranges_latex(indices: tuple[T.Index, ...], style: Style) -> str:
    return r",\; ".join(range_latex(i, style) for i in indices)


def forward_rows(solution: Solution, room: float = ROOM) -> list[str]:
    """The forward rule, a definition a row, with its ranges at the right; then the sizes that follow."""
    program, style = solution.program, solution.letters
    assert program is not None
    found: list[str] = []
    shown = [(width(entry_latex(d.lhs, style)) + width(latex(d.rhs, style)), d) for d in program.definitions]
    widest = max(width(ranges_latex(d.indices, style)) for d in program.definitions)
    aligned = max(wide for wide, _ in shown) + widest + GAP <= room
    for wide, d in shown:
        ranges = ranges_latex(d.indices, style)
        left = entry_latex(d.lhs, style)
        if aligned or wide + width(ranges) + 2 * RELATION <= room:
            between = " && " if aligned else r" \qquad "
            shown_rows = rows(left, d.rhs, style, d.indices, room)
            found += [f"{row}{between}{ranges}" if ranges else row for row in shown_rows]
        else:  # ranges on a row of their own
            found += [*rows(left, d.rhs, style, d.indices, room), rf"&\qquad \text{{for }} {ranges}"]
    for name, e in program.lengths.items():
        found.append(f"{style.letter('symbol', name).entry()} &= {integer_latex(e, style)}")
    return found


def premise_latex(text: str, solution: Solution) -> str:
    """A premise in the notation as a formula."""
    program, style = solution.program, solution.letters
    assert program is not None
    if text in program.premises:
        known = program.premises[text]
        return f"{latex(known.left, style)} = {latex(known.right, style)}"
    tree = parse_tree(text, "relation")
    reader = Reader(text, program.scope())
    left, right = (integer_latex(reader.integer(tree.children[k]), style) for k in (0, 2))
    relation = {"<=": r"\le", ">=": r"\ge"}.get(str(tree.children[1]), str(tree.children[1]))
    return f"{left} {relation} {right}"


def reason_latex(line: ShownLine, style: Style) -> str:
    """Why a line follows, as LaTeX text: sentences, the equations used, the conditions proved."""
    out = ""
    for sentence in line.sentences:
        used = [_equation(a, b, style) for said, a, b in line.equations if said == sentence]
        out += f"{sentence.rstrip('.')}: {_listed(used)}. " if used else f"{sentence} "
    facts = [chain_latex(chain, style) for chain in joined_facts(line.facts)]
    if facts:
        single = len(facts) == 1
        claim = f"The condition {facts[0]} holds" if single else f"The conditions {_listed(facts)} hold"
        out += f"{claim} for every index in range."
    return out.strip()


def _equation(left: T.Term, right: T.Term, style: Style) -> str:
    style = style.covering((left, right))
    shown = f"{latex(left, style)} = {latex(right, style)}"
    return f"${shown}$" if width(shown, inline=True) <= LONGEST_EQUATION else f"${latex(left, style)}$"


def chain_latex(chain: tuple[T.Iverson, ...], style: Style) -> str:
    """Joined conditions as one formula in text: $1 \\le d \\le 2n$."""
    inner = [piece(c, style.covering((c,))).tex[1:-1] for c in chain]
    tail = "".join(f" \\le {integer_latex(c.right, style, True)}" for c in chain[1:])
    return f"${inner[0]}{tail}$"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def heading_latex(worked: Worked, style: Style) -> str:
    """What a quantity of several is: `The gradient by $A$.`"""
    name = worked.result.tensor
    plain = whole_latex(replace(worked.result, tensor=name.removeprefix(ADJOINT)), style)
    return f"The gradient by ${plain}$." if is_adjoint(name) else f"${plain}$."


def left_latex(d: Definition, style: Style) -> str:
    return definition_latex(d, style)[0]


def value_latex(worked: Worked, style: Style, room: float = ROOM) -> str | None:
    """`Z = exact = decimals`, over two rows of an alignment; decimals only where they say more."""
    value = worked.value
    if value is None:
        return None
    head = whole_latex(worked.result, style) if worked.result.at else left_latex(worked.result, style)
    exact, decimals = nested_latex(value.latex), nested_latex(value.decimals)
    if exact == decimals:
        return f"{head} &= {exact}"
    relation = r"\approx" if value.rounded else "="
    joint = f"{head} = {exact} {relation} {decimals}"
    between = rf" \\ &{relation} " if width(joint) > room else f" {relation} "
    return f"{head} &= {exact}{between}{decimals}"


def nested_latex(x: Nested) -> str:
    """A scalar, a vector (a column) or a matrix."""
    if isinstance(x, str):
        return x
    if all(isinstance(y, str) for y in x):
        return bmatrix([[str(y)] for y in x])
    return bmatrix([[nested_latex(z) for z in (y if isinstance(y, tuple) else (y,))] for y in x])
