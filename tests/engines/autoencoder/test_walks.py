"""Walks through latent space: ends, lengths, the arc's even pace, planes, and arithmetic with known codes."""

from __future__ import annotations

import numpy as np
import pytest

from engines.autoencoder.walks import change_of_label, plane, spherical, straight

T = np.linspace(0, 1, 11)
WALKS = (straight, spherical)


@pytest.fixture
def ends() -> tuple[np.ndarray, np.ndarray]:
    a, b = np.random.default_rng(0).standard_normal((2, 16))
    return a, b


@pytest.mark.parametrize("walk", WALKS)
def test_it_begins_and_ends_where_it_is_told(walk, ends) -> None:
    path = walk(*ends, T)
    assert path.shape == (11, 16)
    np.testing.assert_allclose(path[[0, -1]], ends, atol=1e-12)


def test_a_spherical_walk_keeps_the_norm_and_a_straight_one_cuts_through(ends) -> None:
    a, b = (3 * end / np.linalg.norm(end) for end in ends)
    np.testing.assert_allclose(np.linalg.norm(spherical(a, b, T), axis=1), 3, rtol=1e-12)
    middle = np.linalg.norm(straight(a, b, np.array([0.5]))[0])
    assert np.isclose(middle, 3 * np.cos(np.arccos(a @ b / 9) / 2)) and middle < 2.9


def test_equal_steps_are_equal_angles(ends) -> None:
    path = spherical(*ends, T)
    u = path / np.linalg.norm(path, axis=1, keepdims=True)
    angles = np.arccos((u[1:] * u[:-1]).sum(1))
    np.testing.assert_allclose(angles, angles.mean(), rtol=1e-9)
    np.testing.assert_allclose(np.diff(np.linalg.norm(path, axis=1), 2), 0, atol=1e-12)  # and lengths go evenly


@pytest.mark.parametrize("b", [[1.0, 0.0], [-1.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
def test_without_one_shortest_arc_it_is_straight(b: list[float]) -> None:
    a = np.array([1.0, 0.0])
    np.testing.assert_allclose(spherical(a, np.array(b), T), straight(a, np.array(b), T))


def test_a_plane_goes_through_its_three_codes() -> None:
    a, b, c = np.random.default_rng(1).standard_normal((3, 5))
    np.testing.assert_allclose(plane(a, b, c, np.array([0, 1, 0]), np.array([0, 0, 1])), [a, b, c], atol=1e-12)


def test_arithmetic_finds_the_way_that_made_the_codes() -> None:
    rng = np.random.default_rng(2)
    labels, way = rng.integers(0, 2, 4000), np.array([1.0, -2.0, 0.5])
    codes = rng.standard_normal((4000, 3)) + labels[:, None] * way
    found = change_of_label(codes, labels, 0, 1)
    assert np.abs(found - way).max() < 5 * np.sqrt(2 / 2000)
    np.testing.assert_allclose(change_of_label(codes, labels, 1, 0), -found)
    with pytest.raises(ValueError, match="no code has the label 2"):
        change_of_label(codes, labels, 0, 2)


def test_shapes_that_do_not_fit_are_told() -> None:
    with pytest.raises(ValueError, match="codes have shapes"):
        straight(np.zeros(2), np.zeros(3), T)
