"""The embedded image sets: exactly the published pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from engines.data import images
from tests.engines.data.idx_files import SETS, SHA256

FIRST_LABELS = {  # as every tutorial prints them
    ("digits", "train"): [5, 0, 4, 1, 9, 2, 1, 3, 1, 4],
    ("digits", "test"): [7, 2, 1, 0, 4, 1, 4, 9, 5, 9],
    ("fashion", "train"): [9, 0, 0, 3, 0, 2, 7, 2, 5, 5],
    ("fashion", "test"): [9, 2, 1, 1, 6, 1, 4, 6, 5, 7],
}
MEAN_AND_SD = {"digits": (0.1307, 0.3081), "fashion": (0.2860, 0.3530)}  # of the full training sets, published


# ---- the embedded subsets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "split"), SETS)
def test_the_embedded_set_is_the_published_one(name: str, split: str) -> None:
    data = images.load(name, split)
    n = {"train": 10_000, "test": 2_000}[split]
    assert (data.images.shape, data.images.dtype) == ((n, 28, 28), np.uint8)
    assert (data.labels.shape, data.labels.dtype) == ((n,), np.uint8)
    assert data.labels[:10].tolist() == FIRST_LABELS[name, split]
    found = [hashlib.sha256(a.tobytes()).hexdigest() for a in (data.images, data.labels)]
    assert found == list(SHA256[name, split])
    assert data.note == ""


@pytest.mark.parametrize(("name", "split"), SETS)
def test_classes_are_named_and_balanced(name: str, split: str) -> None:
    data = images.load(name, split)
    counts = np.bincount(data.labels, minlength=10)
    assert len(set(data.classes)) == len(data.classes) == len(counts) == 10
    # MNIST's rarest digit, the 5, holds 9 %, the 1 holds 11 %; Fashion-MNIST was drawn even.
    assert np.all(np.abs(counts / len(data.labels) - 0.1) < {"digits": 0.02, "fashion": 0.012}[name])


def test_the_first_ten_thousand_digits_hold_the_known_counts() -> None:
    counts = np.bincount(images.load("digits").labels).tolist()
    assert counts == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]


@pytest.mark.parametrize("name", ["digits", "fashion"])
def test_brightness_is_that_of_the_full_set(name: str) -> None:
    pictures = images.load(name).images / 255
    assert (pictures.mean(), pictures.std()) == pytest.approx(MEAN_AND_SD[name], abs=0.002)


@pytest.mark.parametrize("name", ["digits", "fashion"])
def test_no_test_picture_is_in_the_training_set(name: str) -> None:
    train = {picture.tobytes() for picture in images.load(name).images}
    assert not train & {picture.tobytes() for picture in images.load(name, "test").images}


def test_labels_mean_what_they_say() -> None:
    """Trousers and boots are told by their shape: a gap between the legs; ink at the foot of the picture."""
    data = images.load("fashion")
    mean = {c: data.images[data.labels == i].mean(0) for i, c in enumerate(data.classes)}
    gap = {c: m[20:, 10:18].mean() - m[20:, 13:15].mean() for c, m in mean.items()}
    assert max(gap, key=gap.__getitem__) == "trouser"
    width = {c: (m.mean(1) > 20).sum() for c, m in mean.items()}
    assert min(width, key=width.__getitem__) in ("sandal", "sneaker")  # the flat ones
    digits = images.load("digits")
    ink = [digits.images[digits.labels == k].mean() for k in range(10)]
    assert (digits.classes[int(np.argmin(ink))], digits.classes[int(np.argmax(ink))]) == ("1", "0")


def test_embedded_data_stays_below_ten_megabytes() -> None:
    assert 0 < sum(f.stat().st_size for f in images.EMBEDDED.rglob("*") if f.is_file()) <= 10_000_000


@pytest.mark.parametrize("load", [images.load, images.load_full])
def test_unknown_names_are_answered_with_the_known_ones(load: Callable[..., images.ImageSet]) -> None:
    with pytest.raises(ValueError, match="'cats'.*digits, fashion"):
        load("cats")
    with pytest.raises(ValueError, match="'validation'.*train or test"):
        load("digits", "validation")


# ---- the script that builds the subsets ------------------------------------------------------------------------------


def test_postcards_are_an_image_set_with_their_factors() -> None:
    cards = images.load("postcards", "test")
    assert cards.images.shape == (2000, 32, 32, 3) and cards.images.dtype == np.uint8
    assert (cards.labels == cards.factors["subject"]).all()
    assert cards.classes[int(cards.labels[0])] == cards.factors.names(0)["subject"]
    assert images.load("postcards", "test") is cards  # painted once


def test_an_unknown_split_of_postcards_is_refused() -> None:
    with pytest.raises(ValueError, match="train or test"):
        images.load("postcards", "validation")


def test_postcards_are_painted_in_many_small_parts_and_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """So whoever waits hears how far it is."""
    monkeypatch.setitem(images.POSTCARDS, "few", (2_000, 1))
    shares = list(images.painted.steps("few"))
    assert len(shares) > 40 and np.diff([0, *shares]).max() < 0.025 and shares[-1] == 1
    assert np.array_equal(images.painted.kept.pop("few").images, images.load("postcards", "test").images)
