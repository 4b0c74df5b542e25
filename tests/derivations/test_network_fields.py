"""Receptive fields: recurrences, positions, branches; against the places that rules read and torch's gradients."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.field import Witness, described
from derivations.dependence import Dependence
from derivations.fitting import applied
from derivations.floors import collapsed, never_above, outermost, period
from derivations.integers import ZERO, Integer, as_integer, floor, symbol, value
from derivations.network import Network, Use, count
from derivations.networks.gpt_block import GPT_BLOCK
from derivations.networks.unet import unet
from derivations.networks.vgg16 import VGG16
from derivations.printing.text import integer_text
from derivations.receptive import Span


def network(shape: str, *layers: Use) -> Network:
    return Network("trial", "A trial", shape, layers)


def last_span(net: Network, axis: int = 0) -> Span:
    field = count(net).rows[-1].field
    assert field is not None
    return field[axis]


def ends(span: Span, k: int) -> tuple[int, int]:
    at = {n: as_integer(k) for n in span.indices}
    first, last = span.first.substitute(at).constant, span.last.substitute(at).constant
    assert first is not None and last is not None
    return first, last


# ------------------------------------------------------------------ recurrences


def test_the_textbook_recurrences() -> None:
    size, jump, start = 1, 1, 1
    for row in count(VGG16).rows:
        if row.layer not in ("conv2d", "max_pool"):
            continue
        kernel, stride, padding = (3, 1, 1) if row.layer == "conv2d" else (2, 2, 0)
        start -= padding * jump
        size, jump = size + (kernel - 1) * jump, jump * stride
        assert row.field is not None
        for span in row.field:
            assert (span.size, span.stride, span.start) == tuple(map(as_integer, (size, jump, start)))
    assert (size, jump) == (212, 32)


def test_dilation_and_stride_in_letters() -> None:
    first = Use("conv2d", out="O", kernel="k", dilation="d")
    span = last_span(network("C H W", first, Use("conv2d", out="O", kernel="q", stride="s")))
    k, d, q, s = map(symbol, "kdqs")
    assert span.size == (k - 1) * d + 1 + (q - 1)
    assert span.stride == s


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=4
    )
)
@settings(max_examples=40)
def test_spans_hold_the_places_that_rules_read(stack: list[tuple[int, int, int, int]]) -> None:
    uses = [Use("conv2d", out=1, kernel=k, stride=s, padding=p, dilation=d) for k, s, p, d in stack]
    try:
        applied(net := network("1 23 23", *uses))
    except ValueError:
        return  # the stack is larger than its input
    span, places = last_span(net), Dependence(net)
    rows = places.steps[-1].shape[1].length.constant or 0
    for k in range(1, rows + 1):
        first, last = ends(span, k)
        read = places.along(2, (1, k, 1))
        assert read <= set(range(first, last + 1))
        # the ends are attained, but for padding: an end that is in the input is read
        assert first < 1 or not read or min(read) == first or any(p for _, _, p, _ in stack)
        assert last > 23 or not read or max(read) == last or any(p for _, _, p, _ in stack)


# ------------------------------------------------------------------ up again: positions matter


@pytest.mark.parametrize("unpooling", [True, False])
@pytest.mark.parametrize("skips", [True, False])
def test_the_u_net_at_every_place(unpooling: bool, skips: bool) -> None:
    """One channel: a field does not depend on how many there are."""
    net = network("1 64 64", *thinned(unet(0, 1, skips, unpooling)))
    span, places = last_span(net), Dependence(net)
    for k in range(1, 65):
        first, last = ends(span, k)
        boxes = places.of((1, k, k))
        assert len(boxes) == 1
        assert boxes[0][1] == set(range(max(first, 1), min(last, 64) + 1))
    assert sorted(set(span.sizes)) == [188, 204] and len(span.sizes) == 16


def thinned(layers: tuple[Use, ...]) -> tuple[Use, ...]:
    return tuple(u.changed(options={**u.options, **({"out": 1} if "out" in u.options else {})}) for u in layers)


CASES = {
    "u with skips": network("1 32 32", *thinned(unet(0, 1))),
    "u without skips": network("1 32 32", *thinned(unet(0, 1, skips=False, unpooling=True))),
    "skip beside a wide branch": network(
        "1 13 11",
        Use("conv2d", out=1, kernel=1, name="a"),
        Use("conv2d", out=1, kernel=5, padding=4, dilation=2),
        Use("add", "a"),
    ),
    "holes": network("1 20 20", Use("conv2d", out=1, kernel=3, dilation=4), Use("max_pool", window=2, stride=3)),
    "transposed": network(
        "1 6 7", Use("conv_transpose2d", out=1, kernel=3, stride=2, padding=1), Use("conv2d", out=1, kernel=2)
    ),
    "pooled with padding": network("1 9 9", Use("padded_max_pool", window=3, stride=2, padding=1)),
    "cut": network("1 9 8", Use("center_crop", I=5, J=4), Use("conv2d", out=1, kernel=3)),
    "all": network("2 6 6", Use("conv2d", out=1, kernel=3), Use("flatten"), Use("linear", out=1)),
    "mean": network("2 6 6", Use("conv2d", out=1, kernel=3), Use("global_avg_pool")),
}  # fmt: skip


@pytest.mark.parametrize("name", [n for n in CASES if n != "pooled with padding"])
def test_the_places_are_those_where_torchs_gradient_is_not_0(name: str) -> None:
    net = CASES[name]
    places, witness = Dependence(net), Witness(net)
    shape = [a.length.constant or 0 for a in places.steps[-1].shape]
    chosen = list(product(*([1, n // 2 + 1, n] for n in shape)))
    for entry in dict.fromkeys(chosen):
        mine = described(places.of(entry), [n or 0 for n in places.shape])
        assert bool(mine.any())
        assert bool((mine == witness.support(entry)).all())


def test_a_padded_window_reads_what_is_there() -> None:
    places = Dependence(CASES["pooled with padding"])
    assert [sorted(places.along(2, (1, k, 1))) for k in (1, 2, 5)] == [[1, 2], [2, 3, 4], [8, 9]]


def test_a_skip_can_leave_two_boxes() -> None:
    """A hole in the middle of a dilated branch is filled by the skip, at one place and not in its row."""
    holed = Use("conv2d", out=1, kernel=2, padding=2, dilation=4)
    net = network("1 9 9", Use("conv2d", out=1, kernel=1, name="a"), holed, Use("add", "a"))
    boxes = Dependence(net).of((1, 5, 5))
    assert sorted(sorted(b[1]) for b in boxes) == [[3, 7], [5]]


def test_attention_sees_all_and_causal_attention_what_is_before() -> None:
    span = last_span(GPT_BLOCK)
    assert (integer_text(span.first), span.last) == ("1", symbol("#2"))
    small = Network(
        "trial", "", "5 4", (Use("linear", out=4, name="q"), Use("causal_attention", "q", "q")), positions=(1,)
    )
    assert [sorted(Dependence(small).along(1, (t, 1))) for t in (1, 3, 5)] == [[1], [1, 2, 3], [1, 2, 3, 4, 5]]
    full = Network(
        "trial", "", "5 4", (Use("linear", out=4, name="q"), Use("dot_product_attention", "q", "q")), positions=(1,)
    )
    assert Dependence(full).along(1, (1, 1)) == {1, 2, 3, 4, 5}


def test_statistics_of_a_batch_are_constants() -> None:
    plain = last_span(network("2 9 9", Use("conv2d", out=2, kernel=3)))
    assert last_span(network("2 9 9", Use("conv2d", out=2, kernel=3), Use("batch_norm2d"))) == plain


def test_sets_of_places_need_numbers() -> None:
    with pytest.raises(ValueError, match="numbers for all sizes"):
        Dependence(network("C H W", Use("relu")))


# ------------------------------------------------------------------ floors


@st.composite
def with_floors(draw: st.DrawFn, depth: int = 3) -> Integer:
    e = draw(st.integers(0, 3)) * symbol("i") + draw(st.integers(-9, 9))
    for _ in range(draw(st.integers(0, depth))):
        e = draw(st.integers(1, 4)) * floor(e, draw(st.integers(1, 5))) + draw(st.integers(-9, 9))
    return as_integer(e)


@given(with_floors(), with_floors())
def test_floors_keep_their_values(a: Integer, b: Integer) -> None:
    low, high = outermost("min", [a, b]), outermost("max", [a, b])
    for i in range(1, 60):
        x, y = (value(e, {"i": i}) for e in (a, b))
        assert value(collapsed(a), {"i": i}) == x
        assert (value(low, {"i": i}), value(high, {"i": i})) == (min(x, y), max(x, y))
        assert not never_above(a, b) or x <= y


@given(with_floors())
def test_a_period_repeats(e: Integer) -> None:
    steps = period(e)
    assert steps is not None
    growth = value(e, {"i": 1 + steps}) - value(e, {"i": 1})
    assert all(value(e, {"i": i + steps}) - value(e, {"i": i}) == growth for i in range(1, 40))


def test_comparison_notices_a_difference() -> None:
    i = symbol("i")
    assert never_above(i, i + 1) and not never_above(i + 1, i)
    assert outermost("min", [i, ZERO]) == ZERO
