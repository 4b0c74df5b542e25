"""Architectures whose layers read several results, as torch modules, written independently of the project's lists."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def convolution(inside: int, out: int, kernel: int, stride: int = 1, normed: bool = False) -> nn.Sequential:
    first = nn.Conv2d(inside, out, kernel, stride, kernel // 2, bias=not normed)
    return nn.Sequential(first, *([nn.BatchNorm2d(out)] if normed else []), nn.ReLU())


class Inception(nn.Module):
    """Four branches side by side."""

    def __init__(self, inside: int, one: int, two: list[int], three: list[int], pooled: int, large: int, normed: bool):
        super().__init__()
        self.branches = nn.ModuleList([
            convolution(inside, one, 1, normed=normed),
            nn.Sequential(convolution(inside, two[0], 1, normed=normed), convolution(*two, 3, normed=normed)),
            nn.Sequential(convolution(inside, three[0], 1, normed=normed), convolution(*three, large, normed=normed)),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), convolution(inside, pooled, 1, normed=normed)),
        ])  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], 1)


def googlenet(large: int, normed: bool) -> nn.Module:
    """Inception v1; poolings that halve round up, as in torchvision."""

    def halved() -> nn.Module:
        return nn.MaxPool2d(3, 2, ceil_mode=True)

    def block(inside: int, one: int, a: int, b: int, c: int, d: int, pooled: int) -> nn.Module:
        return Inception(inside, one, [a, b], [c, d], pooled, large, normed)

    return nn.Sequential(
        convolution(3, 64, 7, 2, normed), halved(), convolution(64, 64, 1, 1, normed),
        convolution(64, 192, 3, 1, normed), halved(),
        block(192, 64, 96, 128, 16, 32, 32), block(256, 128, 128, 192, 32, 96, 64), halved(),
        block(480, 192, 96, 208, 16, 48, 64), block(512, 160, 112, 224, 24, 64, 64),
        block(512, 128, 128, 256, 24, 64, 64), block(512, 112, 144, 288, 32, 64, 64),
        block(528, 256, 160, 320, 32, 128, 128), halved(),
        block(832, 256, 160, 320, 32, 128, 128), block(832, 384, 192, 384, 48, 128, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000),
    )  # fmt: skip


class Dense(nn.Module):
    """A layer that puts 32 channels behind those it is given."""

    def __init__(self, inside: int):
        super().__init__()
        self.new = nn.Sequential(
            nn.BatchNorm2d(inside), nn.ReLU(), nn.Conv2d(inside, 128, 1, bias=False),
            nn.BatchNorm2d(128), nn.ReLU(), nn.Conv2d(128, 32, 3, padding=1, bias=False),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.new(x)], 1)


def densenet121() -> nn.Module:
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
    ]  # fmt: skip
    channels = 64
    for k, depth in enumerate((6, 12, 24, 16)):
        if k:
            half = channels // 2
            layers += [nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, half, 1, bias=False), nn.AvgPool2d(2)]
            channels = half
        for _ in range(depth):
            layers.append(Dense(channels))
            channels += 32
    layers += [nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(channels, 1000))
