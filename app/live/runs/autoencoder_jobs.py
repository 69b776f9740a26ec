"""An AE and a VAE that are trained live side by side: on the points of a 2-D world, and on pictures."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.live.runs.picture_jobs import PictureJob, loaded
from app.live.runs.point_jobs import SHOWN_POINTS, TRAINING_POINTS, DiffusionJob, OnPoints, compact
from app.live.runs.task import Arrays, Metrics
from engines.autoencoder.config import LIVE, LOOKED_AT, AutoencoderConfig
from engines.core import Cost, Diverged, InParts
from engines.data import images
from engines.data.worlds import World

HELD_OUT_SEED = 12345  # of the points that are shown, and never learned from


@dataclass(frozen=True, eq=False)
class AutoencoderJob(OnPoints):
    """One number for each point of a plane: what is decoded from it is a curve."""

    world: World
    config: AutoencoderConfig

    live = LIVE
    actions: tuple[str, ...] = ()
    staged = False

    def begin(self) -> Any:
        from engines.autoencoder.pair import Pair

        pair = Pair(self.config)
        pair.start(self.world.sample(TRAINING_POINTS, seed=self.config.seed))
        return pair

    step = DiffusionJob.step
    stages = DiffusionJob.stages

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.autoencoder.views import of_points

        yield
        seen = of_points(model, self.held_out())
        if not all(np.isfinite(array).all() for array in seen.arrays.values()):
            raise Diverged("what is decoded is not finite; begin again with a lower lr")
        return {name: compact(name, array) for name, array in seen.arrays.items()}, seen.metrics

    def held_out(self) -> np.ndarray:
        """Points to look at: (500, 2)."""
        return self.world.sample(SHOWN_POINTS, seed=HELD_OUT_SEED)

    def truth(self) -> float:
        """Mean log density of these, nats: no bound of it can lie above, but by chance."""
        return float(self.world.log_prob(self.held_out()).mean())

    @property
    def about_key(self) -> Hashable:
        return "autoencoder", self.world.key

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        yield
        return {"real": self.held_out().astype(np.float32)}, {"box": self.box().ravel().tolist()}


class PictureAutoencoderJob(PictureJob):
    """A few numbers for each picture of a data set."""

    live = LIVE

    def cost(self) -> Cost:
        return self.config.cost(int(np.prod(self.config.shape)))

    def begin(self) -> Any:
        from engines.autoencoder.pair import Pair

        pair = Pair(self.config)
        pair.start(loaded(self.data).result()[0])
        return pair

    step = DiffusionJob.step

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.autoencoder.views import of_pictures

        yield
        seen = of_pictures(model, held_out(self.data).images)
        return {name: compact(name, array) for name, array in seen.arrays.items()}, seen.metrics

    @property
    def about_key(self) -> Hashable:
        return "autoencoder", self.data

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        from engines.autoencoder.views import N_CODES, N_PICTURES

        yield
        test = held_out(self.data)
        return {"real": test.images[:N_PICTURES], "labels": test.labels[:N_CODES]}, {"data": self.data}


@cache
def held_out(data: str) -> images.ImageSet:
    """The first test pictures."""
    test = images.load(data, "test")
    return images.ImageSet(test.images[:LOOKED_AT], test.labels[:LOOKED_AT], test.classes)
