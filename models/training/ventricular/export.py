"""Writes a trained network as the program reads it: batch normalisation folded in, weights in int8 steps a row.

    python models/training/ventricular/export.py --fold 0 --out models/training/folds/0/ventricular.json
    python models/training/ventricular/export.py --fold all --out core/signal/ventricular-weights.ts
"""

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import torch

from net import Net

HEAD = """import type { VentricularNetwork } from './ventricular-network.ts';

/** The ventricular network: written by models/training/ventricular/export.py, not by hand. See docs/findings.md for its card. */
export const VENTRICULAR_NETWORK: VentricularNetwork = """


def layer(weight: np.ndarray, bias: np.ndarray) -> dict:
    rows = weight.reshape(len(weight), -1)
    scale = np.abs(rows).max(1) / 127
    steps = np.round(rows / scale[:, None]).astype(np.int8)
    return {"weights": base64.b64encode(steps.tobytes()).decode(), "scale": [float(f"{v:.6g}") for v in scale], "bias": [float(f"{v:.6g}") for v in bias]}


def folded(conv, norm) -> dict:
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer((conv.weight * gain[:, None, None]).numpy(), ((conv.bias - norm.running_mean) * gain + norm.bias).numpy())


@torch.no_grad()
def member(saved: dict) -> list[dict]:
    net = Net()
    net.load_state_dict(saved["state"])
    net.eval()
    layers = [folded(c, n) for c, n in ((net.c1, net.n1), (net.c2, net.n2), (net.c3, net.n3), *zip(net.blocks, net.norms))]
    return [*layers, layer(net.out.weight.numpy(), net.out.bias.numpy())]


def typescript(seen: dict, members: list) -> str:
    lines = ["  trainedOn: {", *(f"    {key}: {json.dumps(value)}," for key, value in seen.items()), "  },", "  members: ["]
    for layers in members:
        lines += ["    [", *("      { " + ", ".join(f"{key}: {json.dumps(value)}" for key, value in item.items()) + " }," for item in layers), "    ],"]
    return HEAD + "{\n" + "\n".join(lines).replace('"', "'") + "\n  ],\n};\n"


def plain(seen: dict, members: list) -> str:
    rows = ",\n".join("  [\n   " + ",\n   ".join(json.dumps(item) for item in layers) + "\n  ]" for layers in members)
    return f'{{\n "trainedOn": {json.dumps(seen)},\n "members": [\n{rows}\n ]\n}}\n'


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--work", type=Path, default=Path("models/training/work/ventricular"))
    p.add_argument("--fold", required=True)
    p.add_argument("--seeds", default="1", help="one member each: 1,2")
    p.add_argument("--out", type=Path, required=True)
    args = p.parse_args()
    saved = [torch.load(args.work / f"{args.fold}-{seed}.pt") for seed in args.seeds.split(",")]
    seen: dict[str, list[str]] = {}
    for name in saved[0]["seen"]:
        folder, record = name.split("/")
        seen.setdefault(folder, []).append(record)
    write = typescript if args.out.suffix == ".ts" else plain
    args.out.write_text(write(seen, [member(one) for one in saved]))


if __name__ == "__main__":
    main()
