"""Writes the trained wave network as ONNX with its manifest: models/repository/<name>.

    python export.py --model work/waves.pt --steps 4500 --out ../../repository/waves-unet

Batch normalisation is folded into the convolutions; float32 throughout. Nearest-neighbour widening is a
Concat and a Reshape, so that every device has all operators.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from dataset import splits
from net import CLASSES, CONVENTIONS, WaveNet

OPSET = 17


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.number = [], [], 0

    def constant(self, value):
        self.number += 1
        name = f"c{self.number}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def add(self, operator, inputs, output=None, **attributes):
        self.number += 1
        output = output or f"t{self.number}"
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def conv(self, x, layer, norm=None, output=None):
        weight = layer.weight.detach().double()[:, :, 0]
        bias = layer.bias.detach().double() if layer.bias is not None else torch.zeros(weight.shape[0], dtype=torch.double)
        if norm is not None:
            scale = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weight = weight * scale[:, None, None]
            bias = (bias - norm.running_mean.double()) * scale + norm.bias.detach().double()
        w = self.constant(weight.float().numpy())
        b = self.constant(bias.float().numpy())
        p, d = layer.padding[1], layer.dilation[1]
        y = self.add("Conv", [x, w, b], output if norm is None else None, pads=[p, p], dilations=[d], kernel_shape=[weight.shape[2]])
        return y if norm is None else self.add("Relu", [y])

    def block(self, x, block):
        return self.conv(x, block[0], block[1])

    def widen(self, x, channels):
        axis = self.constant(np.array([3], np.int64))
        y = self.add("Unsqueeze", [x, axis])
        y = self.add("Concat", [y, y], axis=3)
        return self.add("Reshape", [y, self.constant(np.array([0, channels, -1], np.int64))])


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--steps", type=int, required=True)
    a.add_argument("--out", required=True)
    o = a.parse_args()
    net = WaveNet()
    net.load_state_dict(torch.load(o.model, weights_only=True))
    net.eval()
    g = Graph()
    x, kept = "signal", []
    for level in net.down:
        x = g.block(g.block(x, level[0]), level[1])
        kept.append(x)
        x = g.add("MaxPool", [x], kernel_shape=[2], strides=[2])
    x = g.block(x, net.enter)
    for layer in net.bottom:
        x = g.add("Add", [x, g.block(x, layer)])
    channels = net.enter[0].out_channels
    for level, skip in zip(net.up, reversed(kept)):
        x = g.add("Concat", [g.widen(x, channels), skip], axis=1)
        x = g.block(g.block(x, level[0]), level[1])
        channels = level[1][0].out_channels
    for head, name in zip(net.heads, CONVENTIONS):
        g.conv(x, head, output=f"logits_{name}")
    shape = ["N", 1, "T"]
    outputs = [helper.make_tensor_value_info(f"logits_{name}", TensorProto.FLOAT, ["N", CLASSES, "T"]) for name in CONVENTIONS]
    graph = helper.make_graph(g.nodes, "waves", [helper.make_tensor_value_info("signal", TensorProto.FLOAT, shape)], outputs, g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="isoline")
    model.ir_version = 8
    onnx.checker.check_model(model)
    folder = Path(o.out)
    (folder / "1").mkdir(parents=True, exist_ok=True)
    data = model.SerializeToString()
    (folder / "1" / "model.onnx").write_bytes(data)
    check(net, data)
    lists = splits()
    tensor = lambda name, dims, unit, what: {"name": name, "shape": dims, "type": "float32", "unit": unit, "what": what}
    manifest = {
        "name": folder.name,
        "version": 1,
        "graph": "waves-1",
        "sha256": hashlib.sha256(data).hexdigest(),
        "inputs": [tensor("signal", ["N", 1, "T"], "1", "one lead at 250 Hz, 0.5 Hz high-pass without phase, divided by the median peak-to-peak height of its whole seconds; T a multiple of 8")],
        "outputs": [tensor(f"logits_{name}", ["N", CLASSES, "T"], "1", f"one a class, by the convention of {name}") for name in CONVENTIONS],
        "sampleRate": 250,
        "multipleOf": 8,
        "classes": ["none", "P", "QRS", "T", "U"],
        "conventions": list(CONVENTIONS),
        "convention": "ludb",
        "trainedOn": {"lists": {"ludb": lists["ludb"]["train"], "qtdb": lists["qtdb"]["train"]}, "steps": o.steps},
        "licence": "Apache-2.0; trained on the Lobachevsky University and QT databases and noise of the Noise Stress Test database (PhysioNet, ODC-By 1.0)",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    (folder / "config.pbtxt").write_text(
        f'name: "{folder.name}"\nplatform: "onnxruntime_onnx"\nmax_batch_size: 64\n'
        'input [\n  { name: "signal" data_type: TYPE_FP32 dims: [ 1, -1 ] }\n]\noutput [\n'
        + ",\n".join(f'  {{ name: "logits_{name}" data_type: TYPE_FP32 dims: [ {CLASSES}, -1 ] }}' for name in CONVENTIONS)
        + "\n]\ndynamic_batching { max_queue_delay_microseconds: 2000 }\n"
    )


def check(net, data):
    """The graph must give what the network gives."""
    import onnxruntime as ort

    x = np.random.default_rng(1).normal(0, 0.3, (3, 1, 512)).astype(np.float32)
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    given = session.run([f"logits_{name}" for name in CONVENTIONS], {"signal": x})
    with torch.no_grad():
        wanted = net(torch.from_numpy(x)).numpy()
    worst = max(np.abs(given[c] - wanted[:, c]).max() for c in range(len(CONVENTIONS)))
    print(f"largest difference to the trained network: {worst:.2e}")
    assert worst < 1e-3


if __name__ == "__main__":
    main()
