"""The experiments of /diffusion as code to take home."""

from __future__ import annotations

import numpy as np

from app.concepts.diffusion.words import schedule_names
from app.live.film.code import HOW, walked
from app.live.film.component import SHARE, picture_of
from app.live.film.service import config
from app.live.runs.code import trained
from app.ui.claims.code import claimed
from app.ui.code import Code, is_staged, staged, step
from app.ui.kept import peek
from app.ui.link import kept
from engines.data import images
from engines.nets import weights


def film() -> Code:
    return trained(staged("job")) if is_staged("job") else walked(staged("walk"))


def ask() -> Code:
    """The first of the films on the stage."""
    return walked(staged("films")[0]["walk"])


def freeze() -> Code:
    """The picture that is drawn, or the test picture; frozen where a person holds it."""
    model, how = staged("model"), staged("how")
    data, share = weights.data_of(model), peek(SHARE)
    made = peek(picture_of(model)) or {"nth": 0}
    tests = np.random.default_rng(0).choice(len(images.load(data, "test").images), staged("tests"), replace=False)
    nth = int(tests[made.get("nth", 0) % len(tests)])
    T = config(model).T
    held = step(T, round(0.3 * T)) if share is None else round((1 - share) * T)
    values = {
        "MODEL": model, "DATA": data, "NTH": nth, "DRAWING": made.get("bytes"),
        "HOW": {name: how[name] for name in HOW if name in how}, "ROWS": how["rows"], "T": held,
        "STEPS": how["steps"], "SEED": how["seed"],
    }  # fmt: skip
    return Code("diffusion_freeze", values)


def points() -> Code:
    return trained(staged("job"))


def schedule() -> Code:
    return Code("diffusion_schedule", {"SCHEDULES": list(schedule_names()), "WORLD": "blobs"})


def steps() -> Code:
    where, figure = staged("curve")
    return Code("diffusion_curves", {"WHERE": where, "ALONG": "evaluations", "LINES": "sampler", "FIGURE": figure})


def depth() -> Code:
    """Of the published table our own figures."""
    on = kept("diffusion_depth_on")
    if on == "guidance":
        figure = kept("diffusion_guidance_figure", "diversity")
        where = {"part": "guidance", "on": "digits"}
        return Code("diffusion_curves", {"WHERE": where, "ALONG": "guidance", "LINES": "part", "FIGURE": figure})
    if on == "averaging":
        figure = kept("diffusion_averaging_figure", "distance")
        where = {"part": "ema", "on": "ring"}
        return Code("diffusion_curves", {"WHERE": where, "ALONG": "updates", "LINES": "weights", "FIGURE": figure})
    where = {"part": "steps", "on": "digits", "by": "network"}
    return Code("diffusion_curves", {"WHERE": where, "ALONG": "budget", "LINES": "sampler", "FIGURE": "frechet"})


def measured() -> Code:
    return claimed([f"diffusion-{kept('diffusion_data')}"])
