"""What the code of an experiment must print: the numbers that its page computes with the same settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from streamlit.testing.v1 import AppTest

from app.live.channel.messages import Message
from app.live.film import service as film
from app.live.latent.service import LatentService
from app.live.runs.jobs import read_job
from app.ui import code
from app.ui.claims import results
from engines.core import finish
from engines.nets import weights
from tests.app.live.asking import ask

Printed = dict[str, list[float]]
TURNS = 30  # of a training
RUN = ("loss_d", "d_real", "d_fake", "loss_g")
PICTURES = {"pictures": "Mean level of the pictures"}


class Case(NamedTuple):
    """An experiment with the settings of a link, and what must be printed; `step`: to where a run has come; `near`:
    the page rounds differently, by as much of a number."""

    page: str
    key: str
    expected: Callable[[AppTest], Printed]
    link: dict[str, str] = {}
    step: int | None = None
    near: float = 0.0


def staged(at: AppTest, name: str) -> Any:
    return at.session_state[code.STAGE][name]


def answer(service: Any, kind: str, **fields: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the browser is told."""
    return ask(service, {"id": 1, "kind": kind, **fields})


def mean(array: np.ndarray) -> list[float]:
    return [float(array.mean())]


def last_of(walk: film.Walk) -> Any:
    """The last frame of a walk."""
    while not walk.whole:
        walk.on(len(walk.frames))
    return walk.frames[-1]


def filmed(walk: dict[str, Any]) -> Printed:
    made = film.walk(film.read_how(Message(1, "walk", walk), film.MOST))
    last = last_of(made)
    return {"Network evaluations": [last.n_evals], "Mean level of the pictures": mean(last.x)}


def asked(at: AppTest) -> Printed:
    return filmed(staged(at, "films")[0]["walk"])


def figures(data: str, model: str, *metrics: str, budget: str = "") -> Callable[[AppTest], Printed]:
    """What the card, or the table, says of a model."""

    def expected(at: AppTest) -> Printed:
        found = results.shipped(budget or results.budget_of(data)).summary()
        rows = [(metric, found[data, model, metric]) for metric in metrics]
        return {f"{model}, {metric}": [s.mean, s.standard_error] for metric, s in rows}

    return expected


def record(name: str, *figures_: str) -> Callable[[AppTest], Printed]:
    return lambda at: {f"{name}, {figure}": [weights.record(name)["test"][figure]] for figure in figures_}


def run(*names: str, **renamed: str) -> Callable[[AppTest], Printed]:
    """The training on the stage, as the hub steps and looks; some of its figures, and what these are called."""

    def expected(at: AppTest) -> Printed:
        job = read_job(Message(1, "begin", dict(staged(at, "job"))))
        model = job.begin()
        for _ in range(TURNS):
            stepped = finish(job.step(model))
        arrays, seen = finish(job.look(model))
        found = {**stepped, **seen}
        if "pictures" in renamed:
            found["pictures"] = arrays["pictures"].mean()
        called = {name: name for name in names} | renamed
        return {label: [float(found[name])] for name, label in called.items()}

    return expected


def decoded(models: list[str], labels: str, asked: Sequence[int] = ()) -> Callable[[AppTest], Printed]:
    """The middle of each model's space, where it is asked for something."""

    def expected(at: AppTest) -> Printed:
        from engines.nets.latent_space import space

        found = {}
        for name in models:
            z = space(name).origin.astype(np.float32).tolist()
            point = {"model": name, "z": z, "asked": list(asked)}
            pictures = answer(LatentService(), "decode", points=[point])[1]["pictures"]
            found[labels.format(name=name)] = mean(pictures)
        return found

    return expected
