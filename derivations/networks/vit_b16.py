"""ViT-B/16: an image as 196 patches, a class token, trained positions, twelve Transformer blocks, one linear layer."""

from derivations.network import Network, Use, group
from derivations.networks.gpt_block import pre_norm

PATCHES = (
    Use("conv2d", out=768, kernel=16, stride=16),
    Use("tokens"),
    Use("class_token"),
    Use("position_embedding", name="block 0"),
)

VIT_B16 = Network(
    name="vit_b16",
    title="ViT-B/16",
    input="3 224 224",
    layers=(
        *group("Patches", *PATCHES),
        *(
            use
            for k in range(1, 13)
            for use in group(f"Block {k}", *pre_norm(f"block {k - 1}", f"block {k}", 768, 12, "dot_product_attention"))
        ),
        *group("Classifier", Use("layer_norm"), Use("first_token"), Use("linear", out=1000)),
    ),
    source="Dosovitskiy et al. 2021, equations 1 to 4 and table 1",
)
