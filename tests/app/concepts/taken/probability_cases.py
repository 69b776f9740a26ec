"""What the code of the experiments of /probability must print."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from app.concepts.probability import learned, signs
from app.concepts.probability import random as randomness
from app.live.postcards.service import PostcardsService
from app.live.samplers.service import SamplersService
from app.live.world.choice import HILLS, box_of, world_of
from app.live.world.service import WorldService
from engines.core import finish
from tests.app.concepts.taken.case import Case, Printed, answer, mean, staged

MOONS = {"probability_source": "named", "probability_world": "moons"}


def tally(at: AppTest) -> Printed:
    weights_ = [40.0, 15, 2, 9, 9, 5, 6, 4, 6, 4]
    (distance,) = answer(PostcardsService(), "draws", **{"from": 999, "n": 1}, weights=weights_, seed=3)[1]["distance"]
    return {"After 1000 draws": [float(distance)]}


def bell(at: AppTest) -> Printed:
    chance = signs.inside(0.3, 0.5)
    return {
        "Density at the top": [float(signs.height(0.0, 0.5))], "Probability of the shaded part": [chance],
        "Surprise in bits": [signs.bits(chance)],
    }  # fmt: skip


def landscape(at: AppTest) -> Printed:
    meta, arrays = answer(
        WorldService(), "field", world={"name": "moons"}, box=list(box_of({"name": "moons"})), samples=2000, seed=1,
    )  # fmt: skip
    return {
        "Highest density of the picture": [meta["top"]],
        "First points": arrays["samples"][:3].ravel().tolist(),
        "Mean of the points": arrays["samples"][:400].mean(axis=0, dtype=float).tolist(),
    }


def sampled(at: AppTest) -> Printed:
    settings = staged(at, "settings")
    meta, arrays = answer(
        SamplersService(), "steps", **{"from": 0, "n": 40}, world=HILLS.default, sampler=staged(at, "sampler"),
        settings=dict(settings), seed=staged(at, "seed"), box=[-3, -3, 3, 3],
    )  # fmt: skip
    stats = meta["stats"]
    return {
        "Points": [stats["points"]], "Accepted": [stats["accepted"]], "Independent points": [stats["effective"]],
        "Distance to the world": [stats["distance"]],
    }  # fmt: skip


def fitted(at: AppTest) -> Printed:
    spec = {"name": "moons"}
    found = finish(learned.compare(world_of(spec), box_of(spec), 50, 4, 0))
    true, ours, copier = (found.scores[name] for name in ("true", "mixture", "copier"))
    return {
        "True distribution, mean log p in nats": [true[0]], "Mixture, mean log p in nats": list(ours),
        "Still missing, in nats": [true[0] - ours[0]], "Copier, mean log p in nats": list(copier),
    }  # fmt: skip


def combined(at: AppTest) -> Printed:
    from engines.measures import combining

    found = combining.record(staged(at, "what"))["families"]["diffusion"]
    return {"diffusion": [found["unasked"]["share"], found["requested"]["share"]]}


def twelve(at: AppTest) -> Printed:
    return {"Mean level of the pictures": mean(finish(randomness.draws("gan", 5)))}


CASES = [
    Case("probability", "table", tally, {"probability_seed": "3"}, near=1e-6),
    Case("probability", "signs", bell, {"probability_signs_width": "0.5", "probability_signs_reach": "0.3"}),
    Case("probability", "landscape", landscape, MOONS, near=1e-6),
    Case("probability", "sampling", sampled, step=40),
    Case("probability", "sampling", sampled, {"probability_sampler": "hamiltonian", "probability_seed": "5"}, step=40),
    Case("probability", "learn", fitted, MOONS | {"probability_n": "50", "probability_k": "4"}),
    Case("probability", "copies", fitted, MOONS | {"probability_n": "50", "probability_k": "4"}),
    Case("probability", "combines", combined),
    Case("probability", "combines", combined, {"probability_combine_what": "letters"}),
    Case("probability", "random", twelve, {"probability_variety_by": "gan", "probability_variety_seed": "5"}),
]  # fmt: skip
