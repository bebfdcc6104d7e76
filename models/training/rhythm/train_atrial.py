"""Trains the network that says whether the waves before the QRS complexes are fibrillation's, on what atrial.ts measured.

    python models/training/rhythm/train_atrial.py

Prints what it says about recordings left out (five groups by record) and writes core/rhythm/atrial-network.ts.
"""
import argparse
import csv

import numpy as np
import torch
from torch import nn

HIDDEN = 8


def auc(score, label):
    order = np.argsort(score)
    rank = np.empty(len(score))
    rank[order] = np.arange(1, len(score) + 1)
    n1 = label.sum()
    return (rank[label == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(label) - n1))


def fit(x, y, w, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(x.shape[1], HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
    opt = torch.optim.AdamW(net.parameters(), lr=1e-2, weight_decay=2e-2)
    for _ in range(400):
        loss = (nn.functional.binary_cross_entropy_with_logits(net(x)[:, 0], 0.02 + 0.96 * y, reduction='none') * w).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--work', default='models/training/work/rhythm')
    p.add_argument('--out', default='core/rhythm/atrial-network.ts')
    a = p.parse_args()
    torch.set_num_threads(1)
    with open(f'{a.work}/atrial.csv') as f:
        rows = list(csv.reader(f))
    names, rows = rows[0][4:], rows[1:]
    record = np.array([f'{r[0]}/{r[1]}' for r in rows])
    y = np.array([int(r[3]) for r in rows], np.float32)
    x = np.array([[float(v) for v in r[4:]] for r in rows], np.float32)
    mean, std = x.mean(0), x.std(0)
    z = np.clip((x - mean) / std, -4, 4)
    # Every recording counts as the root of its length, both answers alike.
    people, back, count = np.unique(record, return_inverse=True, return_counts=True)
    w = 1 / np.sqrt(count[back])
    for label in (0, 1):
        w[y == label] *= 0.5 * len(y) / w[y == label].sum()
    t = lambda v: torch.tensor(np.asarray(v, np.float32))
    out = np.zeros(len(y))
    for fold in range(5):
        held = np.isin(record, people[fold::5])
        net = fit(t(z[~held]), t(y[~held]), t(w[~held]), 1)
        out[held] = net(t(z[held]))[:, 0].detach().numpy()
    print('left out: AUC', round(auc(out, y), 4))
    for s in ('mitdb', 'cpsc2021', 'cinc2017'):
        k = np.char.startswith(record, s)
        if 0 < y[k].sum() < k.sum():
            print(s, 'AUC', round(auc(out[k], y[k]), 4))
    for cut in (-4, -3, -2, -1, 0):
        print('below', cut, ': of fibrillation', round(float((out[y == 1] < cut).mean()), 4), 'of the rest', round(float((out[y == 0] < cut).mean()), 4))
    worst = {r: (y[record == r].mean(), round(float(out[record == r].mean()), 2)) for r in people}
    print('wrong', {r: v for r, v in worst.items() if (v[0] > 0.5) != (v[1] > 0)})
    net = fit(t(z), t(y), t(w), 1)
    g = lambda v: [float(f'{q:.5g}') for q in np.asarray(v).flatten()]
    lines = [
        '/** The network of the atrial wave: written by models/training/rhythm/train_atrial.py, not by hand. See docs/findings.md for its card. */',
        'export const ATRIAL_NETWORK = {',
        f'  measures: {names!r},'.replace("', '", "', '"),
        f'  mean: {g(mean)},',
        f'  scale: {g(1 / std)},',
        f'  hidden: {{ weights: {g(net[0].weight.detach())}, bias: {g(net[0].bias.detach())} }},',
        f'  output: {{ weights: {g(net[2].weight.detach())}, bias: {g(net[2].bias.detach())[0]} }},',
        '};',
    ]
    with open(a.out, 'w') as f:
        f.write('\n'.join(lines) + '\n')


main()
