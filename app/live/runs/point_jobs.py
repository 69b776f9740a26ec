"""What is trained live on the points of a 2-D world: a GAN, or several seeds of one, and a diffusion model.

Jobs are frozen, picklable data. Engines are imported where a job begins, so the server starts without torch.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.live.channel.threads import ready
from app.live.runs.settings import Configured
from app.live.runs.task import Arrays, Metrics
from engines.core import Cost, Diverged, InParts
from engines.data.worlds import World
from engines.diffusion.config import DiffusionConfig
from engines.gan.config import GANConfig
from engines.measures.mode_coverage import MOST_MODES

TRAINING_POINTS = 20_000  # of a 2-D world
SHOWN_POINTS = 500
SHOWN_WAYS = 300  # samples of a diffusion model that are followed
MARGIN = 0.15  # of the box around the data that is drawn


class OnPoints(Configured):
    """What jobs on the points of a 2-D world have in common."""

    world: World

    def prepared(self) -> bool:
        ready()
        return True

    def lent(self) -> tuple[Any, ...]:
        return ()

    def cost(self) -> Cost:
        cost = self.config.cost(2)
        return cost._replace(held=cost.held + 16 * TRAINING_POINTS)

    def box(self) -> np.ndarray:
        """The square around the world that is drawn, [low, high]."""
        low, high = self.world.box(3.0)
        middle, half = (low + high) / 2, (high - low).max() / 2 * (1 + 2 * MARGIN)
        return np.array([middle - half, middle + half])


@dataclass(frozen=True, eq=False)
class GanJob(OnPoints):
    """A GAN, or several seeds of one trained together (`config.replicas`), on the points of a 2-D world."""

    world: World
    config: GANConfig

    live = ("lr_g", "lr_d", "d_steps", "g_steps", "loss", "r1", "gp", "instance_noise", "noise_steps", "ema", "steps")
    actions = ("d_step", "g_step")

    @property
    def staged(self) -> bool:
        return self.config.replicas == 1

    def begin(self) -> Any:
        from engines.gan.model import GAN

        model = GAN(self.config)
        model.start(self.world.sample(TRAINING_POINTS, seed=self.config.seed))
        model.box = self.box().ravel().tolist()
        return model

    def step(self, model: Any) -> InParts[Metrics]:
        return (yield from model.turn())

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.gan.best_discriminator import optimal_discriminator
        from engines.gan.views import snapshot

        seen = snapshot(model)
        yield
        arrays, metrics = dict(seen.arrays), dict(seen.metrics)
        arrays.pop("noise", None)
        if metrics.get("grad_g", 0) > 0:
            metrics["log_grad_g"] = float(np.log10(metrics["grad_g"]))
        if self.config.replicas == 1:
            if not np.isfinite(arrays["fake"]).all():
                raise Diverged("the generator's points are not finite; begin again with lower lr_g and lr_d")
            arrays["optimal"] = optimal_discriminator(self.world, arrays["fake"], model.box)
            metrics |= self.reached([arrays["fake"]], {})
        else:
            metrics |= self.reached(arrays["fakes"], arrays)
        return {name: compact(name, array) for name, array in arrays.items()}, metrics

    def reached(self, fakes: Iterable[np.ndarray], arrays: dict[str, np.ndarray]) -> Metrics:
        """Modes reached and the share close to one, of worlds with few components; per replica into `arrays`."""
        from engines.measures.mode_coverage import coverage

        if self.world.n_components > MOST_MODES:
            return {}
        found = [coverage(self.world, x) for x in fakes]
        modes, hq = (np.array([getattr(c, name) for c in found], np.float32) for name in ("modes", "hq"))
        if self.config.replicas > 1:
            arrays |= {"modes": modes, "hq": hq}
        collapsed = float((modes <= self.world.n_components / 2).sum())
        return {"modes": float(modes.mean()), "hq": float(hq.mean()), "collapsed": collapsed,
                "n_modes": float(self.world.n_components)}  # fmt: skip

    def stages(self, model: Any) -> InParts[list[tuple[str, Arrays, Metrics]]]:
        from engines.gan.slow_motion import stages_in_parts

        shown = []
        for stage in (yield from stages_in_parts(model)):
            arrays = {name: compact(name, array) for name, array in stage_arrays(stage.arrays).items()}
            shown.append((stage.name, arrays, stage.metrics))
        return shown

    @property
    def about_key(self) -> Hashable:
        return "gan", self.world.key

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        yield
        real = self.world.sample(SHOWN_POINTS, seed=12345).astype(np.float32)
        return {"real": real}, {"box": self.box().ravel().tolist()}


@dataclass(frozen=True, eq=False)
class DiffusionJob(OnPoints):
    """A diffusion model on the points of a 2-D world: samples and score at every level of the walk."""

    world: World
    config: DiffusionConfig

    live = ("lr", "ema", "eta", "steps", "sampler", "view_steps")
    actions: tuple[str, ...] = ()
    staged = False

    def begin(self) -> Any:
        from engines.diffusion.model import Diffusion

        model = Diffusion(self.config)
        model.start(self.world.sample(TRAINING_POINTS, seed=self.config.seed))
        return self.framed(model)

    def framed(self, model: Any) -> Any:
        model.world, model.box = self.world, self.box().ravel().tolist()
        return model

    def step(self, model: Any) -> InParts[Metrics]:
        yield
        return model.step()

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.diffusion.views import learned_in_parts, sampled_in_parts, score_error

        ways = yield from sampled_in_parts(model)
        field = yield from learned_in_parts(model)
        metrics = {"score_error": score_error(model)}
        if self.world.n_components <= MOST_MODES:
            metrics |= reached(self.world, ways[:, -1])
        arrays = {"ways": ways[:SHOWN_WAYS], "field": field}
        return {name: compact(name, a) for name, a in arrays.items()}, metrics

    def stages(self, model: Any) -> InParts[list[tuple[str, Arrays, Metrics]]]:
        return []
        yield  # there is nothing to wait for

    @property
    def about_key(self) -> Hashable:
        c = self.config
        return "diffusion", self.world.key, c.seed, c.schedule, c.T, c.sampler, c.view_steps

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        from engines.diffusion.exact import truth_in_parts
        from engines.diffusion.model import Diffusion

        model = Diffusion(self.config)
        model.measure(self.world.sample(TRAINING_POINTS, seed=self.config.seed))
        yield
        found = yield from truth_in_parts(self.framed(model), SHOWN_POINTS)
        return {name: compact(name, a) for name, a in found.items()}, {"box": self.box().ravel().tolist()}


def reached(world: World, points: np.ndarray) -> Metrics:
    """Modes reached, and the share of the points within 3 standard deviations of one."""
    from engines.measures.mode_coverage import coverage

    found = coverage(world, points)
    return {"modes": float(found.modes), "hq": float(found.hq)}


def stage_arrays(arrays: Arrays) -> Arrays:
    """A stage under the names that the layers of a field have."""
    if "before" not in arrays:
        return arrays
    layer = "heat" if arrays["before"].shape[-1] != 2 else "fake"
    return {f"{layer}_before": arrays["before"], layer: arrays["after"]}


def compact(name: str, array: np.ndarray) -> np.ndarray:
    """Probabilities as bytes, all else as single precision."""
    if name.startswith(("heat", "optimal", "p_", "density")):
        return np.rint(np.clip(array, 0, 1) * 255).astype(np.uint8)
    return array if array.dtype == np.uint8 else array.astype(np.float32)
