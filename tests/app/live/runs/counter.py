"""A model that counts its steps, and fails where it is told to: every step of a run can be accounted for."""

from __future__ import annotations

import json
import os
import signal
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load

from app.live.runs.run import Run
from engines.core import Config, Cost, Diverged, InParts, bounded

ME, OTHER = "me" * 10, "other" * 5


@dataclass(frozen=True)
class CounterConfig(Config):
    steps: int = bounded(100, 1, 10**6)
    pause: float = bounded(0.0, 0.0, 1.0, unit="seconds per step")
    flops: float = bounded(0.0, 0.0, 1e30)
    crash_at: int = bounded(-1, -1, 10**6)
    diverge_at: int = bounded(-1, -1, 10**6)
    kill_at: int = bounded(-1, -1, 10**6)
    kills: int = bounded(1, 0, 100, unit="workers")
    look_flops: float = bounded(0.0, 0.0, 1e30)
    megabytes: float = bounded(0.0, 0.0, 1e6)
    updates: int = bounded(1, 1, 1000, unit="of a step, each as long as a pause")
    levels: int = bounded(1, 1, 1000, unit="of a look")
    level: float = bounded(0.0, 0.0, 1.0, unit="seconds")
    world: int = bounded(0, 0, 9)


class Counter:
    """Counts its steps, and fails where its configuration says so."""

    def __init__(self, config: CounterConfig) -> None:
        self.config, self.n_steps, self.twice = config, 0, 0

    def step(self) -> Mapping[str, float]:
        c = self.config
        self.n_steps += 1
        if c.pause:
            time.sleep(c.pause)
        if self.n_steps == c.crash_at:
            raise RuntimeError("the engine broke")
        if self.n_steps == c.diverge_at:
            raise Diverged("the loss is NaN; lower lr")
        if self.n_steps == c.kill_at and len(killed := Path(os.environ["KILLED"]).read_text()) < c.kills:
            Path(os.environ["KILLED"]).write_text(killed + ".")
            os.kill(os.getpid(), signal.SIGKILL)
        return {"loss": float(self.n_steps)}

    def two(self) -> Mapping[str, float]:
        self.twice += 1
        return {}

    def set_params(self, **changes: Any) -> None:
        self.config = self.config.replace(**changes)


@dataclass(frozen=True)
class CounterJob:
    config: CounterConfig

    live = ("steps", "pause", "world")
    actions = ("two",)
    staged = True

    def cost(self) -> Cost:
        c = self.config
        return Cost(c.flops, c.look_flops, 0.0, c.megabytes * 2**20, 0.0)

    def prepared(self) -> bool:
        return True

    def lent(self) -> tuple[Any, ...]:
        return ()

    def begin(self) -> Counter:
        return Counter(self.config)

    def placed(self, model: Counter) -> Counter:
        return model

    def step(self, model: Counter) -> InParts[Mapping[str, float]]:
        for _ in range(self.config.updates - 1):
            time.sleep(self.config.pause)
            yield
        yield
        return model.step()

    def look(self, model: Counter) -> InParts[tuple[dict[str, np.ndarray], dict[str, float]]]:
        for _ in range(self.config.levels):
            time.sleep(self.config.level)
            yield
        return {"count": np.array([model.n_steps, model.twice])}, {}

    def stages(self, model: Counter) -> InParts[list]:
        model.step()
        yield
        return [("one", {"a": np.zeros(1)}, {}), ("two", {"a": np.ones(1)}, {})]

    @property
    def about_key(self) -> tuple[Any, ...]:
        return "counter", self.config.world

    def about(self) -> InParts[tuple[dict, dict]]:
        yield
        return {}, {}

    def with_settings(self, changes: Mapping[str, Any]) -> CounterJob:
        return CounterJob(self.config.replace(**changes))


def job(**settings: Any) -> CounterJob:
    return CounterJob(CounterConfig(**settings))


def wait(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.005)


def newest(run: Run) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    frame = run.history.newest.data
    length = struct.unpack("<Q", frame[:8])[0]
    meta = json.loads(frame[8 : 8 + length])["__metadata__"]
    return {k: json.loads(v) for k, v in meta.items()}, load(frame)
