"""One block of BERT-base: attention in twelve heads and a perceptron, each with a skip and a layer norm behind it."""

from derivations.network import Network, Use, group


def attention(start: str, width: int, heads: int, tag: str, mixing: str = "dot_product_attention") -> tuple[Use, ...]:
    """Self-attention of the result named `start`: queries, keys and values, their heads, and the projection."""
    parts: list[Use] = []
    for letter in ("query", "key", "value"):
        parts += [Use("linear", of=start, out=width), Use("split_heads", name=f"{tag}{letter}", heads=heads)]
    mixed = Use(mixing, f"{tag}key", f"{tag}value", of=f"{tag}query")
    return (*parts, mixed, Use("merge_heads"), Use("linear", out=width))


def perceptron(width: int, wide: int) -> tuple[Use, ...]:
    """Two fully connected layers for every token, with a GELU between them."""
    return (Use("linear", out=wide), Use("gelu"), Use("linear", out=width))


BERT_BLOCK = Network(
    name="bert_block",
    title="A Transformer block of BERT-base (norm last)",
    input="128 768",
    positions=(1,),
    layers=(
        *group("Attention", *attention("input", 768, 12, ""), Use("add", "input"), Use("layer_norm", name="middle")),
        *group("Perceptron", *perceptron(768, 3072), Use("add", "middle"), Use("layer_norm")),
    ),
    source="Devlin, Chang, Lee & Toutanova 2019, section 3; Vaswani et al. 2017, section 3.1",
)
