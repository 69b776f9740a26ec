"""A picture on its way towards another class."""

# %% What it needs
from base64 import b64decode

import numpy as np
from PIL import Image

from engines.autoencoder.walks import change_of_label
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.measures.real_pictures import COMPARED, SLICE, nearest_label
from engines.shipped import model
from engines.statistics import mean_and_error

# %% Settings
MODEL = "vae-digits-16"
DATA = "digits"
START = 4
LABEL = 9

# %% A picture: the number of a test picture, or a drawing, which has the label of the nearest real picture
train, test = images.load(DATA), images.load(DATA, "test")
if isinstance(START, int):
    picture, source = test.images[START], int(test.labels[START])
else:
    picture = np.frombuffer(b64decode(START), np.uint8).reshape(test.images.shape[1:])
    source = int(nearest_label(DATA, picture[None])[0])

# %% From the mean code of its class to that of the other
network = model(MODEL)
parts = [network.encode(train.images[:COMPARED][i : i + SLICE])[0] for i in range(0, COMPARED, SLICE)]
way = change_of_label(np.concatenate(parts), train.labels[:COMPARED], source, LABEL)
z = network.encode(picture[None])[0] + np.linspace(0, 1.5, 41)[:, None] * way
walked = pictures_of(to_bytes(network.decode(z)), network.config.shape)
print(f"Mean level of the pictures: {walked.mean()}")
Image.fromarray(sheet(walked[::5], 9, scale=3)).save("shift.png")

# %% How many of 100 such pictures come nearest to the other class
theirs = network.encode(test.images[test.labels == source][:100])[0]
for t in np.linspace(0, 1.5, 11):
    share, error = mean_and_error(nearest_label(DATA, network.decode(theirs + t * way)) == LABEL)
    print(f"t = {t:.2f}: {share} ± {error}")
