"""What comes of codes that are drawn, as measured: the shipped record of `assets.autoencoder.holes`, over seeds.

Nothing here needs torch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from engines.autoencoder.sweep import FOLDER
from engines.statistics import mean_and_error

SIZE = 16  # numbers in the code of the models that were trained several times


@dataclass(frozen=True)
class Drawn:
    """rows: one per training, data set, size of the code, kind and seed; real: data set -> the share of test pictures
    that as many real pictures cover; most: steps that a training may take until it has settled."""

    rows: Sequence[dict[str, Any]]
    real: dict[str, float]
    most: int = 0

    def seeds(self, training: str) -> int:
        return len({row["seed"] for row in self.rows if row["training"] == training})

    def figure(
        self, name: str, data: str, size: int, kind: str, law: str, *, training: str = "shipped"
    ) -> tuple[float, float]:
        """Mean over seeds and its standard error of a figure: among, far, covered or spread.

        law: "prior", the VAE's own, for an AE one Gaussian fitted to its codes; "mixture", ten; or of an AE "standard",
        the VAE's prior. training: "shipped", whose seeds are draws from the shipped model; or "settled", whose
        seeds are trainings.
        """
        return mean_and_error([row["laws"][law][name] for row in self._of(training, data, size, kind)])

    def steps(self, data: str, kind: str) -> float:
        """Until the trainings had settled, on average."""
        found = [row["steps"] for row in self._of("settled", data, SIZE, kind)]
        return sum(found) / len(found)

    def _of(self, training: str, data: str, size: int, kind: str) -> list[dict[str, Any]]:
        which = (training, data, size, kind)
        return [r for r in self.rows if (r["training"], r["data"], r["size"], r["kind"]) == which]


@cache
def drawn() -> Drawn:
    record = json.loads((FOLDER / "holes.json").read_text())
    return Drawn(record["rows"], record["real"], record["settled"]["patience"]["longest"])
