"""Every number that a person can set ends where the engine says, or at a narrower range that has a name."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.autoencoder import encode
from app.concepts.diffusion import rerun
from app.concepts.probability import signs
from app.live.em import service as em
from app.live.film import asking
from app.ui.controls import readable
from engines.autoencoder.config import AutoencoderConfig
from engines.classical.em import MixtureConfig
from engines.comparison import rounds
from engines.core import SEED, Bounds
from engines.diffusion.config import DiffusionConfig
from engines.gan.config import GANConfig
from engines.sampling.samplers import SAMPLERS
from tests.app.test_shell import opened, skip
from tests.experiments import ALL

SOURCES = sorted(Path("app").rglob("*.py"))
NUMBERS = {"amount", "on_scale", "whole_number"}  # of app.ui.controls: the bounds come second
OF_SAMPLERS = {
    f"probability_{name}_{f.name}".replace("-", "_"): sampler.Config.bounds(f.name)
    for name, sampler in SAMPLERS.items()
    for f in dataclasses.fields(sampler.Config)
}
OF_DIFFUSION = {
    "walk": "view_steps", "eta": "eta", "film_eta": "eta", "lr": "lr", "guidance": "guidance",
    "steps": "sampling_steps", "ask_guidance": "guidance",
}  # fmt: skip
OF_SIGNS = {"probability_signs_width": signs.WIDTH, "probability_signs_reach": signs.REACH}
BOUNDS: dict[str, Bounds] = (
    OF_SAMPLERS
    | OF_SIGNS
    | {f"diffusion_{key}": DiffusionConfig.bounds(name) for key, name in OF_DIFFUSION.items()}
    | {
        "diffusion_rerun_seeds": rerun.SEEDS, "probability_k": MixtureConfig.bounds("n_components"),
        "classical_k": em.COMPONENTS, "classical_n": em.POINTS, "compare_round": rounds.ROUNDS,
        "autoencoder_nth": Bounds(1, encode.MOST), "autoencoder_beta": AutoencoderConfig.bounds("beta"),
        "autoencoder_points_lr": AutoencoderConfig.bounds("lr"),
    }
)  # fmt: skip


def bounds_of(key: str) -> Bounds | None:
    """What the widget of a key sets."""
    if key.endswith("_seed"):
        return SEED
    if "_extra_" in key or key.endswith("_until"):  # of a factor, and until when
        return asking.EXTRA if "_extra_" in key else DiffusionConfig.bounds("extra_until")
    if key.startswith("gan_"):
        fields = sorted((f.name for f in dataclasses.fields(GANConfig)), key=len, reverse=True)
        return next((GANConfig.bounds(name) for name in fields if key.endswith(f"_{name}")), None)
    return BOUNDS.get(key)


@pytest.fixture(scope="module")
def pages() -> list[AppTest]:
    """Every experiment, its questions skipped, and every sampler's settings."""
    shown = [skip(opened(page, step=key)) for page, key in ALL]
    shown += [opened("probability", step="sampling", probability_sampler=name) for name in SAMPLERS]
    return [*shown, opened("diffusion", step="film", diffusion_class_digits="7")]


def number(text: str) -> float:
    return float(text.replace(",", ""))


def test_sliders_end_where_the_engine_offers(pages: list[AppTest]) -> None:
    found: set[str] = set()
    for slider in (s for at in pages for s in at.slider):
        bounds = bounds_of(slider.key)
        assert bounds, f"{slider.key}: say here what it sets"
        assert (slider.min, slider.max) == bounds.offered.ends, slider.key
        found.add(slider.key)
    assert found == {key for key in {**OF_SAMPLERS, **OF_SIGNS} if not key.endswith("_seed")}


def test_scales_are_the_engines(pages: list[AppTest]) -> None:
    found: set[str] = set()
    for slider in (s for at in pages for s in at.select_slider):
        bounds = bounds_of(slider.key)
        assert bounds and bounds.scale, f"{slider.key}: say here what it sets"
        others = set(slider.options) - {readable(value) for value in bounds.scale}
        assert len(others) == len(slider.options) - len(bounds.scale) <= 1, slider.key  # a recipe's own value
        assert all(bounds.low <= number(option) <= bounds.high for option in slider.options), slider.key
        found.add(slider.key)
    assert found >= {f"diffusion_{name}" for name in OF_DIFFUSION} and len(found) > 20


def test_typed_numbers_end_where_the_engine_offers(pages: list[AppTest]) -> None:
    """One beyond is refused in words that name both ends."""
    found: set[str] = set()
    for at in pages:
        for key in {w.key for w in at.text_input if w.key and bounds_of(w.key)} - found:
            low, high = bounds_of(key).offered.ends
            at.text_input(key=key).set_value(str(high + 1)).run()
            said = [c.value for c in at.caption if f"from {low:,} to {high:,}." in c.value]
            assert said and not at.exception, key
            at.text_input(key=key).set_value(str(low)).run()
            found.add(key)
    assert (
        found >= {key for key, b in BOUNDS.items() if not b.scale and key not in OF_SAMPLERS | OF_SIGNS}
        and len(found) > 12
    )


def test_no_widget_has_bounds_of_its_own() -> None:
    """Numbers are set by the three functions that take bounds; none is given them as figures."""
    texts = [(path, path.read_text(encoding="utf-8")) for path in SOURCES]
    calls = [(path, node) for path, text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    for path, call in calls:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in NUMBERS:
            figures = [
                n for n in ast.walk(call.args[1]) if isinstance(n, ast.Constant) and not isinstance(n.value, str)
            ]
            assert not figures, f"{path}:{call.lineno}"
        assert path.name == "controls.py" or name not in {"slider", "select_slider", "number_input"}, path


def test_there_are_such_widgets() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "controls.py")
    assert all(len(re.findall(rf"\b{name}\(", text)) >= least for name, least in
               {"amount": 1, "on_scale": 7, "whole_number": 5, "seed_control": 10}.items())  # fmt: skip


def test_what_is_offered_lies_within_the_bounds() -> None:
    with pytest.raises(ValueError, match="give a number from 1 to 5"):
        Bounds(1, 5, narrower=(0, 4))
    with pytest.raises(ValueError, match="give a number from 1 to 5"):
        Bounds(1, 5, scale=(1, 2, 6))
    with pytest.raises(ValueError, match="give a number from 1 to 5"):
        Bounds(1, 5).within(1, 6)
    assert Bounds(1, 5, narrower=(2, 3)).offered.ends == (2, 3) and Bounds(1, 5).offered.ends == (1, 5)
