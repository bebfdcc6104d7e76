"""Writes a trained beat network as the program reads it: batch normalisation folded in, weights in int8 steps a row.

    python models/training/qrs/export.py --group 0 --out models/training/folds/0/beats.json [--out …]
    python models/training/qrs/export.py --group all --out core/signal/beat-weights.ts
"""

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import torch

from net import Net

HEAD = """import type { BeatNetwork } from './beat-network.ts';

/** The beat network: written by models/training/qrs/export.py, not by hand. See docs/detection.md for its card. */
export const BEAT_NETWORK: BeatNetwork = """


def layer(weight: np.ndarray, bias: np.ndarray) -> dict:
    rows = weight.reshape(len(weight), -1)
    scale = np.abs(rows).max(1) / 127 + 1e-12
    steps = np.round(rows / scale[:, None]).astype(np.int8)
    return {"weights": base64.b64encode(steps.tobytes()).decode(), "scale": [float(f"{v:.6g}") for v in scale], "bias": [float(f"{v:.6g}") for v in bias]}


def folded(block) -> dict:
    norm = block.norm
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer((block.conv.weight * gain[:, None, None]).numpy(), (norm.bias - norm.running_mean * gain).numpy())


@torch.no_grad()
def layers(saved: dict) -> list[dict]:
    net = Net()
    net.load_state_dict(saved["state"])
    net.eval()
    blocks = [net.stem, net.one, net.down1, net.two, net.down2, *net.deep, net.up2, net.up1]
    plain = lambda conv: layer(conv.weight.numpy(), conv.bias.numpy())
    return [*map(folded, blocks), plain(net.head), plain(net.gate)]


def typescript(seen: dict, items: list) -> str:
    lines = ["  trainedOn: {", *(f"    {key}: {json.dumps(value)}," for key, value in seen.items()), "  },", "  layers: ["]
    lines += ["    { " + ", ".join(f"{key}: {json.dumps(value)}" for key, value in item.items()) + " }," for item in items]
    return HEAD + "{\n" + "\n".join(lines).replace('"', "'") + "\n  ],\n};\n"


def plain(seen: dict, items: list) -> str:
    rows = ",\n".join("  " + json.dumps(item) for item in items)
    return f'{{\n "trainedOn": {json.dumps(seen)},\n "layers": [\n{rows}\n ]\n}}\n'


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=Path, default=Path("models/training/work/qrs"))
    p.add_argument("--group", required=True)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--out", type=Path, required=True, action="append")
    args = p.parse_args()
    saved = torch.load(args.work / f"{args.group}-{args.seed}.pt")
    seen: dict[str, list[str]] = {}
    for name in saved["seen"]:
        folder, record = name.split("/")
        seen.setdefault(folder, []).append(record)
    for out in args.out:
        out.write_text((typescript if out.suffix == ".ts" else plain)(seen, layers(saved)))


if __name__ == "__main__":
    main()
