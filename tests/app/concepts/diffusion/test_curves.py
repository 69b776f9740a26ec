"""The measured curves on /diffusion under AppTest: guesses are answered from the record, a curve is measured again."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.concepts.diffusion import reruns
from app.concepts.diffusion.curve_charts import schedule_chart
from app.concepts.diffusion.curve_words import NOISY, Measure, winner
from app.concepts.diffusion.published import own_lines
from app.concepts.diffusion.schedule import values
from app.concepts.diffusion.words import schedule_names
from app.live.measuring.desk import Order
from app.ui.charts import ABOVE
from app.ui.numbers import with_error
from engines.core import Diverged
from engines.diffusion import curve_records, curves
from engines.diffusion.curve_records import PUBLISHED, curve
from tests.app.test_shell import asked, opened, plain, skip

ROWS = curve_records.read()["rows"]
RING = {"part": "steps", "on": "ring", "by": "network"}
SKIPPED = {f"diffusion_predict_{key}_skip": "yes" for key in ("few", "many", "pictures")}
OFF = Measure("off", "off", 1, percent=True)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_guess_is_answered_by_the_record(language: str) -> None:
    for key, guess, link in [
        ("few", "noisy", {"step": "steps"}), ("many", "quiet", {"step": "steps"}),
        ("pictures", "noisy", {"step": "steps", "diffusion_steps_on": "digits"}),
        ("guidance", "more", {"step": "depth"}),
        ("averaging", "last", {"step": "depth", "diffusion_depth_on": "averaging"}),
    ]:  # fmt: skip
        at = opened("diffusion", language, **link)
        told = len(at.success) + len(at.error)
        asked(at, f"diffusion_predict_{key}").set_value(guess).run()
        assert not at.exception and len(at.success) + len(at.error) == told + 1, key


@pytest.mark.parametrize(("key", "budget"), [("diffusion_predict_few", 10), ("diffusion_predict_many", 1000)])
def test_the_right_answer_is_the_measured_one(key: str, budget: int) -> None:
    at = opened("diffusion", step="steps")
    right = winner(ROWS, RING, OFF, budget)
    at.segmented_control(key=key).set_value(right).run()
    assert "That is right" in at.success[0].value
    told = next(plain(m.value) for m in at.markdown if "Measured, samples off" in plain(m.value))
    for name in ("eta-0", *NOISY):
        mean, error = curve(ROWS, "budget", "off", **RING, sampler=name).at(budget)
        assert with_error(100 * mean, 100 * error, unit=" %") in told


def test_worlds_and_denoisers_can_be_switched() -> None:
    at = skip(opened("diffusion", step="steps"), "diffusion_predict_few", "diffusion_predict_many")
    for on in at.selectbox(key="diffusion_curves_world").options:
        at.selectbox(key="diffusion_curves_world").set_value("ring" if on == "Ring" else "grid").run()
        assert not at.exception
    at.selectbox(key="diffusion_curves_world").set_value("ring").run()
    at.selectbox(key="diffusion_curves_by_ring").set_value("exact").run()
    assert not at.exception


def test_the_published_table_stands_beside_ours() -> None:
    at = opened("diffusion", step="depth", diffusion_depth_on="published", **SKIPPED)
    table = next(m.value for m in at.markdown if "CIFAR-10" in m.value)
    for figures in PUBLISHED.values():
        assert f"{figures[10]:.1f}" in table
    best = own_lines(ROWS, "ring", OFF, list(PUBLISHED))[0]
    assert best.split("|")[3].strip().startswith("**")  # with 10 steps eta 0 is the best


@pytest.mark.parametrize("world", ["ring", "moons"])
def test_a_curve_is_measured_again(world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "training", partial(curves.training, updates=60))
    monkeypatch.setattr(curves, "N_POINTS", 200)
    at = skip(opened("diffusion", step="steps"), "diffusion_predict_few", "diffusion_predict_many")
    at.selectbox(key="diffusion_rerun_world").set_value(world).run()
    at.multiselect(key="diffusion_rerun_budgets").set_value([2, 5]).run()
    at.button(key="diffusion_rerun_start").click().run()
    assert not at.exception and not at.error
    done = ended(at, "diffusion_rerun")
    on, sampler, rows = done.about["world"], done.about["sampler"], done.answer
    assert on == world and sampler == "eta-0"
    assert [row["budget"] for row in rows if row["part"] == "steps"] == [2, 5]
    assert any(
        ("figures of the same seeds" if world == "ring" else "no curve measured beforehand") in plain(c.value)
        for c in at.caption
    )


def test_without_a_budget_there_is_nothing_to_measure() -> None:
    at = skip(opened("diffusion", step="steps"), "diffusion_predict_few", "diffusion_predict_many")
    at.multiselect(key="diffusion_rerun_budgets").set_value([]).run()
    assert at.button(key="diffusion_rerun_start").disabled


def test_averaging_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reruns, "UPDATES", (2, 60))
    monkeypatch.setattr(curves, "N_POINTS", 200)
    at = skip(opened("diffusion", step="depth", diffusion_depth_on="averaging"), "diffusion_predict_averaging")
    at.button(key="diffusion_ema_start").click().run()
    assert not at.exception and not at.error
    done = ended(at, "diffusion_ema")
    on, rows = done.about["world"], done.answer
    assert on == "ring"
    assert [(r["updates"], r["weights"]) for r in rows if r["part"] == "ema"] == [
        (u, w) for u in (2, 60) for w in ("last", "averaged")
    ]


def test_guidance_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reruns, "WEIGHTS", (0.0, 4.0))
    monkeypatch.setattr(reruns, "STEPS", 3)
    monkeypatch.setattr(reruns, "N_PICTURES", 100)
    at = skip(opened("diffusion", step="depth"), "diffusion_predict_guidance")
    at.button(key="diffusion_guided_start").click().run()
    assert not at.exception and not at.error
    rows = [r for r in ended(at, "diffusion_guided").answer if r["part"] == "guidance"]
    assert [r["guidance"] for r in rows] == [0.0, 4.0]
    assert rows[1]["obeyed"] > 0.7 > 0.4 > rows[0]["obeyed"]  # with 0 the wish is not heard


def test_a_measurement_goes_on_while_the_page_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()

    def slow(*_: Any) -> Iterator:
        yield {"part": "floor", "on": "ring", "distance": 0.1}
        free.wait(30)
        raise Diverged("loss became nan at step 1: the updates were too large.")

    monkeypatch.setattr(curves, "floor_of_points", slow)
    at = skip(opened("diffusion", step="depth", diffusion_depth_on="averaging"), "diffusion_predict_averaging")
    at.button(key="diffusion_ema_start").click().run()
    order = at.session_state["diffusion_ema_order"]
    at.selectbox(key="diffusion_ema_world").set_value("moons").run()  # any other control
    assert order.active and at.button(key="diffusion_ema_stop")
    free.set()
    failed = ended(at, "diffusion_ema")
    assert failed.state == "error" and at.error


def ended(at: AppTest, key: str) -> Order:
    """The order of this key, once it is not under way any more."""
    order = at.session_state[f"{key}_order"]
    end = time.monotonic() + 120
    while order.active:
        assert time.monotonic() < end
        time.sleep(0.02)
    at.run()
    assert not at.exception
    return order


@pytest.mark.parametrize("quantity", ["share", "ratio"])
def test_no_schedule_hides_under_another(quantity: str) -> None:
    """Where two lines are seen as one, the lower stands out on both sides; all have colours of their own."""
    names = schedule_names()
    drawn = schedule_chart({names[name]: v for name, v in values(quantity).items()}, "").data
    lines = {name: line.line for name, line in zip(names, drawn, strict=True)}
    assert lines["linear"].width >= lines["rescaled"].width + 4 and lines["linear"].dash == "solid"
    assert len({line.color for line in lines.values()}) == len(lines)


def test_a_legend_over_a_chart_grows_away_from_it() -> None:
    """Plotly lets one that stands over the plot grow downwards into it unless it is told otherwise."""
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(Path("app").rglob("*.py"))}
    legends = [found for text in sources.values() for found in re.findall(r'legend=(\{[^}]*"y"[^}]*\})', text)]
    assert ABOVE["y"] > 1 and ABOVE["yanchor"] == "bottom"
    assert not [legend for legend in legends if '"yanchor"' not in legend]
