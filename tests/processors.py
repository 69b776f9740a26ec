"""The engines' tests as other processors would compute them: `make test-processors`.

What is bit for bit the same is so on one processor only: others sum in another order and round otherwise. Here the
libraries are told to use the instructions of older ones, so that a tolerance that holds by chance is found. Only the
quick tests: by those instructions the slow ones outlast the time that pyproject.toml gives to a test.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# torch's own loops, oneDNN's convolutions, MKL's products inside torch, OpenBLAS's inside numpy and scipy
PROCESSORS: Mapping[str, Mapping[str, str]] = {
    "without AVX": {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "MKL_CBWR": "COMPATIBLE",
        "OPENBLAS_CORETYPE": "Nehalem",
    },
    "with AVX": {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "AVX",
        "OPENBLAS_CORETYPE": "SandyBridge",
    },
    "with AVX2": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
    },
}


def main(arguments: list[str]) -> int:
    """pytest on tests/engines once for each; the exit status is that of the first that failed."""
    failed = 0
    for name, settings in PROCESSORS.items():
        print(f"\nA processor {name}:", flush=True)
        command = [sys.executable, "-m", "pytest", "-m", "not slow", *(arguments or ["tests/engines"])]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}).returncode
        failed = failed or code
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
