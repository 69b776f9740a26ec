"""Count what training and drawing take, free of any clock: `python -m assets.comparison.costs` (some minutes of one
core) writes costs.json.

Operations are the floating-point operations of all matrix products and convolutions (a multiplication and an addition
are two), counted by torch. Memory is the most that a fresh process holds while it trains for a few steps and draws,
above what it held once it had read the data and torch had done a little of everything.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from engines.comparison import memory
from engines.comparison.claims import NEURAL
from engines.comparison.models import DATA, build
from engines.comparison.results import FOLDER
from engines.comparison.run import learned_from

FILE = FOLDER / "costs.json"
STEPS = 8  # counted
DRAWN = 100  # samples


def main() -> None:
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text()) if FILE.exists() else {}
    for data in DATA:
        for name in NEURAL:
            if name in found.setdefault(data, {}):
                continue
            child = [sys.executable, "-m", "assets.comparison.costs", data, name]
            said = subprocess.run(child, check=True, capture_output=True, text=True).stdout
            found[data][name] = json.loads(said)
            FILE.write_text(json.dumps(found, indent=1) + "\n")
            print(data, name, found[data][name], flush=True)


def measured(data: str, name: str) -> dict[str, float]:
    """step, sample: operations of an update and of one sample. peak_mb: what a fresh process holds at most."""
    torch.set_num_threads(1)
    X, y = learned_from(data, 0)
    wake()
    with memory.Peak() as peak:
        contestant = build(data, name, 0, 1000)
        contestant.start(X, y)
        for _ in range(STEPS):
            contestant.step()
        contestant.sample(DRAWN, seed=0)
    step = counted(lambda: [contestant.step() for _ in range(STEPS)]) / STEPS
    return {
        "step": round(step),
        "sample": round(counted(lambda: contestant.sample(DRAWN, seed=0)) / DRAWN),
        "peak_mb": round(peak.megabytes, 1),
    }


def wake() -> None:
    """A product, a convolution and their gradients: what torch loads at its first use is no model's memory."""
    x = torch.ones(1, 1, 4, 4, requires_grad=True)
    (torch.nn.functional.conv2d(x, x).mean() + (x[0, 0] @ x[0, 0]).mean()).backward()


class Operations(TorchDispatchMode):
    """Adds up those of every product and convolution that is executed, forward or backward."""

    total = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        if (count := flop_registry.get(func._overloadpacket)) is not None:
            self.total += count(*args, **(kwargs or {}), out_val=out)
        return out


def counted(act: Callable[[], object]) -> int:
    with Operations() as operations:
        act()
    return operations.total


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measured(*sys.argv[1:])))
    else:
        main()
