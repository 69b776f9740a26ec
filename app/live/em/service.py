"""EM for a person to scrub: one message, one whole run from its start to where it converges or collapses."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from app.live.channel.service import Service
from app.live.channel.threads import one_thread
from app.live.world.service import read_world
from engines.classical.em import MixtureConfig, as_matrices, log_densities, m_step, matrices
from engines.classical.mixture import GaussianMixture, SingularError
from engines.classical.singularity import slowest_collapse
from engines.core import Bounds
from engines.data.worlds import World

POINTS = Bounds(1, 600)  # of one run: every step of it is sent
COMPONENTS = MixtureConfig.bounds("n_components").within(1, 10)  # whose every step a person follows
MAX_STEPS = 120  # of one run; what has not converged then is told so
TOL = 1e-4  # nats per point: where EM counts as converged
HELD_OUT = 500  # fresh points of the same world
SHRINK = 10.0  # after EM's last valid step the floor of the standard deviations falls by this factor, again and again
TURN = 20  # steps of EM, some 40 ms for the largest; then others have theirs
BY_HAND = 8  # times at most; the engine refuses the last ones


@dataclass
class Path:
    """A run: parameters and responsibilities per step, and how it ended: converged, singular or limit."""

    parameters: list[np.ndarray] = field(default_factory=list)  # (K, 6) each: weight, m1, m2, s11, s12, s22
    responsibilities: list[np.ndarray] = field(default_factory=list)  # (n, K) each
    train: list[float] = field(default_factory=list)  # nats per training point
    ended: str = "limit"
    component: int = -1  # which collapsed
    by_hand_from: int = -1  # from here on: the step that would be singular, with a lower and lower variance floor

    def keep(self, model: GaussianMixture) -> None:
        """Append the model's present step."""
        S = as_matrices(model.covariances, 2)
        columns = [model.weights, *model.means.T, S[:, 0, 0], S[:, 0, 1], S[:, 1, 1]]
        self.parameters.append(np.stack(columns, axis=1))
        self.responsibilities.append(model.responsibilities)
        self.train.append(model.log_likelihood)

    def arrays(self, fresh: np.ndarray) -> dict[str, np.ndarray]:
        """What the viewer draws; held_out and min_std of all steps at once, which is quicker than one by one."""
        parameters = np.array(self.parameters)
        return {
            "parameters": parameters,
            "responsibilities": np.rint(255 * np.array(self.responsibilities)).astype(np.uint8),
            "train": np.array(self.train),
            "held_out": log_densities(parameters, fresh).mean(axis=1),
            "min_std": np.sqrt(np.linalg.eigvalsh(matrices(parameters))[..., 0].min(axis=1)),
        }


class EmService(Service):
    """Answers "fit" with a whole run. The same message always means the same run."""

    desk = Desk("mixture", initializer=one_thread)

    def __init__(self) -> None:
        self.points: tuple[str, np.ndarray, np.ndarray, float] = ("", np.zeros(0), np.zeros(0), 0.0)

    def slices(self, message: Message) -> Slices[bytes]:
        if message.kind != "fit":
            raise message.refuse("bad_kind", "kind must be fit")
        n, seed = message.whole("n", *POINTS.ends), message.whole("seed", 0, 2**31 - 1)
        config, starts = read_config(message, seed), read_starts(message)
        collapse = message.whole("collapse", 0, 1, 0) == 1
        X, fresh, truth = self._draw(message, n, seed)
        yield
        try:
            path = yield from follow(X, config, starts, collapse)
        except SingularError as error:
            raise message.refuse("singular", str(error)) from error
        except ValueError as error:  # the engine says what is wrong, in words
            raise message.refuse(code_of(error), str(error)) from error
        meta = {"ended": path.ended, "component": path.component, "by_hand_from": path.by_hand_from, "truth": truth}
        arrays = path.arrays(fresh) | {"points": X.astype(np.float32)}
        return frames.pack(arrays, id=message.id, kind="fit", **meta)

    def _draw(self, message: Message, n: int, seed: int) -> tuple[np.ndarray, np.ndarray, float]:
        """Points to fit, fresh points, and the truth's mean log-density on these; while only the start moves, kept."""
        about = json.dumps([message.fields.get("world"), n, seed], sort_keys=True)
        if about != self.points[0]:
            self.points = (about, *draw(read_world(message), n, seed))
        return self.points[1:]


def draw(world: World, n: int, seed: int) -> tuple[np.ndarray, np.ndarray, float]:
    """n points of the world to fit, HELD_OUT others, and the mean log-density of the truth on the others."""
    fresh = world.sample(HELD_OUT, seed=np.random.default_rng([seed, 1]))
    return world.sample(n, seed=seed), fresh, float(world.log_prob(fresh).mean())


def read_config(message: Message, seed: int) -> MixtureConfig:
    return MixtureConfig(
        n_components=message.whole("k", *COMPONENTS.ends),
        covariance=message.choice("covariance", MixtureConfig.bounds("covariance").choices),
        reg_covar=message.number("reg_covar", 0.0, 10.0),
        tol=TOL,
        seed=seed,
    )


def read_starts(message: Message) -> np.ndarray | None:
    """The means that a person put somewhere, (K, 2); None leaves the choice to k-means++."""
    if message.fields.get("starts") is None:
        return None
    k = message.whole("k", *COMPONENTS.ends)
    return message.rows("starts", 2, k, low=-100, high=100, least=k)


def follow(X: np.ndarray, config: MixtureConfig, starts: np.ndarray | None, collapse: bool) -> Slices[Path]:
    """Run EM to its end. ValueError where there is no valid start."""
    model, path = GaussianMixture(config), Path()
    if collapse:
        model.start_collapsing(X, tightness=tightness(X.tobytes(), config.replace(reg_covar=0.0)))
    elif starts is not None:
        model.start_at(X, starts)
    else:
        model.start(X)
    path.keep(model)
    try:
        for i in range(MAX_STEPS):
            if i % TURN == 0:
                yield
            model.step()
            path.keep(model)
            if abs(model.gain) < config.tol:
                path.ended = "converged"
                break
    except SingularError:
        path.ended, path.component = "singular", thinnest(model)
        path.by_hand_from = len(path.train)
        squeeze(model, path)
    return path


def thinnest(model: GaussianMixture) -> int:
    return int(np.linalg.eigvalsh(as_matrices(model.covariances, 2))[:, 0].argmin())


def squeeze(model: GaussianMixture, path: Path) -> None:
    """EM's next step would make a variance 0. On the way there: that step with a variance floor, lower and lower."""
    responsibilities, old = model.responsibilities, (model.weights, model.means, model.covariances)
    thinnest_std = model.metrics()["min_std"]
    for j in range(1, BY_HAND + 1):
        floor = (thinnest_std / SHRINK**j) ** 2
        try:
            model.start_from(model.X, *m_step(model.X, responsibilities, model.config.replace(reg_covar=floor), old))
        except SingularError:
            return
        path.keep(model)


@lru_cache(maxsize=64)
def tightness(points: bytes, config: MixtureConfig) -> float:
    """How tightly the collapsing component starts, so that several steps are seen."""
    return slowest_collapse(np.frombuffer(points).reshape(-1, 2), config)


CODES = {
    "too-many-components": "too_many_components",
    "components-on-points": "too_many_components",
    "no-lonely-point": "no_lonely_point",
}


def code_of(error: ValueError) -> str:
    """A code for each of the engine's refusals, which the viewer translates."""
    return CODES.get(getattr(error, "code", ""), "no_spread")
