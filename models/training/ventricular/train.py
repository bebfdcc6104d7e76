"""Trains the ventricular network on what dataset.ts dumped.

    python models/training/ventricular/train.py --fold 0|1|2|3|4|all [--seed 1] [--steps 1600]

A fold's network has seen no patient of that group of `splits.json`, neither of
`cudb` and `vfdb` nor of the training lists of `mitdb` and `svdb`.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from net import RATE, Net, inputs

CROP = 40  # seconds
EDGE = 4  # seconds at each end of a crop that are not learnt from: their surroundings are cut
BATCH = 24


class Record:
    def __init__(self, work: Path, entry: dict):
        self.id = entry["id"]
        self.set = self.id.split("/")[0]
        self.fold = entry["fold"]
        raw = np.fromfile(work / entry["file"], dtype=np.float32)
        self.x = raw.reshape(entry["leads"], entry["samples"])
        self.seconds = entry["samples"] // RATE
        share = lambda spans: spread(spans, self.seconds)
        vf, vt, untold = share(entry["VF"]), share(entry["VT"]), share(entry["untold"])
        vt = np.minimum(vt, 1 - vf)
        self.target = np.stack([1 - vf - vt, vf, vt], 1).astype(np.float32)
        self.weight = (untold == 0).astype(np.float32)
        if self.id in LEFT_OUT:
            self.weight[:] = 0
        self.positive = np.flatnonzero((vf + vt > 0.5) & (self.weight > 0))


# Nothing is marked in cu14 though there is much to mark; cu02 marks (VT alone.
LEFT_OUT = {"cudb/cu14"}


def spread(spans: list, seconds: int) -> np.ndarray:
    """Share of each second that spans (from, to, from, to … in seconds) cover."""
    out = np.zeros(seconds)
    for a, b in zip(spans[::2], spans[1::2]):
        a, b = max(0.0, a), min(float(seconds), b)
        if b <= a:
            continue
        for s in range(int(a), min(seconds, math.ceil(b))):
            out[s] += max(0.0, min(b, s + 1) - max(a, s))
    return np.minimum(out, 1)


def load(work: Path) -> list[Record]:
    return [Record(work, entry) for entry in json.loads((work / "index.json").read_text())]


class Sampler:
    def __init__(self, records: list[Record], rng: np.random.Generator):
        self.rng = rng
        self.noise = [r for r in records if r.set == "noise"]
        own = [r for r in records if r.set != "noise"]
        self.ventricular = [r for r in own if r.set in ("cudb", "vfdb")]
        self.positive = [r for r in own if len(r.positive)]
        self.rest = [r for r in own if r.set in ("mitdb", "svdb", "cpsc2021")]
        self.short = [r for r in own if r.set in ("cinc2017", "ludb")]
        share = np.array([len(r.positive) ** 0.5 for r in self.positive])
        self.share = share / share.sum()

    def crop(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rng, kind = self.rng, self.rng.random()
        if kind < 0.4:
            r = self.positive[rng.choice(len(self.positive), p=self.share)]
            at = int(rng.choice(r.positive)) - int(rng.integers(CROP))
        else:
            pool = self.ventricular if kind < 0.65 else self.rest if kind < 0.87 else self.short if kind < 0.95 else self.noise
            r = pool[rng.integers(len(pool))]
            at = int(rng.integers(max(1, r.seconds - CROP + 1)))
        at = max(0, min(r.seconds - CROP, at))
        lead = int(rng.integers(len(r.x)))
        take = min(CROP, r.seconds)
        x = np.full(CROP * RATE, np.nan, np.float32)
        x[: take * RATE] = r.x[lead, at * RATE : (at + take) * RATE]
        target = np.zeros((CROP, 3), np.float32)
        target[:take] = r.target[at : at + take]
        weight = np.zeros(CROP, np.float32)
        weight[:take] = r.weight[at : at + take]
        if at > 0:
            weight[:EDGE] = 0
        if at + take < r.seconds:
            weight[-EDGE:] = 0
        return self.changed(x), target, weight

    def changed(self, x: np.ndarray) -> np.ndarray:
        """Another gain and polarity, and noise."""
        rng = self.rng
        x = x * np.float32(math.exp(rng.normal(0, 0.35)) * rng.choice((-1, 1)))
        if rng.random() < 0.3:
            n = self.noise[rng.integers(len(self.noise))]
            lead, at = int(rng.integers(len(n.x))), int(rng.integers(n.x.shape[1] - len(x)))
            noise = n.x[lead, at : at + len(x)]
            level = np.sqrt(np.nanmean(x * x) + 1e-6) / (np.sqrt(np.mean(noise * noise)) + 1e-6)
            x = x + noise * np.float32(level * math.exp(rng.uniform(-2.5, 0.5)))
        return x.astype(np.float32)

    def batch(self):
        crops = [self.crop() for _ in range(BATCH)]
        x, target, weight = (torch.from_numpy(np.stack(part)) for part in zip(*crops))
        return inputs(x), target, weight


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=Path, default=Path("models/training/work/ventricular"))
    p.add_argument("--fold", required=True)
    p.add_argument("--steps", type=int, default=1600)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    records = [r for r in load(args.work) if args.fold == "all" or r.fold != int(args.fold)]
    sampler = Sampler(records, rng)
    net = Net().train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, args.steps, pct_start=0.1)
    total = 0.0
    for step in range(1, args.steps + 1):
        x, target, weight = sampler.batch()
        loss = -(F.log_softmax(net(x), 2) * (0.98 * target + 0.02 / 3)).sum(2)
        loss = (loss * weight).sum() / weight.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        total += loss.item()
        if step % 200 == 0:
            print(f"{args.fold} {step} {total / 200:.4f}", flush=True)
            total = 0.0
    seen = sorted(r.id for r in records if r.set != "noise")
    torch.save({"state": net.state_dict(), "seen": seen, "seed": args.seed, "steps": args.steps, "fold": args.fold}, args.work / f"{args.fold}-{args.seed}.pt")


if __name__ == "__main__":
    main()
