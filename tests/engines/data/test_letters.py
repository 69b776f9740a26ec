"""Hangul letters: every syllable is its letters, every letter stays in training, the sheets hold what they say."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from engines.data import letters


def test_the_common_syllables_are_2350_in_unicode_order() -> None:
    assert len(letters.SYLLABLES) == len(set(letters.SYLLABLES)) == 2350
    assert letters.SYLLABLES[0] == "가" and list(letters.SYLLABLES) == sorted(letters.SYLLABLES)


@pytest.mark.parametrize("syllable", ["가", "값", "힣", "뷁", "쀍", "의"])
def test_letters_are_unicodes_own_decomposition(syllable: str) -> None:
    initial, medial, final = letters.letters_of(syllable)
    parts = [ord(c) for c in unicodedata.normalize("NFD", syllable)]
    assert parts[:2] == [0x1100 + initial, 0x1161 + medial]
    assert (parts[2] - 0x11A7 if len(parts) == 3 else 0) == final
    assert letters.syllable_of(initial, medial, final) == syllable


@pytest.mark.parametrize("other", ["", "a", "ㄱ", "가나", "漢"])
def test_what_is_no_syllable_is_refused(other: str) -> None:
    with pytest.raises(ValueError, match="no Hangul syllable"):
        letters.letters_of(other)


def test_fifteen_per_cent_are_held_out_and_every_letter_stays() -> None:
    held = letters.held_out()
    assert len(held) == round(0.15 * 2350) and held <= set(letters.SYLLABLES)
    shown = np.array([letters.letters_of(s) for s in letters.SYLLABLES if s not in held])
    everything = np.array([letters.letters_of(s) for s in letters.SYLLABLES])
    for k in range(3):
        assert set(shown[:, k]) == set(everything[:, k])


def test_the_two_splits_share_no_syllable_and_are_everything() -> None:
    train, test = letters.load("train"), letters.load("test")
    assert not set(train.syllables) & set(test.syllables)
    assert len(train.images) + len(test.images) == 2350 * len(letters.FACES)
    for found in (train, test):
        assert found.images.shape == (len(found.kinds), 32, 32) and found.images.dtype == np.uint8
        assert [letters.syllable_of(*k[:3]) for k in found.kinds[::97]] == list(found.syllables[::97])


@pytest.mark.parametrize("face", letters.FACES)
def test_every_syllable_has_ink_inside_its_square_and_none_is_another(face: str) -> None:
    tiles = letters.sheet(face)
    ink = tiles.astype(float).sum((1, 2)) / 255
    assert len(tiles) == 2350 and ink.min() > 15 and ink.max() < 0.75 * 32 * 32
    assert len({tile.tobytes() for tile in tiles}) == 2350
    assert (tiles[:, [0, -1]].mean() + tiles[:, :, [0, -1]].mean()) < 0.05 * 255  # paper at the edges
