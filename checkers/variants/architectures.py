"""Variants of a count: other widths, kernels and images, and the statement written from the network itself."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

from derivations.counted import network_of
from derivations.network import Network, Use, count
from derivations.pointwise import is_pointwise
from derivations.problem import Count, Field, Part, Problem

WIDTHS = (8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512)
KERNELS = (3, 5, 7)
CHANNELS = (1, 3, 4)
DESCRIBED = frozenset({"conv2d", "max_pool", "avg_pool", "flatten", "linear"})


def can_vary(problem: Problem, parts: Sequence[Part]) -> str:
    """Why there are no variants; "" when there are. parts: those that ask for a count or a field."""
    own = [p for p in parts if isinstance(p.ask, (Count, Field)) and p.ask.network is None]
    if not own or problem.network is None:
        return "what it asks is about networks that are published"
    for use in problem.network.layers:
        if use.beside or use.of:
            return "its network has branches, which a list of layers does not tell"
        if use.layer not in DESCRIBED and not plain(use):
            return f"no sentence tells its layer {use.layer}"
        if any(isinstance(v, str) for v in use.options.values()):
            return "its sizes are letters, so that the answer holds for all of them"
    return ""


def plain(use: Use) -> bool:
    """An activation, which a count does not see."""
    from derivations.layer import Layer
    from derivations.registry import discover

    layer = discover("derivations.layers", Layer).get(use.layer)
    return layer is not None and is_pointwise(layer)


def architecture_variant(problem: Problem, rng: random.Random) -> tuple[Problem, dict[str, int]] | None:
    """The problem about another network, and what was drawn; None where it does not fit together."""
    assert problem.network is not None
    old = problem.network
    _, *lengths = (int(x) for x in old.input.split())
    drawn: dict[str, int] = {"channels": rng.choice(CHANNELS)}
    step = 4 if lengths[0] < 64 else 32
    side = step * rng.randint(max(1, 3 * lengths[0] // (4 * step)), 5 * lengths[0] // (4 * step))
    drawn["image"] = side
    widths = list(dict.fromkeys(int(u.options["out"]) for u in old.layers if "out" in u.options))
    new_widths = {w: near(w, rng) for w in widths}
    kernels = {k: k if k == 1 else rng.choice(KERNELS) for k in {int(u.options.get("kernel", 1)) for u in old.layers}}
    layers = tuple(changed(u, new_widths, kernels) for u in old.layers)
    drawn |= {f"width {w}": n for w, n in new_widths.items()}
    drawn |= {f"kernel {k}": n for k, n in sorted(kernels.items()) if k > 1}
    new = Network(old.name, old.title, " ".join(map(str, (drawn["channels"], *(side for _ in lengths)))), layers)
    if not fits(new):
        return None
    made = replace(problem, network=new, statement=described(new), conventions=())
    assert network_of(made, next(p.ask for p in problem.parts if isinstance(p.ask, (Count, Field)))) is not None
    return made, drawn


def near(width: int, rng: random.Random) -> int:
    """Another width of the same order."""
    choices = [w for w in WIDTHS if width / 2 <= w <= 2 * width and w != width]
    return rng.choice(choices or [k * width // 4 for k in (2, 3, 5, 6) if k * width // 4])


def changed(use: Use, widths: dict[int, int], kernels: dict[int, int]) -> Use:
    """The use with its width and kernel replaced; a padding that kept the size keeps it."""
    options = dict(use.options)
    if "out" in options:
        options["out"] = widths[int(options["out"])]
    if "kernel" in options:
        old = int(options["kernel"])
        options["kernel"] = kernels[old]
        if "padding" in options and 2 * int(options["padding"]) + 1 == old:
            options["padding"] = (kernels[old] - 1) // 2
    return use.changed(options=options)


def fits(network: Network) -> bool:
    """Do the layers fit together, and does every window divide what it pools?"""
    try:
        rows = count(network, with_fields=False).rows
    except ValueError:
        return False
    before = tuple(int(x) for x in network.input.split())
    for use, row in zip(network.layers, rows, strict=True):
        window = int(use.options.get("window", 1))
        if any(n % window for n in before[1:]):
            return False
        lengths = tuple(n.constant for n in row.shape)
        if any(n is None or n < 1 for n in lengths):
            return False
        before = tuple(n for n in lengths if n is not None)
    return True


def described(network: Network) -> str:
    """The network in words, a line for each layer that has a shape of its own."""
    channels, height, width = network.input.split()
    lines = [sentence(u) for u in network.layers if u.layer in DESCRIBED]
    runs = [(line, len(list(same))) for line, same in itertools.groupby(lines)]
    listed = ";\n".join(f"{k}. {line}{'' if n == 1 else f' ({n} of them)'}" for k, (line, n) in enumerate(runs, 1))
    many = f"{channels} channel{'s' if channels != '1' else ''}"
    return (
        f"An image of size ${height} \\times {width}$ with {many} passes through these layers, where a stride is 1 and "
        f"there is no padding unless it is named:\n\n{listed}.\n\n"
        "Every convolution and every fully connected layer has a bias for each output, unless it is said otherwise."
    )


def sentence(use: Use) -> str:
    """One layer."""
    o = use.options
    extra = "".join(f", {word} {o[word]}" for word in ("stride", "padding", "dilation") if word in o)
    extra += "" if use.bias else ", without a bias"
    match use.layer:
        case "conv2d":
            return f"a convolution with {o['out']} kernels of size ${o['kernel']} \\times {o['kernel']}${extra}"
        case "max_pool" | "avg_pool":
            kind = "maximum" if use.layer == "max_pool" else "average"
            return f"${o['window']} \\times {o['window']}$ {kind} pooling, its stride its width{extra}"
        case "linear":
            return f"a fully connected layer with {o['out']} outputs{extra}"
    return "flattening"
