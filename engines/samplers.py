"""Ways to draw x ~ p(x), one step at a time, so that every proposal can be seen, accepted or refused.

A sampler advances `config.chains` points at once and emits a `Step` per `step()`; iterating over it never ends.
It can be pickled between steps, random state included: same configuration, same steps. Ancestral sampling, the
inverse CDF, rejection and importance sampling yield independent points; the other four are Markov chains.
`step_size` is a length in the plane for all of them. `sampler_quality` says how well they do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engines.core import Config, bounded
from engines.worlds import World

REACH = 5  # standard deviations: a table and a lid leave out less than a millionth of the mass
MAX_POOL = 200_000  # weighted proposals of one step
LIMIT = 1e9  # where a diverging trajectory is held: its density there is 0, so that it is refused


@dataclass(frozen=True, eq=False)
class Step:
    """What one step did; n chains, d dimensions.

    x: the points that this step yields, (n, d), fewer for rejection sampling, where a refusal yields nothing;
    proposal: what was tried, (n, d), for importance sampling the whole pool; accepted: bool (n,), of the proposals;
    before: where each Markov chain stood, (n, d); path: the way to the proposal, (L + 1, n, d), where there is one;
    evaluations: of the density or its score, per chain; info: what else the picture needs, by name.
    """

    index: int
    x: np.ndarray
    proposal: np.ndarray
    accepted: np.ndarray
    before: np.ndarray | None = None
    path: np.ndarray | None = None
    evaluations: int = 1
    info: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class SamplerConfig(Config):
    chains: int = bounded(64, 1, 10_000, unit="points at a time")
    seed: int = bounded(0, 0, 2**31 - 1)


class Sampler:
    """The contract: `step()` emits one Step; settings named in LIVE may change between steps."""

    Config: ClassVar[type[SamplerConfig]] = SamplerConfig
    LIVE: ClassVar[tuple[str, ...]] = ()

    def __init__(self, world: World, config: SamplerConfig | None = None) -> None:
        self.world, self.config = world, config or self.Config()
        self.rng = np.random.default_rng(self.config.seed)
        self.n_steps = 0

    def step(self) -> Step:
        self.n_steps += 1
        return self._step(self.config.chains)

    def __iter__(self) -> Iterator[Step]:
        while True:
            yield self.step()

    def run(self, n_steps: int) -> list[Step]:
        """The next `n_steps` steps."""
        return [self.step() for _ in range(n_steps)]

    def set_params(self, **changes: Any) -> None:
        """Change a running sampler."""
        if set(changes) - set(self.LIVE):
            raise ValueError(f"only {', '.join(self.LIVE) or 'nothing'} can change between steps, not {list(changes)}")
        self.config = self.config.replace(**changes)

    def _step(self, n: int) -> Step:
        raise NotImplementedError

    def _yield(self, x: np.ndarray, proposal: np.ndarray, accepted: np.ndarray | None = None, **rest: Any) -> Step:
        accepted = np.ones(len(proposal), bool) if accepted is None else accepted
        return Step(self.n_steps, x, proposal, accepted, **rest)


# ---- independent points -------------------------------------------------------------------------------------------


class Ancestral(Sampler):
    """First the component, then the point given the component: parents before children (Bishop 2006, 8.1.2).

    path: the component's mean, then the point; info: component (n,).
    """

    def _step(self, n: int) -> Step:
        x, k = self.world.sample(n, seed=self.rng, return_labels=True)
        path = np.stack([self.world.means[k], x])
        return self._yield(x, x, path=path, evaluations=0, info={"component": k})


@dataclass(frozen=True)
class InverseCDFConfig(SamplerConfig):
    cells: int = bounded(256, 8, 512, unit="cells per side", why="the density counts as constant inside a cell")


class InverseCDF(Sampler):
    """x1 from u1 through the inverse of F(x1), then x2 from u2 through the inverse of F(x2 | x1), both tabulated.

    Devroye 1986, Non-Uniform Random Variate Generation, II.2 and XI.1. Exact for the density made flat in each cell.
    path: (x1, bottom), then the point; info: u (n, 2).
    """

    Config = InverseCDFConfig

    def __init__(self, world: World, config: InverseCDFConfig | None = None) -> None:
        super().__init__(world, config)
        if world.dim != 2:
            raise ValueError(f"a table has 2 dimensions, the world {world.dim}; give a 2-D world or a marginal")
        self.box = world.box(REACH)
        log_p = world.log_prob(world.grid(self.config.cells, self.box)[2])
        mass = np.exp(log_p - log_p.max())  # mass[i, j]: row i is x2, column j is x1
        mass /= mass.sum()
        self.F1 = cumulative(mass.sum(0)[:, None])  # (cells + 1, 1)
        self.F2 = cumulative(mass)  # (cells + 1, cells), one column per cell of x1

    def _step(self, n: int) -> Step:
        u = self.rng.random((n, 2))
        at1, j = invert(np.broadcast_to(self.F1, (len(self.F1), n)), u[:, 0])
        at2, _ = invert(self.F2[:, j], u[:, 1])
        low, high = self.box
        x = low + np.column_stack([at1, at2]) * (high - low)
        path = np.stack([np.column_stack([x[:, 0], np.full(n, low[1])]), x])
        return self._yield(x, x, path=path, evaluations=0, info={"u": u})


def cumulative(mass: np.ndarray) -> np.ndarray:
    """Each column's distribution function at the cell edges, from 0 to 1, (cells + 1, columns)."""
    F = np.concatenate([np.zeros((1, mass.shape[1])), np.cumsum(mass, axis=0)])
    return np.divide(F, F[-1], out=np.zeros_like(F), where=F[-1] > 0)


def invert(F: np.ndarray, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where column i of F, piecewise linear on [0, 1], reaches u[i] in [0, 1): the place (n,) and its cell (n,)."""
    columns = np.arange(len(u))
    cell = np.minimum((F <= u).sum(0) - 1, len(F) - 2)
    below, above = F[cell, columns], F[cell + 1, columns]
    return (cell + (u - below) / (above - below)) / (len(F) - 1), cell


@dataclass(frozen=True)
class RejectionConfig(SamplerConfig):
    envelope: float = bounded(
        1.0, 0.05, 20.0, why="height of the lid over the highest density; below 1 the peaks are cut off: wrong samples"
    )


class Rejection(Sampler):
    """Throw darts uniformly under a flat lid over the world's box; keep those that land under p (von Neumann 1951).

    info: height of each dart, density there, lid, all in densities (n,). Where density > lid, the lid is too low.
    """

    Config = RejectionConfig
    LIVE = ("envelope",)

    def __init__(self, world: World, config: RejectionConfig | None = None) -> None:
        super().__init__(world, config)
        self.box, self.log_top = world.box(REACH), highest_log_density(world)

    def _step(self, n: int) -> Step:
        proposal = self.rng.uniform(*self.box, size=(n, self.world.dim))
        lid = self.config.envelope * math.exp(self.log_top)
        height = lid * self.rng.random(n)
        density = np.exp(self.world.log_prob(proposal))
        accepted = height < density
        info = {"height": height, "density": density, "lid": np.full(n, lid)}
        return self._yield(proposal[accepted], proposal, accepted, info=info)


def highest_log_density(world: World) -> float:
    """The top of log p, nats: mean-shift from every component's mean (Carreira-Perpinan 2000), then 0.1 % of room."""
    x, precisions = world.means, np.linalg.inv(world.covariances)
    pulls = np.einsum("kij,kj->ki", precisions, world.means)
    for _ in range(30):  # x <- (sum_k r_k S_k^-1)^-1 sum_k r_k S_k^-1 mu_k never lowers p
        r = world.responsibilities(x)
        x = np.linalg.solve(np.einsum("nk,kij->nij", r, precisions), (r @ pulls)[..., None])[..., 0]
    return float(world.log_prob(x).max()) + 1e-3


@dataclass(frozen=True)
class ImportanceConfig(SamplerConfig):
    pool: int = bounded(50, 2, 1000, unit="proposals per point", why="resampling is biased by some 1 / (pool * chains)")
    spread: float = bounded(1.5, 0.2, 5.0, why="width of the proposal law in the world's own; narrow misses the edges")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pool * self.chains > MAX_POOL:
            raise ValueError(f"pool * chains is {self.pool * self.chains}; give at most {MAX_POOL} proposals per step")


class Importance(Sampler):
    """Weigh proposals from one wide Gaussian q by p / q, then redraw points by weight (Rubin 1987, SIR).

    proposal: the pool (m, d), m = pool * chains; info: log_weight (m,), normalised, and ess = 1 / sum of squares (1,).
    """

    Config = ImportanceConfig
    LIVE = ("pool", "spread")

    def _step(self, n: int) -> Step:
        q = World([1.0], self.world.mean[None], self.config.spread**2 * self.world.covariance[None])
        proposal = q.sample(n * self.config.pool, seed=self.rng)
        log_w = self.world.log_prob(proposal) - q.log_prob(proposal)
        log_w -= log_w.max() + math.log(np.exp(log_w - log_w.max()).sum())
        w = np.exp(log_w)
        chosen = self.rng.choice(len(w), n, p=w / w.sum())
        info = {"log_weight": log_w, "ess": np.array([1 / (w**2).sum()])}
        accepted = np.isin(np.arange(len(w)), chosen)
        return self._yield(proposal[chosen], proposal, accepted, evaluations=self.config.pool, info=info)


# ---- Markov chains ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChainConfig(SamplerConfig):
    step_size: float = bounded(0.3, 1e-4, 5.0, unit="length")


class Chain(Sampler):
    """Points that move; x0 (n, d) is where they start, by default anywhere in the world's box.

    info, where proposals can be refused: log_ratio (n,), accepted with probability min(1, exp(log_ratio)).
    """

    Config = ChainConfig
    LIVE = ("step_size",)

    def __init__(self, world: World, config: ChainConfig | None = None, *, x0: np.ndarray | None = None) -> None:
        super().__init__(world, config)
        shape = (self.config.chains, world.dim)
        self.x = self.rng.uniform(*world.box(), size=shape) if x0 is None else np.array(x0, dtype=float)
        if self.x.shape != shape or not (np.abs(self.x) < LIMIT).all():
            raise ValueError(f"x0 has shape {self.x.shape}; give finite starting points of shape {shape}")
        self.log_p, self.score = world.log_prob_and_score(self.x)

    def _decide(self, y: np.ndarray, log_p: np.ndarray, score: np.ndarray, log_ratio: np.ndarray, **rest: Any) -> Step:
        """Accept y with probability min(1, exp(log_ratio)) (Hastings 1970); a refusal repeats the point and counts."""
        accepted = np.log1p(-self.rng.random(len(y))) < log_ratio  # 1 - u, because u can be 0
        before, keep = self.x, accepted[:, None]
        self.x, self.score = np.where(keep, y, before), np.where(keep, score, self.score)
        self.log_p = np.where(accepted, log_p, self.log_p)
        return self._yield(self.x, y, accepted, before=before, info={"log_ratio": log_ratio}, **rest)


class Metropolis(Chain):
    """Random walk: a Gaussian step, accepted with probability min(1, p(y) / p(x)) (Metropolis et al. 1953)."""

    def _step(self, n: int) -> Step:
        y = self.x + self.config.step_size * self.rng.standard_normal(self.x.shape)
        log_p = self.world.log_prob(y)
        return self._decide(y, log_p, self.score, log_p - self.log_p)  # the score is never read here


@dataclass(frozen=True)
class LangevinConfig(ChainConfig):
    step_size: float = bounded(0.05, 1e-4, 5.0, unit="length", why="the samples are off by its square")


class Langevin(Chain):
    """Unadjusted: uphill and noise, y = x + h^2/2 score(x) + h eps, never refused, so never exact (Parisi 1981).

    A chain whose step is too large runs away; info: diverged, bool (n,).
    """

    Config = LangevinConfig

    def _step(self, n: int) -> Step:
        h, before = self.config.step_size, self.x
        y = drift(before, self.score, h) + h * self.rng.standard_normal(before.shape)
        self.x = y = np.clip(y, -LIMIT, LIMIT)
        self.log_p, self.score = self.world.log_prob_and_score(y)
        return self._yield(y, y, before=before, info={"diverged": (np.abs(y) >= LIMIT).any(1)})


@dataclass(frozen=True)
class MALAConfig(ChainConfig):
    step_size: float = bounded(0.2, 1e-4, 5.0, unit="length", why="about 57 % accepted is best in many dimensions")


class MALA(Chain):
    """Langevin's step as a proposal, adjusted by accepting or refusing it (Roberts & Tweedie 1996)."""

    Config = MALAConfig

    def _step(self, n: int) -> Step:
        h, x = self.config.step_size, self.x
        y = drift(x, self.score, h) + h * self.rng.standard_normal(x.shape)
        log_p, score = self.world.log_prob_and_score(y)
        forth = -((y - drift(x, self.score, h)) ** 2).sum(1) / (2 * h**2)  # log q(y | x)
        back = -((x - drift(y, score, h)) ** 2).sum(1) / (2 * h**2)  # log q(x | y)
        return self._decide(y, log_p, score, log_p - self.log_p + back - forth)


def drift(x: np.ndarray, score: np.ndarray, h: float) -> np.ndarray:
    """The mean of a Langevin step of length h."""
    return x + h**2 / 2 * score


@dataclass(frozen=True)
class HamiltonianConfig(ChainConfig):
    step_size: float = bounded(0.1, 1e-4, 5.0, unit="length", why="unstable beyond twice the narrowest sd")
    n_leapfrog: int = bounded(20, 1, 100, unit="leapfrog steps")
    jitter: float = bounded(
        0.2, 0.0, 0.9, why="step size +- this share, by chance: else a way of one period goes nowhere"
    )


class Hamiltonian(Chain):
    """A ball rolled over -log p with a random push, by leapfrog (Duane et al. 1987; Neal 2011, arXiv:1206.1901).

    path: its way, (n_leapfrog + 1, n, d); log_ratio is the energy lost on it, nats, 0 but for the discretisation.
    """

    Config = HamiltonianConfig
    LIVE = ("step_size", "n_leapfrog", "jitter")

    def _step(self, n: int) -> Step:
        c, L = self.config, self.config.n_leapfrog
        h = c.step_size * (1 + c.jitter * self.rng.uniform(-1, 1))  # one for all chains (Neal 2011, 5.4.2.2)
        p0 = self.rng.standard_normal(self.x.shape)
        path, p, log_p, score = leapfrog(self.world, self.x, p0, h, L, score=self.score)
        lost = (log_p - (p**2).sum(1) / 2) - (self.log_p - (p0**2).sum(1) / 2)  # H(x, p0) - H(y, p)
        return self._decide(path[-1], log_p, score, lost, path=path, evaluations=L)


def leapfrog(
    world: World, x: np.ndarray, p: np.ndarray, h: float, n: int, *, score: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """n leapfrog steps of H = -log p(x) + |p|^2 / 2: path (n + 1, m, d), last momentum, log p and score there."""
    path = [x]
    p = p + h / 2 * (world.score(x) if score is None else score)
    for i in range(n):
        x = np.clip(x + h * p, -LIMIT, LIMIT)
        log_p, score = world.log_prob_and_score(x)
        p = p + (h if i < n - 1 else h / 2) * score
        path.append(x)
    return np.stack(path), p, log_p, score


SAMPLERS: dict[str, type[Sampler]] = {
    "ancestral": Ancestral,
    "inverse-cdf": InverseCDF,
    "rejection": Rejection,
    "importance": Importance,
    "metropolis": Metropolis,
    "langevin": Langevin,
    "mala": MALA,
    "hamiltonian": Hamiltonian,
}
