"""Uploaded pictures: any kind in its true shades; digits in any light, legible to our own extractor; bad files are
refused with a code."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from engines.core import Refused
from engines.data import images, uploads
from engines.data.uploads import read
from engines.measures.extractor import Extractor

CASES = Path(__file__).resolve().parents[2] / "cases"
EXTRACTOR = Extractor.pretrained("digits")


def file_of(pixels: np.ndarray | Image.Image, kind: str = "PNG", **settings) -> bytes:
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(buffer, kind, **settings)
    return buffer.getvalue()


def seen_as(pictures: list[np.ndarray]) -> np.ndarray:
    """The digits that our extractor reads in pictures (28, 28)."""
    return EXTRACTOR.predict_proba(np.array(pictures))["class"].argmax(1)


# ---- digits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["white_on_transparent.png", "photo.jfif", "phone_photo_dim.jpg", "phone_photo_bright.jpg"]
)
def test_the_sevens_that_were_sent_are_sevens(name: str) -> None:
    found = read((CASES / name).read_bytes(), channels=1, size=28, ink=True)
    assert found.shape == (28, 28) and found.dtype == np.uint8
    assert EXTRACTOR.predict_proba(found[None])["class"][0, 7] > 0.99


def photograph(digit: np.ndarray, rng: np.random.Generator, *, light: float, board: bool, shade: float) -> bytes:
    """A digit somewhere on paper, or in chalk on a board, lit from one side and half in a shadow; blurred, grainy."""
    h, w, side = 300, 400, 130
    ink = np.zeros((h, w))
    y, x = rng.integers(10, h - side - 10), rng.integers(10, w - side - 10)
    ink[y : y + side, x : x + side] = np.asarray(Image.fromarray(digit).resize((side, side))) / 255
    row, column = np.mgrid[0:h, 0:w] / w
    paper = light * (1 - 0.5 * column) * np.where(row + column > 0.9, shade, 1)
    seen = 0.3 * paper * (1 - ink) + 0.8 * ink if board else paper * (1 - 0.85 * ink)
    grey = Image.fromarray(np.uint8(255 * (seen + 0.02 * rng.normal(size=seen.shape)).clip(0, 1)))
    return file_of(grey.filter(ImageFilter.GaussianBlur(1)).convert("RGB"), "JPEG", quality=80)


@pytest.mark.parametrize(
    ("light", "board", "shade"),
    [(0.35, False, 1), (0.95, False, 1), (0.8, False, 0.7), (0.7, True, 1)],
    ids=["dim", "bright", "in a shadow", "chalk"],
)
def test_photographed_digits_are_legible(light: float, board: bool, shade: float) -> None:
    rng, test = np.random.default_rng(0), images.load("digits", "test")
    n = 15
    files = [photograph(digit, rng, light=light, board=board, shade=shade) for digit in test.images[:n]]
    found = [read(file, channels=1, size=28, ink=True) for file in files]
    assert (seen_as(found) == test.labels[:n]).mean() >= 0.9


def test_digits_are_laid_out_as_mnist_lays_them_out() -> None:
    """In a box of 20 x 20, centred by mass: what is laid out so already stays where it is."""
    overlaps = []
    for digit in images.load("digits", "test").images[:15]:
        for given in (digit, 255 - digit, np.kron(255 - digit, np.ones((9, 9), np.uint8))):
            found = read(file_of(given), channels=1, size=28, ink=True).astype(float)
            rows, columns = (np.flatnonzero(found.max(axis) > 128) for axis in (1, 0))
            assert 17 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
            at = np.arange(28)
            centre = [(found.sum(axis) @ at) / found.sum() for axis in (1, 0)]
            assert centre == pytest.approx([14, 14], abs=0.5)
            overlaps.append(np.minimum(found, digit).sum() / np.maximum(found, digit).sum())
    assert np.median(overlaps) > 0.6


def test_a_thin_pen_becomes_a_stroke_that_is_seen() -> None:
    paper = np.full((600, 600), 230, np.uint8)
    paper[100:500, 298:302] = 40
    found = read(file_of(paper), channels=1, size=28, ink=True)
    assert found.max() == 255 and (found.max(1) > 200).sum() >= 18 and (found[14] > 100).sum() >= 2


def test_the_other_is_taken_for_the_ink_where_that_is_asked_for() -> None:
    half = np.full((200, 200, 3), 128, np.uint8)
    half[40:160, 40:70], half[60:140, 120:150] = 20, 250  # a longer dark bar and a shorter light one
    dark, light = (read(file_of(half), channels=1, size=28, ink=True, inverted=i) for i in (False, True))
    assert (dark.max(1) > 128).sum() >= 18 and (light.max(1) > 128).sum() >= 18
    assert not np.array_equal(dark, light)
    with pytest.raises(Refused) as refused:  # there is no light ink on white paper
        read((CASES / "photo.jfif").read_bytes(), channels=1, size=28, ink=True, inverted=True)
    assert refused.value.code == "only-paper"


@pytest.mark.parametrize("shade", [0, 100, 255])
def test_paper_alone_is_refused(shade: int) -> None:
    grain = np.random.default_rng(0).normal(shade, 3, (200, 200)).clip(0, 255).astype(np.uint8)
    for paper in (np.full((200, 200), shade, np.uint8), grain):
        with pytest.raises(Refused) as refused:
            read(file_of(paper), channels=1, size=28, ink=True)
        assert refused.value.code == "only-paper"


def test_specks_and_the_edge_of_the_paper_are_no_ink() -> None:
    clean = np.full((300, 300), 220, np.uint8)
    clean[80:220, 140:160] = 30
    dirty = clean.copy()
    dirty[:, :25] = 90  # the table
    dirty[20:23, 200:203] = 40
    expected, found = (read(file_of(p), channels=1, size=28, ink=True).astype(int) for p in (clean, dirty))
    assert np.abs(found - expected).mean() < 3


# ---- other pictures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_things_on_light_ground_become_light_on_black_and_can_be_turned_over(kind: str) -> None:
    paper = np.full((280, 280, 3), 250, np.uint8)
    paper[100:180, 120:160] = 10
    found = read(file_of(paper, kind), channels=1, size=28)
    assert found.shape == (28, 28) and found.dtype == np.uint8
    assert found[14, 14] > 200 and found[0, 0] < 20
    already = read(file_of(255 - paper, kind), channels=1, size=28)
    assert np.abs(found.astype(int) - already).mean() < 6
    assert np.array_equal(read(file_of(paper, kind), channels=1, size=28, inverted=True), 255 - found)


def test_it_is_cut_square_around_the_middle_and_colours_stay() -> None:
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = (200, 30, 60)
    found = read(file_of(wide), channels=3, size=32)
    assert found.shape == (32, 32, 3)
    assert np.abs(found.reshape(-1, 3).mean(0) - (200, 30, 60)).max() < 6


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 40, 40)])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_ink_of_any_colour_on_nothing_is_seen(colour: tuple[int, int, int], kind: str) -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[20:40, 28:36] = (*colour, 255)
    for ink in (False, True):
        found = read(file_of(pixels, kind, lossless=True), channels=1, size=28, ink=ink)
        assert found[13, 13] > 150 and found[0, 0] == 0


GREY = np.uint8(np.add.outer(np.arange(256), np.arange(256)) // 2)  # every shade, darkest in the first corner


def modes() -> dict[str, bytes]:
    """The same shades in every kind of file."""
    grey = Image.fromarray(GREY)
    transparent = grey.convert("LA")
    deep = Image.fromarray(GREY.astype(np.uint16) * 257)
    return {
        "grey": file_of(grey),
        "grey and alpha": file_of(transparent),
        "16 bits": file_of(deep),
        "palette": file_of(grey.convert("P")),
        "RGBA": file_of(grey.convert("RGBA")),
        "CMYK": file_of(grey.convert("RGB").convert("CMYK"), "JPEG", quality=95),
        "grey JPEG": file_of(grey, "JPEG", quality=95),
        "progressive": file_of(grey.convert("RGB"), "JPEG", quality=95, progressive=True),
        "GIF": file_of(grey, "GIF"),
        "BMP": file_of(grey, "BMP"),
    }


@pytest.mark.parametrize("data", modes().values(), ids=modes().keys())
def test_every_kind_of_file_keeps_its_shades(data: bytes) -> None:
    found = read(data, channels=3, size=32).astype(float)
    expected = GREY.reshape(32, 8, 32, 8).mean((1, 3))
    assert np.abs(found - expected[..., None]).mean() < 3


def test_black_and_white_alone_is_averaged_into_greys() -> None:
    checks = Image.fromarray(np.uint8(255 * (np.indices((256, 256)).sum(0) % 2))).convert("1")
    assert np.abs(read(file_of(checks), channels=3, size=32).astype(int) - 128).max() < 12


@pytest.mark.parametrize(("turn", "side"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left")])
def test_a_photograph_is_turned_upright(turn: int, side: str) -> None:
    pixels = np.full((600, 600, 3), 255, np.uint8)
    pixels[:300] = 0  # dark where the camera says that the top is
    image = Image.fromarray(pixels)
    exif = image.getexif()
    exif[0x0112] = turn
    found = read(file_of(image, "JPEG", exif=exif), channels=3, size=32)
    strips = {"top": found[2], "bottom": found[-3], "left": found[:, 2], "right": found[:, -3]}
    assert min(strips, key=lambda s: strips[s].mean()) == side and strips[side].mean() < 30


# ---- what is refused -------------------------------------------------------------------------------------------------


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be so large; its pixels are not there."""
    chunks = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT"
    framed = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


WHOLE = file_of(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8), "JPEG")
BAD_PICTURES = {
    "empty": (b"", "no-picture"),
    "text": (b"no picture", "no-picture"),
    "PDF": (b"%PDF-1.7", "no-picture"),
    "a header alone": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "no-picture"),
    "cut off": (WHOLE[: len(WHOLE) // 3], "no-picture"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "heic"),
    "HEIF": (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 100, "heic"),
    "AVIF": (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 100, "heic"),
    "20000 x 20000": (png_header(20_000, 20_000), "too-many-pixels"),
    "48 million": (file_of(Image.new("1", (8000, 6000))), "too-many-pixels"),
    "21 million, in 3 kB": (file_of(Image.new("RGB", (4600, 4600)), "WEBP"), "too-many-pixels"),
    "enormous": (png_header(2**31 - 1, 2**31 - 1), "too-many-pixels"),
    "too many bytes": (b"0" * (uploads.MOST_BYTES + 1), "file-too-large"),
}


@pytest.mark.parametrize(("data", "code"), BAD_PICTURES.values(), ids=BAD_PICTURES.keys())
@pytest.mark.parametrize("ink", [False, True])
def test_what_cannot_be_used_is_refused_with_its_code_and_the_remedy(data: bytes, code: str, ink: bool) -> None:
    with pytest.raises(Refused, match="; (give|save)") as refused:
        read(data, channels=1, size=28, ink=ink)
    assert refused.value.code == code


def test_fifty_megapixels_are_decoded_no_finer_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, small = [], uploads._small
    monkeypatch.setattr(uploads, "_small", lambda image: sizes.append(image.size) or small(image))
    data = file_of(Image.new("L", (8160, 6120), 200), "JPEG", quality=30)  # a telephone's photograph
    found = read(data, channels=3, size=32)
    assert found.shape == (32, 32, 3) and np.abs(found.astype(int) - 200).max() < 3
    assert sizes == [(1020, 765)]


def bomb(depth: int, colour: int, *chunks: tuple[bytes, bytes], side: int = 28, bytes_of_pixel: int = 1) -> bytes:
    """A black PNG, some thousand times smaller than what it becomes."""
    rows = zlib.compress(b"\0" * (1 + bytes_of_pixel * side) * side)
    header = b"IHDR", struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    framed = (
        struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))
        for name, inside in (header, *chunks, (b"IDAT", rows), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def test_a_small_file_with_sixteen_bits_a_pixel_takes_little_memory() -> None:
    side = 2000
    data = bomb(16, 0, side=side, bytes_of_pixel=2)
    assert len(data) < 20_000
    tracemalloc.start()
    try:
        read(data, channels=1, size=28)
        assert tracemalloc.get_traced_memory()[1] < 6 * side**2  # it was 18 bytes a pixel
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_a_text_or_a_profile_that_unpacks_to_millions_is_not_unpacked(name: bytes) -> None:
    data = bomb(8, 0, (name, b"a\0\0" + zlib.compress(b"x" * 2**26)))
    with pytest.raises(Refused) as refused:
        read(data, channels=1, size=28)
    assert refused.value.code == "no-picture"
