"""Counts of an architecture: shapes, parameters, operations and fields follow from the layers' own declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from derivations.architecture import Network, Use, group
from derivations.fitting import Applied, applied, axis, input_shape, is_bias
from derivations.integers import ONE, ZERO, Integer, as_integer, symbol
from derivations.notation import Scope, parse_integer
from derivations.operations import multiply_adds, products
from derivations.printing.text import integer_text
from derivations.product_form import held, integer_in_latex, product_form
from derivations.receptive import Field, fields

__all__ = ["Network", "Row", "Tally", "Use", "count", "group", "symbols", "with_sizes"]


@dataclass(frozen=True)
class Row:
    """One layer of a count: the layer as used, the shape of its output for one example, and its trained entries.

    text and latex: the count as the product a reader would write, `(5*5*3 + 1)*32`; empty where nothing is trained.
    formula: the same in the layer's own letters, `(Q*R*C + 1)*O`. filters: the kernels of a convolution.
    operations: multiply-adds for one example; terms: the same as a product. field: what of the input an entry depends
    on, None where it depends on none. short: the description, with what its field depends on alone.
    """

    layer: str
    description: str
    shape: tuple[Integer, ...]
    parameters: Integer
    text: str = ""
    latex: str = ""
    formula: str = ""
    filters: Integer = ZERO
    operations: Integer = ZERO
    terms: str = ""
    field: Field | None = None
    group: str = ""
    name: str = ""
    reads: tuple[str, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class Tally:
    """The count of a whole network: a row for each layer, and their totals (`number` when no size is symbolic)."""

    network: Network
    input: tuple[Integer, ...]
    rows: tuple[Row, ...] = ()

    @property
    def total(self) -> Integer:
        """The parameters of all layers."""
        return self.sum_of("parameters")

    @property
    def operations(self) -> Integer:
        """The multiply-adds of all layers, for one example."""
        return self.sum_of("operations")

    @property
    def filters(self) -> Integer:
        """The kernels of all convolutions."""
        return self.sum_of("filters")

    def sum_of(self, quantity: str) -> Integer:
        """The total of `parameters`, `operations` or `filters`."""
        out = ZERO
        for row in self.rows:
            out = out + getattr(row, quantity)
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

    @property
    def groups(self) -> tuple[tuple[str, Tally], ...]:
        """The blocks of the architecture in order, each with the count of its layers; one without a title is ``''``."""
        found: list[tuple[str, list[Row]]] = []
        for row in self.rows:
            if not found or found[-1][0] != row.group:
                found.append((row.group, []))
            found[-1][1].append(row)
        return tuple((title, replace(self, rows=tuple(rows))) for title, rows in found)


def count(network: Network, bias: bool | None = None, with_fields: bool = True) -> Tally:
    """Shapes, trained entries, multiply-adds and receptive fields, layer by layer.

    bias: None leaves the biases as the architecture has them, False leaves every bias out, True puts every one in.
    Raises ValueError, in one sentence, for a layer that is not known or does not fit the shape before it.
    """
    steps = applied(network)
    first = tuple(a.length for a in input_shape(network))
    found = fields(network, steps) if with_fields else {}
    return Tally(network, first, tuple(_rows(steps, bias, found)))


def _terms(step: Applied) -> str:
    """The multiply-adds as a sum of products of lengths; the examples, of which there is one, are left out."""
    found = []
    for lengths in products(step.layer):
        here = [e.substitute(step.lengths) for e in lengths]
        found.append("*".join(held(integer_text(e)) for e in here if e != ONE) or "1")
    return " + ".join(found)


def _rows(steps: tuple[Applied, ...], bias: bool | None, found: dict[str, Field | None]) -> Iterator[Row]:
    for step in steps:
        layer, use, program = step.layer, step.use, step.layer.program
        with_bias = use.bias if bias is None else bias
        tensors = [t for t in layer.parameters if with_bias or not is_bias(t)]
        trained = [program.shape(t) for t in tensors]
        parameters = ZERO
        for axes in trained:
            entries = ONE
            for a in axes:
                entries = entries * axis(a, step.sizes).length
            parameters = parameters + entries
        options = "".join(f", {option} {value}" for option, value in use.options.items())
        kernel = program.shape("K") if "K" in layer.parameters and len(program.shape("K")) > 2 else ()
        own = {n: replace(a, length=symbol(n), factors=(symbol(n),)) for n, a in step.sizes.items()}
        yield Row(
            layer=layer.name,
            description=(layer.title or layer.name) + options,
            shape=tuple(a.length for a in step.shape),
            parameters=parameters,
            text=product_form(trained, step.sizes, "*", integer_text),
            latex=product_form(trained, step.sizes, r" \times ", integer_in_latex),
            formula=product_form(trained, own, "*", integer_text),
            filters=axis(kernel[0], step.sizes).length if kernel else ZERO,
            operations=multiply_adds(layer, step.lengths),
            terms=_terms(step),
            field=found.get(step.result),
            group=use.group,
            name=step.result,
            reads=tuple(step.reads.values()),
            short=(layer.title or layer.name).split(" (")[0]
            + "".join(f", {k} {v}" for k, v in use.options.items() if k in ("kernel", "window", "stride", "factor")),
        )


def with_sizes(network: Network, values: Mapping[str, int]) -> Network:
    """The network with numbers, or less letters, for its symbolic sizes."""
    put = {n: as_integer(v) for n, v in values.items()}

    def read(text: str) -> Integer:
        names = frozenset(re.findall(r"[A-Za-z]\w*", text)) - {"floor", "ceil", "mod", "min", "max"}
        return parse_integer(text, Scope({}, names)).substitute(put)

    def option(value: int | str) -> int | str:
        found = read(value) if isinstance(value, str) else as_integer(value)
        return integer_text(found).replace(" ", "") if found.constant is None else found.constant

    shape = " ".join(integer_text(read(w)).replace(" ", "") for w in network.input.split())
    layers = tuple(u.changed(options={k: option(v) for k, v in u.options.items()}) for u in network.layers)
    return replace(network, input=shape, layers=layers)


def symbols(network: Network) -> tuple[str, ...]:
    """The letters among a network's sizes, in the order in which they are met."""
    words = [network.input, *(v for u in network.layers for v in u.options.values() if isinstance(v, str))]
    found = dict.fromkeys(n for w in words for n in re.findall(r"[A-Za-z]\w*", w))
    return tuple(n for n in found if n not in {"floor", "ceil", "mod", "min", "max"})
