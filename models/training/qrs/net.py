"""The beat network: leads in, one log odds of "an R peak is here" every 16 ms out.

A small U-Net over each lead by itself; a gate weighs the leads' features, moment by moment. No normalisation
but the level of the signal around, so that the answer hangs on some seconds of signal only.
"""

import torch
import torch.nn.functional as F
from torch import nn

RATE = 125
CELL = 188  # samples a cell of the level: 1.504 s
AROUND = 3  # cells on either side that the level is the median of
STEP = 4  # samples of the difference that the level is taken of
FLOOR = 0.002  # mV below which nothing is blown up
CLIP = 6.0
GRID = 16  # a stretch is a multiple of these samples
CHANNELS = (16, 24, 32)
DILATIONS = (1, 2, 4, 8)


def difference(x: torch.Tensor) -> torch.Tensor:
    return F.pad(x[..., STEP:] - x[..., :-STEP], (STEP // 2, STEP // 2))


def inputs(x: torch.Tensor) -> torch.Tensor:
    """[..., T] mV, T whole cells -> [..., 2, T]: difference and signal over the level."""
    d = difference(x)
    most = d.abs().unflatten(-1, (-1, CELL)).amax(-1)
    cells = most.shape[-1]
    level = torch.stack([most[..., max(0, c - AROUND) : c + AROUND + 1].median(-1).values for c in range(cells)], -1)
    level = torch.clamp(level, min=FLOOR)
    # Straight lines between the middles of the cells.
    place = (torch.arange(x.shape[-1]) + 0.5) / CELL - 0.5
    low = place.floor().long().clamp(0, cells - 1)
    high = (low + 1).clamp(max=cells - 1)
    share = (place - low).clamp(0, 1)
    level = level[..., low] * (1 - share) + level[..., high] * share
    return torch.stack([torch.clamp(d / level, -CLIP, CLIP), torch.clamp(x / level, -CLIP, CLIP)], -2)


class Conv(nn.Module):
    def __init__(self, a: int, b: int, taps: int, stride: int = 1, dilation: int = 1, pad: int | None = None):
        super().__init__()
        self.conv = nn.Conv1d(a, b, taps, stride=stride, dilation=dilation, padding=dilation * (taps // 2) if pad is None else pad, bias=False)
        self.norm = nn.BatchNorm1d(b)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.norm(self.conv(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, c = CHANNELS
        self.stem = Conv(2, a, 16, stride=4, pad=6)
        self.one = Conv(a, a, 5)
        self.down1 = Conv(a, b, 4, stride=2, pad=1)
        self.two = Conv(b, b, 5)
        self.down2 = Conv(b, c, 4, stride=2, pad=1)
        self.deep = nn.ModuleList(Conv(c, c, 3, dilation=d) for d in DILATIONS)
        self.up2 = Conv(c + b, b, 3)
        self.up1 = Conv(b + a, a, 5)
        self.head = nn.Conv1d(a, 2, 1)
        self.gate = nn.Conv1d(a, 1, 1)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """[B, 2, T] -> [B, 16, T / 4]"""
        one = self.one(self.stem(x))
        two = self.two(self.down1(one))
        h = self.down2(two)
        for block in self.deep:
            h = h + block(h)
        h = self.up2(torch.cat([h.repeat_interleave(2, -1), two], 1))
        return self.up1(torch.cat([h.repeat_interleave(2, -1), one], 1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[B, L, 2, T] -> log odds of all leads together [B, T / 2] and of each alone [B, L, T / 2]"""
        n, leads = x.shape[:2]
        f = self.features(x.flatten(0, 1)).unflatten(0, (n, leads))
        share = self.gate(f.flatten(0, 1)).unflatten(0, (n, leads)).softmax(1)
        both = (f * share).sum(1)
        tell = lambda h: self.head(h).transpose(-1, -2).flatten(-2)
        return tell(both), tell(f.flatten(0, 1)).unflatten(0, (n, leads))
