"""A sampler running over its density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.live.channel.mount import mount
from app.live.channel.place import about, read_place
from app.live.channel.words import transport_text
from app.live.world.component import World
from app.ui import code
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

PLACE = Kept("sampler_place", None, read_place)


@part()
def sampler_player(
    world: World,
    sampler: str,
    settings: Mapping[str, float],
    *,
    chain: bool,
    box: Sequence[float],
    seed: int,
) -> None:
    """A sampler running over its density; `chain` says whether its points are Markov chains."""
    from app.live.samplers.service import MAX_STEPS

    data = {
        "about": about(world, sampler, settings, seed),
        "world": dict(world), "sampler": sampler, "settings": dict(settings), "chain": chain, "box": list(box),
        "seed": seed, "total": MAX_STEPS, "autoplay": True,
    }  # fmt: skip
    code.on_stage(sampler=sampler, settings=settings, seed=seed)
    text = transport_text() | {
        "picture": t("The density, the points drawn so far, and this step's proposals"),
        "colours": t("colour: √p(x)"),
        "accepted": t("accepted"),
        "refused": t("refused"),
        "kept": t("points so far"),
        "after": t("After {n} steps"),
        "points": t("Points drawn"),
        "share": t("Proposals accepted"),
        "evaluations": t("Evaluations of p per point"),
        "effective": t("Effective sample size"),
        "distance": t("Distance to the true distribution"),
        "floor": t("A perfect sampler's distance"),
    }
    mount("samplers/player", key="probability_player", data=data, text=text, kept={"place": PLACE}, fill=True)
