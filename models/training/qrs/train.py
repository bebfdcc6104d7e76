"""Trains the beat network on what dataset.ts dumped.

    python models/training/qrs/train.py --group 0|1|2|all [--seed 1] [--steps 1200]

There are five groups of training patients in `splits.json`; three networks serve them (GROUPS below). The
network of a group has seen nobody of it. Electrode motion of the stress test is never trained on.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from net import CELL, RATE, Net, inputs

GROUPS = ((0, 1), (2,), (3, 4))
CROP = 10 * CELL  # samples
TRUNK = 1880 // 16 * 16  # what of a crop is answered for
EDGE = 2 * RATE // 2  # outputs at each end that are not learnt from
BATCH = 40
WIDTH = 0.022  # s, of the target's bell


class Record:
    def __init__(self, work: Path, entry: dict):
        self.id, self.fold = entry["id"], entry["fold"]
        self.set = self.id.split("/")[0]
        self.x = np.fromfile(work / entry["file"], dtype=np.float32).reshape(entry["leads"], entry["samples"])
        n = entry["samples"] // 2
        self.target = np.zeros(n, np.float32)
        for beat in entry["beats"]:
            at = beat / 2  # output k stands at sample 2 k
            low, high = max(0, int(at) - 6), min(n, int(at) + 8)
            if high > low:
                bell = np.exp(-0.5 * ((np.arange(low, high) - at) * 2 / RATE / WIDTH) ** 2)
                self.target[low:high] = np.maximum(self.target[low:high], bell)
        self.weight = np.ones(n, np.float32)
        for a, b in zip(entry["untold"][::2], entry["untold"][1::2]):
            self.weight[max(0, int(a) // 2 - 30) : int(b) // 2 + 30] = 0


class Sampler:
    def __init__(self, records: list[Record], noise: list[Record], rng: np.random.Generator):
        self.rng, self.noise = rng, noise
        # The arrhythmia records hold more kinds of beats: twice as often.
        self.records = [r for r in records for _ in range(2 if r.set == "mitdb" else 1)]

    def crop(self):
        rng = self.rng
        r = self.records[rng.integers(len(self.records))]
        at = 2 * int(rng.integers(r.x.shape[1] // 2 - CROP // 2))
        x = r.x[:, at : at + CROP].copy()
        if rng.random() < 0.5:
            x = x[::-1].copy()
        x *= rng.choice((-1.0, 1.0), (2, 1)).astype(np.float32)
        if rng.random() < 0.6:
            x += self.disturbance(x)
        if rng.random() < 0.08:  # a lead whose contact is all but lost
            lead = int(rng.integers(2))
            x[lead] = x[lead] * np.float32(0.02) + rng.normal(0, 0.02 + 0.1 * rng.random(), CROP).astype(np.float32)
        out = slice(at // 2, at // 2 + TRUNK // 2)
        return x, r.target[out], r.weight[out]

    def disturbance(self, x: np.ndarray) -> np.ndarray:
        """Muscle noise, wander and synthetic electrode motion, in both leads or one, all the time or for a while."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.4:
            n = self.noise[rng.integers(len(self.noise))]
            at = int(rng.integers(n.x.shape[1] - CROP))
            noise = n.x[:, at : at + CROP].copy()
            if rng.random() < 0.5:
                noise = noise[::-1].copy()
        elif kind < 0.85:
            noise = self.motion()
        else:
            m = self.motion()
            n = self.noise[rng.integers(len(self.noise))]
            at = int(rng.integers(n.x.shape[1] - CROP))
            scale = lambda v: v / (v.std() + 1e-6)
            noise = scale(m) + scale(n.x[:, at : at + CROP]) * np.float32(rng.uniform(0.2, 1))
        height = np.percentile(np.abs(x), 98, axis=1, keepdims=True) + 1e-3
        size = noise.std(axis=1, keepdims=True) + 1e-6
        decibel = rng.uniform(-6, 24)
        level = 0.7 * height / size * 10 ** (-decibel / 20)
        if rng.random() < 0.35:  # one lead has much less of it
            level[int(rng.integers(2))] *= rng.uniform(0, 0.3)
        noise = noise * level.astype(np.float32)
        if rng.random() < 0.4:
            first, length = int(rng.integers(CROP)), int(rng.uniform(1, 8) * RATE)
            keep = np.zeros(CROP, np.float32)
            keep[first : first + length] = 1
            noise = noise * keep
        return noise.astype(np.float32)

    def motion(self) -> np.ndarray:
        """Bumps, steps and shakes of an electrode: 40 to 600 ms wide, some of both leads at once."""
        rng = self.rng
        rate = rng.uniform(0.5, 5)
        out = np.zeros((2, CROP), np.float32)
        t = np.arange(-150, 151, dtype=np.float32) / RATE
        for at in rng.integers(0, CROP, max(1, rng.poisson(rate * CROP / RATE))):
            width = 0.02 * 15 ** rng.random()
            bell = np.exp(-0.5 * (t / width) ** 2)
            shape = rng.random()
            if shape < 0.35:
                bell = -t / width * bell * 1.6
            elif shape < 0.5:
                bell = bell * np.cos(2 * np.pi * t / (width * rng.uniform(1, 3)) + rng.uniform(0, 6.28))
            elif shape < 0.65:
                bell = np.where(t < 0, np.exp(np.minimum(t, 0) / 0.02), np.exp(-np.maximum(t, 0) / (4 * width)))
            height = rng.normal(0, 1) * np.exp(rng.normal(0, 0.5))
            share = (1.0, rng.uniform(-1, 1)) if rng.random() < 0.6 else (1.0, 0.0)
            if rng.random() < 0.5:
                share = share[::-1]
            a, b = max(0, at - 150), min(CROP, at + 151)
            part = bell[a - at + 150 : b - at + 150] * height
            out[0, a:b] += part * share[0]
            out[1, a:b] += part * share[1]
        return out

    def batch(self):
        x, target, weight = (torch.from_numpy(np.stack(part)) for part in zip(*(self.crop() for _ in range(BATCH))))
        return inputs(x)[..., :TRUNK], target, weight


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=Path, default=Path("models/training/work/qrs"))
    p.add_argument("--group", required=True)
    p.add_argument("--steps", type=int, default=1200)
    p.add_argument("--seed", type=int, default=1)
    args = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    everything = [Record(args.work, entry) for entry in json.loads((args.work / "index.json").read_text())]
    left_out = () if args.group == "all" else GROUPS[int(args.group)]
    records = [r for r in everything if r.set != "nstdb" and r.fold not in left_out]
    sampler = Sampler(records, [r for r in everything if r.set == "nstdb"], rng)
    net = Net().train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, args.steps, pct_start=0.1)
    total, began = 0.0, time.process_time()
    for step in range(1, args.steps + 1):
        x, target, weight = sampler.batch()
        both, alone = net(x)
        weight[:, :EDGE] = 0
        weight[:, -EDGE:] = 0
        own = F.binary_cross_entropy_with_logits(both, target, reduction="none")
        each = F.binary_cross_entropy_with_logits(alone, target[:, None].expand_as(alone), reduction="none").mean(1)
        loss = ((own + 0.5 * each) * weight).sum() / weight.sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        total += loss.item()
        if step % 50 == 0:
            print(f"{step} {total / 50:.4f} {time.process_time() - began:.0f} s", flush=True)
            total = 0.0
    torch.save({"state": net.state_dict(), "seen": sorted(r.id for r in records), "seed": args.seed, "steps": args.steps, "group": args.group}, args.work / f"{args.group}-{args.seed}.pt")


if __name__ == "__main__":
    main()
