"""What the code of the experiments of /diffusion must print."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from app.concepts.diffusion import schedule
from app.live.channel.messages import Message
from app.live.film import service as film
from engines.core import finish
from tests.app.concepts.taken.case import (
    PICTURES,
    TURNS,
    Case,
    Printed,
    answer,
    asked,
    filmed,
    last_of,
    mean,
    record,
    run,
    staged,
)

POINTS = {"loss": "Loss", "score_error": "Distance of the learned score from the exact one", "modes": "Modes reached"}


def strip(at: AppTest) -> Printed:
    return filmed(staged(at, "walk"))


def thawed(at: AppTest) -> Printed:
    from base64 import b64encode

    from app.concepts.diffusion.freeze import test_pictures

    how, picture = staged(at, "how"), test_pictures("digits")[0]
    fields = {"model": "diffusion-digits", **how, "t": 40, "picture": b64encode(picture.tobytes()).decode()}
    message = Message(1, "thaw", fields)
    walk = film.thawing(film.read_how(message, 1), 40, film.picture(message, "diffusion-digits"))
    guess = answer(film.FilmService(), "look", **fields)[1]["x0"]
    last = last_of(walk)
    return {
        "Mean level of the guess": mean(guess), "Network evaluations": [last.n_evals],
        "Mean level of the thawed picture": mean(last.x),
    }  # fmt: skip


def schedules(at: AppTest) -> Printed:
    shares = schedule.values("share")
    found = finish(schedule.distances(("blobs",)))["blobs"]
    return {name: [float(share[-1])] for name, share in shares.items() if name == "too-short"} | {
        "too-short, distance to the world and its error": list(found["too-short"]["distance"]),
        "cosine, share of the rarer blob and its error": list(found["cosine"]["rarer"]),
    }


def curve(along: str, figure: str, line: str, x: float, **where: str) -> Callable[[AppTest], Printed]:
    def expected(at: AppTest) -> Printed:
        from engines.diffusion.curve_records import curve as measured
        from engines.diffusion.curve_records import read

        return {f"{line}, {x:g}": list(measured(read()["rows"], along, figure, **where).at(x))}

    return expected


CASES = [
    Case("diffusion", "film", strip, {"diffusion_film_seed": "2", "diffusion_steps": "5"}),
    Case("diffusion", "film", run(**PICTURES), {"diffusion_watch": "live"}, step=TURNS),
    Case("diffusion", "ask", asked, {"diffusion_ask_data": "digits", "diffusion_steps": "5"}),
    Case("diffusion", "freeze", thawed, step=40),
    Case("diffusion", "points", run(**POINTS), {"diffusion_seed": "2"}, step=TURNS),
    Case("diffusion", "schedule", schedules),
    Case("diffusion", "steps", curve("evaluations", "off", "eta-0", 10, part="steps", on="ring", by="network",
                                     sampler="eta-0")),
    Case("diffusion", "depth", curve("guidance", "diversity", "guidance", 8, part="guidance", on="digits")),
    Case("diffusion", "depth", curve("updates", "distance", "averaged", 1000, part="ema", on="ring",
                                     weights="averaged"), {"diffusion_depth_on": "averaging"}),
    Case("diffusion", "depth", curve("budget", "frechet", "eta-0", 10, part="steps", on="digits", by="network",
                                     sampler="eta-0"), {"diffusion_depth_on": "published"}),
    Case("diffusion", "measured", record("diffusion-digits", "frechet", "obeyed")),
]  # fmt: skip
