"""Runs a Triton Inference Server with the classifier of models/repository, without a container and without a GPU.

    python3 -m venv .cache/serving && .cache/serving/bin/pip install -r models/serving/requirements.txt
    .cache/serving/bin/python models/serving/serve.py [--port 8000]

The server is the one that nvidia-pytriton carries. That package has no ONNX Runtime backend, so each instance of the
model is a Python process that runs the same ONNX file (classifier.py). It listens on this computer only.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytriton

HERE = Path(__file__).resolve().parent
NAME = "wtcnn-s"


def lay_out(source: Path, target: Path, instances: int) -> None:
    """A model repository whose classifier runs on the Python backend. Every version of the source is there."""
    versions = [entry for entry in source.iterdir() if (entry / "model.onnx").is_file()]
    if not versions:
        sys.exit(f"{source} holds no model.onnx: give --repository the folder models/repository")
    for version in versions:
        shutil.copytree(version, target / version.name)
        shutil.copy(HERE / "classifier.py", target / version.name / "model.py")
    config = re.sub(r"^platform: .*$", 'backend: "python"', (source / "config.pbtxt").read_text(), flags=re.MULTILINE)
    (target / "config.pbtxt").write_text(f"{config}\ninstance_group [ {{ count: {instances} kind: KIND_CPU }} ]\n")


def backends(target: Path, server: Path) -> None:
    """The server's backends, with the process that runs Python of this very version beside its library."""
    shutil.copytree(server / "backends", target)
    stub = server / "python_backend_stubs" / f"{sys.version_info.major}.{sys.version_info.minor}" / "triton_python_backend_stub"
    if not stub.is_file():
        sys.exit(f"nvidia-pytriton has no backend for Python {sys.version_info.major}.{sys.version_info.minor}")
    shutil.copy(stub, target / "python")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--repository", type=Path, default=HERE.parent / "repository")
    p.add_argument("--port", type=int, default=8000)
    p.add_argument("--instances", type=int, default=1)
    args = p.parse_args()
    server = Path(pytriton.__file__).parent / "tritonserver"
    folder = Path(tempfile.mkdtemp(prefix="isoline-triton-"))
    try:
        lay_out(args.repository / NAME, folder / "models" / NAME, args.instances)
        backends(folder / "backends", server)
        carried = server.parent.parent / "nvidia_pytriton.libs"
        libraries = os.pathsep.join(filter(None, [str(carried), sysconfig.get_config_var("LIBDIR"), os.environ.get("LD_LIBRARY_PATH")]))
        words = [f"--model-repository={folder / 'models'}", f"--backend-directory={folder / 'backends'}", "--model-control-mode=none"]
        words += ["--http-address=127.0.0.1", f"--http-port={args.port}", "--allow-grpc=false", "--allow-metrics=false"]
        # The server's Python finds its packages by the first interpreter of the path.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        child = subprocess.Popen([server / "bin" / "tritonserver", *words], env={**os.environ, "PATH": path, "LD_LIBRARY_PATH": libraries})
        # Ctrl C reaches both; the server answers what it was asked, then ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        status = child.wait()
    finally:
        shutil.rmtree(folder)
    sys.exit(max(status, 0))


if __name__ == "__main__":
    main()
