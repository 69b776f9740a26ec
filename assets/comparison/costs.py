"""Count what training and drawing take, free of any clock: `python -m assets.comparison.costs` (a quarter of an hour of
one core) writes costs.json; what was counted with the settings that stand is not counted again.

Operations are the floating-point operations of all matrix products and convolutions (a multiplication and an addition
are two), counted by torch. Memory is the most that a fresh process holds while it trains for a few steps and draws,
above what it held once it had read the data and torch had done a little of everything; of several processes.
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
from engines.comparison.budgets import BUDGETS, LESSON
from engines.comparison.contestant import Contestant
from engines.comparison.models import DATA, NETWORKS, build, models_of
from engines.comparison.results import FOLDER
from engines.comparison.run import learned_from

FILE = FOLDER / "costs.json"
STEPS_GIVEN = 1000  # of the lesson's, whose rates fall within them
STEPS = 8  # counted
FREE = ("lr", "lr_g", "lr_d", "lr_decay", "decay", "warmup", "steps", "seed", "patience")  # settings that cost nothing
DRAWN = 100  # samples
PROCESSES = 3  # whose memory is measured


def main() -> None:
    found: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}
    known = {key(m, settings(contestant_of(b, d, m), cost["config"])): cost
             for b, data in found.items() for d, models in data.items() for m, cost in models.items()
             if "peaks_mb" in cost}  # fmt: skip
    costs: dict[str, Any] = {}
    for budget, data, name in counted_ones():
        config = settings(contestant_of(budget, data, name))
        if key(name, config) not in known:
            cost = in_a_fresh_process("measured", budget, data, name)
            cost["peaks_mb"] = [in_a_fresh_process("peak", budget, data, name) for _ in range(PROCESSES)]
            known[key(name, config)] = cost | {"config": config}
            print(budget, data, name, cost, flush=True)
        costs.setdefault(budget, {}).setdefault(data, {})[name] = known[key(name, config)]
        FILE.write_text(json.dumps(costs, indent=1) + "\n")


def in_a_fresh_process(*what: str) -> Any:
    child = [sys.executable, "-m", "assets.comparison.costs", *what]
    return json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)


def key(name: str, config: dict[str, Any]) -> str:
    """What has the same settings costs the same on all data of the same shape, and the settings say the shape."""
    return f"{name} {json.dumps(config, sort_keys=True)}"


def settings(contestant: Contestant, recorded: dict[str, Any] | None = None) -> dict[str, Any]:
    """What tells how much it takes; of a record those, too, that came later."""
    chosen = contestant.defaults | (recorded or contestant.config)
    return {k: v for k, v in chosen.items() if k not in FREE}


def counted_ones() -> list[tuple[str, str, str]]:
    """Every network on every data set within every budget."""
    return [(b, d, m) for b in BUDGETS for d in DATA for m in models_of(d, b) if m in NETWORKS]


def contestant_of(budget: str, data: str, name: str) -> Contestant:
    """Of the size that it has within the budget."""
    contestant = build(data, name, 0, STEPS_GIVEN, budget)
    if budget != LESSON:
        contestant.converge(None)
    return contestant


def measured(budget: str, data: str, name: str) -> dict[str, Any]:
    """networks: the parameters of each that learns. step, sample: operations of an update and of one sample."""
    contestant = contestant_of(budget, data, name)
    contestant.start(*learned_from(data, 0, budget)[:2])
    step = counted(lambda: [contestant.step() for _ in range(STEPS)]) / STEPS
    return {
        "networks": contestant.networks,
        "step": round(step),
        "sample": round(counted(lambda: contestant.sample(DRAWN, seed=0)) / DRAWN),
    }


def peak(budget: str, data: str, name: str) -> float:
    """What this process, which has done nothing yet, holds at most, MB."""
    X, y, _ = learned_from(data, 0, budget)
    wake()
    with memory.Peak() as found:
        contestant = contestant_of(budget, data, name)
        contestant.start(X, y)
        for _ in range(STEPS):
            contestant.step()
        contestant.sample(DRAWN, seed=0)
    return round(found.megabytes, 1)


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
    torch.set_num_threads(1)
    if len(sys.argv) == 5:
        print(json.dumps({"measured": measured, "peak": peak}[sys.argv[1]](*sys.argv[2:])))
    else:
        main()
