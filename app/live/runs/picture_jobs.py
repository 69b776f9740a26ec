"""What is trained live on an image data set; the data are loaded once, for all runs of this process."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from app.live.channel.threads import ready
from app.live.runs.devices import device
from app.live.runs.point_jobs import DiffusionJob, GanJob
from app.live.runs.settings import Configured
from app.live.runs.task import Arrays, Metrics
from engines.core import Cost, InParts
from engines.data import images

LOADER = ThreadPoolExecutor(1, thread_name_prefix="load")  # of data sets: painting all postcards takes seconds


@dataclass(frozen=True, eq=False)
class PictureJob(Configured):
    """A model that learns an image data set; its snapshot's pictures are what is seen."""

    data: str
    config: Any

    live: ClassVar[tuple[str, ...]] = ()
    actions: ClassVar[tuple[str, ...]] = ()
    staged: ClassVar[bool] = False

    def prepared(self) -> bool:
        ready()
        return loaded(self.data).done()

    def lent(self) -> tuple[Any, ...]:
        return (loaded(self.data).result()[0],)

    def cost(self) -> Cost:
        return self.config.cost(self.config.channels * self.config.size**2)

    def stages(self, model: Any) -> InParts[list[tuple[str, Arrays, Metrics]]]:
        return []
        yield  # there is nothing to wait for

    @property
    def about_key(self) -> Hashable:
        return "pictures", self.data

    def about(self) -> InParts[tuple[Arrays, Mapping[str, Any]]]:
        yield
        return {}, {"data": self.data}


class ConvolutionJob(PictureJob):
    """Its networks are large enough for a graphics card."""

    def placed(self, model: Any) -> Any:
        model.to(device())
        return model


class PictureGanJob(ConvolutionJob):
    live = GanJob.live

    def begin(self) -> Any:
        from engines.gan.model import GAN

        model = GAN(self.config)
        model.start(loaded(self.data).result()[0])
        return self.placed(model)

    step = GanJob.step

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.gan.views import snapshot

        yield
        seen = snapshot(model)
        return dict(seen.arrays), seen.metrics


class PictureDiffusionJob(ConvolutionJob):
    live = DiffusionJob.live

    def begin(self) -> Any:
        from engines.diffusion.model import Diffusion

        model = Diffusion(self.config)
        model.start(*loaded(self.data).result())
        return self.placed(model)

    step = DiffusionJob.step

    def look(self, model: Any) -> InParts[tuple[Arrays, Metrics]]:
        from engines.diffusion.views import metrics_of, pictures_in_parts

        pictures = yield from pictures_in_parts(model)
        return {"pictures": pictures}, metrics_of(model)


@cache
def loaded(data: str) -> Future:
    """Training pictures as rows, which all runs of this process share, and their classes; loaded at the first call."""
    return LOADER.submit(_load, data)


def _load(data: str) -> tuple[Any, np.ndarray]:
    from engines.data.pixels import tensor_of

    train = images.load(data)
    return tensor_of(train.images), train.labels
