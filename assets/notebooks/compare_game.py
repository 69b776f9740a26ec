"""A round of the guessing game."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.comparison.models import MODELS, POINTS
from engines.comparison.results import points_file, sheet_file
from engines.comparison.rounds import is_kept_with_losses, puzzle
from engines.data import images
from engines.data.pixels import SHAPES, pictures_of, sheet, tiles, to_bytes
from engines.measures.sharpness import fine_energy
from engines.shipped import model

# %% Settings
DATA = "digits"
ROUND = 1

# %% Who made it? Guess before you run this
maker = puzzle(DATA, ROUND)
print(f"Made by: {maker}")


# %% The sheet, not picked by hand
def points():
    from safetensors.numpy import load_file

    return load_file(points_file())[f"{DATA}-{maker}"].astype(float)


rng = np.random.default_rng(ROUND)
if DATA in POINTS:
    drawn = rng.permutation(points())[:250]
elif is_kept_with_losses(maker):
    kept = np.asarray(Image.open(sheet_file(DATA, maker)).convert("RGB" if DATA == "postcards" else "L"))
    drawn = rng.permutation(tiles(kept, kept.shape[1] // 8))[:8]
elif maker == "real":
    test = images.load(DATA, "test").images
    drawn = test[rng.choice(len(test), 8, replace=False)]
else:
    rows = model(MODELS[maker].weights.format(data=DATA)).sample(8, seed=ROUND)
    drawn = pictures_of(to_bytes(rows), SHAPES[DATA])
print(f"Mean of the sheet: {drawn.mean()}")

# %% A clue: the fine detail of its pictures, all real ones = 1
if DATA not in POINTS:
    print(f"Fine detail: {fine_energy(drawn).mean() / fine_energy(images.load(DATA, 'test').images).mean()}")
    Image.fromarray(sheet(drawn, 4, scale=4)).save("round.png")
