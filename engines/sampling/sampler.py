"""What every sampler is: a configuration, and steps that can be watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engines.core import Config, bounded, msgid, seeded
from engines.data.worlds import World

REACH = 5  # standard deviations: a table and a lid leave out less than a millionth of the mass


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
    chains: int = bounded(64, 1, 10_000, unit="points at a time", narrower=(1, 200), label=msgid("Points at a time"))
    seed: int = seeded()


class Sampler:
    """The contract: `step()` emits one Step; settings named in LIVE may change between steps.

    label: what people call it, marked by `msgid` where that is no proper name.
    """

    label: ClassVar[str]
    Config: ClassVar[type[SamplerConfig]] = SamplerConfig
    LIVE: ClassVar[tuple[str, ...]] = ()
    chain: ClassVar[bool] = False  # its points move from where they stood

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

    @property
    def cost(self) -> int:
        """Evaluations of the density for one point of one step."""
        return 1

    def _step(self, n: int) -> Step:
        raise NotImplementedError

    def _yield(self, x: np.ndarray, proposal: np.ndarray, accepted: np.ndarray | None = None, **rest: Any) -> Step:
        accepted = np.ones(len(proposal), bool) if accepted is None else accepted
        return Step(self.n_steps, x, proposal, accepted, **rest)
