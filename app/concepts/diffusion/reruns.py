"""Measure what averaging and guidance do again on the /diffusion page, beside the shipped curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app.concepts.diffusion.curve_charts import measured_chart
from app.concepts.diffusion.curve_words import measures, perfect
from app.concepts.diffusion.rerun import order
from app.live.measuring.desk import Work
from app.live.measuring.follow import collected, give
from app.live.world.choice import own_worlds
from app.ui.charts import show_chart
from app.ui.controls import pick, pressed, seed_control
from app.ui.language import t
from app.ui.terms import caption
from engines.core import msgid
from engines.data.worlds import World
from engines.diffusion.curve_records import Curve, Row, curve, select
from engines.statistics import mean_and_error

UPDATES = (100, 300, 1000, 3000)  # the shipped curve goes on to 10,000: a minute
WEIGHTS, STEPS = (0.0, 1.0, 2.0, 4.0, 8.0), 20
N_PICTURES, FLOOR_SEEDS = 300, range(5)  # of the shipped 1,000: half a minute


def rerun_averaging(rows: Sequence[Row]) -> None:
    """One training on any world, the last weights against their average."""
    st.header(t("Measure it again yourself"))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        worlds = {"ring": own_worlds()["ring"]} | own_worlds()
        world = pick(t("World"), worlds, key="diffusion_ema_world", width=190)
        seed = seed_control(key="diffusion_ema_seed")
    if pressed(t("Measure now"), icon=":material/play_arrow:", key="diffusion_ema_start"):
        order("diffusion_ema", {"world": world}, world, averaging(world, seed))
    if done := collected("diffusion_ema"):
        show_averaging(rows, done.about["world"], done.answer)


def averaging(world: str, seed: int) -> Callable[[World], Work]:
    """The work on the true world: rows of the floor, and of both weights after so many updates."""
    from engines.diffusion import curves as engine

    def work(truth: World) -> Work:
        found = []
        for row in engine.floor_of_points(truth, world, FLOOR_SEEDS):
            found.append(row)
            yield 0.0, msgid("Training a small network …")
        for row in engine.averaging(truth, world, seed, UPDATES):
            found.append(row)
            yield row["updates"] / max(UPDATES), msgid("{n} updates …"), {"n": f"{row['updates']:,}"}
        return found

    return work


def show_averaging(rows: Sequence[Row], world: str, found: Sequence[Row]) -> None:
    where = {"part": "ema", "on": world}
    names = {"last": t("last weights"), "averaged": t("averaged weights")}
    for column, name in zip(st.columns(2), ("distance", "score_error"), strict=True):
        lines = {
            (t("just measured: {name}", name=label) if new else t("shipped: {name}", name=label)): curve(
                found if new else rows, "updates", name, **where, weights=w
            )
            for new in (True, False)
            for w, label in names.items()
        }
        floor = floor_of(found, name) if name == "distance" else None
        chart(column, f"ema_{name}", lines, measures()[name].label, t("updates of the network"), floor, perfect(world))


def rerun_guidance(rows: Sequence[Row]) -> None:
    """The shipped digits model, drawn from with every weight and a seed of one's own."""
    st.header(t("Measure it again yourself"))
    seed = seed_control(key="diffusion_guided_seed")
    if pressed(t("Measure now"), icon=":material/play_arrow:", key="diffusion_guided_start"):
        give("diffusion_guided", {}, guided(seed))
    if done := collected("diffusion_guided"):
        show_guidance(rows, done.answer)


def guided(seed: int) -> Callable[[], Work]:
    """Rows of the floor, and of every weight."""
    from engines.diffusion import curves as engine

    said = msgid("Drawing {n} pictures, guidance {w} …")

    def drawing(k: int) -> tuple[str, dict[str, object]]:
        return said, {"n": N_PICTURES, "w": f"{WEIGHTS[min(k, len(WEIGHTS) - 1)]:g}"}

    def work() -> Work:
        found = []
        yield 0.0, *drawing(0)
        for row in engine.floor_of_pictures("digits", FLOOR_SEEDS, N_PICTURES):
            found.append(row)
            yield 0.0, *drawing(0)
        for k, weight in enumerate(WEIGHTS, 1):
            for row in engine.guidance("digits", [weight], STEPS, seed=seed, n_pictures=N_PICTURES):
                found.append(row)
                yield k / len(WEIGHTS), *drawing(k)
        return found

    return work


def show_guidance(rows: Sequence[Row], found: Sequence[Row]) -> None:
    """A distance of so few pictures is another one than the shipped, and stands beside its own floor."""
    where = {"part": "guidance", "on": "digits"}
    for column, name in zip(st.columns(3), ("frechet", "obeyed", "diversity"), strict=True):
        lines = {t("just measured"): curve(found, "guidance", name, **where)}
        if name != "frechet":
            lines[t("shipped")] = curve(rows, "guidance", name, **where)
        chart(column, f"guided_{name}", lines, measures()[name].label, t("guidance"), floor_of(found, name),
              perfect("digits"), log=False, percent=measures()[name].percent)  # fmt: skip
    caption(t("{n} pictures per point, one seed; dotted: the same number of real pictures.", n=N_PICTURES))


def floor_of(found: Sequence[Row], name: str) -> float:
    return mean_and_error([row[name] for row in select(found, part="floor")])[0]


def chart(
    column: st.delta_generator.DeltaGenerator, key: str, lines: Mapping[str, Curve], title: str, x: str,
    floor: float | None, best: str, *, log: bool = True, percent: bool = False,
) -> None:  # fmt: skip
    figure = measured_chart({k: c for k, c in lines.items() if len(c.x)}, title=title.capitalize(), x=x, floor=floor,
                            perfect=best, log_x=log, log_y=log, percent=percent)  # fmt: skip
    show_chart(figure, key=f"diffusion_rerun_{key}", on=column)
