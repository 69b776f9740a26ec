"""The pictures of postcards show every factor and nothing else."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from engines.data.postcards import cards as postcards
from engines.data.postcards.drawing import Sheet, rgb
from engines.data.postcards.factors import CATS, HIGH, KINDS, LOW, NUMBERS, SHAPE, Factors
from engines.data.postcards.table import DEFAULT, FURS, JointTable, Scene

SHOWN = {  # the numbers that a subject shows, beyond those that every picture has
    "cat sitting": {"facing", "pose", "shape"}, "cat running": {"facing", "pose", "shape"},
    "cat curled": {"facing", "pose", "shape"}, "apple": {"shape", "leaf", "leaf_angle"},
    "sunflower": {"pose", "shape"}, "mountain": {"pose", "shape", "detail"},
    "portrait": {"facing", "pose", "shape", "leaf"},
}  # fmt: skip
EVERYWHERE = {"x", "y", "size", "tilt", "hue", "light"}


def random_factors(n: int, seed: int, **fixed: object) -> Factors:
    """Every combination equally likely, numbers uniform, some columns fixed."""
    return postcards.draw_factors(n, seed=seed, table=JointTable(np.ones(SHAPE))).replace(**fixed)


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Mean absolute difference per picture, in grey levels."""
    return np.abs(a.astype(float) - b).mean((-3, -2, -1))


# The pictures


def test_shapes_types_and_range() -> None:
    cards = postcards.sample(200, seed=0)
    assert cards.images.shape == (200, 32, 32, 3) and cards.images.dtype == np.uint8
    assert cards.images.flags.c_contiguous
    assert cards.factors.kinds.shape == (200, len(KINDS)) and cards.factors.numbers.shape == (200, len(NUMBERS))
    assert (cards.factors.numbers >= LOW).all() and (cards.factors.numbers < HIGH).all()
    assert cards.images.min() < 40 and cards.images.max() > 240
    assert np.isfinite(DEFAULT.log_prob(cards.factors)).all()
    assert postcards.sample(0, seed=0).images.shape == (0, 32, 32, 3)


@pytest.mark.parametrize("n", [-1, 2_000_000, 1.5, True, "many", None])
def test_an_impossible_number_of_postcards_is_refused(n: object) -> None:
    with pytest.raises(ValueError, match="give a whole number from 0 to 1,000,000"):
        postcards.sample(n, seed=0)


def test_same_seed_same_pictures() -> None:
    first, again, other = (postcards.sample(60, seed=s) for s in (7, 7, 8))
    assert np.array_equal(first.images, again.images)
    assert np.array_equal(first.factors.numbers, again.factors.numbers)
    assert (distance(first.images, other.images) > 1).all()
    assert np.array_equal(postcards.sample(25, seed=7).images, first.images[:25])


def test_a_picture_depends_on_its_own_factors_only() -> None:
    factors = random_factors(150, 1)
    together = postcards.render(factors)
    order = np.random.default_rng(0).permutation(len(factors))
    assert np.array_equal(postcards.render(factors[order]), together[order])
    for k in range(0, 150, 5):
        assert np.array_equal(postcards.render(factors[k])[0], together[k])


def test_every_combination_can_be_painted_at_the_ends_of_every_range() -> None:
    cells = np.array(list(np.ndindex(SHAPE)))
    cells = cells[np.random.default_rng(0).permutation(len(cells))[:120]]
    for numbers in (LOW, HIGH):
        images = postcards.render(Factors(cells, np.tile(numbers, (len(cells), 1))))
        assert (images.std((1, 2, 3)) > 4).all()


def test_a_disc_covers_its_area_wherever_it_stands() -> None:
    grid = np.broadcast_to((np.arange(32, dtype=np.float32) + 0.5) / 16 - 1, (1, 32, 32))
    areas = []
    for x in np.linspace(-0.1, 0.1, 9):
        sheet = Sheet(np.zeros((1, 3, 32, 32), np.float32), grid, grid.swapaxes(1, 2), 2 / 32)
        sheet.fill(sheet.circle(float(x), 0.03, 0.5), rgb(255, 255, 255))
        areas.append(sheet.img[0, 0].sum() / 256)
        partial = (sheet.img[0, 0] > 0.02) & (sheet.img[0, 0] < 0.98)
        assert partial.sum() > 30  # the edge has about 50 pixels
        assert len(np.unique(sheet.img[0, 0][partial].round(2))) > 10
    assert np.mean(areas) == pytest.approx(math.pi * 0.25, rel=4e-3)
    assert np.std(areas) < 3e-3


def test_edges_are_anti_aliased() -> None:
    """Between a white apple and a dark sky, most of the rim's pixels are neither white nor dark."""
    sizes = np.linspace(0.8, 1.1, 12)
    images = postcards.render(Factors.of(12, subject="apple", colour="white", background="sunset", size=sizes))
    row = images[:, 16, :16].astype(float).mean(-1)  # from the sky into the apple
    left, right = row[:, :3].mean(1, keepdims=True), row[:, -2:].mean(1, keepdims=True)
    between = ((row - left) / (right - left) > 0.1) & ((row - left) / (right - left) < 0.9)
    assert between.any(1).all()
    assert len(np.unique(images[0].reshape(-1, 3), axis=0)) > 200


def test_a_moving_subject_moves_smoothly() -> None:
    """A slider that moves by a twentieth of a pixel changes the picture, and never by a jump."""
    for name in CATS + ("apple", "portrait"):
        images = postcards.render(Factors.of(41, subject=name, x=np.linspace(-0.0625, 0.0625, 41)))
        steps = distance(images[1:], images[:-1])
        assert 0 < steps.min() and steps.max() < 1
        assert steps.max() < 1.3 * steps.mean()


def test_subjects_differ_more_between_than_within() -> None:
    for background in ("plain", "yellow", "night"):
        n = 12
        rows = []
        for k, name in enumerate(KINDS["subject"]):
            rows.append(postcards.render(random_factors(n, k, subject=name, colour="blue", background=background,
                                                        style="plain")))  # fmt: skip
        pictures = np.stack(rows)
        pairs = distance(pictures[:, None, :, None], pictures[None, :, None])  # subject, subject, picture, picture
        within = pairs[range(7), range(7)][:, ~np.eye(n, dtype=bool)].mean()
        between = pairs[~np.eye(7, dtype=bool)].mean()
        assert between > 1.25 * within


@pytest.mark.parametrize("kind", KINDS)
def test_each_discrete_factor_changes_the_picture(kind: str) -> None:
    base = random_factors(20, 2, subject="cat sitting", background="plain", style="plain")
    seen = [postcards.render(base.replace(**{kind: name})) for name in KINDS[kind]]
    for a, b in itertools.combinations(seen, 2):
        assert distance(a, b).min() > 1


@pytest.mark.parametrize("subject", SHOWN)
def test_each_number_changes_what_it_names_and_nothing_else(subject: str) -> None:
    base = Factors.of(subject=subject, colour="red", background="plain", facing=0.5, leaf=0.8)
    picture = postcards.render(base)
    for name, bounds in NUMBERS.items():
        far = postcards.render(base.replace(**{name: bounds.low}))
        if name in EVERYWHERE | SHOWN[subject]:
            assert distance(picture, far)[0] > 0.05, name
        else:
            assert np.array_equal(picture, far), name


def test_detail_changes_the_scenery() -> None:
    for background in ("sunflower field", "sunset", "night", "sea"):
        cards = postcards.render(Factors.of(2, background=background, detail=[0.2, 0.8]))
        assert distance(cards[0], cards[1]) > 0.5


def test_monochrome_is_grey_and_painterly_has_strokes() -> None:
    base = random_factors(24, 3, style="plain")
    plain, painted, grey = (
        postcards.render(base.replace(style=s)).astype(float) for s in ("plain", "painterly", "monochrome")
    )
    assert np.ptp(grey, axis=-1).max() == 0
    wall = base.replace(subject="apple", background=["plain", "yellow"] * 12)
    both = (postcards.render(wall.replace(style=s))[:, :, :3].astype(float) for s in ("plain", "painterly"))
    smooth, rough = (np.abs(np.diff(strip, axis=1)).mean((1, 2, 3)) for strip in both)
    assert (rough > 3 * smooth).all()
    blocks = [a.reshape(24, 4, 8, 4, 8, 3).mean((2, 4)) for a in (plain, painted)]
    assert np.corrcoef(blocks[0].ravel(), blocks[1].ravel())[0, 1] > 0.95  # still the same picture


def test_strokes_swirl_rather_than_lie_in_one_direction() -> None:
    cards = postcards.render(random_factors(16, 4, subject="apple", background="plain", style="painterly"))
    grey = cards.astype(float).mean(-1)
    gy, gx = np.gradient(grey, axis=(1, 2))
    angle = np.arctan2(gy, gx) % np.pi
    weight = np.hypot(gx, gy)
    share = np.histogram(angle, bins=6, range=(0, np.pi), weights=weight)[0] / weight.sum()
    assert share.min() > 0.06


@pytest.fixture(scope="module")
def readable() -> postcards.Postcards:
    """Sensible combinations, all styles and backgrounds equally likely."""
    scenes = [
        Scene(3, {"subject": "cat", "colour": FURS}),
        Scene(1, {"subject": "apple", "colour": ("red", "green", "yellow")}),
        Scene(1, {"subject": "sunflower", "colour": ("yellow", "orange")}),
        Scene(1, {"subject": "mountain", "colour": ("blue", "green")}),
        Scene(1, {"subject": "portrait", "colour": ("red", "blue", "white")}),
    ]
    return postcards.sample(2400, seed=11, table=JointTable.of(scenes))


@pytest.mark.parametrize(("kind", "floor"), [("subject", 0.93), ("colour", 0.88), ("background", 0.97), ("style", 0.9)])
def test_a_simple_classifier_reads_the_factors_back(readable: postcards.Postcards, kind: str, floor: float) -> None:
    pixels, y = readable.images.reshape(2400, -1) / 255.0, readable.factors[kind]
    reader = make_pipeline(PCA(80, svd_solver="randomized", random_state=0), SVC(C=10)).fit(pixels[:1800], y[:1800])
    assert reader.score(pixels[1800:], y[1800:]) > floor


def test_apples_vary_in_their_factors_only_and_these_can_be_read_back() -> None:
    cards = postcards.apples(700, seed=0)
    factors = cards.factors
    assert {factors.names(k)["subject"] for k in range(700)} == {"apple"}
    for name in NUMBERS:
        assert (np.ptp(factors[name]) > 0) == (name in postcards.APPLE_FACTORS)
    ripe = postcards.ripeness(factors)
    assert stats.kstest(ripe, "uniform").pvalue > 1e-3
    pixels = cards.images.reshape(700, -1) / 255.0
    for true, floor in ((factors["size"], 0.98), (factors["shape"], 0.95), (ripe, 0.9), (factors["leaf"], 0.9)):
        assert Ridge(3.0).fit(pixels[:500], true[:500]).score(pixels[500:], true[500:]) > floor


def test_ripening_runs_through_the_colours_without_a_jump() -> None:
    colours, hues = np.repeat(["green", "yellow", "orange", "red"], 20), np.tile(np.linspace(-1, 1, 20), 4)
    factors = Factors.of(80, subject="apple", background="plain", colour=colours, hue=hues)
    ripe = postcards.ripeness(factors)
    assert (np.diff(ripe) >= -1e-12).all() and ripe[0] == 0 and ripe[-1] == 1
    steps = distance(*(lambda p: (p[1:], p[:-1]))(postcards.render(factors)))
    assert steps.max() < 1.5 and steps[19::20].max() < 1e-9  # ripest green is the least ripe yellow
    with pytest.raises(ValueError, match="ripeness belongs to green, yellow, orange, red; the colour is black"):
        postcards.ripeness(Factors.of())


def test_a_leaf_of_length_zero_is_no_leaf() -> None:
    images = postcards.render(Factors.of(3, subject="apple", colour="red", leaf=[0, 0, 1], leaf_angle=[0, 60, 60]))
    assert np.array_equal(images[0], images[1]) and distance(images[1], images[2]) > 0.2


def test_ten_thousand_postcards_in_twenty_seconds_on_one_core() -> None:
    """CPU seconds of 500, the best of three, because other processes share the caches."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        postcards.sample(500, seed=0)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 20 * 500 / 10_000
