"""The ventricular network: one lead in, three log odds a second out (none, fibrillation or flutter, tachycardia).

Strides are fives, so that an output answers for a whole second of the 125 Hz grid.
"""

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = ("none", "VF", "VT")
RATE = 125
CELL = 25  # samples a cell of the level
AROUND = 10  # cells either side that the level is taken over
REFERENCE = 0.3  # mV
FLOOR = 0.02  # mV below which nothing is blown up
CLIP = 5.0
CHANNELS = (12, 20, 24)
DILATIONS = (1, 2, 4, 8, 16)


def inputs(x: torch.Tensor) -> torch.Tensor:
    """[B, T] mV, NaN where never measured, T whole seconds -> [B, 2, T]: signal over its level, and log level.

    The level is that of the 21 cells of 0.2 s around: sums over cells of the recording's own grid
    are the same however a recording is cut.
    """
    y = torch.nan_to_num(x)
    cells = (y * y).view(len(y), -1, CELL).sum(2)
    mean = F.avg_pool1d(F.pad(cells[:, None], (AROUND, AROUND)), 2 * AROUND + 1, stride=1)[:, 0] / CELL
    level = torch.sqrt(mean + FLOOR**2).repeat_interleave(CELL, 1)
    return torch.stack([torch.clamp(y / level, -CLIP, CLIP), torch.log(level / REFERENCE)], 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, c = CHANNELS
        self.c1 = nn.Conv1d(2, a, 15, stride=5, padding=5)
        self.c2 = nn.Conv1d(a, b, 5, padding=2)
        self.c3 = nn.Conv1d(b, c, 9, stride=5, padding=2)
        self.n1, self.n2, self.n3 = nn.BatchNorm1d(a), nn.BatchNorm1d(b), nn.BatchNorm1d(c)
        self.blocks = nn.ModuleList(nn.Conv1d(c, c, 3, dilation=d, padding=d) for d in DILATIONS)
        self.norms = nn.ModuleList(nn.BatchNorm1d(c) for _ in DILATIONS)
        self.out = nn.Linear(2 * c, len(CLASSES))
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """[B, 2, 125 s] -> [B, s, 3]"""
        h = F.relu(self.n1(self.c1(x)))
        h = F.relu(self.n2(self.c2(h)))
        h = F.relu(self.n3(self.c3(h)))
        for conv, norm in zip(self.blocks, self.norms):
            h = h + F.relu(norm(conv(h)))
        h = torch.cat([F.avg_pool1d(h, 5), F.max_pool1d(h, 5)], 1)
        return self.out(self.drop(h.transpose(1, 2)))
