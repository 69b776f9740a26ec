"""Axes and bounds of shipped latent spaces: what sliders and maps are drawn from."""

from __future__ import annotations

import numpy as np

from engines.nets.latent_space import REACH, space


def test_a_sweep_moves_one_axis_over_its_whole_reach_and_leaves_the_others() -> None:
    s = space("ae-digits-16")
    z = (s.origin + s.scale * np.linspace(-2, 2, 16)).astype(np.float32)
    swept = s.sweeps(z, 7)
    assert swept.shape == (16, 7, 16)
    for i in range(16):
        others = np.arange(16) != i
        assert np.array_equal(swept[i][:, others], np.tile(z[others], (7, 1)))
        u = (swept[i][:, i] - s.origin[i]) / s.scale[i]
        assert np.allclose(u, np.linspace(-REACH, REACH, 7), atol=1e-5)


def test_the_plane_through_a_point_holds_it_however_it_is_turned() -> None:
    s = space("ae-fashion-16")
    z = s.origin + s.scale * np.linspace(-1.5, 1.5, 16)
    for plane in (s, s.turned((12, 3))):
        beside = plane.beside_plane(z)
        assert np.allclose(plane.plane @ beside, 0, atol=1e-3)
        assert np.allclose(plane.from_plane(plane.to_plane(z[None]), beside)[0], z, atol=1e-4)
    along = s.turned((12, 3)).from_plane(np.array([[2.0, -1.0]]))[0] - s.origin
    assert np.flatnonzero(np.abs(along) > 1e-6).tolist() == [3, 12]
    assert np.allclose(along[[12, 3]] / s.scale[[12, 3]], [2, -1], atol=1e-5)
