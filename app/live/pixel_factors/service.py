"""Naive Bayes on digits, for a person to look into: the parameters of every factor p(x_j | y), and test pictures."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk
from app.live.channel.messages import Message
from app.live.channel.service import Service
from app.live.channel.threads import one_thread
from engines.classical.naive_bayes import NaiveBayes, NaiveBayesConfig
from engines.data import images
from engines.data.pixels import dequantise

FLOOR = 1e-2  # share of the largest pixel variance: curves wide enough to see; the page says which floor fits best
PER_CLASS = 6  # test pictures of each class that can be looked at


class PixelFactorsService(Service):
    """Answers "factors" with means and variances (10, 784), log p(y) (10,), pictures (n, 28, 28) and their labels."""

    desk = Desk("factors", initializer=one_thread)

    @classmethod
    def warm_up(cls) -> None:
        factors()

    def answer(self, message: Message) -> bytes:
        if message.kind != "factors":
            raise message.refuse("bad_kind", "kind must be factors")
        return frames.pack(factors(), id=message.id, kind="factors")


@lru_cache(maxsize=1)
def factors() -> dict[str, np.ndarray]:
    train, test = images.load("digits"), images.load("digits", "test")
    model = NaiveBayes(NaiveBayesConfig(var_smoothing=FLOOR)).fit(dequantise(train.images, seed=0), train.labels)
    rows = np.concatenate([np.flatnonzero(test.labels == c)[:PER_CLASS] for c in range(10)])
    return {
        "means": model.means.astype(np.float32),
        "variances": model.variances.astype(np.float32),
        "log_prior": model.log_prior.astype(np.float32),
        "pictures": test.images[rows],
        "labels": test.labels[rows],
    }
