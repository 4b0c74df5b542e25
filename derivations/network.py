"""An architecture as a list of layer uses: shapes and parameter counts follow from the layers' own declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from derivations.chain import Block
from derivations.integers import ONE, ZERO, Integer, Symbol, as_integer, symbol
from derivations.layer import Layer
from derivations.notation import Scope
from derivations.pointwise import is_pointwise, lifted
from derivations.printing.text import integer_text
from derivations.program import read_range
from derivations.registry import discover

WORDS: Mapping[str, tuple[str, ...]] = {
    "out": ("O", "M"),
    "kernel": ("R", "Q"),
    "window": ("k",),
    "stride": ("s",),
    "padding": ("p",),
    "dilation": ("d",),
}
"""Option of a use -> the letters it sets; the letters mean the same in every layer of the library."""
ONES, ZEROS = ("s", "d"), ("p",)  # a stride and a dilation are 1, a padding is 0, unless a use says otherwise


class Use:
    """One layer in an architecture: its name and its options, by word (`out=32, kernel=5`) or by letter (`R=5, Q=3`).

    A stride that is not given is the window where the layer has one, else 1; padding 0, dilation 1. bias=False leaves
    the parameter `b` out of this use.
    """

    def __init__(self, layer: str, bias: bool = True, **options: int | str):
        self.layer, self.bias, self.options = layer, bias, options

    def __repr__(self) -> str:
        options = "".join(f", {k}={v!r}" for k, v in self.options.items())
        return f"Use({self.layer!r}{options}{'' if self.bias else ', bias=False'})"


@dataclass(frozen=True)
class Network:
    """An architecture. input: the shape of one example, `3 32 32` or symbolic, `C H W`; layers: in order."""

    name: str
    title: str
    input: str
    layers: tuple[Use, ...]


@dataclass(frozen=True)
class Axis:
    """One axis of a shape: its length, and the factors a reader sees it made of (a flattened axis is 4*4*64)."""

    length: Integer
    factors: tuple[Integer, ...]


@dataclass(frozen=True)
class Row:
    """One layer of a count: the layer as used, the shape of its output for one example, and its trained entries.

    text and latex: the count as the product a reader would write, `(5*5*3 + 1)*32`; empty where nothing is trained.
    """

    layer: str
    description: str
    shape: tuple[Integer, ...]
    parameters: Integer
    text: str = ""
    latex: str = ""


@dataclass(frozen=True)
class Tally:
    """The count of a whole network: a row for each layer, and their total (`number` when no size is symbolic)."""

    network: Network
    input: tuple[Integer, ...]
    rows: tuple[Row, ...] = field(default_factory=tuple)

    @property
    def total(self) -> Integer:
        out = ZERO
        for row in self.rows:
            out = out + row.parameters
        return out

    @property
    def number(self) -> int | None:
        return self.total.constant

    @property
    def text(self) -> str:
        """The total as a sum of the layers' products."""
        return " + ".join(r.text for r in self.rows if r.text) or "0"

    @property
    def latex(self) -> str:
        """The total as a sum of the layers' products, in LaTeX."""
        return " + ".join(r.latex for r in self.rows if r.latex) or "0"


def count(network: Network, bias: bool = True) -> Tally:
    """Shapes and trained entries, layer by layer. bias=False leaves every parameter `b` out.

    Raises ValueError, in one sentence, for a layer that is not known or does not fit the shape before it.
    """
    known = discover("derivations.layers", Layer)
    shape = _input_shape(network)
    first = tuple(a.length for a in shape)
    rows = []
    for use in network.layers:
        layer = fitted(_known(network, use, known), 1 + len(shape))
        values = _sizes(use, layer, shape)
        row, shape = _row(use, layer, values, bias and use.bias)
        rows.append(row)
    return Tally(network, first, tuple(rows))


def block(network: Network) -> Layer:
    """The network as one layer, its sizes put in; gradients follow as for any layer. Every bias is in use."""
    shape = _input_shape(network)
    known = discover("derivations.layers", Layer)
    joined: Block | None = None
    for use in network.layers:
        if not use.bias:
            raise ValueError(f"{network.name}: {use} has no bias, and the layer's forward rule has one")
        layer = fitted(_known(network, use, known), 1 + len(shape))
        values = _sizes(use, layer, shape)
        fixed = {n: a.length for n, a in values.items()}
        if joined is None:
            joined = Block(layer, fixed)
        else:
            joined.add(layer, fixed)
        shape = _row(use, layer, values, True)[1]
    if joined is None:
        raise ValueError(f"{network.name} has no layers")
    return joined.layer(network.name, network.title)


def fitted(layer: Layer, rank: int) -> Layer:
    """The layer itself, or a pointwise one over `rank` axes."""
    own = len(next(iter(layer.shapes.values())).split())
    letters = {3: "nct", 4: "nchw"}.get(rank, "nd" + "efghijkl"[: rank - 2])
    return lifted(layer, letters) if own != rank and is_pointwise(layer) else layer


def _known(network: Network, use: Use, known: Mapping[str, Layer]) -> Layer:
    if use.layer not in known:
        raise ValueError(f"{network.name}: no layer is called {use.layer!r}; known: {', '.join(sorted(known))}")
    return known[use.layer]


BATCH = Axis(symbol("N"), (symbol("N"),))


def _input_shape(network: Network) -> tuple[Axis, ...]:
    words = network.input.split()
    scope = Scope({}, frozenset(w for w in words if w.isidentifier()))
    lengths = tuple(read_range(w, scope)[1] for w in words)
    return tuple(Axis(e, (e,)) for e in lengths)


def _sizes(use: Use, layer: Layer, shape: tuple[Axis, ...]) -> dict[str, Axis]:
    """Every size of the layer, with what it is in this use: from the shape before it, the options, the defaults."""
    program = layer.program
    data = next(iter(layer.shapes))
    axes = program.shape(data)
    given = (BATCH, *shape)
    if len(axes) != len(given):
        raise ValueError(f"{use} takes {data} with axes {layer.shapes[data]} and is given {_lengths(given)}")
    values: dict[str, Axis] = {}
    for axis, found in zip(axes, given):
        if axis.symbol is not None and axis.symbol not in values:
            values[axis.symbol] = found
        elif axis.substitute({n: a.length for n, a in values.items()}) != found.length:
            raise ValueError(f"{use} takes an axis of {integer_text(axis)}, not of {integer_text(found.length)}")
    for option, value in use.options.items():
        letters = [n for n in WORDS.get(option, (option,)) if n in program.free_sizes]
        if not letters:
            raise ValueError(f"{use}: {use.layer} has no {option}; its sizes are {', '.join(program.free_sizes)}")
        scope = Scope({}, frozenset({value}) if isinstance(value, str) and value.isidentifier() else frozenset())
        length = as_integer(value) if isinstance(value, int) else read_range(value, scope)[1]
        values.update({n: Axis(length, (length,)) for n in letters})
    for name in program.free_sizes:
        if name not in values:
            values[name] = _default(use, name, values)
    for name, e in program.lengths.items():
        length = e.substitute({n: a.length for n, a in values.items()})
        values[name] = Axis(length, (length,))
    for claim in program.facts.premises:
        number = claim.substitute({n: a.length for n, a in values.items()}).constant
        if number is not None and number < 0:
            needs = " and ".join(p for p in layer.premises if "[" not in p)
            raise ValueError(f"{use} does not fit {_lengths(given)}: it needs {needs}")
    return values


def _lengths(shape: tuple[Axis, ...]) -> str:
    return " x ".join(integer_text(a.length) for a in shape)


def _default(use: Use, name: str, values: Mapping[str, Axis]) -> Axis:
    if name == "s" and "k" in values:
        return values["k"]
    if name not in ONES + ZEROS:
        words = [w for w, letters in WORDS.items() if name in letters] or [name]
        raise ValueError(f"{use} needs {words[0]}, the size {name} of {use.layer}")
    length = as_integer(1 if name in ONES else 0)
    return Axis(length, (length,))


def _row(use: Use, layer: Layer, values: Mapping[str, Axis], bias: bool) -> tuple[Row, tuple[Axis, ...]]:
    program = layer.program
    output = tuple(_axis(e, values) for e in layer.output_shape)[1:]
    trained = [program.shape(t) for t in layer.parameters if bias or t != "b"]
    parameters = ZERO
    for axes in trained:
        entries = ONE
        for a in axes:
            entries = entries * _axis(a, values).length
        parameters = parameters + entries
    options = "".join(f", {option} {value}" for option, value in use.options.items())
    row = Row(
        layer=layer.name,
        description=(layer.title or layer.name) + options,
        shape=tuple(a.length for a in output),
        parameters=parameters,
        text=_product_form(trained, values, "*", integer_text),
        latex=_product_form(trained, values, r" \times ", _latex),
    )
    return row, output


def _axis(e: Integer, values: Mapping[str, Axis]) -> Axis:
    """An axis with its sizes put in; a product of sizes keeps its factors."""
    length = e.substitute({n: a.length for n, a in values.items()})
    names = [a.name for a in e.parts[0][0] if isinstance(a, Symbol)] if len(e.parts) == 1 else []
    plain = names and len(names) == len(e.parts[0][0]) and e.parts[0][1] == 1
    return Axis(length, tuple(f for n in names for f in values[n].factors) if plain else (length,))


def _product_form(
    shapes: list[tuple[Integer, ...]], values: Mapping[str, Axis], times: str, printed: Callable[[Integer], str]
) -> str:
    """The count as a product: what all parameters share taken out, the last axis first, as in (5*5*3 + 1)*32."""
    if not shapes:
        return ""
    shared: list[Integer] = []
    rest = [list(axes) for axes in shapes]
    for a in shapes[0]:
        if all(a in axes for axes in rest):
            shared.append(a)
            for axes in rest:
                axes.remove(a)

    def product(axes: list[Integer]) -> str:
        factors = [printed(f) for a in axes for f in _axis(a, values).factors]
        return times.join(map(_held, reversed(factors)))

    ones = sum(not axes for axes in rest)
    inner = " + ".join([product(axes) for axes in rest if axes] + ([str(ones)] if ones else []))
    outer = product(shared)
    if not shared or inner == "1":
        return outer or inner
    return times.join((_held(inner), outer))


def _held(text: str) -> str:
    """The text in parentheses where it is a sum."""
    depth = 0
    for before, c in zip(" " + text, text):
        depth += (c in "([{") - (c in ")]}")
        if c in "+-" and before == " " and depth == 0:
            return f"({text})"
    return text


def _latex(e: Integer) -> str:
    from derivations.printing.latex_integers import integer_latex

    return integer_latex(e)
