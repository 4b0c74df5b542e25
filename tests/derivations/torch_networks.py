"""The architectures once more, as torch modules, written independently of the project's lists of layers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def lenet5(bias: bool = True) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, bias=bias), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5, bias=bias), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120, bias=bias), nn.Tanh(), nn.Linear(120, 84, bias=bias), nn.Tanh(),
        nn.Linear(84, 10, bias=bias),
    )  # fmt: skip


def alexnet(bias: bool = True) -> nn.Module:
    plan = [(3, 64, 11, 4, 2, True), (64, 192, 5, 1, 2, True), (192, 384, 3, 1, 1, False), (384, 256, 3, 1, 1, False),
            (256, 256, 3, 1, 1, True)]  # fmt: skip
    layers: list[nn.Module] = []
    for inside, out, kernel, stride, padding, pooled in plan:
        layers += [nn.Conv2d(inside, out, kernel, stride, padding, bias=bias), nn.ReLU()]
        layers += [nn.MaxPool2d(3, 2)] if pooled else []
    head = [nn.Linear(256 * 6 * 6, 4096, bias=bias), nn.ReLU(), nn.Linear(4096, 4096, bias=bias), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), *head, nn.Linear(4096, 1000, bias=bias))


def vgg(repeats: Sequence[int], bias: bool = True) -> nn.Module:
    layers: list[nn.Module] = []
    channels = 3
    for width, repeat in zip((64, 128, 256, 512, 512), repeats, strict=True):
        for _ in range(repeat):
            layers += [nn.Conv2d(channels, width, 3, padding=1, bias=bias), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    head = [nn.Linear(512 * 49, 4096, bias=bias), nn.ReLU(), nn.Linear(4096, 4096, bias=bias), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), *head, nn.Linear(4096, 1000, bias=bias))


class Residual(nn.Module):
    """A basic block (two 3 x 3) or a bottleneck (1 x 1, 3 x 3, 1 x 1, four times as wide)."""

    def __init__(self, channels: int, width: int, stride: int, deep: bool):
        super().__init__()
        out = width * 4 if deep else width
        shapes = [(channels, width, 1, 1), (width, width, 3, stride), (width, out, 1, 1)]
        if not deep:
            shapes = [(channels, width, 3, stride), (width, out, 3, 1)]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, k, s, k // 2, bias=False) for a, b, k, s in shapes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for _, b, _, _ in shapes)
        self.skip: nn.Module = nn.Identity()
        if stride > 1 or channels != out:
            self.skip = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for k, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            y = norm(convolution(F.relu(y) if k else y))
        return F.relu(y + self.skip(x))


def resnet(depths: Sequence[int], deep: bool) -> nn.Module:
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
    ]
    channels = 64
    for stage, depth in enumerate(depths):
        for k in range(depth):
            layers.append(Residual(channels, 64 << stage, 2 if stage and not k else 1, deep))
            channels = (64 << stage) * (4 if deep else 1)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


def mobilenet_v1() -> nn.Module:
    def step(inside: int, out: int, kernel: int, stride: int, groups: int) -> list[nn.Module]:
        convolution = nn.Conv2d(inside, out, kernel, stride, kernel // 2, groups=groups, bias=False)
        return [convolution, nn.BatchNorm2d(out), nn.ReLU()]

    layers = step(3, 32, 3, 2, 1)
    channels = 32
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for out, stride in plan:
        layers += [*step(channels, channels, 3, stride, channels), *step(channels, out, 1, 1, 1)]
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


class UNet(nn.Module):
    """The U of Ronneberger et al.; padding 0 cuts the skips to the middle."""

    def __init__(self, padding: int):
        super().__init__()

        def two(inside: int, out: int) -> nn.Module:
            return nn.Sequential(
                nn.Conv2d(inside, out, 3, padding=padding),
                nn.ReLU(),
                nn.Conv2d(out, out, 3, padding=padding),
                nn.ReLU(),
            )

        widths = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(two(a, b) for a, b in zip((1, *widths), widths, strict=False))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * b, b, 2, 2) for b in widths[:4])
        self.join = nn.ModuleList(two(2 * b, b) for b in widths[:4])
        self.last = nn.Conv2d(64, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for k, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if k else x)
            skips.append(x)
        for k in (3, 2, 1, 0):
            x = self.up[k](x)
            cut = (skips[k].shape[-1] - x.shape[-1]) // 2
            skip = skips[k][..., cut : cut + x.shape[-2], cut : cut + x.shape[-1]]
            x = self.join[k](torch.cat([skip, x], 1))
        out: Tensor = self.last(x)
        return out


class Block(nn.Module):
    """A Transformer block of torch's own attention; norm first or last."""

    def __init__(self, width: int, heads: int, first: bool, causal: bool):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.one, self.two = nn.LayerNorm(width), nn.LayerNorm(width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.first, self.causal = first, causal

    def attend(self, x: Tensor) -> Tensor:
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(1) if self.causal else None
        out: Tensor = self.attention(x, x, x, attn_mask=mask, need_weights=False)[0]
        return out

    def forward(self, x: Tensor) -> Tensor:
        if self.first:
            x = x + self.attend(self.one(x))
            return x + self.narrow(F.gelu(self.wide(self.two(x))))
        x = self.one(x + self.attend(x))
        out: Tensor = self.two(x + self.narrow(F.gelu(self.wide(x))))
        return out


class ViT(nn.Module):
    """ViT-B/16 of Dosovitskiy et al."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, 16)
        self.token, self.places = nn.Parameter(torch.zeros(1, 1, 768)), nn.Parameter(torch.zeros(1, 197, 768))
        self.blocks = nn.Sequential(*(Block(768, 12, True, False) for _ in range(12)))
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.places
        out: Tensor = self.head(self.norm(self.blocks(x))[:, 0])
        return out
