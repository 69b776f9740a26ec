"""Samplers that run while a person watches: batches of steps, and how well the run has done so far."""

from __future__ import annotations

import dataclasses
import json
from functools import lru_cache
from typing import Any

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import BadMessage, Message, is_number
from app.live.channel.service import Service
from app.live.world.service import heat_map, read_box, read_world
from engines.data.worlds import World
from engines.measures import distances
from engines.sampling import quality
from engines.sampling.sampler import Sampler, Step
from engines.sampling.samplers import SAMPLERS
from engines.statistics import mean_and_error

MAX_STEPS = 2000  # of one run
BATCH = 200  # steps of one answer
PATHS = 12  # trajectories sent per step
PROPOSALS = 200  # proposals sent per step; importance sampling tries thousands
JUDGED = 2000  # points compared with as many exact draws
COST = 25  # of a point beside that of one component's density there, some 20 ns
BUDGET = 10_000_000  # component densities of one answer, some 0.2 s
CATCH_UP = 50 * BUDGET  # of a run that is taken up again after a lost connection
SLICE = BUDGET // 3  # then others have a turn


class Record:
    """What is kept of a run, so that its figures need not read its steps again: the points, and sums.

    Proposals and paths, which take a hundred times as much, are sent and forgotten.
    """

    def __init__(self) -> None:
        self.points = np.zeros((0, 2))  # with room to grow
        self.ends: list[int] = []  # how many points there are after each step
        self.accepted = self.tried = self.paid = 0
        self.chain = False
        self.worth: float | None = None  # independent points, where they are redrawn by weight

    def add(self, step: Step) -> None:
        made, n = self.made, len(step.x)
        if made + n > len(self.points):
            self.points = np.concatenate([self.points, np.empty((made + n, 2))])
        self.points[made : made + n] = step.x
        self.ends.append(made + n)
        self.chain = step.before is not None
        self.accepted, self.tried = self.accepted + int(step.accepted.sum()), self.tried + len(step.accepted)
        refused_too = not self.chain and step.evaluations == 1  # rejection: every dart is paid for
        self.paid += step.evaluations * (len(step.proposal) if refused_too else n)
        if "ess" in step.info:  # redrawn by weight, so never worth more than the weights are
            self.worth = (self.worth or 0.0) + float(min(n, step.info["ess"][0]))

    @property
    def made(self) -> int:
        return self.ends[-1] if self.ends else 0

    @property
    def kept(self) -> int:
        """Steps that are judged: a Markov chain's first half is left out, because it may still be on its way."""
        return len(self.ends) - len(self.ends) // 2 if self.chain else len(self.ends)

    @property
    def judged(self) -> np.ndarray:
        """The points of these steps, (n, 2)."""
        first = len(self.ends) - self.kept
        return self.points[self.ends[first - 1] if first else 0 : self.made]


class SamplersService(Service):
    """Answers "steps" with steps [from, from + n) of the run that the message describes, fewer where they are costly.

    The same message always means the same steps: a run follows from its world, settings and seed, so a viewer that
    lost its socket goes on where it was.
    """

    desk = Desk("sample")

    def __init__(self) -> None:
        self.about: str | None = None
        self.sampler: Sampler
        self.record = Record()

    def slices(self, message: Message) -> Slices[bytes]:
        if message.kind != "steps":
            raise message.refuse("bad_kind", "kind must be steps")
        start, n = message.whole("from", 0, MAX_STEPS - 1), message.whole("n", 1, BATCH)
        world, box = read_world(message), read_box(message)
        self._take_up(message, world, start)
        cost = cost_of_a_step(self.sampler)
        if (start - self.sampler.n_steps) * cost > CATCH_UP:
            raise message.refuse("lost_run", "the connection was lost, and this run is too costly to repeat")
        shown, used = [], 0
        for _ in range(self.sampler.n_steps, min(start + min(n, max(1, BUDGET // cost)), MAX_STEPS)):
            step = self.sampler.step()
            self.record.add(step)
            if self.sampler.n_steps > start:
                shown.append(step)
            used += cost
            if used > SLICE:
                used = 0
                yield
        arrays = pack_steps(shown)
        yield
        meta: dict[str, Any] = {"from": start, "stats": (yield from judge(self.record, world))}
        if start == 0:
            arrays["heat"], meta["top"] = heat_map(world, box)
        return frames.pack(arrays, id=message.id, kind="steps", **meta)

    def _take_up(self, message: Message, world: World, start: int) -> None:
        """Go on with the run that this socket has, or begin the one that is asked for, also when it is past `start`."""
        about = json.dumps([message.fields.get(f) for f in ("world", "sampler", "settings", "seed")], sort_keys=True)
        if about == self.about and self.sampler.n_steps <= start:
            return
        kind = SAMPLERS[message.choice("sampler", tuple(SAMPLERS))]
        try:
            self.sampler = kind(world, kind.Config(seed=message.whole("seed", 0, 2**31 - 1), **read_settings(message)))
        except ValueError as error:
            if isinstance(error, BadMessage):
                raise
            raise message.refuse("bad_settings", str(error)) from error
        self.about, self.record = about, Record()


def cost_of_a_step(sampler: Sampler) -> int:
    """Component densities that one step evaluates, and what a point costs besides, in the same unit."""
    return sampler.config.chains * sampler.cost * (sampler.world.n_components + COST)


def settings_of(name: str) -> list[str]:
    """The settings of a sampler besides its seed."""
    return [f.name for f in dataclasses.fields(SAMPLERS[name].Config) if f.name != "seed"]


def read_settings(message: Message) -> dict[str, float]:
    """The field "settings": numbers under the names that the sampler's configuration has, as far as pages offer them,
    because one worker serves all."""
    settings, sampler = message.fields.get("settings"), message.fields["sampler"]
    allowed = settings_of(sampler)
    if not isinstance(settings, dict) or set(settings) - set(allowed) or not all(map(is_number, settings.values())):
        raise message.refuse("bad_settings", f"settings must be an object of numbers named {', '.join(allowed)}")
    for name, value in settings.items():
        SAMPLERS[sampler].Config.bounds(name).offered.check(name, value)
    return settings


def pack_steps(steps: list[Step]) -> dict[str, np.ndarray]:
    """Steps as flat arrays: points and proposals (sum of counts, 2), counts (T, 2), accepted, paths (T, L, n, 2)."""
    arrays = {
        "points": np.concatenate([s.x for s in steps]).astype(np.float32),
        "proposals": np.concatenate([s.proposal[:PROPOSALS] for s in steps]).astype(np.float32),
        "accepted": np.concatenate([s.accepted[:PROPOSALS] for s in steps]).astype(np.uint8),
        "counts": np.array([[len(s.x), min(len(s.proposal), PROPOSALS)] for s in steps], np.int32),
    }
    if steps[0].path is not None:
        arrays["paths"] = np.stack([s.path[:, :PATHS] for s in steps]).astype(np.float32)
    return arrays


def judge(run: Record, world: World) -> Slices[dict[str, float | None]]:
    """What a run has done: accepted share, density evaluations per point, effective points, distance to the truth."""
    points = run.judged
    stats: dict[str, float | None] = {
        "points": run.made,
        "accepted": run.accepted / max(run.tried, 1),
        "evaluations": run.paid / max(run.made, 1),
        "effective": run.worth if run.worth is not None else float(len(points)) if not run.chain else None,
        "distance": None,
        "floor": None,
        "floor_error": None,
    }
    if run.chain and run.kept >= 8:
        stats["effective"] = float(quality.ess(points.reshape(run.kept, -1, 2)).min())
    if len(points) >= 100:
        yield
        n = min(JUDGED, 2 ** int(np.log2(len(points))))
        few = points[np.linspace(0, len(points) - 1, n).astype(int)]
        stats["distance"] = distances.sliced_wasserstein(few, _exact(world, n), seed=0)
        yield
        stats["floor"], stats["floor_error"] = _floor(world, n)
    return stats


@lru_cache(maxsize=64)
def _exact(world: World, n: int) -> np.ndarray:
    return world.sample(n, seed=12345)


@lru_cache(maxsize=64)
def _floor(world: World, n: int) -> tuple[float, float]:
    """Mean and standard error of the distance that exact draws have."""
    exact = _exact(world, n)
    values = [distances.sliced_wasserstein(world.sample(n, seed=s), exact, seed=0) for s in range(8)]
    return mean_and_error(values)
