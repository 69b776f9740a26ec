"""Hangul letters: the 2,350 common syllables in eight typefaces, each a combination of four known factors.

A syllable is an initial, a medial and a final letter (or none), so 19 + 21 + 28 letters and a typeface make thousands
of pictures. 15 % of the syllables are held out of every training: what a model writes of them, it has never seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engines.core import ASSETS

FOLDER = ASSETS / "data" / "letters"
SIZE = 32  # pixels
FIRST, LAST = 0xAC00, 0xD7A3  # the syllables of Unicode, in the order of their letters
INITIALS = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
MEDIALS = tuple("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
FACES = ("gothic", "myeongjo", "pen", "brush", "barunpen", "round", "extra-bold", "serif-bold")
KINDS = {"initial": INITIALS, "medial": MEDIALS, "final": FINALS, "face": FACES}
SHAPE = tuple(map(len, KINDS.values()))
HELD_OUT = 0.15  # of the syllables
LEAST = 2  # syllables of every letter that stay in training


def common_syllables() -> tuple[str, ...]:
    """The 2,350 syllables of the standard KS X 1001, in its order."""
    codes = (bytes([row, cell]) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
    return tuple(code.decode("euc_kr") for code in codes)


SYLLABLES = common_syllables()


def letters_of(syllable: str) -> tuple[int, int, int]:
    """The indices of a syllable's initial, medial and final letter. ValueError for anything else."""
    if len(syllable) != 1 or not FIRST <= ord(syllable) <= LAST:
        raise ValueError(f"{syllable!r} is no Hangul syllable; give one such as 가")
    index = ord(syllable) - FIRST
    return index // (21 * 28), index // 28 % 21, index % 28


def syllable_of(initial: int, medial: int, final: int) -> str:
    """The syllable of three letters, by their indices."""
    return chr(FIRST + (initial * 21 + medial) * 28 + final)


@lru_cache(maxsize=1)
def held_out(seed: int = 0) -> frozenset[str]:
    """The syllables that no model sees, drawn at random; every letter keeps at least LEAST others."""
    left = [np.bincount(column, minlength=n) for column, n in zip(_letters().T, SHAPE, strict=False)]
    chosen: set[str] = set()
    for i in np.random.default_rng(seed).permutation(len(SYLLABLES)):
        if len(chosen) == round(HELD_OUT * len(SYLLABLES)):
            break
        if all(count[letter] > LEAST for count, letter in zip(left, _letters()[i], strict=True)):
            chosen.add(SYLLABLES[i])
            for count, letter in zip(left, _letters()[i], strict=True):
                count[letter] -= 1
    return frozenset(chosen)


@lru_cache(maxsize=1)
def _letters() -> np.ndarray:
    return np.array([letters_of(s) for s in SYLLABLES])


@dataclass(frozen=True, eq=False)
class Letters:
    """images: uint8 (n, 32, 32), 0 is paper; kinds: int (n, 4), indices into the names of KINDS; syllables: n texts."""

    images: np.ndarray
    kinds: np.ndarray
    syllables: tuple[str, ...]


def load(split: str = "train") -> Letters:
    """All pictures of the syllables of one split: "train", or "test", those that are held out."""
    if split not in ("train", "test"):
        raise ValueError(f"unknown split {split!r}; choose train or test")
    rows = [i for i, s in enumerate(SYLLABLES) if (s in held_out()) == (split == "test")]
    images = np.concatenate([sheet(face)[rows] for face in FACES])
    faces = np.repeat(np.arange(len(FACES)), len(rows))
    kinds = np.column_stack([np.tile(_letters()[rows], (len(FACES), 1)), faces])
    return Letters(images, kinds, tuple(SYLLABLES[i] for i in rows) * len(FACES))


@lru_cache(maxsize=len(FACES))
def sheet(face: str) -> np.ndarray:
    """The 2,350 syllables of one typeface, uint8 (2350, 32, 32), as `assets.data.letters` painted them."""
    from PIL import Image

    with Image.open(FOLDER / f"{face}.webp") as image:
        found = np.asarray(image.convert("L"))
    rows, columns = len(found) // SIZE, found.shape[1] // SIZE
    tiles = found.reshape(rows, SIZE, columns, SIZE).swapaxes(1, 2).reshape(-1, SIZE, SIZE)[: len(SYLLABLES)]
    tiles.flags.writeable = False
    return tiles
