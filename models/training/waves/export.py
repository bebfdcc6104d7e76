"""Writes the trained wave network as ONNX with its manifest: models/repository/<name>.

    python export.py --model work/waves.pt --steps 4500 --out ../../repository/waves-unet
    python export.py --graph ../../repository/waves-unet/1/model.onnx --out ../../repository/waves-unet

Batch normalisation is folded into the convolutions; float32 throughout. Convolutions are two-dimensional with
kernels of one row, and channels stand in multiples of 16, those beyond the network's own with zero weights: so
ONNX Runtime keeps its blocked layout from the first to the last. The second form lays out the weights of a graph
that is there; they, the steps and the lists stay as they are.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
# Channels of a block of the layout.
BLOCK = 16


def padded(channels):
    return -(-channels // BLOCK) * BLOCK


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

    def conv(self, x, parts, out, dilation=1, output=None):
        """parts: channels of what was joined to make x, without their padding. A convolution that is no output has a ReLU."""
        weight, bias = next(self.weights)
        wide = out if output else padded(out)
        kernel = np.zeros((wide, sum(map(held, parts)), 1, weight.shape[2]), np.float32)
        at = own = 0
        for part in parts:
            kernel[:out, at : at + part, 0] = weight[:out, own : own + part]
            at, own = at + held(part), own + part
        grown = np.zeros(wide, np.float32)
        grown[:out] = bias
        k, d = weight.shape[2], dilation
        p = d * (k // 2)
        y = self.add("Conv", [x, self.constant(kernel), self.constant(grown)], output, pads=[0, p, 0, p], dilations=[1, d], kernel_shape=[1, k])
        return y if output else self.add("Relu", [y])


def held(channels):
    """Channels that a part of an input has: the signal is one, all else is padded."""
    return 1 if channels == 1 else padded(channels)


def model_of(weights, channels, dilations, conventions, classes):
    g = Graph(weights)
    row = g.constant(np.array([2], np.int64))
    twice = g.constant(np.array([1, 1, 1, 2], np.float32))
    x, kept, last = g.add("Unsqueeze", ["signal", row]), [], 1
    *levels, deepest = channels
    for own in levels:
        x = g.conv(g.conv(x, [last], own), [own], own)
        kept.append(x)
        x, last = g.add("MaxPool", [x], kernel_shape=[1, 2], strides=[1, 2]), own
    x, last = g.conv(x, [last], deepest), deepest
    for dilation in dilations:
        x = g.add("Add", [x, g.conv(x, [deepest], deepest, dilation)])
    for own, skip in zip(reversed(levels), reversed(kept)):
        wide = g.add("Resize", [x, "", twice], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
        x = g.add("Concat", [wide, skip], axis=1)
        x, last = g.conv(g.conv(x, [last, own], own), [own], own), own
    for name in conventions:
        y = g.conv(x, [last], classes, output=f"row_{name}")
        g.add("Squeeze", [y, row], f"logits_{name}")
    outputs = [helper.make_tensor_value_info(f"logits_{name}", TensorProto.FLOAT, ["N", classes, "T"]) for name in conventions]
    graph = helper.make_graph(g.nodes, "waves", [helper.make_tensor_value_info("signal", TensorProto.FLOAT, ["N", 1, "T"])], outputs, g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="isoline")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


def weights_of_network(net):
    """Kernels and biases of a trained network, batch normalisation folded in."""
    import torch

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


def weights_of_graph(data, channels, dilations, conventions, classes):
    """Kernels and biases of an exported graph, without padding."""
    model = onnx.load_from_string(data)
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    *levels, deepest = channels
    shapes, last = [], 1
    for own in levels:
        shapes += [([last], own), ([own], own)]
        last = own
    shapes += [([last], deepest)] + [([deepest], deepest)] * len(dilations)
    last = deepest
    for own in reversed(levels):
        shapes += [([last, own], own), ([own], own)]
        last = own
    shapes += [([last], classes)] * len(conventions)
    found = []
    for node, (parts, out) in zip((node for node in model.graph.node if node.op_type == "Conv"), shapes, strict=True):
        weight, bias = constants[node.input[1]], constants[node.input[2]]
        weight = weight.reshape(weight.shape[0], weight.shape[1], -1)
        wide = weight.shape[1] != sum(parts)
        own, at = [], 0
        for part in parts:
            own += range(at, at + part)
            at += held(part) if wide else part
        assert at == weight.shape[1]
        found.append((weight[:out, own], bias[:out]))
    return found


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--model")
    a.add_argument("--steps", type=int)
    a.add_argument("--graph")
    a.add_argument("--out", required=True)
    o = a.parse_args()
    folder = Path(o.out)
    (folder / "1").mkdir(parents=True, exist_ok=True)
    if o.graph:
        again(Path(o.graph), folder)
        return
    import torch

    from dataset import splits
    from net import CHANNELS, CLASSES, CONVENTIONS, DILATIONS, WaveNet

    net = WaveNet()
    net.load_state_dict(torch.load(o.model, weights_only=True))
    net.eval()
    data = model_of(weights_of_network(net), CHANNELS, DILATIONS, CONVENTIONS, CLASSES)
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


def again(source, folder):
    """Lays out the weights of a graph anew; its manifest stays but for the hash."""
    from net import CHANNELS, CLASSES, CONVENTIONS, DILATIONS

    shape = (CHANNELS, DILATIONS, CONVENTIONS, CLASSES)
    before = source.read_bytes()
    data = model_of(weights_of_graph(before, *shape), *shape)
    check(data, lambda x: run(before, x), 1e-5)
    manifest = json.loads((source.parent.parent / "manifest.json").read_text())
    manifest["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "1" / "model.onnx").write_bytes(data)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def run(data, x):
    import onnxruntime as ort

    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    return session.run([output.name for output in session.get_outputs()], {"signal": x})


def check(data, wanted, tolerance):
    """The graph must give what the network gives."""
    x = np.random.default_rng(1).normal(0, 0.3, (3, 1, 512)).astype(np.float32)
    worst = max(np.abs(given - of).max() for given, of in zip(run(data, x), wanted(x), strict=True))
    print(f"largest difference to the network: {worst:.2e}")
    assert worst < tolerance


if __name__ == "__main__":
    main()
