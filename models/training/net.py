"""The network: fixed wavelets and first layers over a whole stretch, beats gathered after pooling.

Rows are leads of stretches; a row carries signal, 256 zeros and the patient's
dominant beat one behind the other, so that batch normalisation sees both alike
(normalising them apart makes their difference meaningless).
"""

import torch
import torch.nn.functional as F
from torch import nn

from wavelets import Range, filters

ROW = 4  # samples a row of the pooled trunk
OFFSETS = (-24, -16, -8, 0, 8, 16, 24)  # rows gathered around a beat, 32 ms each
POOL = 9
WIDTH = 32
HIDDEN = 32
TRAINED = 4  # N S V F; Q has no training data
GAP = 256
TEMPLATE = 512
CENTRE = TEMPLATE // 2
QRS = 10  # samples either side of the R peak that give the height
LEAST_HEIGHT = 0.05  # mV
CLIP = 5.0
CONTEXT_CLIP = 5.0


class Trunk(nn.Module):
    def __init__(self, wavelets: Range = Range()):
        super().__init__()
        for name, taps in filters(wavelets).items():
            rows = taps if taps.ndim == 2 else taps[None]
            self.register_buffer(name, torch.tensor(rows[:, None, None, :], dtype=torch.float32))
        self.conv1 = nn.Conv2d(16, 16, (1, 5), padding=(0, 2), bias=False)
        self.conv2 = nn.Conv2d(32, 32, (1, 5), padding=(0, 2), bias=False)
        self.conv3 = nn.Conv2d(48, WIDTH, (1, 3), padding=(0, 1), bias=False)
        self.norm1 = nn.BatchNorm2d(16)
        self.norm2 = nn.BatchNorm2d(32)
        self.norm3 = nn.BatchNorm2d(WIDTH)
        self.zeroed = False

    def coefficients(self, x):
        """x [R, 1, 1, T] -> three banks [R, 16, 1, T/2], [.., T/4], [.., T/8]."""
        half = lambda taps: (0, taps.shape[-1] // 2)
        with torch.no_grad():
            y1 = F.conv2d(x, self.low1, stride=(1, 2), padding=half(self.low1))
            y2 = F.conv2d(y1, self.low2, stride=(1, 2), padding=half(self.low2))
            banks = [
                F.conv2d(y, bank, stride=(1, 2), padding=half(bank))
                for y, bank in ((x, self.bank1), (y1, self.bank2), (y2, self.bank3))
            ]
            return [b * 0 for b in banks] if self.zeroed else banks

    def forward(self, x):
        b1, b2, b3 = self.coefficients(x)
        h = F.max_pool2d(F.relu(self.norm1(self.conv1(b1))), (1, 2))
        h = F.relu(self.norm2(self.conv2(torch.cat([h, b2], 1))))
        b3 = b3.repeat_interleave(2, dim=3)
        return F.relu(self.norm3(self.conv3(torch.cat([h, b3], 1))))


class Net(nn.Module):
    def __init__(self, context: int, wavelets: Range = Range()):
        super().__init__()
        self.trunk = Trunk(wavelets)
        self.register_buffer("mean", torch.zeros(context))
        self.register_buffer("scale", torch.ones(context))
        self.register_buffer("offsets", torch.tensor(OFFSETS))
        taps = len(OFFSETS) * WIDTH
        self.drop_h = nn.Dropout(0.2)
        self.hidden = nn.Linear(2 * taps + context, HIDDEN)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(HIDDEN, TRAINED)
        self.silent = False  # no signal at all: the context alone

    def normalised(self, context):
        return ((context - self.mean) * self.scale).clamp(-CONTEXT_CLIP, CONTEXT_CLIP)

    def forward(self, signal, template, group, groups, beats, owner, context):
        """
        signal [R, T], template [R, 512] in mV; group [R] stretch of a row; beats [B] samples,
        owner [B] stretch of a beat, context [B, F] normalised already.
        """
        if self.silent:
            nothing = context.new_zeros(len(context), self.hidden.in_features - context.shape[1])
            embedding = F.relu(self.hidden(torch.cat([nothing, context], 1)))
            return self.out(self.drop(embedding)), embedding
        core = template[:, CENTRE - QRS : CENTRE + QRS + 1]
        height = (core.amax(1) - core.amin(1)).clamp(min=LEAST_HEIGHT)[:, None]
        x = torch.cat([(signal / height).clamp(-CLIP, CLIP), signal.new_zeros(len(signal), GAP), (template / height).clamp(-CLIP, CLIP)], 1)
        h = self.trunk(x[:, None, None, :])[:, :, 0, :]
        fused = h.new_zeros(groups, *h.shape[1:]).index_add_(0, group, h)
        fused = fused / torch.bincount(group, minlength=groups).clamp(min=1)[:, None, None]
        fused = F.avg_pool1d(fused, POOL, 1, POOL // 2).transpose(1, 2)
        rows = torch.div(beats + ROW // 2, ROW, rounding_mode="floor")[:, None] + self.offsets
        around = fused[owner[:, None], rows].flatten(1)
        start = (signal.shape[1] + GAP + CENTRE) // ROW
        dominant = fused[:, start + self.offsets].flatten(1)
        joined = torch.cat([self.drop_h(around), self.drop_h(around - dominant[owner]), context], 1)
        embedding = F.relu(self.hidden(joined))
        return self.out(self.drop(embedding)), embedding
