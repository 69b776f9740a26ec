"""The experiments of /probability as code to take home."""

from __future__ import annotations

from app.live.postcards.service import DEFAULT, LINES
from app.live.samplers.service import MAX_STEPS
from app.live.world.choice import SLICE, VIEW, box_of, chosen_world
from app.live.world.code import world
from app.ui.code import Code, Expression, staged, step
from app.ui.kept import peek
from app.ui.link import kept
from engines.sampling.samplers import SAMPLERS

FIRST_DRAWN = 400  # points of a density, before somebody draws: see live/world/component.py
STEPS = 300  # of a sampler that nobody has held


def table() -> Code:
    values = {
        "LINES": [list(rows) for rows in LINES.values()],
        "WEIGHTS": [float(w) for w in kept("probability_table") or DEFAULT],
        "SEED": kept("probability_seed", 0),
    }
    return Code("probability_table", values)


def signs() -> Code:
    return Code("probability_signs", {"SD": kept("probability_signs_width"), "REACH": kept("probability_signs_reach")})


def landscape() -> Code | None:
    spec, view = chosen_world(), peek(VIEW) or {}
    if spec is None:
        return None
    drawn = view.get("drawn")
    values = {
        "WORLD": world(spec), "BOX": box_of(spec), "SLICE": peek(SLICE), 
        "DRAWN": FIRST_DRAWN if drawn is None else drawn, "SEED": view.get("seed", 1),
    }  # fmt: skip
    return Code("probability_landscape", values)


def sampling() -> Code | None:
    """The sampler with its settings, up to the step that is shown."""
    spec = chosen_world()
    if spec is None:
        return None
    kind = SAMPLERS[staged("sampler")]
    made = ", ".join(f"{k}={v!r}" for k, v in {**staged("settings"), "seed": staged("seed")}.items())
    imports = f"from {kind.__module__} import {kind.__name__}"
    sampler = Expression(f"{kind.__name__}(WORLD, {kind.__name__}.Config({made}))", imports)
    shown = step(MAX_STEPS, STEPS)
    return Code("probability_sampling", {"WORLD": world(spec), "SAMPLER": sampler, "STEPS": shown})


def learn() -> Code | None:
    spec, n = chosen_world(), kept("probability_n", 200)
    if spec is None:
        return None
    k = min(kept("probability_k", 3), n)
    return Code("probability_learn", {"WORLD": world(spec), "N": n, "K": k})


def combines() -> Code:
    return Code("probability_combines", {"WHAT": staged("what"), "SHOWN": 12})


def random() -> Code:
    return Code("probability_random", {"MODEL": staged("model"), "SEED": kept("probability_variety_seed", 0)})
