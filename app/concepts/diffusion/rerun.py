"""Measure a curve again on the /diffusion page: one sampler on one world, beside the shipped curve."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import streamlit as st

from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import measures, perfect, sampler_labels
from app.live.channel import limits
from app.live.channel.messages import BadMessage
from app.live.channel.threads import one_thread
from app.live.world.choice import own_worlds, world_of, world_spec
from app.ui.charts import show_chart
from app.ui.controls import pick, some, whole_number
from app.ui.errors import explain
from app.ui.language import t
from engines.core import Bounds, Diverged
from engines.data.worlds import World
from engines.diffusion.curve_records import Row, curve, select
from engines.statistics import mean_and_error

BUDGETS = (2, 5, 10, 20, 50, 100)
SEEDS = Bounds(1, 3)  # a minute each
FLOOR_SEEDS = range(5)
FOUND = "diffusion_rerun_found"  # in the session: what was measured, and the settings it was measured with

Work = Iterator[tuple[float, str, Row | None]]  # the share that is done, what is being done, and a new row


def rerun(rows: Sequence[Row]) -> None:
    """A form; the measurement is made when it is asked for, and ends when Stop or any other control is used.

    It is no fragment: Streamlit ends a run of the page for a new one, but never a fragment's for another fragment's.
    """
    st.subheader(t("Measure it again yourself"))
    form(rows)


def form(rows: Sequence[Row]) -> None:
    labels = sampler_labels()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        worlds = {"ring": own_worlds()["ring"]} | own_worlds()
        world = pick(t("World"), worlds, key="diffusion_rerun_world", width=190)
        sampler = pick(t("Sampler"), labels, key="diffusion_rerun_sampler",
                       width=260)  # fmt: skip
        budgets = some(
            t("Network evaluations"), BUDGETS, key="diffusion_rerun_budgets", default=(2, 5, 10, 20), width=300
        )
        seeds = whole_number(t("Seeds"), SEEDS, key="diffusion_rerun_seeds", default=1, width=120)
    asked = (world, sampler, tuple(budgets), seeds)
    started = st.button(
        t("Measure now"), icon=":material/play_arrow:", key="diffusion_rerun_start", disabled=not budgets
    )
    if started:
        measure(*asked)
    if FOUND in st.session_state:
        show(rows, labels, *st.session_state[FOUND])


def measure(world: str, sampler: str, budgets: Sequence[int], seeds: int) -> None:
    """Fill the session with rows of points."""
    from engines.diffusion import curves as engine

    def work(truth: World) -> Work:
        for row in engine.floor_of_points(truth, world, FLOOR_SEEDS):
            yield 0.0, t("Training a small network …"), row
        yield from steps_of(truth, world, sampler, budgets, seeds)

    def of_world() -> Work:
        return work(world_of(world_spec(world)))

    collect("diffusion_rerun", of_world, lambda rows: (world, sampler, rows))


@st.cache_resource
def slots() -> threading.BoundedSemaphore:
    """How many people may measure at once; a class would take the cores from those who drag."""
    return threading.BoundedSemaphore(limits.RERUNS)


def collect(key: str, begin: Callable[[], Work], kept: Callable[[list[Row]], Any]) -> None:
    """Take the work to its end with a bar and Stop, and leave kept(rows) in the session as KEY_found. A press on Stop
    makes Streamlit run the page anew, which ends this."""
    one_thread()
    st.session_state.pop(f"{key}_found", None)
    shown, rows = st.empty(), []
    with shown.container():
        bar = st.progress(0.0, text=t("Starting …"))
        st.button(t("Stop"), icon=":material/stop:", key=f"{key}_stop")
    while not slots().acquire(timeout=0.5):
        bar.progress(0.0, text=t("Somebody else is measuring; you are next in line …"))
    try:
        for done, text, row in begin():
            bar.progress(done, text=text)
            rows += [row] if row else []
        st.session_state[f"{key}_found"] = kept(rows)
    except (BadMessage, Diverged) as error:
        st.error(explain(error), icon=":material/error:")
    finally:
        slots().release()
    shown.empty()


def steps_of(truth: World, world: str, sampler: str, budgets: Sequence[int], seeds: int) -> Work:
    """The share that is done, what is being done, and a new row, if one has been measured."""
    from engines.diffusion import curves as engine

    parts, done = seeds * (engine.TRAINING_PARTS + len(budgets)), 0
    for seed in range(seeds):
        for model in engine.training(truth, seed):  # noqa: B007
            done += 1
            yield done / parts, t("Training a small network, seed {n} …", n=seed), None
        for row in engine.point_steps(model, world, sampler, budgets, seed=seed):
            done += 1
            yield done / parts, t("Drawing {n} points …", n=f"{engine.N_POINTS:,}"), row


def show(rows: Sequence[Row], labels: dict[str, str], world: str, sampler: str, found: Sequence[Row]) -> None:
    """The new curve beside the shipped one of the same world and sampler, where there is one."""
    for column, name in zip(st.columns(2), ("off", "distance"), strict=True):
        m = measures()[name]
        where = {"part": "steps", "on": world, "by": "network", "sampler": sampler}
        lines = {
            t("shipped: {name}", name=labels[sampler]): curve(rows, "evaluations", name, **where),
            t("just measured: {name}", name=labels[sampler]): curve(found, "evaluations", name, **where),
        }
        floor = mean_and_error([row[name] for row in select(found, part="floor")])[0]
        figure = measured_chart({k: c for k, c in lines.items() if len(c.x)}, title=m.label.capitalize(),
                                x=t("network evaluations per sample"), floor=floor, perfect=perfect(world), log_y=True,
                                percent=m.percent)  # fmt: skip
        show_chart(figure, key=f"diffusion_rerun_{name}", on=column)
    st.caption(reproduced(rows, found))


def reproduced(rows: Sequence[Row], found: Sequence[Row]) -> str:
    """Whether the same seeds gave the same figures again."""
    pairs = []
    for row in select(found, part="steps"):
        key = {name: row[name] for name in ("part", "on", "by", "sampler", "budget", "seed")}
        pairs += [(row["off"], old["off"]) for old in select(rows, **key)]
    if not pairs:
        return t("This world has no shipped curve to compare with.")
    gap = max(abs(a - b) for a, b in pairs)
    return t(
        "{n} figures of the same seeds were shipped, too: the share off the hills differs by at most {gap} percentage"
        " points.", n=len(pairs), gap=f"{100 * gap:.2f}",
    )  # fmt: skip
