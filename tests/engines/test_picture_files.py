"""Uploaded pictures: any common format, cut square, turned into the data's ink; bad files are refused with a code."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from engines import picture_files
from engines.picture_files import BadPicture, read


def file_of(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_ink_on_paper_becomes_light_on_black(kind: str) -> None:
    paper = np.full((280, 280, 3), 250, np.uint8)
    paper[100:180, 120:160] = 10
    found = read(file_of(paper, kind), channels=1, size=28)
    assert found.shape == (28, 28) and found.dtype == np.uint8
    assert found[14, 14] > 200 and found[0, 0] < 20
    already = read(file_of(255 - paper, kind), channels=1, size=28)
    assert np.abs(found.astype(int) - already).mean() < 6


def test_it_is_cut_square_around_the_middle_and_colours_stay() -> None:
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = (200, 30, 60)
    found = read(file_of(wide), channels=3, size=32)
    assert found.shape == (32, 32, 3)
    assert np.abs(found.reshape(-1, 3).mean(0) - (200, 30, 60)).max() < 6


def test_what_is_transparent_is_paper() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[20:40, 28:36, 3] = 255  # black ink, the rest is nothing
    found = read(file_of(pixels), channels=1, size=28)
    assert found[13, 13] > 200 and found[0, 0] == 0


def test_a_photograph_is_turned_upright() -> None:
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[:20] = 255
    image, buffer = Image.fromarray(pixels), io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 3  # upside down
    image.save(buffer, "JPEG", exif=exif)
    found = read(buffer.getvalue(), channels=3, size=32)
    assert found[2].mean() < 30 and found[-3].mean() > 225


@pytest.mark.parametrize("data", [b"", b"no picture", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture) as refused:
        read(data, channels=1, size=28)
    assert refused.value.code == "no-picture"


def test_a_cut_off_file_is_refused() -> None:
    whole = file_of(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8), "JPEG")
    with pytest.raises(BadPicture, match="give a PNG"):
        read(whole[: len(whole) // 3], channels=3, size=32)


def test_too_large_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    enormous = io.BytesIO()
    Image.new("1", (8000, 6000)).save(enormous, "PNG")  # 48 million pixels in a few kilobytes
    with pytest.raises(BadPicture) as refused:
        read(enormous.getvalue(), channels=1, size=28)
    assert refused.value.code == "too-many-pixels"
    monkeypatch.setattr(picture_files, "MOST_BYTES", 10)
    with pytest.raises(BadPicture) as refused:
        read(b"0" * 11, channels=1, size=28)
    assert refused.value.code == "too-big"


def test_sixteen_bits_keep_their_shades() -> None:
    shades = np.tile(np.linspace(0, 65535, 560).astype(np.uint16), (560, 1))
    file = io.BytesIO()
    Image.fromarray(shades).save(file, "PNG")
    found = picture_files.read(file.getvalue(), channels=3, size=28)
    np.testing.assert_allclose(found[14, :, 0], np.linspace(0, 255, 28), atol=6)
