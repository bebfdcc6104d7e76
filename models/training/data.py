"""Reads the files that dataset.ts wrote."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Subset:
    leads: list[int]
    place: np.ndarray  # [N] which dominant beat
    context: np.ndarray  # [N, F]
    templates: np.ndarray  # [P, leads, 512]


@dataclass
class Record:
    name: str
    fold: int
    synthetic: bool
    signal: np.ndarray  # [L, T]
    beats: np.ndarray  # [N]
    labels: np.ndarray  # [N]
    weights: np.ndarray  # [N]
    subsets: list[Subset]


def load(folder: Path) -> tuple[list[Record], list[np.ndarray], list[str]]:
    index = json.loads((folder / "index.json").read_text())
    width = len(index["context"])
    length = index["templateLength"]
    records = []
    for e in index["records"]:
        raw = (folder / e["file"]).read_bytes()
        at = 0

        def take(dtype, *shape):
            nonlocal at
            count = int(np.prod(shape))
            a = np.frombuffer(raw, dtype, count, at).reshape(shape)
            at += a.nbytes
            return a

        n = e["beats"]
        signal = take("<f4", e["leads"], e["samples"])
        beats = take("<i4", n)
        labels = take("u1", n)
        weights = take("u1", n)
        subsets = []
        for leads in e["subsets"]:
            place = take("<i4", n)
            context = take("<f4", n, width)
            templates = take("<f4", e["templates"], len(leads), length)
            subsets.append(Subset(leads, place, context, templates))
        assert at == len(raw), e["name"]
        records.append(Record(e["name"], e["fold"], e["synthetic"], signal, beats, labels, weights, subsets))
    noise = [np.fromfile(folder / n["file"], "<f4").reshape(2, n["samples"]) for n in index["noise"]]
    return records, noise, index["context"]


def person(record: Record) -> str:
    """The training record whose beats these are: synthetic ones are made from somebody's (`mitdb/101-af`, `mitdb/101~…`)."""
    return record.name.removesuffix("-af").split("~")[0]


def drawn(records: list[Record], share: float, seed: int) -> list[Record]:
    """The records of a share of the people, drawn by chance, each database in proportion."""
    rng = np.random.default_rng(seed)
    people = sorted({person(r) for r in records})
    kept = set()
    for database in sorted({p.split("/")[0] for p in people}):
        own = [p for p in people if p.startswith(f"{database}/")]
        kept.update(rng.permutation(own)[: round(share * len(own))].tolist())
    return [r for r in records if person(r) in kept]
