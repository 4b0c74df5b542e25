"""A small graph in which x and u are each read twice: every path adds its own part to the gradient."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, x: Any, y: Any, size: Any) -> Any:
    """The same graph in torch."""
    u = x * y
    return u * torch.sigmoid(u) + torch.sin(x)


FAN_OUT = Layer(
    name="fan_out",
    title="Chain rule on a graph with fan-out",
    shapes={"x": "", "y": ""},
    forward="""
        u = x*y
        v = sigmoid(u)
        w = sin(x)
        z = u*v + w
    """,
    oracle=oracle,
    source="Goodfellow, Bengio & Courville 2016, eq. 6.47; Griewank & Walther 2008, section 3.2",
)
