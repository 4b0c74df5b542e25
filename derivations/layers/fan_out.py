"""A small graph, for N samples, in which x and u are each read twice: every path adds its part to the gradient."""

from typing import Any

from derivations.layer import Layer


def oracle(torch: Any, x: Any, y: Any, size: Any) -> Any:
    """The same graph in torch."""
    u = x * y
    return u * torch.sigmoid(u) + torch.sin(x)


FAN_OUT = Layer(
    name="fan_out",
    title="Chain rule on a graph with fan-out",
    shapes={"x": "N", "y": "N"},
    forward="""
        u[n] = x[n]*y[n]
        v[n] = sigmoid(u[n])
        w[n] = sin(x[n])
        z[n] = u[n]*v[n] + w[n]
    """,
    oracle=oracle,
    source="Goodfellow, Bengio & Courville 2016, eq. 6.47; Griewank & Walther 2008, section 3.2",
)
