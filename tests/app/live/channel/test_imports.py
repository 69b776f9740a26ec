"""While one thread imports torch, others compute with SciPy and scikit-learn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import ROOT

# A torch that takes as long as the other thread needs; the real one has no Tensor in its first half second either.
SLOW = """
import threading

def compute():
    import numpy as np
    from scipy import stats
    from sklearn.linear_model import LogisticRegression
    LogisticRegression().fit(np.array([[0.0], [1.0]]), [0, 1])
    found.append(float(stats.Normal().cdf(0.0)))

found = []
other = threading.Thread(target=compute)
other.start()
other.join()

class Tensor:
    pass
"""
USE = "import torch; assert torch.found == [0.5]; assert torch.Tensor.__module__ == 'torch', torch.Tensor"


@pytest.mark.parametrize(
    ("begin", "fails"), [("torch_while_others_compute()", False), pytest.param("", True, marks=pytest.mark.slow)]
)
def test_scipy_computes_while_another_thread_imports_torch(tmp_path: Path, begin: str, fails: bool) -> None:
    """And it fails where nothing is done about it: with a SciPy that does not, this can go."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(SLOW)
    code = f"from app.live.channel.imports import torch_while_others_compute\n{begin}\n{USE}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "PATH": ""},
    )  # fmt: skip
    assert (done.returncode != 0) == fails, done.stderr
    assert ("partially initialized module 'torch'" in done.stderr) == fails, done.stderr


@pytest.mark.slow
def test_the_real_torch_is_as_it_was() -> None:
    code = (
        "from app.live.channel.imports import torch_while_others_compute as begin; begin(); begin();"
        "import sys, inspect, torch; from app.live.channel.imports import TorchFinder;"
        "assert sum(isinstance(f, TorchFinder) for f in sys.meta_path) == 1;"
        "assert torch.tensor([2.0]).sum().item() == 2 and isinstance(torch.ones(1), torch.Tensor);"
        "assert torch.Tensor.__module__ == 'torch' and inspect.getsource(torch)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120, cwd=ROOT)
