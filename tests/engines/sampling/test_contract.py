"""What all samplers share: pickling, steps that stay, live settings, refusals."""

import itertools
import pickle

import numpy as np
import pytest

from engines.data.worlds import World
from engines.measures import distances
from engines.sampling.hamiltonian import Hamiltonian
from engines.sampling.importance import Importance
from engines.sampling.inverse_cdf import InverseCDF
from engines.sampling.metropolis import Metropolis
from engines.sampling.quality import ess
from engines.sampling.rejection import Rejection
from engines.sampling.samplers import SAMPLERS
from tests.engines.sampling.targets import LOPSIDED, NORMAL, N, draw, make


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_pickled_sampler_goes_on_where_it_was(name):
    sampler = make(name, LOPSIDED, chains=20, seed=3)
    sampler.run(3)
    copy = pickle.loads(pickle.dumps(sampler))
    for one, other in zip(sampler.run(3), copy.run(3), strict=True):
        assert np.array_equal(one.x, other.x) and np.array_equal(one.proposal, other.proposal)
    again = make(name, LOPSIDED, chains=20, seed=3).run(6)
    assert [step.index for step in again] == [1, 2, 3, 4, 5, 6]
    assert np.array_equal(again[-1].x, one.x)
    assert not np.array_equal(make(name, LOPSIDED, chains=20, seed=4).run(6)[-1].proposal, one.proposal)


@pytest.mark.parametrize("name", SAMPLERS)
def test_iterating_emits_steps_with_the_shapes_promised(name):
    n, config = 7, make(name, LOPSIDED, chains=7).config
    for step in itertools.islice(make(name, LOPSIDED, chains=n), 3):
        tried = n * config.pool if name == "importance" else n
        assert step.proposal.shape == (tried, 2) and step.accepted.shape == (tried,)
        assert step.x.shape == (step.accepted.sum() if name == "rejection" else n, 2)
        if name == "hamiltonian":
            assert step.path.shape == (config.n_leapfrog + 1, n, 2)
            assert np.array_equal(step.path[0], step.before) and np.array_equal(step.path[-1], step.proposal)
        assert step.evaluations == {"ancestral": 0, "inverse-cdf": 0, "importance": 100, "hamiltonian": 12}.get(name, 1)


def test_kept_steps_never_change():
    """A page that scrubs backwards shows what happened, not what happened since."""
    sampler = make("metropolis", LOPSIDED, chains=50)
    first = sampler.step()
    kept = first.x.copy(), first.before.copy()
    last = sampler.run(30)[-1]
    assert np.array_equal(first.x, kept[0]) and np.array_equal(first.before, kept[1])
    assert not np.array_equal(first.x, last.x)


@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("name", [name for name in SAMPLERS if name != "inverse-cdf"])
def test_other_dimensions(name, d):
    world = World([0.4, 0.6], [[-1.0] * d, [0.5] * d], [0.5 * np.eye(d)] * 2)
    X = draw(name, world, seed=2, **({"step_size": 0.2} if name == "langevin" else {}))
    error = np.sqrt(np.diag(world.covariance) / N)
    assert np.abs((X.mean(0) - world.mean) / error).max() < 5


def test_live_settings_change_and_the_others_do_not():
    sampler = make("hamiltonian", LOPSIDED, chains=5)
    sampler.set_params(step_size=0.05, n_leapfrog=3)
    assert sampler.step().path.shape == (4, 5, 2)
    with pytest.raises(ValueError, match="step_size is 9; give a number from 0.0001 to 5.0"):
        sampler.set_params(step_size=9)
    with pytest.raises(ValueError, match="only step_size, n_leapfrog, jitter can change between steps, not .'chains'"):
        sampler.set_params(chains=6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Metropolis.Config(step_size=0), "step_size is 0; give a number"),
        (lambda: Metropolis.Config(step_size=float("nan")), "step_size is nan"),
        (lambda: Metropolis.Config(chains=10**6), "chains is 1000000; give a number from 1 to 10000"),
        (lambda: Importance.Config(chains=1000, pool=1000), "pool . chains is 1000000; give at most 200000"),
        (lambda: Rejection.Config(envelope=0), "envelope is 0"),
        (lambda: Hamiltonian.Config(n_leapfrog=2.5), "n_leapfrog is 2.5; give a whole number"),
        (lambda: InverseCDF(NORMAL.marginal([0])), "a table has 2 dimensions, the world 1"),
        (lambda: Metropolis(NORMAL, x0=np.zeros((3, 2))), r"give finite starting points of shape \(64, 2\)"),
        (lambda: Metropolis(NORMAL, x0=np.full((64, 2), np.nan)), "give finite starting points"),
        (lambda: ess(np.zeros(5)), "there are 5 steps; an effective sample size needs at least 8"),
        (lambda: distances.sliced_wasserstein(np.zeros((3, 2)), np.zeros((4, 2))), "give as many of each"),
    ],
)
def test_bad_settings_are_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
