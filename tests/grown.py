"""Looks for what CONTRIBUTING.md adds on the pages of a copy of the project: prints what it found as JSON.

PYTHONPATH=COPY python -P tests/grown.py COPY
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from app.live.channel.messages import Message
from app.live.film.service import read_how
from app.live.samplers.service import SamplersService
from app.live.world.service import read_world
from app.locale import update
from engines.comparison.models import build
from engines.core import finish
from engines.gan.config import GANConfig

SHELL = Path(sys.argv[1]) / "app" / "shell.py"
NEW = "새 "  # before the English, in place of a translation


def opened(page: str, language: str = "en", **query: str) -> AppTest:
    """A page of the copy as a link opens it."""
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.context = {"locale": language}
    at.query_params.update({"lang": language} | (query if page == "home" else {}))
    at.run()
    if page != "home":
        at.query_params.update(query)
        at.switch_page(f"concepts/{page}/page.py").run()
    assert not at.exception, (page, query, at.exception)
    return at


def chosen(page: str, key: str, value: str, **query: str) -> list[str]:
    """The label under which a list offers a value, in both languages; it can be taken."""
    labels = []
    for language in ("en", "ko"):
        at = opened(page, language, **query)
        widget = next(w for w in at.selectbox if re.fullmatch(key, w.key))
        before = widget.options
        widget.set_value(value).run()
        assert not at.exception, (page, value, at.exception)
        widget = next(w for w in at.selectbox if re.fullmatch(key, w.key))
        assert widget.value == value and widget.options == before
        labels.append(widget.options[widget.index])
    return labels


def world() -> dict[str, Any]:
    world = read_world(Message(0, "world", {"world": {"name": "cross"}}))
    return {"labels": chosen("classical", "classical_world", "cross", step="em"), "components": world.n_components,
            "elsewhere": chosen("diffusion", "diffusion_world", "cross", step="points")}  # fmt: skip


def loss() -> dict[str, Any]:
    import torch

    from engines.gan.model import GAN

    model = GAN(GANConfig(loss="hellinger", width=4, batch=8, lr_d=0.0, lr_g=0.0))
    model.start(np.random.default_rng(0).standard_normal((50, 2)))
    for net in (model.d, model.g):
        net.theta.zero_()  # a D that sees no difference
    paid = model.step()
    return {"labels": chosen("gan", ".*_loss", "hellinger"), "paid": [paid["loss_d"], paid["loss_g"]],
            "torch": bool(torch.__version__)}  # fmt: skip


def diffusion_sampler() -> dict[str, Any]:
    how = {"model": "diffusion-digits", "sampler": "renoised", "rows": [[-1]], "seed": 0, "steps": 2}
    return {"labels": chosen("diffusion", "diffusion_sampler_cosine", "renoised", step="points"),
            "elsewhere": chosen("diffusion", "diffusion_film_sampler", "renoised"),
            "walked": finish_film(read_how(Message(0, "walk", how), 1))}  # fmt: skip


def finish_film(how: Any) -> bool:
    """Whether its pictures can be drawn."""
    from engines.diffusion.film import film

    *_, last = film(how.build(), 1, seed=0, y=None, steps=how.steps)
    return last.x.shape[0] == 1


def density_sampler() -> dict[str, Any]:
    labels, sliders = [], []
    for language in ("en", "ko"):
        at = opened("probability", language, step="sampling", probability_sampler="heavy-tails",
                    probability_heavy_tails_freedom="7.5")  # fmt: skip
        labels += [c.options[c.indices[0]] for c in at.segmented_control if c.key == "probability_sampler"]
        slider = at.slider(key="probability_heavy_tails_freedom")
        sliders.append([slider.label, slider.min, slider.max, slider.value])
    asked = {"world": {"name": "blobs"}, "box": [-3, -3, 3, 3], "sampler": "heavy-tails", "settings": {"freedom": 7.5},
             "seed": 0, "from": 0, "n": 3}  # fmt: skip
    answer = finish(SamplersService().slices(Message(0, "steps", asked)))
    return {"labels": labels, "sliders": sliders, "bytes": len(answer)}


def model() -> dict[str, Any]:
    contestant = build("ring", "one-gaussian", 0, 0)
    contestant.start(np.random.default_rng(0).standard_normal((500, 2)), None)
    return {"labels": chosen("compare", "compare_rerun_model_.*", "one-gaussian", step="rerun"),
            "log_density": float(contestant.log_density()(np.zeros((1, 2)))[0])}  # fmt: skip


def page() -> dict[str, Any]:
    headings, doors, values = [], [], []
    for language in ("en", "ko"):
        at = opened("flow", language, flow_bend="3")
        headings.append(at.title[0].value)
        values.append(at.select_slider(key="flow_bend").value)
        doors += [
            p.proto.label for p in opened("home", language, step="map").get("page_link") if p.proto.page == "flow"
        ]
    return {"headings": headings, "doors": doors, "values": values}


def courses() -> dict[str, Any]:
    titles, aims = [], []
    for language in ("en", "ko"):
        at = opened("courses", language)
        titles.append([found[1] for html in at.get("html") if (found := re.match("<h2>(.*)</h2>", html.proto.body))])
        aims += [text.value for text in at.markdown if "two ways in which samples get alike" in text.value]
    at.button(key="courses_two-losses_begin").click().run()
    assert not at.exception, at.exception
    names = ("step", "gan_seeds_cure", "at")
    says = at.session_state["link_state"].link
    return {"titles": titles, "aims": len(aims) == 2, "led": {name: says[name] for name in names}}


def said(page: str, language: str, **query: str) -> str:
    return "\n".join(text.value for text in opened(page, language, **query).markdown)


def language() -> dict[str, Any]:
    """What the page offers and shows in a language of which a name and a lesson are translated, and what is English."""
    at = opened("home", "eo", step="map")
    switch = at.segmented_control(key="lang")
    return {"offered": switch.options, "chosen": switch.value, "heading": at.title[0].value,
            "experiments": at.segmented_control(key="_step").options,
            "lessons": [said("home", "eo", step=step) for step in ("two", "map")]}  # fmt: skip


def translate() -> None:
    """What make messages finds new, with something in Korean for it; of the third language one name."""
    for code in update.LANGUAGES:
        catalogue = update.update(code)
        if code == "eo":
            catalogue.get("The map of the families").string = "La mapo"
            update.path(code).parent.mkdir()
            with update.path(code).open("wb") as file:
                update.write_po(file, catalogue, width=110, omit_header=True)
            continue
        for message in catalogue:
            if message.id and not message.string:
                message.string = NEW + str(message.id)
        with update.path(code).open("wb") as file:
            update.write_po(file, catalogue, width=110, omit_header=True)


if __name__ == "__main__":
    translate()
    parts = (world, loss, diffusion_sampler, density_sampler, model, courses, page, language)
    print(json.dumps({part.__name__: part() for part in parts}))
