"""Architectures: shapes, counts and products from the layers' declarations; networks and chains as one layer."""

from __future__ import annotations

import pytest
import torch

from checkers.verify import verify
from derivations.chain import chain
from derivations.derive import backward
from derivations.fitting import data_inputs
from derivations.integers import Integer, integer, symbol, value
from derivations.layer import Layer
from derivations.network import Network, Use, count
from derivations.network_layer import block, without_bias
from derivations.printing.text import integer_text
from derivations.problems.ece449.problem_3 import NETWORK
from derivations.registry import discover

LAYERS = discover("derivations.layers", Layer)


def network(shape: str, *layers: Use) -> Network:
    return Network("trial", "A trial", shape, layers)


def torch_parameters(bias: bool = True) -> int:
    """The same architecture, built of torch's modules and counted by torch."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(3, 32, 5, bias=bias),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 48, 3, bias=bias),
        nn.MaxPool2d(2),
        nn.Conv2d(48, 64, 3, bias=bias),
        nn.Flatten(),
        nn.Linear(1024, 384, bias=bias),
        nn.Linear(384, 192, bias=bias),
        nn.Linear(192, 10, bias=bias),
    )
    return sum(p.numel() for p in model.parameters())


def test_a_count_is_torchs_count() -> None:
    assert count(NETWORK).number == torch_parameters()
    assert count(NETWORK, bias=False).number == torch_parameters(bias=False)


def test_every_row_has_its_shape_and_the_product_a_student_writes() -> None:
    rows = {r.text: (r.parameters.constant, [e.constant for e in r.shape]) for r in count(NETWORK).rows if r.text}
    assert rows == {
        "(5*5*3 + 1)*32": (2432, [32, 28, 28]),
        "(3*3*32 + 1)*48": (13872, [48, 12, 12]),
        "(3*3*48 + 1)*64": (27712, [64, 4, 4]),
        "(4*4*64 + 1)*384": (393600, [384]),
        "(384 + 1)*192": (73920, [192]),
        "(192 + 1)*10": (1930, [10]),
    }
    assert count(NETWORK).rows[0].latex == r"(5 \times 5 \times 3 + 1) \times 32"


@pytest.mark.parametrize("bias", [True, False])
def test_each_product_is_the_count(bias: bool) -> None:
    for row in count(NETWORK, bias).rows:
        if row.text:
            assert _product(row.text) == row.parameters.constant


def _product(text: str) -> int:
    """The value of `(a*b + 1)*c`, computed by the notation's own reader."""
    from derivations.notation import Scope, parse_integer

    number = parse_integer(text, Scope({})).constant
    assert number is not None
    return number


def test_a_symbolic_count_holds_at_every_size() -> None:
    symbolic = count(
        network("C H W", Use("conv2d", out="O", kernel="k"), Use("relu"), Use("flatten"), Use("linear", out="M"))
    )
    assert symbolic.number is None
    sizes = {"C": 3, "H": 8, "W": 7, "O": 5, "k": 3, "M": 2}
    numeric = count(network("3 8 7", Use("conv2d", out=5, kernel=3), Use("relu"), Use("flatten"), Use("linear", out=2)))
    assert value(symbolic.total, sizes) == numeric.number == (3 * 3 * 3 + 1) * 5 + (6 * 5 * 5 + 1) * 2
    assert symbolic.rows[0].text == "(k*k*C + 1)*O"


def takes_one_result(layer: Layer) -> bool:
    """Can it stand behind another layer? rnn, whose batch is the second axis, and whole models with losses cannot."""
    axes = next(iter(layer.shapes.values())).split()
    return axes[:1] == ["N"] and len(data_inputs(layer)) == 1 and bool(layer.output_shape)


PARAMETRIC = [n for n, layer in LAYERS.items() if layer.parameters and takes_one_result(layer)]


@pytest.mark.parametrize("name", PARAMETRIC)
def test_a_count_agrees_with_the_declaration(name: str) -> None:
    layer = LAYERS[name]
    program = layer.program
    axes = program.shape(next(iter(layer.shapes)))[1:]
    bare = {a.symbol for a in axes}
    options: dict[str, int | str] = {n: 3 for n in program.free_sizes if n not in bare | {"N"}}
    sizes = {n: integer(v) for n, v in options.items() if isinstance(v, int)}
    sizes |= {a.symbol: integer(7 + k) for k, a in enumerate(axes) if a.symbol and a.symbol not in program.lengths}
    sizes |= {n: e.substitute(sizes) for n, e in program.lengths.items()}
    shape = " ".join(integer_text(a.substitute(sizes)) for a in axes)
    row = count(network(shape, Use(name, **options))).rows[0]
    assert row.parameters == layer.parameter_count.substitute(sizes)
    assert _product(row.text) == row.parameters.constant


WRONG = [
    (Use("linear", out=3), "takes X with axes N x D and is given N x 3 x 8 x 8; a flatten before it"),
    (Use("convolution", out=3), "no layer is called 'convolution'"),
    (Use("conv2d", out=3), "needs kernel"),
    (Use("max_pool"), "needs window"),
    (Use("conv2d", out=3, kernel=3, window=2), "has no window"),
    (Use("conv2d", out=3, kernel=9), "does not fit N x 3 x 8 x 8"),
]


@pytest.mark.parametrize(("use", "sentence"), WRONG, ids=[s for _, s in WRONG])
def test_what_does_not_fit_is_said(use: Use, sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        count(network("3 8 8", use))
    assert sentence in str(error.value)


# ------------------------------------------------------------------ chains

BLOCKS = [
    ("conv2d", "sigmoid", "avg_pool"),
    ("linear", "relu", "linear", "cross_entropy"),
    ("conv1d", "tanh", "conv1d"),
    ("linear", "layer_norm", "layer_norm", "mse"),
    ("embedding", "tanh"),
    ("conv2d", "max_pool", "flatten", "linear"),
]


@pytest.mark.parametrize("names", BLOCKS, ids="-".join)
def test_a_chain_is_derived_and_verified_like_a_layer(names: tuple[str, ...]) -> None:
    report = verify(chain(*(LAYERS[n] for n in names)), every_step=False)
    assert report.ok, report.failures
    assert len({r.pattern for r in report.results}) >= 2


def test_names_stay_apart_and_shapes_meet() -> None:
    joined = chain(LAYERS["linear"], LAYERS["relu"], LAYERS["linear"])
    assert dict(joined.shapes) == {"X": "N D", "W": "M D", "b": "M", "W1": "M1 M", "b1": "M1"}
    assert joined.parameters == ("W", "b", "W1", "b1")
    D, M, M1 = map(symbol, ("D", "M", "M1"))
    assert joined.parameter_count == M * D + M + M1 * M + M1
    assert [d.tensor for d in joined.program.definitions] == ["Y", "Y1", "Y2"]


def test_a_block_of_three_stages_has_the_gradient_of_three_stages() -> None:
    joined = chain(LAYERS["conv2d"], LAYERS["sigmoid"], LAYERS["avg_pool"])
    goals = [d.goal.tensor for d in backward(joined.program, ("K",))]
    assert goals == ["dL_Y1", "dL_Y", "dL_K"]


def test_shapes_that_cannot_meet_are_said() -> None:
    with pytest.raises(ValueError, match="conv2d takes X with 4 axes and is given Y with 2"):
        chain(LAYERS["linear"], LAYERS["conv2d"])
    with pytest.raises(ValueError, match="whole numbers"):
        chain(LAYERS["linear"], LAYERS["embedding"])
    with pytest.raises(ValueError, match="at least one"):
        chain()


def test_a_network_is_a_layer() -> None:
    small = network(
        "2 7 7",
        Use("conv2d", out=2, kernel=2),
        Use("relu"),
        Use("max_pool", window=2),
        Use("flatten"),
        Use("linear", out=3),
    )
    layer = block(small)
    assert layer.shapes["X"] == "N 2 7 7"
    entries: Integer = layer.parameter_count
    assert entries.constant == count(small).number
    report = verify(layer, ("K", "W"), every_step=False)
    assert report.ok, report.failures


RESIDUAL = (
    Use("conv2d", out=2, kernel=3, padding=1, bias=False, name="a"),
    Use("relu"),
    Use("conv2d", out=2, kernel=3, padding=1),
    Use("add", "a"),
    Use("flatten"),
    Use("linear", out=2, bias=False),
)
ATTENTION = (
    Use("linear", of="input", out=4),
    Use("split_heads", name="query", heads=2),
    Use("linear", of="input", out=4),
    Use("split_heads", name="key", heads=2),
    Use("linear", of="input", out=4),
    Use("split_heads", name="value", heads=2),
    Use("dot_product_attention", "key", "value", of="query"),
    Use("merge_heads"),
    Use("add", "input"),
    Use("rms_norm"),
)
BRANCHES = (
    Use("conv2d", out=2, kernel=1, name="a"),
    Use("padded_max_pool", of="input", window=3, stride=1, padding=1, name="b"),
    Use("concat", "b", of="a"),
    Use("global_avg_pool"),
)


@pytest.mark.parametrize(("shape", "layers"), [("2 4 4", RESIDUAL), ("3 4", ATTENTION), ("2 3 4", BRANCHES)])
def test_a_network_with_branches_is_a_layer(shape: str, layers: tuple[Use, ...]) -> None:
    net = network(shape, *layers)
    layer = block(net)
    assert layer.parameter_count.constant == count(net).number
    report = verify(layer, (*layer.parameters, "X"), every_step=False)
    assert report.ok, report.failures


def test_a_bias_that_is_left_out_is_in_no_rule() -> None:
    layer = block(network("2 4 4", *RESIDUAL))
    assert layer.parameters == ("K", "K1", "b", "W")
    assert layer.shapes["b"] == "2"
    assert "b[" not in layer.forward.splitlines()[0]
    assert "b[" not in layer.forward.splitlines()[-1]
    with pytest.raises(ValueError, match="the first layer reads one input"):
        block(network("2 4 4", Use("add", "input")))


@pytest.mark.parametrize("name", ["linear", "conv2d", "lstm", "swiglu"])
def test_every_bias_can_be_left_out(name: str) -> None:
    plain = without_bias(LAYERS[name])
    assert not [t for t in plain.shapes if t.startswith("b")]
    report = verify(plain, every_step=False)
    assert report.ok, report.failures
