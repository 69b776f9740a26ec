"""Every sampler against the exact law, by a harness that notices wrong samplers."""

import numpy as np
import pytest
from scipy.stats import chi2

from engines.data.shapes import build
from engines.sampling import langevin, quality
from engines.sampling.metropolis import Metropolis
from engines.sampling.samplers import SAMPLERS
from tests.engines.sampling.targets import LOPSIDED, REVERSIBLE, TARGETS, N, draw, p_value, quantile_cells


def law(name, target):
    """Unadjusted Langevin widens a line of sd s by h^2 / (4 s^2): 4 % at most once the worlds are blurred by 0.15."""
    return TARGETS[target].noised(1, 0.15) if name == "langevin" else TARGETS[target]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", SAMPLERS)
def test_points_follow_the_exact_law(name, target):
    """Markov chains start anywhere in the box, so this tests that they arrive, too."""
    world = law(name, target)
    X = draw(name, world, seed=11)
    assert X.shape == (N, 2)
    assert p_value(world, X) > 1e-3


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_says_what_a_step_costs_and_whether_its_points_move(name):
    sampler = SAMPLERS[name](build("ring"))
    step = sampler.step()
    assert sampler.cost == max(1, step.evaluations)  # exact draws have their price, too
    assert sampler.chain == (step.before is not None)


class AcceptEverything(langevin.MALA):
    """A wrong MALA: an algorithm that silently became another."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, np.zeros_like(log_ratio), **rest)


class ForgetsTheWayBack(langevin.MALA):
    """A wrong MALA: Metropolis' ratio for a proposal that is not symmetric."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, log_p - self.log_p, **rest)


class Chilled(Metropolis):
    """A wrong Metropolis: a stray factor in the ratio, so that it draws from p^2."""

    def _decide(self, y, log_p, score, log_ratio, **rest):
        return super()._decide(y, log_p, score, 2 * log_ratio, **rest)


@pytest.mark.parametrize("wrong", [AcceptEverything, ForgetsTheWayBack, Chilled])
def test_the_harness_notices_wrong_samplers(wrong):
    size = 0.5 if wrong is Chilled else 0.25
    sampler = wrong(TARGETS["ring"], wrong.Config(chains=N, seed=11, step_size=size))
    assert p_value(TARGETS["ring"], sampler.run(60)[-1].x) < 1e-6


def test_refusals_count():
    """Leaving the repeated points out, a common mistake, gives another law."""
    world = TARGETS["ring"]
    sampler = Metropolis(
        world, Metropolis.Config(chains=10_000, seed=1, step_size=1.0), x0=world.sample(10_000, seed=2)
    )
    step = sampler.run(5)[-1]
    assert p_value(world, step.x) > 1e-3
    assert p_value(world, step.x[step.accepted]) < 1e-6


@pytest.mark.parametrize("name", REVERSIBLE)
def test_detailed_balance_between_cells(name):
    """In equilibrium as many chains go from cell A to B as from B to A, for every pair of cells."""
    cells, flow = 16, np.zeros((16, 16))
    for seed in range(6):
        x0 = LOPSIDED.sample(5000, seed=seed)
        kind = SAMPLERS[name]
        step = kind(LOPSIDED, kind.Config(chains=5000, seed=seed, step_size=0.5), x0=x0).step()
        np.add.at(flow, (quantile_cells(LOPSIDED, step.before, 4), quantile_cells(LOPSIDED, step.x, 4)), 1)
    forth, back = flow[np.triu_indices(cells, 1)], flow.T[np.triu_indices(cells, 1)]
    busy = forth + back >= 20
    statistic = ((forth - back)[busy] ** 2 / (forth + back)[busy]).sum()
    assert busy.sum() > 30
    assert 1e-3 < chi2.sf(statistic, busy.sum())


@pytest.mark.parametrize("name", REVERSIBLE)
def test_the_law_is_invariant_even_where_chains_do_not_mix(name):
    world = build("cat")
    kind = SAMPLERS[name]
    sampler = kind(world, kind.Config(chains=N, step_size=0.03, seed=1), x0=world.sample(N, seed=2))
    steps = sampler.run(10)
    assert 0.2 < quality.acceptance_rate(steps) < 1
    assert p_value(world, steps[-1].x) > 1e-3
