"""Paint the Hangul letters from the system's fonts: `python -m assets.data.letters`.

The fonts are those of Debian's packages fonts-nanum, fonts-nanum-extra and fonts-noto-cjk (SIL Open Font Licence). One
sheet a typeface, 50 syllables to a row, in 16 shades.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engines.data.letters import FOLDER, SIZE, SYLLABLES

NANUM, NOTO = Path("/usr/share/fonts/truetype/nanum"), Path("/usr/share/fonts/opentype/noto")
FONTS = {
    "gothic": (NANUM / "NanumGothic.ttf", 0),
    "myeongjo": (NANUM / "NanumMyeongjo.ttf", 0),
    "pen": (NANUM / "NanumPen.ttf", 0),
    "brush": (NANUM / "NanumBrush.ttf", 0),
    "barunpen": (NANUM / "NanumBarunpenR.ttf", 0),
    "round": (NANUM / "NanumSquareRoundR.ttf", 0),
    "extra-bold": (NANUM / "NanumGothicExtraBold.ttf", 0),
    "serif-bold": (NOTO / "NotoSerifCJK-Bold.ttc", 1),  # the Korean face of the collection
}
FINER = 4  # painted so much larger, then averaged
MARGIN = 2  # pixels around the largest syllable
COLUMNS = 50
SHADES = 16


def paint(path: Path, index: int) -> np.ndarray:
    """All syllables in one font, uint8 (2350, 32, 32), 255 is ink: scaled alike, so that they fill the square."""
    font = ImageFont.truetype(str(path), 100, index=index)
    boxes = np.array([font.getbbox(s, anchor="ls") for s in SYLLABLES])
    low, high = np.percentile(boxes[:, :2], 0.5, axis=0), np.percentile(boxes[:, 2:], 99.5, axis=0)
    font = ImageFont.truetype(str(path), int(100 * FINER * (SIZE - 2 * MARGIN) / (high - low).max()), index=index)
    scale = font.size / 100
    side = FINER * SIZE
    origin = (side - scale * (low + high)) / 2
    tiles = np.empty((len(SYLLABLES), SIZE, SIZE), np.uint8)
    for tile, syllable in zip(tiles, SYLLABLES, strict=True):
        canvas = Image.new("L", (side, side))
        ImageDraw.Draw(canvas).text(tuple(origin), syllable, fill=255, font=font, anchor="ls")
        tile[:] = np.asarray(canvas.reduce(FINER))
    return tiles


def save(face: str, tiles: np.ndarray, folder: Path = FOLDER) -> None:
    """One sheet of `COLUMNS` tiles a row, in `SHADES` shades of grey."""
    rows = -(-len(tiles) // COLUMNS)
    padded = np.zeros((rows * COLUMNS, SIZE, SIZE), np.uint8)
    padded[: len(tiles)] = np.rint(tiles / 255 * (SHADES - 1)) * (255 // (SHADES - 1))
    sheet = padded.reshape(rows, COLUMNS, SIZE, SIZE).swapaxes(1, 2).reshape(rows * SIZE, COLUMNS * SIZE)
    folder.mkdir(exist_ok=True)
    Image.fromarray(sheet).save(folder / f"{face}.webp", lossless=True, quality=100, method=6)


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    missing = sorted({str(path) for path, _ in FONTS.values() if not path.exists()})
    if missing:
        raise SystemExit(f"not there: {', '.join(missing)}; install fonts-nanum fonts-nanum-extra fonts-noto-cjk")
    for face, (path, index) in FONTS.items():
        save(face, paint(path, index))


if __name__ == "__main__":
    main()
