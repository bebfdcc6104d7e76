"""Trains the sequence network for atrial fibrillation on what sequences.ts wrote.

    python models/training/rhythm/train_sequence.py --leave 0      # without every fifth person, to choose by
    python models/training/rhythm/train_sequence.py                # all training people

Writes <work>/sequence<leave>.json. Seeded; one thread; about ten minutes.
"""
import argparse
import glob
import json
import os
import re

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

CHANNELS, KERNEL, DILATIONS = 16, 5, (1, 2, 4, 8, 16, 32)
CROP = 384


def inputs(rows):
    """Channels x places: log interval, its step, the size of the step, hole before."""
    log = np.log(np.clip(rows[:, 0], 0.2, 2.5) / 0.8)
    step = np.diff(log, prepend=log[:1])
    step[rows[:, 1] > 0] = 0
    return np.stack([log, 4 * step, 4 * np.abs(step), rows[:, 1]]).astype(np.float32)


def paste(rows, label, fibrillation, rng):
    """Puts bursts of other people's fibrillation into a crop without any, faster than what is around them or as fast."""
    people = list(fibrillation)
    for _ in range(rng.integers(1, 5)):
        own = fibrillation[people[rng.integers(len(people))]]
        burst = own[rng.integers(len(own))]
        n = int(np.exp(rng.uniform(np.log(6), np.log(90))))
        first = rng.integers(max(1, len(burst) - n))
        burst = burst[first:first + n]
        at = rng.integers(len(rows) - len(burst) - 1)
        around = np.median(rows[max(0, at - 10):at + 10, 0])
        rows[at:at + len(burst), 0] = np.clip(burst / burst.mean() * around * rng.uniform(0.5, 1.05), 0.22, 2.4)
        label[at:at + len(burst)] = 1
        # What comes back is late.
        if rng.random() < 0.6:
            rows[at + len(burst), 0] = min(2.4, around * rng.uniform(1, 1.7))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(4, CHANNELS, KERNEL, padding=2)
        self.layers = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, KERNEL, dilation=d, padding=2 * d) for d in DILATIONS[1:])
        self.last = nn.Conv1d(CHANNELS, 1, 1)

    def forward(self, x):
        x = F.relu(self.first(x))
        for layer in self.layers:
            x = x + F.relu(layer(x))
        return self.last(x)[:, 0]


def write_typescript(out, path='core/rhythm/af-sequence-network.ts'):
    lines = [
        "import type { SequenceNetwork } from './af-sequence.ts';", '',
        '/** The sequence network for fibrillation: written by models/training/rhythm/train_sequence.py, not by hand. See docs/findings.md for its card. */',
        'export const AF_SEQUENCE_NETWORK: SequenceNetwork = {',
        *[f'  {key}: {json.dumps(out[key])},' for key in ('people', 'channels', 'kernel', 'dilations')],
        '  layers: [',
        *[f"    {{ weights: {layer['weights']}, bias: {layer['bias']} }}," for layer in out['layers']],
        '  ],',
        f"  output: {{ weights: {out['output']['weights']}, bias: {out['output']['bias']} }},",
        '};',
    ]
    with open(path, 'w') as f:
        f.write('\n'.join(lines) + '\n')


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--work', default='models/training/work/rhythm')
    p.add_argument('--leave', type=int, default=-1)
    p.add_argument('--steps', type=int, default=5000)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--normal', type=float, default=0.45)
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)

    files = sorted(glob.glob(os.path.join(a.work, '*.seq')))
    person = lambda f: re.sub(r'-[a-z]+\.seq$', '', os.path.basename(f))
    people = sorted({person(f) for f in files})
    held = set(people[a.leave::5]) if a.leave >= 0 else set()
    fibrillation = {}
    groups = {'ltafdb': {}, 'nsr': {}, 'mitdb': {}, 'svdb': {}}
    for f in files:
        who = person(f)
        if who in held:
            continue
        rows = np.fromfile(f, np.float32).reshape(-1, 4)
        if len(rows) < CROP + 8:
            rows = np.concatenate([rows, np.tile([[0.8, 1, 0, -1]], (CROP + 8 - len(rows), 1)).astype(np.float32)])
        label = rows[:, 3].astype(np.int8)
        turns = np.flatnonzero(np.diff(label) != 0)
        if f.endswith('-atr.seq') and who.startswith('ltafdb'):
            parts = np.split(rows[:, 0], turns + 1)
            own = [part for part, first in zip(parts, np.r_[0, turns + 1]) if label[first] == 1 and len(part) > 40]
            if own:
                fibrillation[who] = own
        group = 'nsr' if who.startswith('nsr') else who.split('-')[0]
        groups[group].setdefault(who, []).append((rows, label, turns))
    share = {'ltafdb': 0.9 - a.normal, 'nsr': a.normal, 'mitdb': 0.05, 'svdb': 0.05}
    names = list(share)
    net = Net()
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, a.steps, 1e-5)
    total = 0.0
    for step in range(1, a.steps + 1):
        xs, ys = [], []
        for _ in range(24):
            group = groups[names[rng.choice(4, p=[share[n] for n in names])]]
            takes = group[list(group)[rng.integers(len(group))]]
            x, label, turns = takes[rng.integers(len(takes))]
            if len(turns) and rng.random() < 0.5:
                at = turns[rng.integers(len(turns))] - rng.integers(CROP)
            else:
                at = rng.integers(len(label) - CROP)
            at = int(np.clip(at, 0, len(label) - CROP))
            part, told = x[at:at + CROP].copy(), label[at:at + CROP].copy()
            # Rates that the person did not have.
            part[:, 0] = np.clip(part[:, 0] * np.exp(rng.uniform(-0.3, 0.3)), 0.25, 2.4)
            if not (told == 1).any() and rng.random() < 0.5:
                paste(part, told, fibrillation, rng)
            xs.append(inputs(part))
            ys.append(told)
        x = torch.from_numpy(np.stack(xs))
        y = torch.from_numpy(np.stack(ys).astype(np.float32))
        # The recorder's grid and the R peak's place are never the same twice.
        jitter = torch.randn(x.shape[0], 1, CROP) * (0.004 * torch.rand(x.shape[0], 1, 1))
        x[:, :1] += jitter
        moved = 4 * F.pad(jitter[:, :, 1:] - jitter[:, :, :-1], (1, 0))
        x[:, 1:2] = torch.where(x[:, 3:4] > 0, x[:, 1:2], x[:, 1:2] + moved)
        x[:, 2:3] = x[:, 1:2].abs()
        z = net(x)
        told = (y >= 0).float()
        # Labels of annotators are late or early by some beats: none is held for certain.
        loss = (F.binary_cross_entropy_with_logits(z, 0.01 + 0.98 * y.clamp(min=0), reduction='none') * told).sum() / told.sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += loss.item()
        if step % 250 == 0:
            print(f'{step}: {total / 250:.4f}', flush=True)
            total = 0.0
    flat = lambda t: [float(f'{v:.4g}') for v in t.detach().flatten().tolist()]
    layers = [net.first, *net.layers]
    out = {
        'people': len(people) - len(held), 'channels': CHANNELS, 'kernel': KERNEL, 'dilations': DILATIONS,
        'layers': [{'weights': flat(c.weight), 'bias': flat(c.bias)} for c in layers],
        'output': {'weights': flat(net.last.weight), 'bias': flat(net.last.bias)[0]},
    }
    name = f'sequence{a.leave}.json' if a.leave >= 0 else 'sequence.json'
    with open(os.path.join(a.work, name), 'w') as f:
        json.dump(out, f)
    if a.leave < 0:
        write_typescript(out)


main()
