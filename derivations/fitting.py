"""Uses of layers put against the shapes before them: which layer it is, what it reads, what each of its sizes is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from derivations.architecture import INPUT, WORDS, Network, Use
from derivations.integers import ONE, Integer, Symbol, as_integer, floor, symbol
from derivations.layer import Layer
from derivations.notation import NotationError, Scope
from derivations.pointwise import is_pointwise, lifted
from derivations.printing.text import integer_text
from derivations.program import read_range
from derivations.registry import discover
from derivations.rows import fits, with_rows

ONES, ZEROS = ("s", "d"), ("p",)  # a stride and a dilation are 1, a padding is 0, unless a use says otherwise
MODES = {"valid": "0", "same": "(kernel - 1)/2 where the stride is 1"}  # paddings that other libraries have words for
EXAMPLES = "N"  # the letter for the number of examples; shapes and operations are those of one


@dataclass(frozen=True)
class Axis:
    """One axis of a shape: its length, and the factors a reader sees it made of (a flattened axis is 4*4*64)."""

    length: Integer
    factors: tuple[Integer, ...]


Shape = tuple[Axis, ...]
BATCH = Axis(symbol(EXAMPLES), (symbol(EXAMPLES),))


@dataclass(frozen=True)
class Applied:
    """A use in its place. sizes: the layer's letter -> what it is here. reads: the layer's tensor -> a result's name.

    result: the name of what it gives; shape: of one example.
    """

    use: Use
    layer: Layer
    sizes: Mapping[str, Axis]
    reads: Mapping[str, str]
    result: str
    shape: Shape

    @property
    def lengths(self) -> dict[str, Integer]:
        """The layer's letter -> its size here; one example."""
        return {n: a.length.substitute({EXAMPLES: ONE}) for n, a in self.sizes.items()}


def applied(network: Network) -> tuple[Applied, ...]:
    """Every use of a network in its place.

    Raises ValueError, in one sentence, for a layer that is not known, a result that no use before has, or a shape that
    does not fit.
    """
    known = discover("derivations.layers", Layer)
    shapes: dict[str, Shape] = {INPUT: input_shape(network)}
    cache: dict[tuple[str, int], Layer] = {}
    found: list[Applied] = []
    last = INPUT
    for k, use in enumerate(network.layers, 1):
        if use.layer not in known:
            raise ValueError(f"{network.name}: no layer is called {use.layer!r}; {_close(use.layer, known)}")
        names = (use.of or last, *use.beside)
        missing = [n for n in names if n not in shapes]
        if missing:
            raise ValueError(f"{use} reads {missing[0]!r}, which no layer before it is named")
        rank = 1 + len(shapes[names[0]])
        if (use.layer, rank) not in cache:
            cache[use.layer, rank] = fitted(known[use.layer], rank)
        layer = cache[use.layer, rank]
        reads = _reads(use, layer, names)
        sizes = _sizes(use, layer, {t: shapes[n] for t, n in reads.items()})
        result = use.name or f"layer {k}"
        if result in shapes:
            raise ValueError(f"{use}: a result before it is named {result!r} already")
        shape = tuple(axis(e, sizes) for e in layer.output_shape)[1:]
        shapes[result] = shape
        found.append(Applied(use, layer, sizes, reads, result, shape))
        last = result
    return tuple(found)


def _close(name: str, known: Mapping[str, Layer]) -> str:
    """Where to look for a layer's name: those that are like it, or all."""
    plain = name.lower().replace("_", "").replace("-", "")
    like = [n for n in known if n.replace("_", "") == plain or n.replace("_", "").removesuffix("2d") == plain]
    like = like or get_close_matches(name.lower(), known, n=4)
    return f"it may be {' or '.join(like)}" if like else "`backproof list` names all there are"


def fitted(layer: Layer, rank: int) -> Layer:
    """The layer itself, or a pointwise one over `rank` axes, or one with rows put in."""
    own = len(next(iter(layer.shapes.values())).split())
    if own != rank and is_pointwise(layer):
        return lifted(layer, {3: "nct", 4: "nchw"}.get(rank, "nd" + "efghijkl"[: rank - 2]))
    # of images, only what is not trained treats every row alone: a linear layer there is a flattening forgotten
    return with_rows(layer, rank) if fits(layer, rank) and (rank == 3 or not layer.parameters) else layer


def is_bias(tensor: str) -> bool:
    """Is the parameter a bias, by its name: `b`, `b1`, `b_q`, `bQ`?"""
    return re.fullmatch(r"b(_\w+|[A-Z0-9]\w*)?", tensor) is not None


def input_shape(network: Network) -> Shape:
    """The shape of one example."""
    words = network.input.split()
    scope = Scope({}, frozenset(n for w in words for n in re.findall(r"[A-Za-z]\w*", w)) - {"floor", "ceil", "mod"})
    if EXAMPLES in scope.sizes:
        raise ValueError(f"{network.name}: {EXAMPLES} is the number of examples; the input needs another letter")
    try:
        lengths = tuple(read_range(w, scope)[1] for w in words)
    except NotationError as error:
        raise ValueError(
            f"{network.name}: the input {network.input!r} is no shape such as 3 32 32: {error.message}"
        ) from None
    small = [e for e in lengths if e.constant is not None and e.constant < 1]
    if small or not lengths:
        raise ValueError(f"{network.name}: the input {network.input!r} needs axes of length 1 or more, such as 3 32 32")
    return tuple(Axis(e, (e,)) for e in lengths)


def data_inputs(layer: Layer) -> tuple[str, ...]:
    """What a layer reads from other layers: its first input, and every other that has an axis of examples."""
    program = layer.program
    first, *rest = layer.shapes
    examples = program.ranges[first][:1]
    others = [t for t in rest if t not in layer.parameters and t not in program.integers]
    return (first, *(t for t in others if program.ranges[t][:1] == examples))


def _reads(use: Use, layer: Layer, names: tuple[str, ...]) -> dict[str, str]:
    wanted = data_inputs(layer)
    if len(names) != len(wanted):
        takes = f"{len(wanted) - 1} more named beside it" if len(wanted) > 1 else "nothing beside it"
        raise ValueError(f"{use}: {use.layer} reads {', '.join(wanted)}, the running result and {takes}")
    return dict(zip(wanted, names))


def _sizes(use: Use, layer: Layer, given: Mapping[str, Shape]) -> dict[str, Axis]:
    """Every size of the layer, with what it is in this use: from the shapes before it, the options, the defaults."""
    program = layer.program
    values: dict[str, Axis] = {}
    for option, value in use.options.items():
        letters = [n for n in WORDS.get(option, (option,)) if n in program.free_sizes]
        if not letters:
            known = ", ".join(program.free_sizes)
            raise ValueError(f"{use}: {use.layer} has no {option}; its sizes are {known}")
        length = _option(use, option, value)
        values.update({n: Axis(length, (length,)) for n in letters})
    for t, shape in given.items():
        _match(use, layer, t, (BATCH, *shape), values)
    for name, e in program.lengths.items():
        unknown = [n for n in e.names if n not in values and n not in ONES + ZEROS]
        if name in values and len(unknown) == 1:
            _solve(use, e, unknown[0], values[name], values)
    for name in program.free_sizes:
        if name not in values:
            values[name] = _default(use, name, values)
    for name, e in program.lengths.items():
        length = e.substitute({n: a.length for n, a in values.items()})
        if name in values and values[name].length != length:
            found = integer_text(values[name].length)
            raise ValueError(f"{use} needs {name} = {integer_text(e)} = {integer_text(length)}, and is given {found}")
        values[name] = Axis(length, (length,))
    for claim in program.facts.premises:
        number = claim.substitute({n: a.length for n, a in values.items()}).constant
        if number is not None and number < 0:
            needs = " and ".join(p for p in layer.premises if "[" not in p)
            raise ValueError(f"{use} does not fit {_lengths((BATCH, *next(iter(given.values()))))}: it needs {needs}")
    return values


def _match(use: Use, layer: Layer, tensor: str, given: Shape, values: dict[str, Axis]) -> None:
    axes = layer.program.shape(tensor)
    if len(axes) != len(given):
        flat = "; a flatten before it joins the axes of an example" if len(axes) == 2 < len(given) else ""
        raise ValueError(
            f"{use} takes {tensor} with axes {' x '.join(layer.shapes[tensor].split())} and is given "
            f"{_lengths(given)}{flat}"
        )
    open_axes = []
    for axis_, found in zip(axes, given):
        if axis_.symbol is not None and axis_.symbol not in values:
            values[axis_.symbol] = found
        else:
            open_axes.append((axis_, found))
    for axis_, found in open_axes:
        missing = [n for n in sorted(axis_.names) if n not in values]
        if len(missing) > 1:  # a product of G and A does not say which is which
            wanted = [word for word, letters in WORDS.items() if {*letters} & {*missing}]
            raise ValueError(
                f"{use} needs {' or '.join(wanted or missing)}: its {tensor} has an axis of {integer_text(axis_)}, "
                f"and {integer_text(found.length)} may be that in several ways"
            )
        unknown = missing[0] if missing else ""
        if unknown:  # G*C with G given: the other factor follows
            _solve(use, axis_, unknown, found, values)
        elif axis_.substitute({n: a.length for n, a in values.items()}) != found.length:
            here = integer_text(axis_.substitute({n: a.length for n, a in values.items()}))
            raise ValueError(
                f"{use} is given {_lengths(given)} as {tensor}, whose axis {integer_text(axis_)} is {here} here, "
                f"not {integer_text(found.length)}"
            )


def _solve(use: Use, axis_: Integer, unknown: str, found: Axis, values: dict[str, Axis]) -> None:
    factor = axis_.coefficient(Symbol(unknown))
    if factor is not None and axis_ == factor * symbol(unknown):
        known = factor.substitute({n: a.length for n, a in values.items()})
        other = floor(found.length, known)
        if known * other == found.length:
            values[unknown] = Axis(other, (other,))
            return
    raise ValueError(f"{use} takes an axis of {integer_text(axis_)}, and {integer_text(found.length)} is none")


def _option(use: Use, option: str, value: int | str) -> Integer:
    """An option as a size. Raises ValueError for one that is none, or is a number that is too small."""
    length = as_integer(value) if isinstance(value, int) else _written(use, option, value)
    if length.constant is not None and length.constant < (0 if option in ("padding", *ZEROS) else 1):
        raise ValueError(f"{use}: {option} = {length.constant} is too small")
    return length


def _written(use: Use, option: str, value: str) -> Integer:
    names = frozenset(re.findall(r"[A-Za-z]\w*", value)) - {"floor", "ceil", "mod", "min", "max"}
    if EXAMPLES in names:
        raise ValueError(f"{use}: {EXAMPLES} is the number of examples; {option} needs another letter")
    if value in ("same", "valid"):
        raise ValueError(f"{use}: {option} is a number or a letter; {value} stands for {MODES[value]}")
    try:
        return read_range(value, Scope({}, names))[1]
    except NotationError as error:
        raise ValueError(f"{use}: {option} = {value!r} is no size: {error.message}") from None


def _lengths(shape: Shape) -> str:
    return " x ".join(integer_text(a.length) for a in shape)


def _default(use: Use, name: str, values: Mapping[str, Axis]) -> Axis:
    if name == "s" and "k" in values:
        return values["k"]
    if name not in ONES + ZEROS:
        words = [w for w, letters in WORDS.items() if name in letters] or [name]
        raise ValueError(f"{use} needs {words[0]}, the size {name} of {use.layer}")
    length = as_integer(1 if name in ONES else 0)
    return Axis(length, (length,))


def axis(e: Integer, values: Mapping[str, Axis]) -> Axis:
    """An axis with its sizes put in; a product of sizes keeps its factors."""
    length = e.substitute({n: a.length for n, a in values.items()})
    names = [a.name for a in e.parts[0][0] if isinstance(a, Symbol)] if len(e.parts) == 1 else []
    plain = names and len(names) == len(e.parts[0][0]) and e.parts[0][1] == 1
    return Axis(length, tuple(f for n in names for f in values[n].factors) if plain else (length,))
