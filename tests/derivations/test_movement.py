"""Index movement: the marked entries are those that a value depends on, and no others; figures tell what they show."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from math import ceil

import pytest
import torch

from backproof import api
from checkers.evaluate import evaluate_at
from checkers.instance import draw, with_lengths
from checkers.run import run
from derivations.flow import program_flow, tally_flow
from derivations.movement import Grid, Movement, movement
from derivations.printing.diagrams import movement_diagram, network_diagram
from derivations.printing.flow_svg import flow_svg, ranks
from derivations.printing.movement_svg import movement_svg, told
from derivations.printing.plain_names import plain_name
from derivations.printing.style import Style
from derivations.solve import derive_layer

LAYERS = ("conv2d", "conv1d", "conv_transpose2d", "depthwise_conv2d", "avg_pool", "linear", "softmax",
          "upsample_nearest", "group_norm", "dot_product_attention")  # fmt: skip


def found(name: str, tensor: str) -> Movement:
    solution = api.solve(name)
    worked = next(w for p in solution.parts for w in p.worked if w.result.tensor == tensor)
    assert solution.program is not None
    shown = movement(worked.result, solution.program)
    assert shown is not None
    return shown


def reading(grid: Grid, letter: str) -> set[tuple[int, int]]:
    return {at for at, who in grid.marks.items() if letter in who}


def test_which_entries_of_the_input_touch_an_entry_of_the_kernel() -> None:
    m = found("ece449/1", "dL_K")
    n, k, width = m.sizes["n"], m.sizes["k"], m.sizes["m"]
    chosen = {who: at for at, who in m.goal.marks.items()}
    assert chosen == {"A": (1, 1), "B": (k, k)}
    grids = {g.tensor: g for g in m.reads}
    for letter, (d, e) in chosen.items():
        window = {(i + d - 1, j + e - 1) for i in range(1, 2 * n + 1) for j in range(1, 2 * width + 1)}
        assert reading(grids["X"], letter) == window
        assert reading(grids["dL_P"], letter) == {(i, j) for i in range(1, n + 1) for j in range(1, width + 1)}


def test_which_upstream_entry_feeds_an_entry_before_the_pooling() -> None:
    m = found("ece449/1", "dL_S")
    for (d, e), letter in m.goal.marks.items():
        assert reading(m.reads[0], letter) == {(ceil(d / 2), ceil(e / 2))}


@pytest.mark.parametrize("name", LAYERS)
def test_a_value_depends_on_the_marked_entries_alone(name: str) -> None:
    """Every entry that is not marked is replaced: the value stays. Every marked place is: it changes."""
    layer = api.layer(name)
    program, seen = layer.program, 0
    for part in derive_layer(layer).parts:
        for worked in part.worked:
            m = movement(worked.result, program)
            if m is None:
                continue
            seen += 1
            # the sizes of the figure, completed: those that it does not name are the least
            least = {n: max(program.facts.least_of(n), 0) for n in program.free_sizes}
            sizes = with_lengths({n: m.sizes.get(n, least[n]) for n in program.free_sizes}, program.lengths)
            instance = run(program, draw(program, sizes, layer.draw, 0))
            adjoints = {f"dL_{t}": r for t, r in program.ranges.items()}
            shapes = {t: instance.values[t.removeprefix("dL_")].shape for t in adjoints if t[3:] in instance.values}
            generator = torch.Generator().manual_seed(1)
            random = {t: torch.rand(s, dtype=torch.float64, generator=generator) + 0.5 for t, s in shapes.items()}
            instance = instance.with_values(random, adjoints)
            for at, letter in m.goal.marks.items():
                full = at[1:] if m.goal.axes == 1 else at
                lead = [int(v) for v in instance.low(worked.result.tensor)[: m.goal.axes - len(full)]]
                point = torch.tensor([[*lead, *full]])
                value = evaluate_at(worked.result.rhs, instance, worked.result.indices, point)
                for g in m.reads:
                    if not torch.is_floating_point(instance.values[g.tensor]):
                        continue
                    mask = torch.zeros(g.rows, g.columns, dtype=torch.bool)
                    for r, c in reading(g, letter):
                        mask[r - g.low[0], c - g.low[1]] = True
                    mask = mask[0] if g.axes == 1 else mask
                    old = instance.values[g.tensor]
                    outside = instance.with_values({g.tensor: torch.where(mask, old, old + 1.7)})
                    inside = instance.with_values({g.tensor: torch.where(mask, old * 1.3 + 0.1, old)})
                    again = (evaluate_at(worked.result.rhs, i, worked.result.indices, point) for i in (outside, inside))
                    kept, moved = again
                    assert torch.equal(kept, value), (name, g.tensor, letter)
                    assert not mask.any() or not torch.equal(moved, value), (name, g.tensor, letter)
    assert seen, f"{name} has no figure"


def test_no_figure_where_it_would_say_nothing() -> None:
    for name in ("relu", "sigmoid", "dropout"):
        solution = derive_layer(api.layer(name))
        assert [movement_diagram(w, solution) for p in solution.parts for w in p.worked] == [None]
    embedding = derive_layer(api.layer("embedding"))  # what is read depends on values
    assert [movement_diagram(w, embedding) for p in embedding.parts for w in p.worked] == [None]


def test_the_figure_says_what_it_shows() -> None:
    m = found("ece449/1", "dL_S")
    style = Style({"dL_P": "g", "S": "s"}, r"\mathit{loss}")
    assert told(m, style) == (
        "At m = 2, n = 2. Entry A, (2, 2) of ∂loss/∂S, reads g at row 1, column 1. "
        "Entry B, (4, 4) of ∂loss/∂S, reads g at row 2, column 2."
    )
    svg = ElementTree.fromstring(movement_svg(m, style))
    assert svg.get("role") == "img"
    assert [c.tag.rpartition("}")[2] for c in svg][:2] == ["title", "desc"]


def test_names_in_plain_characters() -> None:
    style = Style({"dL_Y": "g", "dL_Z": r"\delta", "dL_W": r"\frac{a}{b}"}, r"\ell")
    names = ("X", "gamma", "dL_Y", "dL_Z", "dL_W", "dL_beta")
    assert [plain_name(n, style) for n in names] == ["X", "γ", "g", "δ", "∂ℓ/∂W", "∂ℓ/∂β"]


def test_the_network_of_a_rule() -> None:
    solution = api.solve("ece449/1")
    assert solution.program is not None
    nodes = program_flow(solution.program, {})
    assert [(n.name, n.shape, n.reads) for n in nodes if not n.given] == [
        ("C", "2n × 2m", ("K", "X")),
        ("S", "2n × 2m", ("C",)),
        ("P", "n × m", ("S",)),
    ]
    assert ranks(nodes) == {"K": 0, "X": 0, "C": 1, "S": 2, "P": 3}
    drawn = network_diagram(solution)
    assert drawn is not None
    ElementTree.fromstring(drawn.svg)


@pytest.mark.parametrize("name", ["lstm", "transformer_block", "embedding", "ctc"])
def test_a_network_is_drawn_once_a_box(name: str) -> None:
    """Recurrences, skips and integer inputs: every tensor has its box, and every box is inside."""
    program = api.layer(name).program
    nodes = program_flow(program, {})
    svg = ElementTree.fromstring(flow_svg(nodes))
    boxes = [r for r in svg.iter() if r.tag.endswith("rect")]
    places = {(r.get("x"), r.get("y")) for r in boxes}
    assert len(places) == len(boxes) == len(nodes)
    right, low = float(svg.get("width", 0)), float(svg.get("height", 0))
    for r in boxes:
        x, y, wide, high = (float(r.get(k, 0)) for k in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + wide <= right and y + high <= low
    assert set(program.integers) <= {n.name for n in nodes}


def test_a_long_network_is_drawn_by_its_blocks() -> None:
    tally = api.solve("ai501/7.1b").parts[0].tally
    assert tally is not None
    nodes = tally_flow(tally)
    assert [n.label for n in nodes][:3] == ["Input", "Block 1", "Block 2"]
    assert nodes[2].reads == ("Block 1",)
