"""What viewers of each page ask for whose sliders all stand at their ends."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.concepts.gan.settings import FURTHER, MAIN
from app.live.densities.service import BANDWIDTH, BINS
from app.live.densities.service import COMPONENTS as HILLS_OF_MIXTURES
from app.live.em.service import COMPONENTS, POINTS
from app.live.two_views.service import MODELS
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.presets import PICTURES
from engines.autoencoder.presets import POINTS as CURVES
from engines.core import Bounds, Config
from engines.data.letters import SHAPE as LETTERS
from engines.data.shapes import WORLDS
from engines.diffusion.config import DiffusionConfig
from engines.gan.config import GANConfig
from engines.nets import weights
from engines.nets.latent_space import REACH, space
from engines.sampling.samplers import SAMPLERS
from tests.strange import BOX, PICTURE
from tests.strange import POINTS as CLASSES

STEPS = 2000  # of a sampler's run

Messages = Iterator[dict[str, Any]]


# ---- the ends of sliders ---------------------------------------------------------------------------------------------


def end(rng: random.Random, bounds: Bounds) -> float:
    """The lowest or the highest of what a page offers."""
    offered = bounds.scale or bounds.offered.ends
    return rng.choice((offered[0], offered[-1]))


def ends(rng: random.Random, config: type[Config], names: Iterable[str]) -> dict[str, float]:
    found = {name: end(rng, config.bounds(name)) for name in names}
    whole = {name for name, f in config.__dataclass_fields__.items() if f.type in ("int", int)}
    return {name: int(value) if name in whole else value for name, value in found.items()}


def hills(rng: random.Random) -> dict[str, Any]:
    """As many as the editor takes, some as small and some as large as it lets them be."""
    return {"components": [[1.0, rng.uniform(-3, 3), rng.uniform(-3, 3), *rng.choice(((0.01, 0, 0.01), (2, 0, 2)))]
                           for _ in range(12)]}  # fmt: skip


def a_world(rng: random.Random) -> dict[str, Any]:
    return rng.choice([{"name": name} for name in WORLDS] + [hills(rng)])


# ---- what a viewer of each page asks for: generators that are sent the answer's meta ---------------------------------


def views(rng: random.Random) -> Messages:
    while True:
        points = [[x + rng.uniform(-0.1, 0.1), y, label] for x, y, label in CLASSES] * 30
        yield {"kind": "views", "points": points, "query": [0, 0], "box": BOX, "model": rng.choice(MODELS),
               "draws": rng.choice((0, 200)), "seed": rng.randrange(999)}  # fmt: skip


def fields(rng: random.Random) -> Messages:
    """Hills under the hand, and long drawings."""
    while True:
        line = [[rng.uniform(-2, 2), rng.uniform(-2, 2)] for _ in range(900)]
        world = rng.choice((hills(rng), {"strokes": [line], "thickness": rng.choice((0.05, 0.4))}))
        for slice_ in (-2.0, 0.0, 2.0):
            yield {"kind": "field", "world": world, "box": BOX, "samples": 2000, "seed": 1, "slice": slice_}


def samples(rng: random.Random) -> Messages:
    """The page's own samplers from their first step to their last, again and again."""
    while True:
        sampler, seed, at = rng.choice(list(SAMPLERS)), rng.randrange(999), 0
        config = SAMPLERS[sampler].Config
        labelled = [name for name, f in config.__dataclass_fields__.items()
                    if name != "seed" and (bounds := f.metadata.get("bounds")) and bounds.label]  # fmt: skip
        about = {"kind": "steps", "world": hills(rng), "box": BOX, "sampler": sampler, "seed": seed, "n": 120,
                 "settings": ends(rng, config, labelled) | {"chains": 200}}  # fmt: skip
        while at < STEPS:
            meta = yield about | {"from": at}
            at = meta["from"] + meta["_steps"]


def postcards(rng: random.Random) -> Messages:
    while True:
        seed, table = rng.randrange(10**6), [float(rng.choice((0, 10))) for _ in range(9)] + [10.0]
        at = 0
        while at < 10_000:
            meta = yield {"kind": "draws", "weights": table, "seed": seed, "from": at, "n": 250 if at else 60}
            at = meta["from"] + meta["_draws"]


def fits(rng: random.Random) -> Messages:
    while True:
        n, k = int(end(rng, POINTS.within(20, 600))), int(end(rng, COMPONENTS))
        yield {"kind": "fit", "world": a_world(rng), "n": n, "k": k, "reg_covar": rng.choice((0.0, 1e-4)),
               "covariance": rng.choice(("full", "spherical")), "seed": rng.randrange(999)}  # fmt: skip


def densities(rng: random.Random) -> Messages:
    while True:
        yield {"kind": "densities", "world": a_world(rng), "box": BOX, "n": rng.choice((30, 1000)),
               "bins": int(end(rng, BINS)), "k": int(end(rng, HILLS_OF_MIXTURES)), "h": end(rng, BANDWIDTH),
               "seed": rng.randrange(9)}  # fmt: skip


def factors(rng: random.Random) -> Messages:
    while True:
        yield {"kind": "factors"}


def hands(rng: random.Random) -> Messages:
    """Two models under one hand."""
    while True:
        z = [rng.choice((-2.0, 2.0)), rng.uniform(-2, 2)]
        yield {"kind": "decode", "points": [{"model": "vae-digits-2", "z": z}, {"model": "ae-digits-2", "z": z}]}


def drawings(rng: random.Random) -> Messages:
    """A picture that is drawn, encoded by two models with noise at its ends."""
    while True:
        picture = b64encode(rng.randbytes(28 * 28)).decode()
        for size in (2, 16):
            yield {"kind": "encode", "models": [f"{kind}-digits-{size}" for kind in ("ae", "vae")], "picture": picture,
                   "eps": [rng.choice((-REACH, REACH)) for _ in range(size)]}  # fmt: skip


def corner(rng: random.Random, model: str) -> list[float]:
    """Every slider of a latent space at one of its ends."""
    s = space(model)
    return [rng.choice(s.bounds(i)) for i in range(len(s.origin))]


def turns(rng: random.Random) -> Messages:
    """A hand at rest in a corner of sixteen numbers: the map of two of them through it, strips, what is nearest."""
    while True:
        names = [f"{kind}-{rng.choice(('digits', 'fashion'))}-16" for kind in ("ae", "vae")]
        points = [{"model": name, "z": corner(rng, name)} for name in names]
        yield {"kind": "strips", "points": points}
        for point in points:
            yield {"kind": "map", "layer": "pictures", "axes": rng.sample(range(16), 2), **point}
            yield {"kind": "neighbour", **point}
        yield {"kind": "nearest", "points": points}


def maps(rng: random.Random) -> Messages:
    """Maps of every model, walks between its pictures, and apples: their space has neither."""
    names = weights.names(kinds=("ae", "vae"))
    while True:
        model = rng.choice([name for name in names if "apples" not in name])
        yield {"kind": "print", "model": rng.choice(names), "seed": rng.randrange(999)}
        yield {"kind": "map", "model": model, "layer": rng.choice(("pictures", "points"))}
        yield {"kind": "walk", "model": model, "first": rng.randrange(2000), "second": rng.randrange(2000)}
        yield {"kind": "shift", "model": model, "first": rng.randrange(2000), "label": rng.randrange(7)}


def films(rng: random.Random) -> Messages:
    """Films of other seeds, each to its end."""
    while True:
        how = {"kind": "walk", "model": "diffusion-digits", "sampler": rng.choice(("ddim", "ddpm")), "eta": 1.0,
               "guidance": 8.0, "rows": [[rng.randrange(10)]] * 16, "seed": rng.randrange(10**6),
               "steps": 20}  # fmt: skip
        yield from to_its_end(how)


def words(rng: random.Random) -> Messages:
    """Words in two hands at once."""
    while True:
        rows, other = ([[rng.randrange(n) for n in LETTERS] for _ in range(12)] for _ in range(2))
        yield from to_its_end({"kind": "walk", "model": "diffusion-letters", "sampler": "ddim", "guidance": 1.5,
                               "rows": rows, "other": other, "share": rng.random(), "seed": rng.randrange(10**6),
                               "steps": 20})  # fmt: skip


def to_its_end(how: dict[str, Any]) -> Messages:
    """All frames of one film."""
    have, whole = 0, False
    while not whole:
        meta = yield how | {"have": have}
        have, whole = have + len(meta["t"]), meta["whole"]
    yield {}  # counts a finished film


def freezers(rng: random.Random) -> Messages:
    """A picture frozen here and there; the network looks at it."""
    while True:
        yield {"kind": "look", "model": "diffusion-digits", "sampler": "ddim", "eta": 0.0,
               "rows": [[rng.randrange(10)]], "guidance": rng.choice((0.0, 8.0)), "seed": rng.randrange(999),
               "steps": 20, "picture": PICTURE, "t": rng.randrange(1, 1000)}  # fmt: skip


def gans(rng: random.Random) -> dict[str, Any]:
    chosen = ends(rng, GANConfig, (*MAIN, *FURTHER, "steps"))
    return {"job": "gan", "world": a_world(rng), "config": chosen | {"replicas": rng.choice((1, 12))}}


def walks(rng: random.Random) -> dict[str, Any]:
    chosen = ends(rng, DiffusionConfig, ("view_steps", "lr"))
    return {"job": "diffusion", "world": a_world(rng), "config": chosen | {"steps": 10_000}}


def codes(rng: random.Random) -> dict[str, Any]:
    """Points or pictures of an autoencoder, by the settings that its page offers."""
    data = rng.choice(("points", *PICTURES))
    preset = PICTURES.get(data, CURVES)
    chosen = {name: getattr(preset, name) for name in ("width", "batch_size", "decay", "bend", "steps")}
    chosen |= ends(rng, AutoencoderConfig, ("beta", "lr"))
    if data == "points":
        return {"job": "autoencoder", "world": a_world(rng), "config": chosen | {"net": rng.choice(("mlp", "linear"))}}
    return {"job": "picture-autoencoder", "data": data, "config": chosen | {"latent_dim": rng.choice((2, 16))}}


def watching(asked: Callable[[random.Random], dict[str, Any]]) -> Callable[[random.Random], Messages]:
    """A run of one's own, begun and watched; where its settings together cost too much, one with others."""

    def messages(rng: random.Random) -> Messages:
        owner = f"{rng.randrange(10**16):016d}"
        while True:
            run = yield {"kind": "create", "owner": owner, **asked(rng)}
            after = version = 0
            while run["kind"] != "error":
                meta = yield {"kind": "watch", "run": run["run"], "after": after, "version": version}
                after, version = meta.get("serial", after), meta.get("version", version)
                if meta["kind"] == "error":  # it had to make room
                    break

    return messages


def links(rng: random.Random) -> Messages:
    """/compare itself has no live part but the share button of all pages."""
    while True:
        yield {"kind": "qr", "link": f"http://localhost:8501/compare?step=table&seed={rng.randrange(10**6)}"}


ASKED: dict[str, tuple[tuple[str, Callable[[random.Random], Messages]], ...]] = {
    "home": (("two_views", views), ("film", words)),
    "probability": (("world", fields), ("samplers", samples), ("postcards", postcards)),
    "classical": (("em", fits), ("densities", densities), ("pixel_factors", factors)),
    "autoencoder": (
        ("latent", hands),
        ("latent", maps),
        ("latent", drawings),
        ("latent", turns),
        ("runs", watching(codes)),
    ),
    "gan": (("runs", watching(gans)),),
    "diffusion": (("film", films), ("film", freezers), ("runs", watching(walks))),
    "compare": (("share", links),),
}
