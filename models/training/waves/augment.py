"""A stretch of one lead as other people, recorders and lead positions would give it."""
import math

import numpy as np

from dataset import P, QRS, RATE, T

# A wave made smaller than this part of the lead's usual height would be marked by nobody.
LEAST = {P: 0.03, T: 0.05}


def warped(rng, x, allowed, weight, length):
    """Slower or faster: what `length` samples hold then. Waves and intervals stretch alike."""
    pace = math.exp(np.clip(rng.normal(0, 0.14), -0.35, 0.35))
    n = min(len(x), int(length * pace))
    at = rng.integers(len(x) - n + 1)
    places = at + np.arange(min(length, int(n / pace))) * pace
    nearest = np.minimum(np.round(places).astype(int), len(x) - 1)
    return np.interp(places, np.arange(len(x)), x).astype(np.float32), allowed[nearest], weight[nearest]


def whole_spans(allowed, kind):
    """Spans of a wave of which both bounds are told: (first, behind the last)."""
    bit = 1 << kind
    sure = np.concatenate([[0], (allowed == bit).astype(np.int8), [0]])
    steps = np.diff(sure)
    for a, b in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)):
        if a > 0 and b < len(allowed) and not allowed[a - 1] & bit and not allowed[b] & bit:
            yield a, b


def with_shorter_diastole(rng, x, allowed, weight):
    """Most of what lies between the end of T and the next P taken out: a faster heart, whose P stands near T."""
    waves = (allowed & (1 << P | 1 << QRS | 1 << T)).astype(np.int64)
    edges = np.flatnonzero(np.diff(waves))
    share = rng.uniform(0.3, 1)
    kept = np.ones(len(x), bool)
    y = x.copy()
    for a, b in zip(edges[:-1] + 1, edges[1:] + 1):
        if waves[a] == 0 and waves[a - 1] == 1 << T and waves[b] == 1 << P:
            cut = int(share * (b - a - 4))
            if cut > 0:
                at = a + 2 + (b - a - 4 - cut) // 2
                y[at + cut :] -= y[at + cut] - y[at - 1]
                kept[at : at + cut] = False
    return y[kept], allowed[kept], weight[kept]


def with_other_waves(rng, x, allowed):
    """P smaller or a little larger, T of another height or upside down, above the line between their bounds."""
    y = x.copy()
    for kind, chance in ((P, 0.4), (T, 0.4)):
        if rng.random() >= chance:
            continue
        gain = math.exp(rng.uniform(math.log(0.2), math.log(1.4)))
        if kind == T and rng.random() < 0.25:
            gain = -gain
        for a, b in whole_spans(allowed, kind):
            line = np.linspace(y[a - 1], y[b], b - a + 2, dtype=np.float32)[1:-1]
            own = y[a:b] - line
            height = np.max(np.abs(own))
            if height < LEAST[kind]:
                continue
            least = LEAST[kind] / height
            y[a:b] = line + own * np.float32(math.copysign(max(abs(gain), least), gain))
    return y


def other_recorder(rng, x, noise):
    """Gain, polarity, added noise, mains, a softer band."""
    y = x * np.float32(math.exp(rng.normal(0, 0.25)))
    if rng.random() < 0.1:
        y = -y
    if rng.random() < 0.5:
        n = noise[rng.integers(len(noise))]
        at = rng.integers(len(n) - len(y))
        y = y + n[at : at + len(y)] * np.float32(math.exp(rng.uniform(math.log(0.003), math.log(0.08))))
    if rng.random() < 0.2:
        t = np.arange(len(y)) / RATE
        y = y + (rng.uniform(0, 0.03) * np.sin(2 * np.pi * (50 if rng.random() < 0.5 else 60) * t)).astype(np.float32)
    if rng.random() < 0.2:
        y = y + rng.normal(0, rng.uniform(0, 0.02), len(y)).astype(np.float32)
    if rng.random() < 0.3:
        a = np.float32(rng.uniform(0.05, 0.25))
        y = np.convolve(np.pad(y, 1, mode="edge"), np.array([a, 1 - 2 * a, a], np.float32), "valid")
    return y.astype(np.float32)


def other_position(rng, x, partner):
    """A lead between two that were marked together, of the usual height."""
    angle = rng.uniform(-math.pi, math.pi)
    y = np.float32(math.cos(angle)) * x + np.float32(math.sin(angle)) * partner
    whole = len(y) // RATE
    height = np.median(np.ptp(y[: whole * RATE].reshape(whole, RATE), axis=1)) if whole else 1
    # Where one lead cancels the other nothing is left to be marked.
    return y / height if height > 0.4 else x
