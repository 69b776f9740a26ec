"""A walk between two pictures, straight and along the sphere."""

# %% What it needs
from base64 import b64decode

import numpy as np
from PIL import Image

from engines.autoencoder.walks import spherical, straight
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.measures.real_pictures import nearest_pixels
from engines.shipped import model

# %% Settings
MODEL = "vae-digits-16"
DATA = "digits"
ENDS = [4, 7]

# %% Two pictures: numbers of test pictures, or drawings
test = images.load(DATA, "test").images
pictures = [
    test[end] if isinstance(end, int) else np.frombuffer(b64decode(end), np.uint8).reshape(test.shape[1:])
    for end in ENDS
]

# %% From the code of one to that of the other, and how far each picture is from the nearest real one
network = model(MODEL)
a, b = network.encode(np.stack(pictures))[0]
t = np.linspace(0, 1, 41)
for name, way in {"straight": straight, "sphere": spherical}.items():
    decoded = network.decode(way(a, b, t))
    away = nearest_pixels(DATA, decoded)
    print(f"{name}, distance halfway: {away[20]}")
    print(f"{name}, distances: {away.tolist()}")
    walked = pictures_of(to_bytes(decoded), network.config.shape)
    Image.fromarray(sheet(walked[::5], 9, scale=3)).save(f"{name}.png")
