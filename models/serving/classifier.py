"""Runs the classifier's ONNX file on Triton's Python backend. See serve.py."""

from pathlib import Path

import onnxruntime
import triton_python_backend_utils as backend

OUTPUTS = ["logits", "embedding"]


class TritonPythonModel:
    def initialize(self, args: dict) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        file = Path(args["model_repository"]) / args["model_version"] / "model.onnx"
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self.inputs = [one.name for one in self.session.get_inputs()]

    def execute(self, requests: list) -> list:
        answers = []
        for request in requests:
            feed = {name: backend.get_input_tensor_by_name(request, name).as_numpy() for name in self.inputs}
            outputs = self.session.run(OUTPUTS, feed)
            answers.append(backend.InferenceResponse([backend.Tensor(name, value) for name, value in zip(OUTPUTS, outputs)]))
        return answers
