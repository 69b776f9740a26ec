"""x ~ p(x): eight ways, each step seen."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code, formulas
from app.concepts.probability.shown import world_here
from app.live.samplers.component import sampler_player
from app.live.samplers.service import settings_of
from app.live.world.choice import box_of, chosen_name, chosen_world, world_of
from app.ui import heard, link, moment
from app.ui.controls import amount, choice, seed_control
from app.ui.language import has_lesson, lesson, t
from app.ui.numbers import readable
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.sampling.metropolis import Metropolis
from engines.sampling.quality import ess
from engines.sampling.samplers import SAMPLERS

SAMPLER = "probability_sampler"
BEGIN = {"chains": 24}  # as many as the eye can follow
STEPS, WALKED = (0.3, 1.0), 300  # the two step sizes that are asked about, and how long they are tried
FIRST = ("metropolis", "ancestral")  # a walk, and the exact way; the others on demand


def sampler_names() -> dict[str, str]:
    return {name: t(sampler.label) for name, sampler in SAMPLERS.items()}


def show(controls: DeltaGenerator) -> None:
    world = world_here(controls)
    with controls:
        sampler = _sampler()
        settings = _settings(sampler)
    if world is None:
        return
    seed = int(settings.pop("seed"))
    sampler_player(world, sampler, settings, chain=SAMPLERS[sampler].chain, box=box_of(world), seed=seed)


def _sampler() -> str:
    """One of the first two, or of all in a popover; one that was chosen there stands beside the two."""
    names = sampler_names()
    link.from_link(SAMPLER, link.one_of({name: name for name in names}), FIRST[0], t("Sampler"))
    beside = [*FIRST, *({link.kept(SAMPLER)} - set(FIRST))]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = choice(t("Sampler"), {name: names[name] for name in beside}, key=SAMPLER, default=FIRST[0], wrap=True)
        with st.popover(t("Others"), icon=":material/more_horiz:"):
            for name in names:
                if name not in FIRST:
                    st.button(
                        names[name],
                        key=f"{SAMPLER}_{name}",
                        type="tertiary",
                        on_click=moment.noted(_take),
                        args=(name,),
                    )
    return chosen


def _take(name: str) -> None:
    link.state().values[SAMPLER] = name
    heard.give(SAMPLER, name)


def _settings(sampler: str) -> dict[str, float]:
    """The one that matters most, and in a popover the others and the seed."""
    names = settings_of(sampler)
    first = next((name for name in names if name != "chains"), names[0])
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        with st.container(width=200):
            values = {first: _setting(sampler, first)}
        with st.popover(t("More settings"), icon=":material/tune:"):
            values |= {name: _setting(sampler, name) for name in names if name != first}
            values["seed"] = seed_control(key="probability_seed", width=140)
    return values


def _setting(sampler: str, name: str) -> float:
    """A slider with the bounds that the engine's configuration offers."""
    config, key = SAMPLERS[sampler].Config, f"probability_{sampler}_{name}".replace("-", "_")
    default = BEGIN.get(name, getattr(config(), name))
    bounds = config.bounds(name)
    return amount(t(bounds.label), bounds, key=key, default=default)


def question() -> None:
    world = chosen_world()
    if world is None:
        return
    answers = {"less": t("Worth less"), "same": t("Worth the same"), "more": t("Worth more")}
    with card("probability_predict_step"):
        guess = ask(
            key="probability_predict_step",
            about=chosen_name(),
            question=t(
                "Metropolis with a longer step, 1 instead of 0.3: fewer proposals are accepted. What are its points"
                " worth?"
            ),
            answers=answers,
        )
        if guess is not None:
            short, long = (worth(json.dumps(world), step) for step in STEPS)
            tell(guess, answers=answers, right=worth_more(short, long), because=because(short, long))


def because(short: Worth, long: Worth) -> str:
    measured = t(
        "Measured in this world with {n} chains of {steps} steps: {short} independent points with steps of 0.3, of"
        " which {first} % are accepted, and {long} with steps of 1, of which {second} % are.",
        n=BEGIN["chains"], steps=WALKED, short=readable(round(short.points)), long=readable(round(long.points)),
        first=f"{100 * short.accepted:.0f}", second=f"{100 * long.accepted:.0f}",
    )  # fmt: skip
    why = lesson("probability_step" if worth_more(short, long) == "more" else "probability_step_thin")
    return f"{why}\n\n{measured}"


@dataclass(frozen=True)
class Worth:
    """Of a run: as how many independent points its points count, and the share of accepted proposals."""

    points: float
    accepted: float


@st.cache_data(max_entries=64, show_spinner=False)
def worth(spec: str, step_size: float) -> Worth:
    """Of Metropolis in a world."""
    walk = Metropolis(
        world_of(json.loads(spec)), Metropolis.Config(step_size=step_size, chains=BEGIN["chains"], seed=0)
    )
    steps = walk.run(WALKED)
    return Worth(
        float(ess(np.stack([step.x for step in steps])).min()), float(np.mean([step.accepted for step in steps]))
    )


def worth_more(short: Worth, long: Worth) -> str:
    """What a longer step does; a quarter more or less is a difference."""
    ratio = long.points / short.points
    return "more" if ratio > 1.25 else "less" if ratio < 0.8 else "same"


def depth() -> None:
    say(lesson("probability_sampling"))
    if has_lesson(own := f"sampler_{link.kept(SAMPLER).replace('-', '_')}"):
        say(lesson(own))
    if link.kept(SAMPLER) == "metropolis":
        formulas.metropolis()


EXPERIMENT = Experiment(
    "sampling", lambda: t("Sampling: x ~ p(x)"), "probability_sampling_do", show, question, depth, code=code.sampling
)
