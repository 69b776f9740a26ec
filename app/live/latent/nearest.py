"""What a point of latent space is worth: how like real pictures that is which is decoded there, and whether any code of
a real picture lies near. Both mean something far from all data, too, where a classifier is sure and wrong."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np

from app.live.latent.encoder import in_slices
from engines.data import images
from engines.gradual import Gradual
from engines.measures import real_pictures
from engines.measures.latent_coverage import among, typical_distance
from engines.nets import weights
from engines.shipped import model

PAINTED = {"test": 0.1, "train": 0.5}  # of all work, where postcards must be painted first


@Gradual
def codes(name: str) -> Generator[float, None, tuple[np.ndarray, float]]:
    """A code of each training picture, drawn from its cloud, float64 (n, d); and their typical distance."""
    n, parts = real_pictures.COMPARED, []
    for part in in_slices(name, images.load(weights.data_of(name)).images[:n]):
        parts.append(part)
        yield len(parts) * real_pictures.SLICE / n
    mu, sigma = map(np.concatenate, zip(*parts, strict=True))
    drawn = (mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)).astype(float)
    return drawn, typical_distance(drawn)


def prepared(data: str, names: Sequence[str]) -> Iterator[float]:
    """Everything that `judged` needs of a data set and of these models, once a process: the share that is there."""
    missing = PAINTED.keys() - images.painted.kept.keys() if data == "postcards" else ()
    painting = [(images.painted.steps(split), PAINTED[split]) for split in sorted(missing)]
    rest = (1 - sum(share for _, share in painting)) / (2 + len(names))
    parts = [*painting, (real_pictures.features.steps(data), rest), *((codes.steps(name), rest) for name in names)]
    done = 0.0
    for steps, share in parts:
        for part in steps:
            yield done + share * part
        done += share
        yield done
    real_pictures.usual_distance(data)


def judged(points: Sequence[tuple[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Of each point, the name of an autoencoder and z (d,): the training picture that is nearest to what is decoded
    there, uint8 (n, H, W[, 3]).

    values: float32 (n, 2), how far that is in the extractor's features, new real pictures being at 1 on average; and 1
    where the code lies among codes of real pictures, 0 in a hole.
    """
    pictures, values = [], []
    for name, z in points:
        data = weights.data_of(name)
        (which,), (apart,) = real_pictures.nearest(data, model(name).decode(z[None]))
        pictures.append(images.load(data).images[which])
        inside = among(codes(name)[0], z[None].astype(float), codes(name)[1])[0]
        values.append((apart / real_pictures.usual_distance(data), inside))
    return {"pictures": np.stack(pictures), "values": np.array(values, np.float32)}
