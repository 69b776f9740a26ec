"""How often a part is lost: an exact interval, and what follows from it."""

from __future__ import annotations

import numpy as np
import pytest

from engines.comparison.collapse import KEPT, OFTEN, lost, often, share, uneven
from engines.comparison.results import Row
from engines.comparison.rule import RATE
from engines.measures.divergences import kl_of_shares
from engines.statistics import Floor


@pytest.mark.parametrize("n", [3, 5, 12])
def test_the_interval_holds_the_true_share_as_often_as_it_says(n: int) -> None:
    """Exactly, for every true share: the binomial law is summed, not drawn."""
    k = np.arange(n + 1)
    below, above = (np.array([getattr(share(int(i), n), end) for i in k]) for end in ("low", "high"))
    choose = np.array([1.0, *np.cumprod((n - k[:-1]) / (k[:-1] + 1))])
    for p in np.linspace(0.01, 0.99, 99):
        law = choose * p**k * (1 - p) ** (n - k)
        assert law[below > p].sum() <= RATE + 1e-12 and law[above < p].sum() <= RATE + 1e-12


def test_twelve_trainings_can_tell_and_three_cannot() -> None:
    assert [often(share(k, 12)) for k in (0, 1, 6, 7, 12)] == [
        "contradicted", "unclear", "unclear", "supported", "supported",
    ]  # fmt: skip
    assert [often(share(k, 3)) for k in (0, 1, 2)] == ["unclear"] * 3
    assert share(0, 12).low == 0 and share(12, 12).high == 1 and share(0, 12).high < OFTEN


@pytest.mark.parametrize("parts", [2, 8, 25])
def test_no_shares_with_so_small_a_part_are_closer_to_even(parts: int) -> None:
    rng, even = np.random.default_rng(0), np.full(parts, 1 / parts)
    kept = np.array([KEPT, *np.full(parts - 1, (parts - KEPT) / (parts - 1))]) / parts
    assert uneven(parts) == pytest.approx(kl_of_shares(kept, even))
    small = KEPT / parts * rng.random(1000)
    others = (1 - small)[:, None] * rng.dirichlet(np.full(parts - 1, 50.0), 1000)
    assert min(kl_of_shares(row, even) for row in np.c_[small, others]) >= uneven(parts)


def test_a_training_has_collapsed_where_a_mode_is_as_good_as_lost() -> None:
    """One stray among ten thousand samples does not keep a mode."""
    stray = kl_of_shares(np.array([1, *[1428] * 7]) / 9997, np.full(8, 1 / 8))
    values = (0.001, stray, None)
    rows = [Row("ring", "gan", seed, "mode_kl", kl, "" if kl else "infinite", 10) for seed, kl in enumerate(values)]
    rows += [Row("moons", "gan", 0, "mode_kl", None, "many-components", 10), Row("ring", "gan", 0, "hq", 0.1, "", 10)]
    found = lost(rows, {("ring", "modes"): Floor(8.0, 0.0, 10), ("ring", "hq"): Floor(1.0, 0.0, 10)})
    ring, moons = found[:3], found[3:]
    assert [(r.seed, r.metric, r.value) for r in ring] == [(0, "lost", 0.0), (1, "lost", 1.0), (2, "lost", 1.0)]
    assert [(r.metric, r.value, r.reason) for r in moons] == [("lost", None, "many-components")]
