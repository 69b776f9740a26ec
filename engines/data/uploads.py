"""A person's picture file: checked, opened in its true shades whatever its kind, made as small as a model's."""

from __future__ import annotations

import io
import threading

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from engines.core import Refused
from engines.data.ink import ink_of

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MOST_BYTES = 25_000_000  # a telephone's 50 megapixels
# A JPEG is read at an eighth of its size; of a WebP Pillow holds four copies in colour.
MOST_PIXELS = {"JPEG": 120_000_000, "WEBP": 20_000_000}
MOST_OTHER_PIXELS = 40_000_000
WORKING = 512  # pixels per side: more do not show in pictures of 28 or 32
NEW_KINDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}  # of ISO 23008-12
Image.MAX_IMAGE_PIXELS = None  # Pillow would warn, or call it no picture; `_check_size` comes before decoding, too
_one_at_a_time = threading.Lock()  # a picture may take 300 MB for a moment


def read(data: bytes, *, channels: int, size: int, ink: bool = False, inverted: bool = False) -> np.ndarray:
    """uint8 (size, size) or (size, size, 3). Refused says what is wrong with the file.

    One channel is light on black, as in the data; `inverted` takes the other for the paper. With `ink` it is a digit
    that was drawn: the paper is flattened and the strokes are cut out and centred as MNIST does.
    """
    with _one_at_a_time:
        picture = opened(data)
    if ink:
        return ink_of(np.asarray(picture.convert("L")) / 255, size, inverted=inverted)
    small = ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS)
    pixels = np.asarray(small if channels == 3 else small.convert("L"))
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    on_paper = channels == 1 and border.mean() > 127.5
    return 255 - pixels if on_paper != inverted else pixels


def opened(data: bytes) -> Image.Image:
    """The picture in RGB, upright, at most `WORKING` pixels per side; what is transparent is paper."""
    if len(data) > MOST_BYTES:
        size, most = len(data) / 1e6, MOST_BYTES / 1e6
        raise Refused("file-too-large", f"the file has {size:.1f} MB; give at most {most:g} MB", size=size, most=most)
    if data[4:8] == b"ftyp" and data[8:12] in NEW_KINDS:
        raise Refused("heic", "HEIC and AVIF pictures are not read; save it as JPEG or PNG and try again")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            image.draft("RGB", (WORKING, WORKING))  # a JPEG is decoded no finer than needed
            return _on_paper(ImageOps.exif_transpose(_small(image)).convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("no-picture", f"the file is no picture that is read ({type(error).__name__}); save it as PNG or "
                      "JPEG and try again") from error  # fmt: skip


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    most = MOST_PIXELS.get(image.format, MOST_OTHER_PIXELS)
    if width * height > most:
        raise Refused("too-many-pixels", f"the picture has {width} x {height} pixels; give at most {most:,} in all",
                      width=width, height=height, most=most)  # fmt: skip


def _small(image: Image.Image) -> Image.Image:
    """At most `WORKING` pixels per side, in a mode that can be averaged, in 8 bits."""
    if image.mode.startswith("I") or image.mode == "F":  # Pillow would cut 16 bits at 255
        shades = np.asarray(image)  # in whole numbers: of 40 million pixels floats alone would take 320 MB
        image = Image.fromarray(np.uint8(shades // (257 if shades.max() > 255 else 1)))
    if image.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        image = image.convert("RGB")
    if image.mode in ("P", "PA", "1") or "transparency" in image.info:
        image = image.convert("RGBA")
    image.thumbnail((WORKING, WORKING), reducing_gap=2.0)
    return image


def _on_paper(picture: Image.Image) -> Image.Image:
    """What is transparent becomes paper on which the rest can be seen: a drawing's opposite, or more of the same where
    most of the picture is there."""
    *colours, alpha = (np.asarray(band) / 255 for band in picture.split())
    if alpha.min() == 1:
        return picture.convert("RGB")
    seen = alpha > 0.5
    lightness = np.mean(colours, 0)[seen].mean() if seen.any() else 0.0
    paper = "white" if (lightness > 0.5) == (seen.mean() > 0.5) else "black"
    return Image.alpha_composite(Image.new("RGBA", picture.size, paper), picture).convert("RGB")
