"""Trains the network: one model per fold (its group held out) and one on all training records.

    python models/training/train.py --fold 0|1|2|3|4|all [--work models/training/work] [--steps 900] [--seed 1]
    ... --tag context- --no-signal                   the same without any signal: what the context alone knows
    ... --tag half- --share 0.5                      on half of the people: the learning curve
    ... --tag pruned- --prune 0.6 --steps 120        the trained <work>/<fold>.pt with 60 % of its weights at 0, tuned a little

Writes <work>/<tag><fold>.pt. Constants were chosen on cross-validation only.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from data import Record, drawn, load
from net import Net, TRAINED
from wavelets import Range

CORE = 4000  # samples of beats in a training stretch: 32 s
MARGIN = 504  # 4 s
SHARES = np.array([0.55, 0.22, 0.18, 0.05])
STRETCHES = 24
CONTEXT_DROPOUT = 0.3


class Sampler:
    """Stretches in proportion to what their beats are worth, beats reweighted for it."""

    def __init__(self, records: list[Record], noise: list[np.ndarray], mean, scale, rng, dropout=CONTEXT_DROPOUT):
        self.records, self.noise, self.mean, self.scale, self.rng, self.dropout = records, noise, mean, scale, rng, dropout
        counts = np.array([[np.sum((r.labels == c) & (r.weights > 0)) for c in range(TRAINED)] for r in records], float)
        root = np.sqrt(counts)
        worth = SHARES * root / np.maximum(root.sum(0), 1e-9) / np.maximum(counts, 1)
        self.worth, self.places, q = [], [], []
        for k, r in enumerate(records):
            w = np.where((r.weights > 0) & (r.labels < TRAINED), worth[k][np.minimum(r.labels, TRAINED - 1)], 0.0)
            self.worth.append(w)
            total = np.concatenate([[0], np.cumsum(w)])
            for start in range(0, r.signal.shape[1] - CORE - 8, 2000):
                a, b = np.searchsorted(r.beats, [start, start + CORE])
                if b > a:
                    self.places.append((k, start))
                    q.append(total[b] - total[a])
        q = np.array(q)
        self.q = 0.9 * q / q.sum() + 0.1 / len(q)

    def batch(self):
        rng = self.rng
        rows, templates, group, beats, owner, context, labels, weights = [], [], [], [], [], [], [], []
        for s, place in enumerate(rng.choice(len(self.q), STRETCHES, p=self.q)):
            k, start = self.places[place]
            r = self.records[k]
            start += int(rng.integers(0, 500))
            start = min(start, r.signal.shape[1] - CORE)
            a, b = np.searchsorted(r.beats, [start, start + CORE])
            if b <= a:
                continue
            subset = r.subsets[rng.choice(3, p=[0.4, 0.35, 0.25])]
            which = subset.place[(a + b) // 2]
            lo, hi = start - MARGIN, start + CORE + MARGIN
            noisy = rng.random() < 0.4
            for l, lead in enumerate(subset.leads):
                x = np.zeros(hi - lo, np.float32)
                f, t = max(lo, 0), min(hi, r.signal.shape[1])
                x[f - lo : t - lo] = r.signal[lead, f:t]
                tmp = subset.templates[which, l]
                core = tmp[246:267]
                height = max(0.05, float(core.max() - core.min()))
                if noisy:
                    n = self.noise[rng.integers(len(self.noise))]
                    at = int(rng.integers(0, n.shape[1] - len(x)))
                    piece = n[rng.integers(2), at : at + len(x)]
                    x = x + piece * np.float32(rng.uniform(0, 0.3) * height / (piece.std() * 3 + 1e-6))
                gain = np.float32(np.exp(rng.uniform(-0.08, 0.08)) * (-1 if rng.random() < 0.15 else 1))
                rows.append(x * gain)
                templates.append(tmp * (np.sign(gain)))
                group.append(s)
            beats.append(r.beats[a:b] - lo)
            owner.append(np.full(b - a, s))
            context.append(subset.context[a:b])
            labels.append(r.labels[a:b])
            weights.append(self.worth[k][a:b] / self.q[place])
        context = np.clip((np.concatenate(context) - self.mean) * self.scale, -5, 5)
        context = context + rng.normal(0, 0.05, context.shape)
        context *= (rng.random((len(context), 1)) >= self.dropout)
        t = torch.tensor
        w = np.concatenate(weights)
        return (
            t(np.stack(rows)), t(np.stack(templates).astype(np.float32)), t(np.array(group)), STRETCHES,
            t(np.concatenate(beats).astype(np.int64)), t(np.concatenate(owner)), t(context.astype(np.float32)),
        ), t(np.minimum(np.concatenate(labels), TRAINED - 1).astype(np.int64)), t((w / w.sum()).astype(np.float32))


def prune(net: Net, share: float) -> dict[str, torch.Tensor]:
    """Sets the smallest weights of each layer to 0; returns what is kept of each (1 or 0)."""
    kept = {}
    for name, layer in net.named_modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            # A channel's scale is its batch normalisation's: smallness is told within a layer.
            size = layer.weight.detach().abs()
            kept[name] = (size > torch.quantile(size.flatten(), share)).float()
    hold(net, kept)
    return kept


def hold(net: Net, kept: dict[str, torch.Tensor]):
    with torch.no_grad():
        for name, mask in kept.items():
            net.get_submodule(name).weight.mul_(mask)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--fold", required=True)
    p.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    p.add_argument("--steps", type=int, default=900)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--low", type=float, default=0.7)
    p.add_argument("--high", type=float, default=40.0)
    p.add_argument("--tag", default="")
    p.add_argument("--no-signal", action="store_true")
    p.add_argument("--prune", type=float, default=0.0)
    p.add_argument("--share", type=float, default=1.0)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    records, noise, names = load(args.work)
    train = [r for r in records if args.fold == "all" or r.fold != int(args.fold)]
    if args.share < 1:
        train = drawn(train, args.share, args.seed)

    # Normalisation of the context: plain mean and spread over training beats, outliers cut.
    sample = np.concatenate([r.subsets[k].context[:: 5] for r in train for k in range(3)])
    lo, hi = np.percentile(sample, [1, 99], axis=0)
    cut = np.clip(sample, lo, hi)
    mean, scale = cut.mean(0), 1 / (cut.std(0) + 1e-3)

    net = Net(len(names), Range(args.low, args.high))
    net.mean[:] = torch.tensor(mean)
    net.scale[:] = torch.tensor(scale)
    net.silent = args.no_signal
    sampler = Sampler(train, noise, mean, scale, rng, 0 if args.no_signal else CONTEXT_DROPOUT)
    kept, peak = {}, 3e-3
    if args.prune > 0:
        net.load_state_dict(torch.load(args.work / f"{args.fold}.pt", weights_only=True)["state"])
        kept, peak = prune(net, args.prune), 1e-3
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, total_steps=args.steps)
    net.train()
    begun = time.time()
    running = 0.0
    for step in range(args.steps):
        inputs, labels, weights = sampler.batch()
        logits, _ = net(*inputs)
        loss = (F.cross_entropy(logits, labels, reduction="none", label_smoothing=0.02) * weights).sum()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        hold(net, kept)
        running += (loss.item() - running) * (0.02 if step > 50 else 0.2)
        if step % 100 == 99:
            print(f"fold {args.fold} step {step + 1} loss {running:.3f} {time.time() - begun:.0f} s", flush=True)
    if args.no_signal:
        with torch.no_grad():
            net.hidden.weight[:, : -len(names)] = 0
    torch.save({"state": net.state_dict(), "context": names, "low": args.low, "high": args.high,
                "steps": args.steps, "seed": args.seed, "fold": args.fold}, args.work / f"{args.tag}{args.fold}.pt")


if __name__ == "__main__":
    main()
