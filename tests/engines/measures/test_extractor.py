"""The published feature extractors: learning, reading, and the figures that their records claim."""

from __future__ import annotations

import numpy as np
import pytest

from engines.data import images, letters
from engines.data.postcards import cards as postcards
from engines.measures import extractor, frechet
from engines.measures.extractor import HEADS, Extractor, ExtractorConfig
from engines.nets import weights

DATA = tuple(HEADS)
SMALL = ExtractorConfig(data="digits", width=8, n_features=16, steps=60, batch_size=64, lr=5e-3)


@pytest.fixture(scope="module")
def digits() -> images.ImageSet:
    return images.load("digits")


def trained(digits: images.ImageSet, **changes) -> Extractor:
    return Extractor(SMALL.replace(**changes)).fit(digits.images[:2000], digits.labels[:2000])


def test_sixty_steps_teach_it_to_read(digits: images.ImageSet) -> None:
    model = trained(digits)
    answers = model.predict_proba(digits.images[2000:3000])["class"].argmax(1)
    assert (answers == digits.labels[2000:3000]).mean() > 0.6


def test_the_seed_decides_everything(digits: images.ImageSet) -> None:
    first, again, other = (trained(digits, steps=3, seed=s).features(digits.images[:5]) for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.isclose(first, other).any(axis=1).all()


def test_the_warped_and_the_hidden_are_of_training_alone() -> None:
    """They change what is learned, and nothing of how pictures are read afterwards."""
    glyphs = letters.sheet("gothic")[:300]
    y = np.array([[*letters.letters_of(s), 0] for s in letters.SYLLABLES[:300]])
    small = SMALL.replace(data="letters", steps=3)
    models = {n: Extractor(small.replace(**c)).fit(glyphs, y) for n, c in
              (("plain", {}), ("warped", {"warp": 0.1}), ("hidden", {"dropped": 0.3}))}  # fmt: skip
    found = {name: model.features(glyphs[:9]) for name, model in models.items()}
    assert not any(np.allclose(found[name], found["plain"]) for name in ("warped", "hidden"))
    for name, model in models.items():
        np.testing.assert_array_equal(model.features(glyphs[:9]), found[name])


@pytest.mark.parametrize("data", DATA)
def test_every_head_answers_with_probabilities(data: str) -> None:
    model = Extractor(SMALL.replace(data=data))
    c, h, w = extractor.SHAPES[data]
    x = np.random.default_rng(0).integers(0, 256, (7, c * h * w), np.uint8)
    found = model.predict_proba(x)
    assert {name: p.shape for name, p in found.items()} == {name: (7, k) for name, k in HEADS[data].items()}
    for p in found.values():
        np.testing.assert_allclose(p.sum(1), 1, atol=1e-6)


def test_bytes_floats_flat_and_channels_last_are_the_same_picture() -> None:
    model = Extractor(SMALL.replace(data="postcards"))
    cards = postcards.sample(4, seed=0).images
    flat = np.moveaxis(cards, -1, 1).reshape(4, -1)
    expected = model.features(cards)
    assert expected.shape == (4, 16)
    for same in (flat, flat / 255, (cards / 255).astype(np.float32)):
        np.testing.assert_allclose(model.features(same), expected, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([model.features(cards[[i]]) for i in range(4)]), expected, atol=1e-5)


def test_what_it_cannot_use_is_refused(digits: images.ImageSet) -> None:
    with pytest.raises(ValueError, match="labels"):
        Extractor(SMALL).start(digits.images)
    with pytest.raises(ValueError, match=r"\(3, 27, 28\).*\(n, 784\)"):
        Extractor(SMALL).features(np.zeros((3, 27, 28)))


# ---- what is shipped ------------------------------------------------------------------------------------------------


def test_one_is_shipped_per_data_set() -> None:
    assert set(weights.names(kinds=("extractor",))) == {f"extractor-{data}" for data in DATA}


@pytest.mark.parametrize("data", DATA)
def test_files_are_small(data: str) -> None:
    for suffix in ("safetensors", "reference.safetensors"):
        assert (weights.FOLDER / f"extractor-{data}.{suffix}").stat().st_size < 2**20


@pytest.mark.parametrize(("data", "bar"), [("digits", 0.985), ("fashion", 0.90)])
def test_the_recorded_accuracy_meets_the_bar_and_is_measured_again(data: str, bar: float) -> None:
    recorded, test = weights.record(f"extractor-{data}")["test"], images.load(data, "test")
    answers = Extractor.pretrained(data).predict_proba(test.images)["class"].argmax(1)
    assert recorded["accuracy"]["class"] >= bar
    assert (answers == test.labels).mean() == pytest.approx(recorded["accuracy"]["class"], abs=0.015)


def test_postcards_are_read_back() -> None:
    """The recorded accuracies hold on fresh postcards, within four standard errors of 500."""
    recorded = weights.record("extractor-postcards")["test"]["accuracy"]
    cards = postcards.sample(500, seed=77)
    found = Extractor.pretrained("postcards").predict_proba(cards.images)
    assert set(found) == set(recorded)
    for name, p in found.items():
        right = (p.argmax(1) == cards.factors[name]).mean()
        spread = np.sqrt(recorded[name] * (1 - recorded[name]) / 500) + 0.002
        assert right == pytest.approx(recorded[name], abs=4 * spread)
        assert recorded[name] > 0.9


def test_held_out_letters_are_read_back() -> None:
    """Syllables that it has not learned from: each letter, and all three of a syllable, which the record repeats."""
    recorded, held_out = weights.record("extractor-letters")["test"], letters.load("test")
    assert recorded["images"] == len(held_out.images)
    found = Extractor.pretrained("letters").predict_proba(held_out.images)
    right = np.stack([p.argmax(1) == held_out.kinds[:, i] for i, p in enumerate(found.values())], axis=1)
    assert dict(zip(found, right.mean(0), strict=True)) == pytest.approx(recorded["accuracy"], abs=1e-3)
    whole = right[:, :3].all(1).mean()
    assert whole == pytest.approx(recorded["syllable"]["all"]["share"], abs=1e-3)
    assert set(recorded["syllable"]) == {*letters.FACES, "all"}
    assert whole >= 0.98


def some_real(data: str) -> tuple[np.ndarray, np.ndarray]:
    """Pictures, and their classes; of letters the typefaces."""
    if data == "letters":
        glyphs = letters.load()
        return glyphs.images, glyphs.kinds[:, 3]
    X = postcards.sample(2_000, seed=5) if data == "postcards" else images.load(data)
    return X.images, X.factors["subject"] if data == "postcards" else X.labels


@pytest.mark.parametrize("data", DATA)
def test_the_reference_is_that_of_real_pictures(data: str) -> None:
    """Real pictures lie near the recorded floor of their number, a single class and noise far from it."""
    model, reference = extractor.shipped(data), extractor.reference(data)
    X, labels = some_real(data)
    rows = np.random.default_rng(0).permutation(len(X))[:2_000]  # MNIST comes writer by writer
    floor = extractor.floor(data, 2_000).mean
    real = frechet.frechet(model.features(X[rows]), reference)
    assert floor / 2 < real < 2 * floor
    one_class = frechet.frechet(model.features(X[labels == 1]), reference)
    noise = np.random.default_rng(0).random((500, X[0].size))
    assert min(one_class, frechet.frechet(model.features(noise), reference)) > 20 * floor


@pytest.mark.parametrize("data", DATA)
def test_floors_fall_nearly_as_one_over_n(data: str) -> None:
    few, many = extractor.floor(data, 500), extractor.floor(data, 5_000)
    assert 5 < few.mean / many.mean < 15
    assert 0 < many.standard_error < many.mean / 3
    with pytest.raises(ValueError, match="777.*500, 1000"):
        extractor.floor(data, 777)
