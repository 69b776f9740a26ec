"""What the comparison measures, by name; read without torch."""

from __future__ import annotations

from dataclasses import dataclass


class NotDefined(str):
    """A measure that has no value here: the code of the reason, one of `REASONS`."""


REASONS = {
    "no-density": "the model can draw but cannot say how likely a point is",
    "lower-bound": "the model gives only a bound on how likely a point is",
    "many-components": "the world has too many components for each to count as a mode",
    "no-condition": "the model was not asked for anything in particular",
    "one-factor": "these pictures have a class and no further factors",
    "infinite": "the value is infinite: nothing where something is needed, or samples that repeat exactly",
    "not-finite": "the samples hold NaN or infinities: training has diverged",
    "too-few": "there are fewer than 10 samples",
}


@dataclass(frozen=True)
class Measure:
    """better: high, low or near-floor, where a model can be too good, e.g. too narrow. unit: of the value."""

    better: str
    unit: str


POINT_SCORES = {
    "modes": Measure("high", "modes"),
    "hq": Measure("near-floor", "share"),
    "mode_kl": Measure("low", "nats"),
    "forward_kl": Measure("low", "nats"),
    "reverse_kl": Measure("low", "nats"),
    "reverse_kl_knn": Measure("low", "nats"),
    "sliced_wasserstein": Measure("low", "distance"),
    "mmd": Measure("low", "squared"),
    "mmd_p": Measure("high", "p"),
    "precision": Measure("high", "share"),
    "recall": Measure("high", "share"),
    "density": Measure("near-floor", "ratio"),
    "coverage": Measure("high", "share"),
    "memorisation": Measure("near-floor", "ratio"),
    "diversity": Measure("near-floor", "ratio"),
    "log_likelihood": Measure("high", "nats"),
    "bits_per_dim": Measure("low", "bits"),
}


PICTURE_SCORES = {
    "frechet": Measure("low", "squared"),
    "precision": Measure("high", "share"),
    "recall": Measure("high", "share"),
    "density": Measure("near-floor", "ratio"),
    "coverage": Measure("high", "share"),
    "classes": Measure("high", "classes"),
    "class_kl": Measure("low", "nats"),
    "memorisation": Measure("near-floor", "ratio"),
    "sharpness": Measure("near-floor", "ratio"),
    "diversity": Measure("near-floor", "ratio"),
    "bits_per_dim": Measure("low", "bits"),
    "obeyed": Measure("high", "share"),
    "joint_kl": Measure("low", "nats"),
}
