"""Trains the wave network. `--fold N` leaves out every fifth training patient (from N on) and measures on them."""
import argparse
import time

import numpy as np
import torch

from augment import other_position, other_recorder, warped, with_other_waves, with_shorter_diastole
from dataset import ANY, P, QRS, RATE, T, load, noises
from net import WaveNet

LENGTH, BATCH = 2048, 24
RATE_OF_LEARNING = 6e-3


def batch_of(rng, pools, noise):
    x = np.zeros((BATCH, 1, LENGTH), np.float32)
    allowed = np.full((BATCH, LENGTH), ANY, np.uint8)
    weight = np.zeros((BATCH, LENGTH), np.float32)
    convention = np.zeros(BATCH, np.int64)
    for b in range(BATCH):
        pool, chances = pools[b % 2]
        item = pool[rng.choice(len(pool), p=chances)]
        signal = item.signal
        if item.partner is not None and rng.random() < 0.4:
            signal = other_position(rng, signal, item.partner)
        y, may, w = warped(rng, signal, item.allowed, item.weight, LENGTH)
        if rng.random() < 0.25:
            y, may, w = with_shorter_diastole(rng, y, may, w)
        n = len(y)
        x[b, 0, :n] = other_recorder(rng, with_other_waves(rng, y, may), noise)
        allowed[b, :n] = may
        weight[b, :n] = w
        convention[b] = item.convention
    return x, allowed, weight, convention


def loss_of(logits, allowed, weight):
    """Minus the log of the probability of any allowed class; where every class is allowed nothing is asked."""
    logp = torch.log_softmax(logits, 1)
    bits = torch.stack([(allowed >> k) & 1 for k in range(logits.shape[1])], 1).bool()
    right = torch.logsumexp(logp.masked_fill(~bits, -1e4), 1)
    w = weight * (allowed != ANY)
    return -(right * w).sum() / w.sum()


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--fold", type=int)
    a.add_argument("--steps", type=int, default=7400)
    a.add_argument("--seed", type=int, default=14)
    a.add_argument("--out", required=True)
    o = a.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(o.seed)
    rng = np.random.default_rng(o.seed)
    train, held = load(o.fold)
    noise = noises()
    pools = []
    for c in (0, 1):
        items = [i for i in train if i.convention == c]
        known = np.array([(i.allowed != ANY).sum() for i in items], float)
        # A record with long lists must not crowd out the others.
        chances = np.minimum(known, 12 * RATE)
        pools.append((items, chances / chances.sum()))
    net = WaveNet()
    print(sum(p.numel() for p in net.parameters()), "numbers,", len(train), "items", flush=True)
    optimiser = torch.optim.AdamW(net.parameters(), RATE_OF_LEARNING, weight_decay=1e-4)
    course = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE_OF_LEARNING, o.steps, pct_start=0.05, anneal_strategy="cos")
    start, total = time.time(), 0.0
    for step in range(o.steps):
        x, allowed, weight, convention = batch_of(rng, pools, noise)
        # Convolutions in bfloat16 take two thirds of the time; loss and weights stay float32.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(torch.from_numpy(x))
        logits = logits.float()[torch.arange(BATCH), torch.from_numpy(convention)]
        loss = loss_of(logits, torch.from_numpy(allowed.astype(np.int64)), torch.from_numpy(weight))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        course.step()
        total += loss.item()
        if step % 100 == 99:
            print(f"{step + 1} {total / 100:.4f} {time.time() - start:.0f}s", flush=True)
            total = 0.0
            torch.save(net.state_dict(), o.out)
    torch.save(net.state_dict(), o.out)
    if held:
        measure(net, held)


def measure(net, held):
    """Bounds of held patients: error of the nearest crossing of 0.5 within 150 ms, one lead."""
    net.eval()
    for c, name in ((0, "ludb"), (1, "qtdb")):
        errors = {}
        for item in held:
            if item.convention != c:
                continue
            n = len(item.signal) // 8 * 8
            with torch.no_grad():
                p = torch.softmax(net(torch.from_numpy(item.signal[:n])[None, None])[0, c], 0).numpy()
            for kind, word in ((P, "P"), (QRS, "QRS"), (T, "T")):
                sure = (item.allowed[:n] == (1 << kind)).astype(int)
                off = ((item.allowed[:n] & (1 << kind)) == 0).astype(int)
                up, down = crossings(p[kind])
                for i in np.flatnonzero(np.diff(sure) == 1):
                    if off[i]:
                        note(errors, word + " onset", up, i + 0.5)
                for i in np.flatnonzero(np.diff(sure) == -1):
                    if off[i + 1]:
                        note(errors, word + " end", down, i + 0.5)
        for key, list_ in sorted(errors.items()):
            found = np.array([e for e in list_ if e is not None]) * 1000 / RATE
            print(f"{name} {key}: n {len(list_)} found {100 * len(found) / len(list_):.2f} mean {found.mean():.1f} "
                  f"sd {found.std():.1f} median|e| {np.median(np.abs(found)):.1f}", flush=True)


def crossings(p):
    d = p - 0.5
    up = [i + d[i] / (d[i] - d[i + 1]) for i in np.flatnonzero((d[:-1] <= 0) & (d[1:] > 0))]
    down = [i + d[i] / (d[i] - d[i + 1]) for i in np.flatnonzero((d[:-1] > 0) & (d[1:] <= 0))]
    return np.array(up), np.array(down)


def note(errors, key, found, at):
    near = found[np.abs(found - at) < 0.15 * RATE]
    errors.setdefault(key, []).append(near[np.argmin(np.abs(near - at))] - at if len(near) else None)


if __name__ == "__main__":
    main()
