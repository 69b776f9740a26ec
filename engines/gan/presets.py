"""The settings that picture GANs are trained with, one per data set: PICTURES live, SHIPPED for the weights."""

from __future__ import annotations

from engines.data import letters
from engines.data.postcards import factors
from engines.gan.config import GANConfig

# Found by trying, digits, one thread: batch 32 learns per step as fast as 64 at half the price; rates of 0.002 draw
# digits sooner than 0.001; a D twice as wide learns later. R1 is what keeps so small a D from running away.
_GREY = GANConfig(
    net="conv", width=16, noise_dim=64, batch=32, lr_g=2e-3, lr_d=2e-3, lr_decay=0.6, beta1=0.0, beta2=0.99, r1=0.3,
    ema=0.999, steps=24_000,
)  # fmt: skip
# Postcards: without packing 96 % of the samples were cats (two thirds are), and sunflowers and apples had gone; slower
# rates and a heavier R1 keep D, which has more to see in colour, from running away.
_COLOUR = _GREY.replace(
    channels=3, size=32, batch=64, packing=2, lr_g=1e-3, lr_d=1e-3, r1=3.0, steps=30_000,
)  # fmt: skip
PICTURES = {
    "digits": _GREY,
    "fashion": _GREY,
    "postcards": _COLOUR,
}
# Told what a postcard shows, each factor at times left open, G learns in fewer steps (docs/measurements.md). It cannot
# leave out a scene that it is asked for, so it needs no packing; it starts to slow down earlier, because the one above
# won most when its rates fell.
TOLD = _COLOUR.replace(
    factors=factors.SHAPE, packing=1, drop=0.15, width=32, width_d=16, lr_decay=0.7, products="bfloat16", steps=9_000,
)  # fmt: skip
# Syllables, told their letters and the typeface; after 2,400 turns two of three are read.
LETTERS = TOLD.replace(channels=1, factors=letters.SHAPE)
SHIPPED = PICTURES | {"postcards": TOLD}
