"""One block of GPT-2: causal attention in twelve heads and a perceptron, each behind a layer norm, with skips."""

from derivations.network import Network, Use, group
from derivations.networks.bert_block import attention, perceptron


def pre_norm(start: str, end: str, width: int, heads: int, mixing: str) -> tuple[Use, ...]:
    """A block whose layer norms come first, as in GPT-2 and ViT."""
    tag = f"{end} "
    return (
        Use("layer_norm", of=start, name=f"{tag}normed"),
        *attention(f"{tag}normed", width, heads, tag, mixing),
        Use("add", start, name=f"{tag}middle"),
        Use("layer_norm"),
        *perceptron(width, 4 * width),
        Use("add", f"{tag}middle", name=end),
    )


GPT_BLOCK = Network(
    name="gpt_block",
    title="A Transformer block of GPT-2 (norm first, causal)",
    input="1024 768",
    positions=(1,),
    layers=group("Block", *pre_norm("input", "end", 768, 12, "causal_attention")),
    source="Radford, Wu, Child, Luan, Amodei & Sutskever 2019, section 2.3",
)
