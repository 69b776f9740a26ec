"""Views of a GAN: a snapshot's arrays, a turn in slow motion, and the best discriminator where it is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.data import shapes as worlds_shapes
from engines.data import worlds
from engines.data.grid import box_of, cells
from engines.gan.best_discriminator import optimal_discriminator
from engines.gan.losses import LOSSES
from engines.gan.model import GAN, GANConfig
from engines.gan.slow_motion import stages
from engines.gan.views import ARROW, HEAT, snapshot

WORLD = worlds_shapes.build("ring")
X = WORLD.sample(4000, seed=0)


def trained(n: int = 30, **settings) -> GAN:
    model = GAN(GANConfig(**{"width": 16, "batch": 32, **settings}))
    model.start(X)
    for _ in range(n):
        model.step()
    return model


# ---- snapshots -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{}, {"packing": 3, "batch": 33, "ema": 0.9}, {"loss": "least-squares"}])
def test_a_snapshot_holds_what_the_model_says(settings: dict) -> None:
    model = trained(**settings)
    shot = snapshot(model)
    assert (shot.step, shot.metrics["step"]) == (30, 30.0)
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in shot.arrays.values())
    shapes = {name: array.shape for name, array in shot.arrays.items()}
    m = 78 if settings.get("packing") == 3 else 80
    assert shapes == {"fake": (500, 2), "noise": (500, 2), "heat": (48, 48), "grid": (13, 13, 2), "arrows": (m, 4)}
    np.testing.assert_allclose(model.generate(shot.arrays["noise"]), shot.arrays["fake"], atol=1e-5)
    at = cells(model.box, HEAT)
    np.testing.assert_allclose(shot.arrays["heat"][40, 5], model.discriminate(at[40, 5:6])[0], atol=1e-4)
    assert at[0, 0, 1] < at[1, 0, 1] and at[0, 0, 0] < at[0, 1, 0]  # row 0 is the lowest
    middle = model.generate(np.zeros((1, 2)))[0]
    np.testing.assert_allclose(shot.arrays["grid"][6, 6], middle, atol=1e-5)


def test_looking_changes_nothing() -> None:
    watched, blind = trained(5), trained(5)
    snapshot(watched)
    assert watched.step() == blind.step()


def test_the_box_holds_the_data_and_can_be_set() -> None:
    model = trained(1)
    low1, low2, high1, high2 = model.box
    assert (X > [low1, low2]).all() and (X < [high1, high2]).all()
    assert high1 - low1 == pytest.approx(high2 - low2)
    model.box = [-9.0, -9.0, -8.0, -8.0]
    corner = model.discriminate(np.array([[-8.5, -8.5]]))[0]
    np.testing.assert_allclose(snapshot(model).arrays["heat"], corner, atol=0.2)


def test_the_noise_of_one_dimension_is_drawn_on_a_line_and_of_three_without_a_grid() -> None:
    one, three = (snapshot(trained(1, noise_dim=d)).arrays for d in (1, 3))
    assert (one["noise"][:, 1] == 0).all() and three["noise"].shape == (500, 2)
    assert "grid" not in one and "grid" not in three


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("packing", [1, 2])
def test_arrows_are_the_directions_in_which_the_loss_of_g_falls(loss: str, packing: int) -> None:
    model = trained(loss=loss, packing=packing)
    arrows = snapshot(model).arrays["arrows"]
    np.testing.assert_allclose(arrows[:, :2], model.generate(model.fixed_z[:80].numpy()), atol=1e-5)

    def loss_g(x: np.ndarray) -> float:
        packs = model._standard(torch.tensor(x)).view(1, -1, 2 * packing)
        return LOSSES[loss].fool.value(model.d(packs.double().float()).double()).sum().item()

    step = 1e-3 * arrows[:, 2:] / np.linalg.norm(arrows[:, 2:], axis=1).max()
    assert loss_g(arrows[:, :2] + step) < loss_g(arrows[:, :2]) < loss_g(arrows[:, :2] - step)
    lengths = np.linalg.norm(arrows[:, 2:], axis=1)
    assert np.quantile(lengths, 0.95) == pytest.approx(ARROW * (model.box[2] - model.box[0]), rel=1e-3)


def test_replicas_show_all_fakes_and_count_their_modes() -> None:
    model = trained(replicas=3)
    assert "modes" not in snapshot(model).arrays
    model.world = WORLD
    arrays = snapshot(model).arrays
    assert arrays["fakes"].shape == (3, 500, 2)
    assert {
        name: arrays[name].shape for name in ("modes", "hq", "loss_d", "loss_g", "d_real", "d_fake")
    } == dict.fromkeys(("modes", "hq", "loss_d", "loss_g", "d_real", "d_fake"), (3,))
    assert snapshot(model).metrics["loss_d"] == pytest.approx(arrays["loss_d"].mean())


def test_pictures_are_shown_as_pictures() -> None:
    model = GAN(GANConfig(width=8, batch=16))
    model.start(np.random.default_rng(0).integers(0, 256, (32, 36), np.uint8))
    assert snapshot(model).metrics == {}
    model.step()
    assert snapshot(model).arrays["pictures"].shape == (64, 36)


# ---- slow motion -----------------------------------------------------------------------------------------------------


SPECTRAL = {"spectral_norm": "on", "loss": "hinge", "d_steps": 2}


@pytest.mark.parametrize("settings", [{}, {"packing": 2, "r1": 1.0, "ema": 0.9, "instance_noise": 0.2}, SPECTRAL])
def test_looking_leaves_the_training_alone(settings: dict) -> None:
    seen, unseen = trained(5, **settings), trained(5, **settings)
    for _ in range(5):
        snapshot(seen)
        assert seen.step() == unseen.step()


@pytest.mark.parametrize("settings", [{}, {"d_steps": 3, "g_steps": 2, "packing": 2, "r1": 1.0, "ema": 0.9}, SPECTRAL])
def test_a_turn_in_stages_is_a_turn(settings: dict) -> None:
    slow, fast = trained(17, **settings), trained(17, **settings)
    told, metrics = stages(slow), fast.step()
    assert {**told[-1].metrics} == metrics
    assert slow.n_steps == fast.n_steps
    for _ in range(3):
        assert slow.step() == fast.step()


def test_the_stages_tell_the_turn_in_order() -> None:
    model = trained(17)
    before = snapshot(model).arrays
    noise, fake, judged, d_updated, g_gradient, g_updated = told = stages(model)
    names = ["noise", "fake", "judged", "d-updated", "g-gradient", "g-updated"]
    assert [stage.name for stage in told] == names
    assert all(array.dtype == np.float32 for stage in told for array in stage.arrays.values())
    assert np.array_equal(noise.arrays["z"], fake.arrays["z"])
    assert {name: len(array) for name, array in judged.arrays.items()} == dict.fromkeys(judged.arrays, 32)
    assert np.array_equal(judged.arrays["fake"], fake.arrays["fake"])
    np.testing.assert_array_equal(d_updated.arrays["before"], before["heat"])
    assert not np.array_equal(d_updated.arrays["after"], before["heat"])
    np.testing.assert_array_equal(g_updated.arrays["before"], before["fake"])
    after = snapshot(model).arrays
    np.testing.assert_array_equal(d_updated.arrays["after"], after["heat"])
    np.testing.assert_array_equal(g_updated.arrays["after"], after["fake"])
    assert set(d_updated.metrics) < set(g_updated.metrics)
    assert g_gradient.arrays["arrows"].shape == (80, 4)


def test_only_one_gan_on_points_has_a_slow_motion() -> None:
    with pytest.raises(ValueError, match="replicas"):
        stages(trained(1, replicas=2))


# ---- the best discriminator ------------------------------------------------------------------------------------------

BOX = [-3.0, -3.0, 3.0, 3.0]
WIDE = worlds.World([1], [[0, 0]], [np.eye(2)])


@pytest.mark.parametrize("mean", [[0.0, 0.0], [1.0, -0.5]])
def test_it_is_p_over_p_plus_q_where_q_is_known(mean: list[float]) -> None:
    q = worlds.World([1], [mean], [0.5 * np.eye(2)])
    at = cells(BOX, HEAT)
    exact = 1 / (1 + np.exp(q.log_prob(at) - WIDE.log_prob(at)))
    found = optimal_discriminator(WIDE, q.sample(20_000, seed=0), BOX)
    seen = np.exp(q.log_prob(at)) + np.exp(WIDE.log_prob(at)) > 0.02
    assert found.shape == (HEAT, HEAT)
    assert np.abs(found - exact)[seen].max() < 0.12 and np.abs(found - exact)[seen].mean() < 0.025


def test_a_perfect_generator_leaves_nothing_to_see() -> None:
    found = optimal_discriminator(WORLD, WORLD.sample(20_000, seed=0), BOX)
    on_data = np.exp(WORLD.log_prob(cells(BOX, HEAT))) > 0.1
    assert np.abs(found - 0.5)[on_data].max() < 0.12


def test_data_without_fakes_is_real_and_fakes_without_data_are_fake() -> None:
    found = optimal_discriminator(WIDE, np.random.default_rng(0).normal([2.5, 2.5], 0.05, (500, 2)), BOX)
    assert found[24, 24] > 0.999  # the middle of the data
    assert found[43, 43] < 0.05  # the middle of the fakes, (2.44, 2.44)
    np.testing.assert_allclose(optimal_discriminator(WORLD, X, [50, 50, 60, 60]), 0.5)  # nobody has been there


@pytest.mark.parametrize("points", [np.zeros((1, 2)), np.zeros((5, 3)), np.full((5, 2), np.nan)])
def test_points_without_a_density_are_refused(points: np.ndarray) -> None:
    with pytest.raises(ValueError, match="fake_points"):
        optimal_discriminator(WIDE, points, BOX)


def test_a_box_around_one_point_has_a_size() -> None:
    low1, low2, high1, high2 = box_of(torch.zeros(3, 2))
    assert low1 < high1 and low2 < high2
