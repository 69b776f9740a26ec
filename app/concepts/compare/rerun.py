"""Any row of the comparison, run again: with other seeds, another budget, one's own data."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.compare import code
from app.concepts.compare.charts import points_chart
from app.concepts.compare.conditions import shipped_means
from app.live.channel.messages import Refused
from app.live.measuring.desk import Order, desk
from app.live.measuring.follow import follow, waiting
from app.live.measuring.row import MEASURING, Done, row_of
from app.live.world.choice import own_world, world_of
from app.ui.charts import show_chart
from app.ui.claims import measures as metrics
from app.ui.claims import results
from app.ui.code import on_stage
from app.ui.controls import pick, pressed, seed_control
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.names import comparison_names, maker_names
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.comparison import run as comparison
from engines.comparison.claims import Figure
from engines.comparison.models import CLOSED_FORM, DATA, MODELS, POINTS, kind_of, models_of
from engines.comparison.results import Results, Row
from engines.data.pixels import sheet

RERUNS = "compare_reruns"  # in the session: every order, the newest last
OWN = "own"  # the person's data, learned with the settings of `LIKE`
LIKE = "moons"
SHARES = (1.0, 0.25, 3.0)  # of the shipped budget
KEPT = 6
HEIGHT = 400  # of the figures
MOST_PICTURES = 25
STYLE = Path(__file__).with_name("compare.css")


def show(controls: DeltaGenerator) -> None:
    """The settings; the order under way; what came of the last one, and before that the shipped row."""
    st.html(STYLE)
    with controls:
        row = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
        order = settings(row)
        on_stage(row=order)
        orders: list[Order] = st.session_state.setdefault(RERUNS, [])
        busy = bool(orders) and orders[-1].active
        with row:
            begun = pressed(
                t("Start this run"), key="compare_start", icon=":material/play_arrow:", type="primary", disabled=busy
            )
        if begun:
            start(order)  # as it is now: a number that was typed last comes with the press
            st.rerun()
        if refused := st.session_state.pop("compare_refused", ""):
            st.error(refused, icon=":material/error:")
        if busy:
            newest = orders[-1]
            follow(lambda: newest, key="compare_cancel", label=t("Cancel"), title=title(newest), words=words)
    ended = [past for past in orders if not past.active]
    if ended and not busy:
        outcome(ended[-1])
    else:
        shipped_row(order)


def depth() -> None:
    """How far a run can be trusted to repeat; the earlier runs of this session."""
    say(lesson("compare_rerun_how"))
    orders = st.session_state.get(RERUNS, [])
    busy = bool(orders) and orders[-1].active
    for past in reversed([past for past in orders if not past.active][: None if busy else -1]):
        outcome(past)


def shipped_row(order: dict[str, Any]) -> None:
    """What the comparison measured for these data and this model, with its samples."""
    data, model = order["data"], order["model"]
    data = LIKE if data == OWN else data
    figures = results.figures(results.shipped(), data)
    heading = t("Shipped: {model} on {data}", model=maker_names()[model], data=comparison_names()[data])
    say(f"**{heading}**")
    caption(shipped_means(results.shipped(), data, model))
    left, right = st.columns(2, gap="small")  # the picture first, also on a phone
    drawn = samples_of(data, model)
    if drawn is not None:
        with left:
            samples(model, drawn, key="shipped", fill=True)
    lines = [
        {t("Measure"): metrics.name(m), t("Shipped, mean"): metrics.short(m, figures[model, m])}
        for m in metrics.shown(figures, [model])
    ]
    with right.container(key="fill-card-compare_shipped"):
        st.table(lines, hide_index=True, border="horizontal")


def samples_of(data: str, model: str) -> np.ndarray | None:
    """Samples of the comparison, not picked, where there are any."""
    if data in POINTS:
        return results.points_of().get((data, model))
    return results.pictures_of(data, model) if results.sheet_file(data, model).exists() else None


def samples(model: str, drawn: np.ndarray, *, key: str, fill: bool = False) -> None:
    """Points as a chart, pictures as a sheet; `fill`: as high as the stage allows."""
    label = t("Samples, not picked: {model}", model=maker_names()[model])
    if drawn.ndim == 2:
        with st.container(key=f"{'fill-wide' if fill else 'compare'}-drawn_{key}"):
            show_chart(points_chart(drawn, label, MODELS[model].colour), key=f"drawn_{key}", fill=fill)
    else:
        with st.container(key=f"compare_samples_{key}"):
            tiled = sheet(drawn[:MOST_PICTURES], 5, scale=3, between=128)
            st.image(tiled, width="stretch", caption=label, output_format="PNG")


def question() -> None:
    """Which figure is no matter of the seed; whoever has run a row has seen it."""
    offered = ("parameters", "diversity", "train_seconds")
    predict(
        key="compare_predict_anew",
        question=t("Run again with the same seed and time: which figure will differ all the same?"),
        answers={m: metrics.name(m) for m in offered},
        right=next(m for m in offered if m in comparison.MEASURED_ANEW),
        because=t(
            "The seed decides data, first weights and every draw, so all that is computed from them comes back. How"
            " long it takes, and how much memory, depends on what else the machine is doing. Run it and compare."
        ),
    )


def settings(row: DeltaGenerator) -> dict[str, Any]:
    """Data, model, seed and budget, side by side."""
    own = {OWN: t("My own data")} if own_world() else {}
    with row:
        named = {d: comparison_names()[d] for d in DATA}
        data = pick(t("Data"), named | own, key="compare_rerun_data", width=180)
        like = LIKE if data == OWN else data
        names, models = maker_names(), models_of(like)
        model = pick(t("Model"), {m: names[m] for m in models}, key=f"compare_rerun_model_{len(models)}", width=170)
        seed = seed_control(key="compare_rerun_seed", width=80)
        full = comparison.SECONDS[kind_of(like)]
        seconds = full
        if model not in CLOSED_FORM:
            budgets = {full * s: t("{n} s", n=f"{full * s:g}") for s in SHARES if buys(like, model, full * s)}
            seconds = pick(t("Training time"), budgets, key=f"compare_rerun_seconds_{full:g}", width=110)
    if not own:
        caption(t("Your own data: paint points or upload a table on the page “Probability”; then choose them here."))
    return {"data": data, "model": model, "seed": seed, "seconds": seconds}


def buys(data: str, model: str, seconds: float) -> bool:
    """Whether a budget is enough for one step."""
    try:
        return comparison.steps_for(data, model, seconds) > 0
    except ValueError:
        return False


def start(order: dict[str, Any]) -> None:
    """Give the order to the desk."""
    own = world_of(own_world(used=True)) if order["data"] == OWN else None
    like = {**order, "data": LIKE} if own else order
    try:
        st.session_state[RERUNS].append(desk().order(order, lambda: row_of(**like, own=own)))
    except Refused:
        st.session_state["compare_refused"] = t("Too many people are waiting for a run; try again in a minute.")
    del st.session_state[RERUNS][:-KEPT]


def words(order: Order) -> str:
    """How far it is."""
    if order.state == "waiting":
        return waiting(order)
    if order.share >= 1 - MEASURING:
        return t("Drawing samples and measuring them …")
    if order.left is None:
        return t("Starting …")
    return t("Training: {n} s to go", n=f"{order.left:.0f}")


def title(order: Order) -> str:
    about = order.about
    data = t("My own data") if about["data"] == OWN else comparison_names()[about["data"]]
    return t("{model} on {data}, seed {seed}", model=maker_names()[about["model"]], data=data, seed=about["seed"])


def outcome(order: Order) -> None:
    """What came of an order."""
    with st.container(border=True):
        say(f"**{title(order)}**")
        if order.state == "cancelled":
            caption(t("Cancelled: nothing was measured."))
        elif order.answer is None:
            failed = t("The run has failed; try another seed or budget.")
            st.error(explain(order.error) if order.error else failed, icon=":material/error:")
        else:
            beside(order, order.answer, results.shipped())


def beside(order: Order, done: Done, found: Results) -> None:
    """The new row beside the shipped one: do the figures agree?"""
    twins = {r.metric: r for r in found.rows if (r.data, r.model, r.seed) == _same(order)}
    if twins and order.about["seconds"] == comparison.SECONDS[kind_of(order.about["data"])]:
        reproduced(done.rows, twins)
    left, right = st.columns([3, 2], gap="small")
    with left:
        st.dataframe(rows_beside(order, done, found, twins), hide_index=True, height=HEIGHT - 60)
        name = f"{order.about['data']}-{order.about['model']}-{order.about['seed']}.csv"
        st.download_button(t("This row (CSV)"), tidy(order, done), name, "text/csv", key=f"compare_row_{id(order)}")
    with right:
        samples(order.about["model"], done.samples, key=str(id(order)))


def _same(order: Order) -> tuple[str, str, int]:
    return order.about["data"], order.about["model"], order.about["seed"]


def reproduced(rows: tuple[Row, ...], twins: dict[str, Row]) -> None:
    """Whether the same seed and budget gave the same figures; times and memory are measured anew each time."""
    fixed = [row for row in rows if row.metric not in comparison.MEASURED_ANEW and row.metric in twins]
    same = sum(agrees(row, twins[row.metric]) for row in fixed)
    if same == len(fixed):
        st.success(
            t("Reproduced: all {n} figures are those measured beforehand with this seed.", n=same),
            icon=":material/verified:",
        )
        return
    st.info(
        t(
            "{same} of {n} figures are exactly those measured beforehand with this seed. Processors and versions round"
            " the last digit differently, and training carries that on; compare with the spread over seeds.",
            same=same, n=len(fixed),
        ),
        icon=":material/compare_arrows:",
    )  # fmt: skip


def agrees(row: Row, twin: Row) -> bool:
    """The same to nine digits, or not defined for the same reason."""
    if row.value is None or twin.value is None:
        return row.value is twin.value and row.reason == twin.reason
    return abs(row.value - twin.value) <= 1e-9 * max(1.0, abs(twin.value))


def rows_beside(order: Order, done: Done, found: Results, twins: dict[str, Row]) -> pd.DataFrame:
    """A line per measure: the new figure, the shipped one of this seed, the shipped mean. The memory of a process that
    has done other work before says nothing."""
    shipped = results.figures(found, order.about["data"])
    lines = []
    for row in done.rows:
        if row.metric == "memory_mb":
            continue
        mean = shipped.get((row.model, row.metric))
        line = {t("Measure"): metrics.name(row.metric), t("Yours"): _one(row)}
        if shipped:
            line[t("Shipped, this seed")] = _one(twins[row.metric]) if row.metric in twins else ""
            line[t("Shipped, mean")] = "" if mean is None else metrics.short(row.metric, mean)
        lines.append(line)
    return pd.DataFrame(lines)


def _one(row: Row) -> str:
    return metrics.short(row.metric, Figure(row.value, reason=row.reason))


def tidy(order: Order, done: Done) -> str:
    """The rows as the shipped table has them; one's own data under their own name."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(Row._fields)
    writer.writerows(row._replace(data=order.about["data"]) for row in done.rows)
    return file.getvalue()


EXPERIMENT = Experiment(
    "rerun", lambda: t("A run of your own"), "compare_rerun", show, question, depth, code=code.rerun
)
