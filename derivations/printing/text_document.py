"""A solution for a terminal, 80 columns wide: formulas in the notation, so that every one can be read back."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from derivations import terms as T
from derivations.printing.argument_text import argument_text
from derivations.printing.operator_text import operator_text, told_text
from derivations.printing.solution import Nested, Solution, SolvedPart, Worked, WorkedRoute
from derivations.printing.steps import ShownLine, joined_facts
from derivations.printing.style import ADJOINT, is_adjoint
from derivations.printing.tally_table import header, plain_writer, tally_lines
from derivations.printing.text import integer_text, text
from derivations.printing.wrap import wrapped
from derivations.rule import Definition

COLUMNS = 80
STEP = "    "


def text_document(solution: Solution) -> str:
    """The solution as plain text."""
    blocks = [f"{solution.title}\n{'=' * len(solution.title)}", paragraphs(solution.statement)]
    if solution.program is not None:
        program = solution.program
        lines = [definition_text(d, ranges=True) for d in program.definitions]
        lines += [f"{name} = {integer_text(e)}" for name, e in program.lengths.items()]
        blocks.append(
            "Forward rule\n" + "\n".join(STEP + x for line in lines for x in wrapped(line, COLUMNS - 4, STEP))
        )
    if solution.premises:
        blocks.append("Premises\n" + "\n".join(STEP + p for p in solution.premises))
    if solution.conventions:
        blocks.append("Conventions\n" + "\n".join(_filled(c, "  - ", STEP) for c in solution.conventions))
    blocks += [_part(p) for p in solution.parts]
    if solution.source:
        blocks.append(_filled(f"Source: {solution.source}"))
    return "\n\n".join(b for b in blocks if b) + "\n"


def paragraphs(markdown: str) -> str:
    """Markdown as it stands, filled to the width; displayed formulas keep their lines, items of lists start one."""
    found = []
    for block in markdown.strip().split("\n\n"):
        lines = block.splitlines()
        if any(line.lstrip().startswith(("$$", "|")) for line in lines):
            found.append(block)
            continue
        items: list[str] = []
        for line in lines:
            if items and not re.match(r"\s*([-*]|\d+\.)\s", line):
                items[-1] += f" {line.strip()}"
            else:
                items.append(line.strip())
        listed = any(re.match(r"([-*]|\d+\.)\s", x) for x in items)
        found.append("\n".join(_filled(x, rest="   " if listed else "") for x in items))
    return "\n\n".join(found)


def _filled(words: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        words, COLUMNS, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def definition_text(d: Definition, ranges: bool = False) -> str:
    """`dL_S[d,e] = ...`; with ranges, `dL_S[d in 1..2*n, e in 1..2*m] = ...`."""
    bound = {i.name: range_text(i) for i in d.indices}
    slots = [bound.get(p.symbol or "", integer_text(p)) for p in d.at]
    left = f"{d.tensor}[{', '.join(slots)}]" if ranges and slots else text(d.lhs)
    return f"{left} = {text(d.rhs)}"


def range_text(i: T.Index) -> str:
    return f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}"


def reason_text(line: ShownLine) -> str:
    """Why a line follows, in words and the notation."""
    out = ""
    for sentence in line.sentences:
        used = [f"{text(a)} = {text(b)}" for said, a, b in line.equations if said == sentence]
        out += f"{sentence.rstrip('.')}: {'; '.join(used)}. " if used else f"{sentence} "
    facts = [chain_text(chain) for chain in joined_facts(line.facts)]
    if facts:
        single = len(facts) == 1
        listed = facts[0] if single else ", ".join(facts[:-1]) + " and " + facts[-1]
        out += f"The condition{'' if single else 's'} {listed} hold{'s' if single else ''} for every index in range."
    return out.strip()


def chain_text(chain: tuple[T.Iverson, ...]) -> str:
    """Joined conditions: 1 <= d <= 2*n."""
    return text(chain[0])[1:-1] + "".join(f" <= {integer_text(c.right)}" for c in chain[1:])


def _part(part: SolvedPart) -> str:
    points = f"  ({part.points} {'point' if part.points == 1 else 'points'})" if part.points else ""
    title = f"Part {part.label}{points}"
    blocks = [f"{title}\n{'-' * len(title)}", paragraphs(part.wording) if part.wording else ""]
    for k, worked in enumerate(part.worked):
        if len(part.worked) > 1:
            name = worked.result.tensor
            blocks.append(f"The gradient by {name.removeprefix(ADJOINT)}:" if is_adjoint(name) else f"{name}:")
        blocks += _worked(worked, answer=k == len(part.worked) - 1)
    if part.tally is not None:
        lines = tally_lines(part.tally, part.view, plain_writer())
        if part.table:
            blocks.append(table_text([header(part.tally, part.view), *(line.cells for line in lines)]))
        blocks.append(_filled(part.told))
    blocks += [_route(r) for r in part.routes]
    blocks += argument_text(part.argument)
    return "\n\n".join(b for b in blocks if b)


def _worked(worked: Worked, answer: bool) -> list[str]:
    d = worked.result
    blocks = []
    for k, line in enumerate(worked.lines):
        left = text(d.lhs) if k == 0 else ""
        blocks.append(f"{_filled(reason_text(line))}\n{_equals(left, line.term)}")
    if answer or not worked.lines:
        ranges = f"   for {', '.join(map(range_text, d.indices))}" if d.indices else ""
        blocks.append(
            ("Result\n" if worked.lines else "")
            + _equals(text(d.lhs), d.rhs)
            + (f"\n{STEP}{ranges.strip()}" if ranges else "")
        )
    if answer and worked.lines and worked.operator is not None:
        shown = wrapped(operator_text(worked.operator, d), COLUMNS - 4, STEP)
        told = told_text(worked.operator)
        blocks.append("In whole arrays\n" + "\n".join(STEP + x for x in shown) + (f"\n{_filled(told)}" if told else ""))
    if worked.value is not None:
        name = d.tensor
        exact, decimals = nested_text(worked.value.text), nested_text(worked.value.decimals)
        lines = [f"{name} = {exact}"] + ([f"{name} = {decimals} (decimals)"] if decimals != exact else [])
        blocks.append("\n".join(STEP + x for line in lines for x in wrapped(line, COLUMNS - 4, STEP)))
    return blocks


def _equals(left: str, t: T.Term) -> str:
    """`left = t` in the middle of the page, continued under the equals sign."""
    first = f"{left} = " if left else "= "
    return "\n".join(STEP + x for x in wrapped(first + text(t), COLUMNS - 4, STEP))


def nested_text(x: Nested) -> str:
    """Nested brackets, as an answer is typed: [[1, 2], [3, 4]]."""
    return x if isinstance(x, str) else f"[{', '.join(map(nested_text, x))}]"


def table_text(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns side by side, numbers at the right."""
    wide = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    if sum(wide) + 2 * len(wide) > COLUMNS:  # the description gives way
        wide[0] = max(20, COLUMNS - sum(wide[1:]) - 2 * len(wide))
    out = []
    for first, *rest in rows:
        lead = textwrap.wrap(first, wide[0]) or [""]
        cells = [c.rjust(w) if k == len(rest) - 1 else c.ljust(w) for k, (c, w) in enumerate(zip(rest, wide[1:]))]
        out.append("  ".join([lead[0].ljust(wide[0]), *cells]).rstrip())
        out += lead[1:]
    return "\n".join(out)


def _route(route: WorkedRoute) -> str:
    blocks = [route.title]
    for line in route.lines:
        blocks.append(f"{_filled(line.told)}\n{_equals('', line.term)}")
    return "\n\n".join([*blocks, *([_filled(route.verdict)] if route.verdict else [])])
