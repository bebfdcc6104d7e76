"""Turns an exported model's learnt layers to int8: weights per channel, activations per tensor.

    python models/training/quantise.py --model models/repository/wtcnn-s --out models/training/variants/int8 [--fold 0]

The ranges of the activations are taken from stretches of training records (those of `--fold` left out); wavelet
filters, normalisation and everything between layers stay float32.
"""

import argparse
from pathlib import Path

import numpy as np
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from data import load

LENGTH = 5000  # samples of a stretch, 40 s
MARGIN = 600  # samples without beats at either end
STRETCHES = 96
LAYERS = [f"{p}_conv{k}_out" for p in "st" for k in (1, 2, 3)] + ["from_beat", "from_dominant", "from_context", "from_embedding"]


class Stretches(CalibrationDataReader):
    """Stretches of training records as the graph takes them, both leads or one."""

    def __init__(self, records, seed=1):
        rng = np.random.default_rng(seed)
        self.feeds = []
        while len(self.feeds) < STRETCHES:
            r = records[rng.integers(len(records))]
            start = int(rng.integers(0, r.signal.shape[1] - LENGTH))
            a, b = np.searchsorted(r.beats, [start + MARGIN, start + LENGTH - MARGIN])
            if b <= a:
                continue
            subset = r.subsets[rng.integers(len(r.subsets))]
            which = subset.place[(a + b) // 2]
            self.feeds.append({
                "signal": r.signal[subset.leads, start : start + LENGTH][None].astype(np.float32),
                "lead_mask": np.ones((1, len(subset.leads)), np.float32),
                "template": subset.templates[which][None].astype(np.float32),
                "beats": (r.beats[a:b] - start)[None].astype(np.int32),
                "context": subset.context[a:b][None].astype(np.float32),
            })
        self.next = iter(self.feeds)

    def get_next(self):
        return next(self.next, None)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    p.add_argument("--fold", type=int, default=-1)
    args = p.parse_args()
    records, _, _ = load(args.work)
    target = args.out / "1" / "model.onnx"
    target.parent.mkdir(parents=True, exist_ok=True)
    quantize_static(
        args.model / "1" / "model.onnx", target, Stretches([r for r in records if r.fold != args.fold]),
        quant_format=QuantFormat.QDQ, per_channel=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        nodes_to_quantize=LAYERS, calibrate_method=CalibrationMethod.MinMax,
        extra_options={"WeightSymmetric": True, "ActivationSymmetric": False},
    )
    print(f"{args.out}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
