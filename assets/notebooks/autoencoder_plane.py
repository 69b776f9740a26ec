"""The plane through the codes of three pictures."""

# %% What it needs
from base64 import b64decode

import numpy as np
from PIL import Image

from engines.autoencoder.walks import plane
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.shipped import model

# %% Settings
MODEL = "vae-digits-16"
DATA = "digits"
ENDS = [4, 7, 3]
AT = [0.5, 0.5]

# %% Three pictures: numbers of test pictures, or drawings
test = images.load(DATA, "test").images
pictures = [
    test[end] if isinstance(end, int) else np.frombuffer(b64decode(end), np.uint8).reshape(test.shape[1:])
    for end in ENDS
]

# %% a + u (b − a) + v (c − a), u and v from 0 to 1
network = model(MODEL)
a, b, c = network.encode(np.stack(pictures))[0]
u, v = np.meshgrid(np.linspace(0, 1, 25), np.linspace(0, 1, 25))
decoded = network.decode(plane(a, b, c, u.ravel(), v.ravel()))
painted = pictures_of(to_bytes(decoded), network.config.shape)
print(f"Mean level of all pictures: {painted.mean()}")
print(f"Mean level of b + c − a: {painted[-1].mean()}")
row, column = (round(24 * place) for place in AT[::-1])
print(f"Mean level under the hand: {painted[25 * row + column].mean()}")
Image.fromarray(sheet(painted, 25)).save("plane.png")
