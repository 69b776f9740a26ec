"""Pictures and noise under the hand: walks from noise computed step by step, and pictures frozen and thawed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from app.live.channel import frames
from app.live.channel.desk import Desk, Slices
from app.live.channel.messages import Message
from app.live.channel.service import Service
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.samplers import walkers
from engines.nets import weights
from engines.shipped import model

if TYPE_CHECKING:
    from torch import Tensor

    from engines.diffusion.film import Frame
    from engines.diffusion.model import Diffusion

MOST = 24  # pictures of a film
FILMS = 2  # that a viewer sees side by side
STEPS, GUIDANCE = (DiffusionConfig.bounds(name).offered for name in ("sampling_steps", "guidance"))
ETA, UNTIL = (DiffusionConfig.bounds(name) for name in ("eta", "extra_until"))
SEEDS = 1_000_000
SLICE_SECONDS = 0.08  # of computing: an answer holds the frames that were ready by then, at least one
ANY = -1  # a factor that is left open
Rows = tuple[tuple[int, ...], ...]  # what each picture is told: the factors of the model's condition


class Walk:
    """Frames of one walk, computed as far as somebody has asked."""

    def __init__(self, steps: Iterator[Frame]) -> None:
        self.steps, self.frames, self.whole = steps, [], False
        self.lock = threading.Lock()  # answers through reruns come from other threads

    def on(self, have: int) -> None:
        """One more frame, if there is none after the first `have` and there is one to come."""
        with self.lock:
            if not self.whole and len(self.frames) <= have:
                step = next(self.steps, None)
                if step is None:
                    self.whole = True
                else:
                    self.frames.append(step)

    def until(self, have: int) -> Slices[list[Frame]]:
        """The frames after the first `have`: those that are there, or what one slice of time adds."""
        seconds = SLICE_SECONDS if have else 0  # the first frame goes out as soon as it is there
        before, ready = time.perf_counter(), len(self.frames)
        while not self.whole and (len(self.frames) <= have or (seconds > 0 and ready <= have)):
            self.on(max(have, len(self.frames)))
            seconds -= time.perf_counter() - before
            yield
            before = time.perf_counter()
        return self.frames[have:]


class How(NamedTuple):
    """What every walk depends on besides its start. `other`: a second condition of each picture, and its `share`."""

    model: str
    sampler: str
    eta: float
    guidance: float
    rows: Rows
    seed: int
    steps: int
    other: Rows = ()
    share: float = 0.0
    extra: tuple[float, ...] = ()  # guidance of each factor alone, besides, and from T until when
    extra_until: float = UNTIL.low

    def build(self) -> Diffusion:
        from engines.diffusion.film import with_settings

        return with_settings(
            model(self.model), sampler=self.sampler, eta=self.eta, guidance=self.guidance, extra=self.extra,
            extra_until=self.extra_until,
        )  # fmt: skip

    @property
    def y(self) -> Rows | None:
        """None where everything is left open: one evaluation, whatever the guidance."""
        return self.rows if any(factor != ANY for row in self.rows for factor in row) else None


def walk(how: How) -> Walk:
    """A picture for each row, from noise."""
    from engines.diffusion.film import Mix, film

    mix = Mix(how.other, how.share) if how.other else None
    return Walk(film(how.build(), len(how.rows), seed=how.seed, y=how.y, steps=how.steps, mix=mix))


def thawing(how: How, t: int, picture: bytes) -> Walk:
    """One picture, frozen until time t, on its way back."""
    from engines.diffusion.film import thaw

    m, x = frozen(how, t, picture)
    return Walk(thaw(m, x, t, seed=how.seed, y=how.y, steps=how.steps))


def frozen(how: How, t: int, picture: bytes) -> tuple[Diffusion, Tensor]:
    """The model, and x_t of one picture."""
    from engines.diffusion import film as engine

    m = how.build()
    x0 = np.frombuffer(picture, np.uint8).reshape(1, *shape(how.model))
    return m, engine.frozen(m, x0, m.schedule.level(t), engine.noise_of(m, how.seed))


# Walks that some viewer is at, by what they are: who asks for the same shares it, and it goes with the last of them.
_walking: WeakValueDictionary[tuple[Any, ...], Walk] = WeakValueDictionary()


class FilmService(Service):
    """Answers "walk" and "thaw" with the next frames of a walk, "look" with one frame, "noise" with what freezes."""

    desk = Desk("film")
    looks = Desk("look")  # nobody's hand waits for somebody's film

    @classmethod
    def warm_up(cls) -> None:
        """The networks are loaded, and the one that the front page asks has been run once."""
        for name in weights.names(kinds=("diffusion",)):
            model(name)
        walk(
            How("diffusion-postcards", "ddim", 0.0, 2.0, ((0,) * len(config("diffusion-postcards").conditions),), 0, 1)
        ).on(0)

    def __init__(self) -> None:
        self.mine: dict[Any, tuple[tuple[Any, ...], Walk]] = {}  # the latest of each kind and film

    def worker(self, message: Message) -> Desk:
        return self.looks if message.kind == "look" else self.desk

    def slices(self, message: Message) -> Slices[bytes]:
        if message.kind == "noise":
            return noise(message)
        how = read_how(message, 1 if message.kind in ("thaw", "look") else MOST)
        if message.kind == "walk":
            return (yield from self._part(message, (walk, how)))
        if message.kind == "thaw":
            t, asked = time_of(message, how.model, least=1), picture(message, how.model)
            return (yield from self._part(message, (thawing, how, t, asked)))
        if message.kind == "look":
            return looked(message, how)
        raise message.refuse("bad_kind", "kind must be walk, thaw, look or noise")

    def _part(self, message: Message, asked: tuple[Any, ...]) -> Slices[bytes]:
        have = message.whole("have", 0, STEPS.high + 1, 0)
        place = message.kind, message.whole("film", 0, FILMS - 1, 0)
        mine, walk = self.mine.get(place, (None, None))
        if mine != asked:
            walk = _walking.get(asked) or asked[0](*asked[1:])
            walk = _walking.setdefault(asked, walk)
            self.mine[place] = (asked, walk)
        try:
            found = yield from walk.until(have)
        except Exception:
            _walking.pop(asked, None)  # it cannot be gone on with
            self.mine.pop(place, None)
            raise
        return part(message, have, found, walk.whole)


def part(message: Message, have: int, found: list[Frame], whole: bool) -> bytes:
    """The frames that the viewer has not got yet, (k, n, H, W[, C]) each, and whether these are the last."""
    arrays = {k: np.stack([getattr(f, k) for f in found]) for k in ("x", "x0", "eps")} if found else {}
    about = {k: [getattr(f, k) for f in found] for k in ("t", "signal", "n_evals")}
    return frames.pack(arrays, id=message.id, kind=message.kind, have=have, whole=whole, **about)


def looked(message: Message, how: How) -> bytes:
    """What the network makes of one frozen picture, (1, H, W[, C])."""
    from engines.diffusion.film import look

    t = time_of(message, how.model)
    m, x = frozen(how, t, picture(message, how.model))
    found = look(m, x, m.schedule.level(t), how.y)
    return frames.pack({"x0": found.x0, "eps": found.eps}, id=message.id, kind="look", t=t)


def noise(message: Message) -> bytes:
    """The noise of one seed in the order of a picture's bytes, and alpha and sigma of every time 0 .. T."""
    from engines.diffusion.film import noise_of

    m = model(read_model(message))
    eps = noise_of(m, message.whole("seed", 0, SEEDS)).reshape(m.config.shape).movedim(0, -1)
    arrays = {"noise": eps.numpy(), "alpha": m.schedule.alpha, "sigma": m.schedule.sigma}
    return frames.pack({k: a.astype(np.float32) for k, a in arrays.items()}, id=message.id, kind="noise")


# ---- reading -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def config(name: str) -> DiffusionConfig:
    """The settings of shipped weights, without loading them."""
    return DiffusionConfig(**weights.record(name)["config"])


def shape(name: str) -> tuple[int, ...]:
    """(H, W), or (H, W, 3) with colours."""
    c = config(name)
    return (c.size, c.size) if c.channels == 1 else (c.size, c.size, c.channels)


def read_model(message: Message) -> str:
    return message.choice("model", weights.names(kinds=("diffusion",)))


def read_how(message: Message, most: int) -> How:
    name = read_model(message)
    rows = read_rows(message, name, "rows", 1, most)
    other = read_rows(message, name, "other", len(rows), len(rows)) if "other" in message.fields else ()
    return How(
        name,
        message.choice("sampler", tuple(walkers(config(name).schedule))),
        message.number("eta", *ETA.ends, 0.0),
        message.number("guidance", *GUIDANCE.ends, 1.0),
        rows,
        message.whole("seed", 0, SEEDS),
        message.whole("steps", *STEPS.ends),
        other,
        message.number("share", 0, 1, 0.0) if other else 0.0,
        read_extra(message, len(config(name).conditions)),
        message.number("extra_until", *UNTIL.ends, UNTIL.low),
    )


def read_extra(message: Message, n: int) -> tuple[float, ...]:
    """A weight for each of n factors, or none."""
    low, high = GUIDANCE.ends
    return tuple(message.rows_of("extra", n, low=low, high=high)) if "extra" in message.fields else ()


def read_rows(message: Message, name: str, field: str, least: int, most: int) -> Rows:
    """From `least` to `most` conditions of a model."""
    conditions = config(name).conditions
    found = message.rows(field, len(conditions), most, low=ANY, high=max(conditions) - 1, least=least)
    if (found % 1).any() or (found >= conditions).any():
        values = ", ".join(f"{ANY} to {n - 1}" for n in conditions)
        raise message.refuse("out_of_range", f"each row of {field} must be whole numbers, from {values}")
    return tuple(map(tuple, found.astype(int).tolist()))


def time_of(message: Message, name: str, least: int = 0) -> int:
    return message.whole("t", least, config(name).T)


def picture(message: Message, name: str) -> bytes:
    """The bytes of one picture, which came in base64."""
    return message.picture(message.fields.get("picture"), *shape(name))
