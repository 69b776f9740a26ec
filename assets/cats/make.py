"""Paint 1,000 cats, fit the home page's mixture to them, measure it: `python -m assets.cats.make` (half a minute).

Writes cats.webp (lossless) and mixture.safetensors; the same seeds give the same files on one processor.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

from engines.classical import cats
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.data.pixels import sheet
from engines.data.postcards import cards
from engines.data.postcards import table as postcards_table

N_DIRECTIONS = 40  # hold 95 % of the pixels' variance
# The number of components was chosen by eye among 30 to 150; fewer blur the faces, and none copies (see `drawn`).
CONFIG = MixtureConfig(n_components=60, reg_covar=0.02, steps=40)


def paint(seed: int) -> np.ndarray:
    """1,000 cats, uint8 (n, 32, 32, 3)."""
    table = postcards_table.DEFAULT.given(**cats.EVENT)
    return cards.render(cards.sample(cats.N_CATS, seed=seed, table=table).factors.replace(**cats.PLACE))


def fit(train: np.ndarray) -> dict[str, np.ndarray]:
    """Principal directions of the pixels, then the mixture of the coordinates along them."""
    x = train.reshape(len(train), -1) / 255
    centre = x.mean(axis=0)
    basis = np.linalg.svd(x - centre, full_matrices=False)[2][:N_DIRECTIONS]
    mixture = GaussianMixture(CONFIG).fit((x - centre) @ basis.T)
    factors = np.linalg.cholesky(mixture.covariances)
    parameters = {"weights": mixture.weights, "means": mixture.means, "factors": factors}
    return {"centre": centre, "basis": basis, **parameters}


def main() -> None:
    train, held_out = paint(cats.TRAIN_SEED), paint(cats.HELD_OUT_SEED)
    shown = np.concatenate([train, held_out[: cats.N_SHOWN]])
    Image.fromarray(sheet(shown, cats.COLUMNS, gap=0)).save(
        cats.FOLDER / "cats.webp", lossless=True, quality=100, method=6
    )

    small = {name: array.astype(np.float16) for name, array in fit(train).items()}
    weights = small["weights"].astype(float)
    model = cats.CatModel(**{**{n: a.astype(float) for n, a in small.items()}, "weights": weights / weights.sum()})
    for name, pictures in (("held_out", held_out), ("drawn", model.sample(cats.N_CATS, seed=0))):
        distances = [cats.nearest(picture, train)[1][0] for picture in pictures]
        small[name] = np.sort(distances).astype(np.float32)
        print(f"{name}: nearest training cat at {np.percentile(distances, [0, 5, 50, 95]).round(1)} (0, 5, 50, 95 %)")
    save_file(small, cats.FOLDER / "mixture.safetensors")


if __name__ == "__main__":
    main()
