"""Writes the trained wave network as ONNX with its manifest: models/repository/<name>.

    python export.py --model work/waves.pt --steps 7400 --out ../../repository/waves-unet

Batch normalisation is folded into the convolutions; float32 throughout. Convolutions are two-dimensional with
kernels of one row, and channels stand in multiples of 16: so ONNX Runtime keeps its blocked layout from the first
to the last.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper

from dataset import splits
from net import CLASSES, CONVENTIONS, DILATIONS, WaveNet

OPSET = 17


class Graph:
    def __init__(self, weights):
        """weights: (kernel [out, in, k] and bias [out]) of each convolution, in the order in which the graph has them."""
        self.nodes, self.constants, self.number = [], [], 0
        self.weights = iter(weights)

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

    def conv(self, x, dilation=1, output=None):
        """A convolution that is no output has a ReLU."""
        weight, bias = next(self.weights)
        k, d = weight.shape[2], dilation
        p = d * (k // 2)
        y = self.add("Conv", [x, self.constant(weight[:, :, None]), self.constant(bias)], output, pads=[0, p, 0, p], dilations=[1, d], kernel_shape=[1, k])
        return y if output else self.add("Relu", [y])


def model_of(weights, levels, dilations, conventions, classes):
    """levels: how many times the signal is halved on the way down."""
    g = Graph(weights)
    row = g.constant(np.array([2], np.int64))
    twice = g.constant(np.array([1, 1, 1, 2], np.float32))
    x, kept = g.add("Unsqueeze", ["signal", row]), []
    for _ in range(levels):
        x = g.conv(g.conv(x))
        kept.append(x)
        x = g.add("MaxPool", [x], kernel_shape=[1, 2], strides=[1, 2])
    x = g.conv(x)
    for dilation in dilations:
        x = g.add("Add", [x, g.conv(x, dilation)])
    for skip in reversed(kept):
        wide = g.add("Resize", [x, "", twice], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
        x = g.conv(g.conv(g.add("Concat", [wide, skip], axis=1)))
    for name in conventions:
        y = g.conv(x, output=f"row_{name}")
        g.add("Squeeze", [y, row], f"logits_{name}")
    outputs = [helper.make_tensor_value_info(f"logits_{name}", TensorProto.FLOAT, ["N", classes, "T"]) for name in conventions]
    graph = helper.make_graph(g.nodes, "waves", [helper.make_tensor_value_info("signal", TensorProto.FLOAT, ["N", 1, "T"])], outputs, g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="isoline")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


def weights_of_network(net):
    """Kernels and biases of a trained network, batch normalisation folded in."""

    def folded(layer, norm=None):
        weight = layer.weight.detach().double()[:, :, 0]
        bias = layer.bias.detach().double() if layer.bias is not None else torch.zeros(weight.shape[0], dtype=torch.double)
        if norm is not None:
            scale = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
            weight = weight * scale[:, None, None]
            bias = (bias - norm.running_mean.double()) * scale + norm.bias.detach().double()
        return weight.float().numpy(), bias.float().numpy()

    blocks = [block for level in net.down for block in level] + [net.enter, *net.bottom] + [block for level in net.up for block in level]
    return [folded(block[0], block[1]) for block in blocks] + [folded(head) for head in net.heads]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--steps", type=int, required=True)
    a.add_argument("--out", required=True)
    o = a.parse_args()
    folder = Path(o.out)
    (folder / "1").mkdir(parents=True, exist_ok=True)
    net = WaveNet()
    net.load_state_dict(torch.load(o.model, weights_only=True))
    net.eval()
    data = model_of(weights_of_network(net), len(net.down), DILATIONS, CONVENTIONS, CLASSES)
    with torch.no_grad():
        check(data, lambda x: net(torch.from_numpy(x)).numpy().swapaxes(0, 1), 1e-3)
    (folder / "1" / "model.onnx").write_bytes(data)
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


def check(data, wanted, tolerance):
    """The graph must give what the network gives."""
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(1).normal(0, 0.3, (3, 1, 512)).astype(np.float32)
    given = session.run([output.name for output in session.get_outputs()], {"signal": x})
    worst = max(np.abs(one - of).max() for one, of in zip(given, wanted(x), strict=True))
    print(f"largest difference to the network: {worst:.2e}")
    assert worst < tolerance


if __name__ == "__main__":
    main()
