"""A person's picture file as the small picture that a model knows: checked, cut square, made small."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MOST_BYTES = 10 * 2**20
MOST_PIXELS = 40_000_000  # a small file may claim to be enormous
FINE = 16  # times the final size: more pixels than that do not show
BRIGHT = 0.5  # a border lighter than this is paper, and the ink is made light as in the data


class BadPicture(ValueError):
    """`code`: too-big, no-picture, or too-many-pixels."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def read(data: bytes, *, channels: int, size: int) -> np.ndarray:
    """uint8 (size, size) or (size, size, 3). BadPicture says what is wrong with the file.

    Grey pictures are of light ink on black, as in MNIST: a picture on paper is turned over.
    """
    if len(data) > MOST_BYTES:
        raise BadPicture("too-big", f"the file has {len(data):,} bytes; give at most {MOST_BYTES:,}")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise BadPicture("too-many-pixels", f"{width} x {height} pixels; give at most {MOST_PIXELS:,}")
            if image.mode.startswith("I;16"):  # Pillow would cut 16 bits at 255
                image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
            if image.mode not in ("P", "1"):  # these cannot be averaged
                image.thumbnail((FINE * size, FINE * size))  # before there are copies of it
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, BadPicture):
            raise
        raise BadPicture("no-picture", f"give a {', '.join(FORMATS)} picture ({type(error).__name__})") from error
    paper = Image.new("RGBA", upright.size, "white")
    small = ImageOps.fit(Image.alpha_composite(paper, upright).convert("RGB"), (size, size), Image.Resampling.LANCZOS)
    if channels == 3:
        return np.asarray(small)
    grey = np.asarray(small.convert("L"))
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return 255 - grey if border.mean() > 255 * BRIGHT else grey
