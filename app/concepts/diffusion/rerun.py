"""Measure a curve again on the /diffusion page: one sampler on one world, beside the shipped curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import measures, perfect, sampler_labels
from app.live.channel.messages import BadMessage
from app.live.measuring.desk import Work
from app.live.measuring.follow import collected, give
from app.live.world.choice import own_worlds, world_of, world_spec
from app.ui.charts import show_chart
from app.ui.controls import pick, pressed, some, whole_number
from app.ui.errors import explain
from app.ui.language import t
from app.ui.terms import caption
from engines.core import Bounds, msgid
from engines.data.worlds import World
from engines.diffusion.curve_records import Row, curve, select
from engines.statistics import mean_and_error

BUDGETS = (2, 5, 10, 20, 50, 100)
SEEDS = Bounds(1, 3)  # a minute each
FLOOR_SEEDS = range(5)
TRAINING, DRAWING = msgid("Training a small network, seed {n} …"), msgid("Drawing {n} points …")


def rerun(rows: Sequence[Row]) -> None:
    """A form; the measurement is made at the desk, while the page goes on."""
    st.header(t("Measure it again yourself"))
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
    if pressed(t("Measure now"), icon=":material/play_arrow:", key="diffusion_rerun_start", disabled=not budgets):
        measure(*asked)
    if done := collected("diffusion_rerun"):
        show(rows, labels, done.about["world"], done.about["sampler"], done.answer)


def measure(world: str, sampler: str, budgets: Sequence[int], seeds: int) -> None:
    """Order rows of points."""
    from engines.diffusion import curves as engine

    def work(truth: World) -> Work:
        found = []
        for row in engine.floor_of_points(truth, world, FLOOR_SEEDS):
            found.append(row)
            yield 0.0, TRAINING, {"n": 0}
        for done, said, n, row in steps_of(truth, world, sampler, budgets, seeds):
            found += [row] if row else []
            yield done, said, {"n": n}
        return found

    order("diffusion_rerun", {"world": world, "sampler": sampler}, world, work)


def order(key: str, about: Mapping[str, Any], world: str, work: Callable[[World], Work]) -> None:
    """Order work on a world of this session; what is wrong with a drawn one is said at once."""
    try:
        truth = world_of(world_spec(world))
    except BadMessage as error:
        st.error(explain(error), icon=":material/error:")
    else:
        give(key, about, lambda: work(truth))


def steps_of(
    truth: World, world: str, sampler: str, budgets: Sequence[int], seeds: int
) -> Iterator[tuple[float, str, object, Row | None]]:
    """The share that is done, what is being done and its number, and a new row, if one has been measured."""
    from engines.diffusion import curves as engine

    parts, done = seeds * (engine.TRAINING_PARTS + len(budgets)), 0
    for seed in range(seeds):
        for model in engine.training(truth, seed):  # noqa: B007
            done += 1
            yield done / parts, TRAINING, seed, None
        for row in engine.point_steps(model, world, sampler, budgets, seed=seed):
            done += 1
            yield done / parts, DRAWING, f"{engine.N_POINTS:,}", row


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
    caption(reproduced(rows, found))


def reproduced(rows: Sequence[Row], found: Sequence[Row]) -> str:
    """Whether the same seeds gave the same figures again."""
    pairs = []
    for row in select(found, part="steps"):
        key = {name: row[name] for name in ("part", "on", "by", "sampler", "budget", "seed")}
        pairs += [(row["off"], old["off"]) for old in select(rows, **key)]
    if not pairs:
        return t("This world has no curve measured beforehand to compare with.")
    gap = max(abs(a - b) for a, b in pairs)
    return t(
        "{n} figures of the same seeds were shipped, too: the share off the hills differs by at most {gap} percentage"
        " points.", n=len(pairs), gap=f"{100 * gap:.2f}",
    )  # fmt: skip
