"""The diagrams of a solution, each as SVG with its caption (Markdown): the network, and the movement of indices."""

from __future__ import annotations

from typing import NamedTuple

from derivations.flow import program_flow, tally_flow
from derivations.movement import movement
from derivations.printing.flow_svg import flow_svg
from derivations.printing.movement_svg import movement_svg
from derivations.printing.plain_names import plain_name
from derivations.printing.solution import Solution, SolvedPart, Worked

MOST_NODES = 40  # a larger network is a thicket
NETWORK = "What is computed from what, with shapes."


class Diagram(NamedTuple):
    """An `svg` element and what is written below it."""

    svg: str
    caption: str


def network_diagram(solution: Solution) -> Diagram | None:
    """The tensors of the forward rule."""
    program = solution.program
    if program is None:
        return None
    nodes = program_flow(program, {t: plain_name(t, solution.letters) for t in program.ranges})
    return Diagram(flow_svg(nodes), NETWORK) if 1 < len(nodes) <= MOST_NODES else None


def count_diagram(part: SolvedPart, solution: Solution) -> Diagram | None:
    """The layers of a network whose table a part shows, unless an earlier part has drawn them."""
    if part.tally is None or not part.table:
        return None
    nodes = tally_flow(part.tally)
    earlier = solution.parts[: [p.label for p in solution.parts].index(part.label)]
    if len(nodes) > MOST_NODES or any(
        p.tally is not None and p.table and tally_flow(p.tally) == nodes for p in earlier
    ):
        return None
    return Diagram(flow_svg(nodes), "The network, with the shapes of what each layer or block gives.")


def movement_diagram(worked: Worked, solution: Solution) -> Diagram | None:
    """What entries of a derived quantity read, where that is worth a figure."""
    if solution.program is None or not worked.lines:
        return None
    found = movement(worked.result, solution.program)
    if found is None:
        return None
    named = plain_name(worked.result.tensor, solution.letters)
    sizes = ", ".join(f"{n} = {v}" for n, v in found.sizes.items())
    more = " Axes beyond the last two are left out." if any(g.axes > 2 for g in (found.goal, *found.reads)) else ""
    both = len(set(found.goal.marks.values())) > 1 or any(len(m) > 1 for m in found.goal.marks.values())
    who = f"entries A and B of {named} read" if both else f"entry A of {named} reads"
    return Diagram(movement_svg(found, solution.letters), f"What {who}, drawn at {sizes}.{more}")
