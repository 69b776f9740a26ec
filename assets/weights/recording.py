"""A GAN that is watched while it learns: what is shipped as its recorded history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from torch import nn

from engines.gan import histories, told
from engines.gan.model import GAN, GANConfig
from engines.gan.views import N_PICTURES, snapshot
from engines.measures import extractor, frechet
from engines.nets import weights

MOMENTS = 60  # and step 0
MEASURED_EVERY, N_MEASURED = 3, 1_000  # at every third moment, the Fréchet distance of so many samples
N_SHOWN = histories.ROWS * histories.COLUMNS
SHOWN = ("loss_d", "loss_g", "d_real", "d_fake")


class Recorded:
    """Trains like the GAN inside, and keeps the pictures of the first 40 fixed noises at logarithmic moments."""

    def __init__(self, name: str, gan: GAN) -> None:
        self.name, self.gan = name, gan
        self.when = {0, *np.geomspace(1, gan.config.steps, MOMENTS).round().astype(int).tolist()}
        self.steps: list[int] = []
        self.pictures: list[np.ndarray] = []
        self.rows: list[dict[str, float | None]] = []
        self.since: list[Mapping[str, float]] = []  # the metrics of every turn since the last moment

    @property
    def config(self) -> GANConfig:
        return self.gan.config

    @property
    def n_steps(self) -> int:
        return self.gan.n_steps

    @property
    def averaged(self) -> nn.Module:
        return self.gan.shipped

    def start(self, X: np.ndarray, y: np.ndarray | None = None) -> None:
        self.gan.start(X, y)
        self._record()

    def step(self) -> Mapping[str, float]:
        found = self.gan.step()
        self.since.append({key: found[key] for key in SHOWN})
        if self.n_steps in self.when:
            self._record()
        return {key: found[key] for key in ("loss_d", "loss_g")}

    def _record(self) -> None:
        """A moment: the pictures, the metrics' means since the last one, and the Fréchet distance now and then."""
        measured = len(self.steps) % MEASURED_EVERY == 0 or self.n_steps == self.config.steps
        row = {key: round(float(np.mean([r[key] for r in self.since])), 4) if self.since else None for key in SHOWN}
        row["frechet"] = round(self._frechet(), 3) if measured else None
        self.steps.append(self.n_steps)
        asked = told.asked(self.gan, N_PICTURES, seed=0)
        self.pictures.append(snapshot(self.gan, asked).arrays["pictures"][:N_SHOWN])
        self.rows.append(row)
        self.since = []

    def _frechet(self) -> float:
        data = weights.data_of(self.name)
        features = extractor.shipped(data).features(told.sample(self.gan, N_MEASURED, seed=1))
        return frechet.frechet(features, extractor.reference(data))

    def sample(self, n_samples: int, *, seed: int, y: np.ndarray | None = None) -> np.ndarray:
        return self.gan.sample(n_samples, seed=seed, y=y)

    def save_history(self, folder: Path = histories.FOLDER) -> None:
        """Write what was recorded."""
        columns = {key: [row[key] for row in self.rows] for key in self.rows[0]}
        notes = {"frechet_samples": N_MEASURED}
        histories.save(self.name, self.steps, np.stack(self.pictures), columns, notes, folder)
