"""Live components of the /classical page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.live.channel import place
from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.channel.words import transport_text
from app.live.em.service import COMPONENTS
from app.live.world.component import World
from app.ui import code
from app.ui.colours import COLOURS
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

FLOORS = 60  # places of the slider of the variance floor, from none at all


def read_starts(value: Any) -> dict[str, Any] | None:
    """{about, means}: where a person put the means, and of which run."""
    if value is None:
        return None
    about = place.read_about(value, "means")
    means = Message(0, "starts", value).rows("means", 2, COMPONENTS.high, low=-100, high=100)
    return {"about": about, "means": means.round(3).tolist()}


def read_place(value: Any) -> dict[str, Any] | None:
    """{about, at, speed, floor}: where a person holds a run, and the place of the slider of the floor."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("give {about, at, speed, floor}")
    floor = Message(0, "place", value).whole("floor", 0, FLOORS)
    return place.read_place({name: v for name, v in value.items() if name != "floor"}) | {"floor": floor}


EM = {"starts": Kept("em_starts", None, read_starts), "place": Kept("em_place", None, read_place)}
COLLAPSE = {"place": Kept("em_collapse", None, read_place)}


@part()
def em_player(
    world: World, *, n: int, k: int, covariance: str, floor: float, seed: int, box: Sequence[float],
    cure: bool = False,
) -> None:  # fmt: skip
    """EM on n points of a world; `floor` is added to every variance.

    With `cure` the run starts where it collapses, and a slider inside the component sets the floor.
    """
    data = {
        "about": place.about(world, n, k, covariance, floor, seed),
        "world": dict(world), "n": n, "k": k, "covariance": covariance, "floor": floor, "seed": seed, "box": list(box),
        "cure": cure, "floors": FLOORS, "colours": list(COLOURS), "autoplay": True, "speed": 2 if cure else 10,
    }  # fmt: skip
    code.on_stage(em=data)
    text = transport_text() | curve_text() | ending_text() | error_text()
    mount(
        "em/player",
        key=f"classical_em_{cure}",
        data=data,
        text=text,
        kept=COLLAPSE if cure else EM,
        fill=True,
    )


def curve_text() -> dict[str, str]:
    return {
        "picture": t("Points coloured by responsibility, and the hills as ellipses"),
        "help": t(
            "Drag a ring: EM starts from there. By keyboard: n chooses the next start, arrows move it, space plays,"
            " comma and full stop step."
        ),
        "curve": t("Log-likelihood after each iteration"),
        "iteration": t("Iteration"),
        "iterations": t("iteration"),
        "train": t("Training points (nats per point)"),
        "held_out": t("Fresh points (nats per point)"),
        "truth": t("The true distribution, on the fresh points"),
        "gain": t("Gained in this iteration"),
        "min_std": t("Narrowest hill, standard deviation"),
        "floor": t("Added to every variance"),
        "start": t("Start"),
        "component": t("Hill"),
        "components": t("Hills"),
        "scatter": t("Start anywhere"),
        "again": t("Start again"),
    }


def ending_text() -> dict[str, str]:
    return {
        "ended_converged": t("Converged: another iteration would gain less than 0.0001 nats per point."),
        "ended_limit": t("Stopped after the largest number of iterations; it still climbs a little."),
        "ended_singular": t(
            "Hill {k} has collapsed: the next iteration would make its variance 0 and the likelihood infinite. In"
            " the grey part its width is made smaller and smaller: the curve goes on rising, without end."
        ),
    }


def error_text() -> dict[str, str]:
    return {
        "error_too_many_components": t("There are too few points for so many hills; choose fewer hills."),
        "error_singular": t("A hill has no width at the start. Add something to every variance."),
        "error_no_lonely_point": t("No point stands alone, so nothing can collapse; choose more points."),
        "error_no_spread": t("The points do not spread; choose more points, or add something to every variance."),
    }
