"""Training material of the wave network: signals at 250 Hz and, sample by sample, which classes a reference allows.

Read from `ludb` and `qtdb`, lists `train` of splits.json only. What a reference does not say is not guessed: there
every class is allowed (loss over partial labels). Classes: 0 none, 1 P, 2 QRS, 3 T, 4 U.
"""
import json
import os
from dataclasses import dataclass

import numpy as np
import wfdb
from scipy.signal import butter, filtfilt, resample_poly

RATE = 250
NONE, P, QRS, T, U = range(5)
ANY = 0b11111
LEADS = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"]
QRS_SYMBOLS = set("NVQBLRAaJSFejn/fE!+")
MARGIN = 500  # samples kept before the first and behind the last mark of a qtdb record


@dataclass
class Item:
    name: str
    convention: int  # 0 ludb, 1 qtdb
    signal: np.ndarray  # float32, scaled
    allowed: np.ndarray  # uint8 bit masks
    weight: np.ndarray  # float32
    partner: np.ndarray | None = None  # another lead that the same marks are of


def data_folder() -> str:
    return os.environ["ISOLINE_DATA"]


def splits() -> dict:
    with open(os.path.join(data_folder(), "splits.json")) as f:
        return json.load(f)


def condition(x: np.ndarray) -> np.ndarray:
    """0.5 Hz high-pass without phase, then divided by the median of the peak-to-peak heights of whole seconds."""
    b, a = butter(1, 0.5 / (RATE / 2), "high")
    y = filtfilt(b, a, x, padtype="odd", padlen=min(len(x) - 1, 3 * RATE))
    whole = len(y) // RATE
    heights = np.ptp(y[: whole * RATE].reshape(whole, RATE), axis=1)
    return (y / max(np.median(heights), 0.02)).astype(np.float32)


def waves_of(annotation, scale: float):
    """(kind, onset or None, peak, end or None) in samples at 250 Hz, in order of time."""
    found = []
    symbols = list(annotation.symbol)
    samples = annotation.sample / scale
    for i, s in enumerate(symbols):
        kind = P if s == "p" else T if s == "t" else U if s == "u" else QRS if s in QRS_SYMBOLS else None
        if kind is None:
            continue
        onset = samples[i - 1] if i > 0 and symbols[i - 1] == "(" else None
        end = samples[i + 1] if i + 1 < len(symbols) and symbols[i + 1] == ")" else None
        # Two peaks of one biphasic T stand within one pair of brackets.
        if found and found[-1][0] == kind == T and onset is None and found[-1][3] is None:
            found[-1] = (T, found[-1][1], found[-1][2], end)
            continue
        found.append((kind, onset, samples[i], end))
    return found


def ludb_item(record: str, lead_index: int, lead: str) -> Item | None:
    path = os.path.join(data_folder(), "ludb", record)
    x = wfdb.rdrecord(path, channels=[lead_index]).p_signal[:, 0]
    x = resample_poly(np.nan_to_num(x), 1, 2)
    marks = waves_of(wfdb.rdann(path, lead), 2)
    if not marks:
        return None
    allowed = np.full(len(x), ANY, np.uint8)
    first = next(v for v in (marks[0][1], marks[0][2]) if v is not None)
    last = next(v for v in (marks[-1][3], marks[-1][2]) if v is not None)
    allowed[int(np.ceil(first)) : int(last) + 1] = 1 << NONE
    edges = []
    for kind, onset, peak, end in marks:
        paint(allowed, kind, onset, peak, end, edges)
    return Item(f"ludb/{record}/{lead}", 0, condition(x), allowed, weights(len(x), edges))


def paint(allowed, kind, onset, peak, end, edges):
    """What is between onset and end is `kind`; where a bound is missing, what may be it is left open."""
    start = onset if onset is not None else peak - 3
    stop = end if end is not None else peak + 3
    a, b = int(np.ceil(start)), int(np.floor(stop)) + 1
    if onset is None:
        open_up(allowed[max(0, a - {P: 30, QRS: 15, T: 60, U: 40}[kind]) : a], kind)
    if end is None:
        open_up(allowed[b : b + {P: 30, QRS: 25, T: 60, U: 40}[kind]], kind)
    allowed[max(0, a) : b] = 1 << kind
    edges += [v for v in (onset, end) if v is not None]


def open_up(part, kind):
    """Lets a class be, except where another wave is marked."""
    part[~np.isin(part, [1 << P, 1 << QRS, 1 << T, 1 << U])] |= 1 << kind


def weights(length, edges):
    """Samples within 40 ms of a bound weigh twice."""
    w = np.ones(length, np.float32)
    for edge in edges:
        w[max(0, int(edge) - 10) : int(edge) + 11] = 2
    return w


def qtdb_items(record: str) -> list[Item]:
    path = os.path.join(data_folder(), "qtdb", record)
    marks = waves_of(wfdb.rdann(path, "q1c"), 1)
    signal = np.nan_to_num(wfdb.rdrecord(path).p_signal)
    kinds = {kind for kind, *_ in marks}
    qrs = [m for m in marks if m[0] == QRS]
    distance = np.median(np.diff([m[2] for m in qrs]))
    allowed = np.full(len(signal), ANY, np.uint8)
    edges = []
    for n, mark in enumerate(marks):
        kind, onset, peak, end = mark
        if n > 0:
            before = marks[n - 1]
            beat = next((m[2] for m in reversed(marks[:n]) if m[0] == QRS), None)
            behind = next((m[2] for m in marks[n:] if m[0] == QRS), None)
            known = before[3] is not None and T in kinds
            if kind in (P, QRS) and before[0] in (T, U) and (beat is None or behind is None or behind - beat > 1.6 * distance):
                known = False  # beats between two marked ones were not marked
            if kind == QRS and before[0] == QRS:
                known = False
            start, stop = before[3] if before[3] is not None else before[2], onset if onset is not None else peak
            a, b = int(np.floor(start)) + 1, int(np.ceil(stop))
            if known and b > a:
                mask = 1 << NONE
                # A P wave that nobody marked may yet be there; so may a U wave.
                if kind == QRS:
                    mask |= 1 << P if before[0] in (T, U) else 0
                if U not in kinds and kind in (P, QRS):
                    mask |= 1 << U
                allowed[a:b] = mask
        paint(allowed, kind, onset, peak, end, edges)
    # Behind a QRS without a T, and around the list, nothing is known.
    first, last = int(marks[0][2]) - MARGIN, int(marks[-1][2]) + MARGIN
    items = []
    leads = [condition(signal[:, lead]) for lead in range(signal.shape[1])]
    for lead, x in enumerate(leads):
        w = weights(len(x), edges)
        partner = leads[1 - lead] if len(leads) == 2 else None
        for a, b in stretches(allowed, max(0, first), min(len(x), last)):
            items.append(Item(f"qtdb/{record}/{lead}", 1, x[a:b], allowed[a:b], w[a:b], None if partner is None else partner[a:b]))
    return items


def stretches(allowed, first, last):
    """Parts in which something is known, cut where nothing is for 4 s and more."""
    known = np.flatnonzero(allowed[first:last] != ANY) + first
    cuts = np.flatnonzero(np.diff(known) > 4 * RATE)
    starts = [known[0], *known[cuts + 1]]
    ends = [*known[cuts], known[-1]]
    for a, b in zip(starts, ends):
        yield max(first, a - MARGIN), min(last, b + MARGIN)


def noises() -> np.ndarray:
    """The three noise records of nstdb at 250 Hz, high-passed, each of unit spread."""
    out = []
    for name in ("bw", "em", "ma"):
        x = wfdb.rdrecord(os.path.join(data_folder(), "nstdb", name)).p_signal
        for lead in range(2):
            y = resample_poly(np.nan_to_num(x[:, lead]), 25, 36)
            b, a = butter(1, 0.5 / (RATE / 2), "high")
            y = filtfilt(b, a, y)
            out.append((y / np.std(y)).astype(np.float32)[: 440000])
    return np.stack(out)


def load(held: int | None):
    """(training items, held items): held is every fifth patient of each training list, or nobody."""
    lists = splits()
    train, kept = [], []
    for n, record in enumerate(lists["ludb"]["train"]):
        target = kept if held is not None and n % 5 == held else train
        for i, lead in enumerate(LEADS):
            item = ludb_item(record, i, lead)
            if item is not None:
                target.append(item)
    for n, record in enumerate(lists["qtdb"]["train"]):
        (kept if held is not None and n % 5 == held else train).extend(qtdb_items(record))
    return train, kept


if __name__ == "__main__":
    a, b = load(0)
    for part in (a, b):
        for c in (0, 1):
            items = [i for i in part if i.convention == c]
            known = sum(int((i.allowed != ANY).sum()) for i in items) / RATE
            spread = [sum(int((i.allowed == (1 << k)).sum()) for i in items) / RATE for k in range(5)]
            print(["ludb", "qtdb"][c], len(items), "items", round(known), "s known", [round(s) for s in spread])
