"""The textbook's table: a guess, then one model's sentences beside their numbers, charts, all numbers to take home."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.compare import charts, code
from app.concepts.compare.conditions import told_of, trained
from app.ui import link
from app.ui.charts import show_chart
from app.ui.claims import measures as metrics
from app.ui.claims import results
from app.ui.claims.paths import about_paths, paths, paths_of
from app.ui.claims.sentences import ICONS, against, because, evidence, mark, sentences
from app.ui.claims.table import answer, asks, card, table, tally
from app.ui.code import on_stage
from app.ui.controls import choice, pick, section
from app.ui.language import t
from app.ui.names import comparison_names, maker_names
from app.ui.numbers import readable
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.comparison.budgets import BUDGETS, CONVERGED, LESSON
from engines.comparison.claims import NEURAL, VARIETY, Claim, Figures, Verdict, measured
from engines.comparison.results import Results, write_rows
from engines.comparison.rule import POWER, RATE

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

STYLE = Path(__file__).with_name("compare.css")
QUESTIONS = ("compare_predict_variety", "compare_predict_slow")
VIEWS = {"row": lambda: t("One model"), "time": lambda: t("Quality against time"), "all": lambda: t("All scores"),
         "path": lambda: t("GANs through training")}  # fmt: skip


def show(controls: DeltaGenerator) -> None:
    """The questions; once they are answered, one model's sentences with their numbers, or a chart of all models."""
    found = results.shipped()
    if not found.rows:
        st.info(t("The measurements are not here yet: make them with `make comparison`."), icon=":material/info:")
        return
    st.html(STYLE)
    asked = st.container(horizontal=True, gap="small")
    with asked:
        names = {d: comparison_names()[d] for d in results.data_of(found)}
        data = pick(t("Data"), names, key="compare_data", label_visibility="collapsed", width=170)
    told = known(data)
    view = "row"
    if told:
        found = chosen(data, controls)
        with controls:
            views = {v: name() for v, name in VIEWS.items() if v != "path" or paths_of(data, found)}
            view = choice(t("Show"), views, key="compare_view")
    values, models = results.figures(found, data), results.models_of(found, data)
    on_stage(table=(data, models, found.rows[0].budget))
    if view == "row":
        names = maker_names()
        with asked:
            model = choice(
                t("Model"), {m: names[m] for m in models}, key=f"compare_model_{len(models)}",
                label_visibility="collapsed",
            )  # fmt: skip
        on_stage(table=(data, [model], found.rows[0].budget))
        with st.container(key="fill-card-compare"):
            card(model, data, values, told=told)
    elif view == "time":
        caption(t("Down is better, left is faster. On both axes equal distances are equal factors."))
        filling(charts.against_time(data, values, models + results.long_trained(found, data)))
    elif view == "path":
        caption(about_paths(data, found))
        filling(paths(data, found))
    else:
        caption(t("On each line, right is what perfect samples score, and left the model that falls shortest."))
        filling(charts.all_scores(data, values, models))


def chosen(data: str, where: DeltaGenerator | None = None) -> Results:
    """What was measured within the budget that is chosen; `where`: there it can be."""
    best, key = results.budget_of(data), f"compare_budget_{data}"
    there = [b for b in (best, *BUDGETS) if results.models_of(results.shipped(b), data)]
    names = {LESSON: t("Seconds: a race"), CONVERGED: t("To the end")}
    if where and len(set(there)) > 1:
        with where:
            choice(t("Trained"), {b: names[b] for b in there}, key=key, label_visibility="collapsed")
    return results.shipped(link.kept(key) or best)


def filling(chart: Figure) -> None:
    """A chart that takes the height of the stage."""
    chart.update_layout(height=None)
    with st.container(key="fill-compare_chart"):
        show_chart(chart, fill=True)


def known(data: str) -> bool:
    """Whether both questions are answered for these data, so that the numbers may be seen."""
    return answered(*QUESTIONS, about=data)


def depth() -> None:
    """The whole table, which sentences the numbers contradict, every figure, and the files."""
    found = results.shipped()
    data = link.kept("compare_data")
    if not found.rows or not known(data):
        caption(t("The whole table comes here once you have guessed, or skipped, what is asked."))
        return
    found = chosen(data)
    values, models = results.figures(found, data), results.models_of(found, data)
    say_contradictions(data, values, models)
    table(found, data)
    rule(found, data)
    numbers(found, values, models + results.long_trained(found, data))


def question() -> None:
    """Ask first what the table answers."""
    found = results.shipped()
    if not found.rows:
        return
    data = link.kept("compare_data")
    found = results.shipped(results.budget_of(data))
    values, names = results.figures(found, data), maker_names()
    asked = t("VAE, GAN and diffusion have learned the same data. Whose samples show most of its variety?")
    if found.rows[0].budget == LESSON:
        asked = t(
            "VAE, GAN and diffusion have learned the same data for only {n} seconds each. Whose samples show most of"
            " its variety now?",
            n=f"{results.seconds_of(found, data):g}",
        )
    predict(
        key="compare_predict_variety",
        about=data,
        question=asked,
        answers={m: names[m] for m in NEURAL} | {"none": t("No clear difference")},
        right=covers_best(data, values),
        because=variety_measured(data, values),
    )
    how_slow(data, values)


def covers_best(data: str, values: Figures) -> str:
    """The one of the three that clearly covers more than both others, or "none"."""
    for model in NEURAL:
        claim = Claim("best", model, "good", "highest", **VARIETY, others=tuple(m for m in NEURAL if m != model))
        if measured(claim, data, values).mark == "supported":
            return model
    return "none"


def variety_measured(data: str, values: Figures) -> str:
    claim = Claim("best", "diffusion", "good", "highest", **VARIETY, others=NEURAL[:2])
    verdict = replace(measured(claim, data, values), differences={})  # what is told answers no sentence
    if verdict.own is None:
        return ""
    told = f"{metrics.name(verdict.metric)}: {maker_names()['diffusion']} {evidence(claim, verdict)}."
    if not verdict.own.race:
        return told
    race = t("That is a race: it says who is quick here, not which kind of model is more varied in the end.")
    return f"{told} {race}"


def say_contradictions(data: str, values: Figures, models: list[str]) -> None:
    """How many sentences the numbers bear out, and plainly which ones they contradict."""
    judged = tally(data, values, models)
    counts = {m: len(found) for m, found in judged.items() if found}
    say(" · ".join(f"{ICONS[m]} **{n}** {mark(m)}" for m, n in counts.items()))
    wrong = judged["contradicted"]
    if not wrong and judged["open"]:
        return
    if not wrong:
        st.success(t("On these data the numbers contradict none of the sentences."), icon=":material/check_circle:")
        return
    said = {
        t("On these data the numbers contradict the textbook here:"): [one for one in wrong if one[0].quoted],
        t("On these data the numbers contradict what we add here:"): [one for one in wrong if not one[0].quoted],
    }
    parts = ["\n".join([f"**{lead}**", "", *_lines(found, data, values)]) for lead, found in said.items() if found]
    if any(claim.quoted for claim, _ in wrong):
        parts.insert(1, f"**{asks()}** {answer()}")
    st.warning("\n\n".join(parts), icon=":material/contrast:")


def _lines(wrong: list[tuple[Claim, Verdict]], data: str, values: Figures) -> list[str]:
    names, said = maker_names(), sentences()
    return [
        f"- **{names[c.model]}**: {said[c.name]} ({metrics.name(v.metric)}: {against(c, v)}) {because(c, data)}"
        for c, v in wrong
    ]


def rule(found: Results, data: str) -> None:
    """How the marks come about."""
    caption(trained(found, data))
    caption(told_of(data, found.rows[0].budget))
    rate, power = f"{100 * RATE:.0f}", f"{100 * POWER:.0f}"
    lines = [
        t(
            "**Supported**: the model is ahead of each of the others. **Contradicted**: one of them is ahead of it."
            " The sign behind each of several others says how the model stands to this one alone."
        ),
        t(
            "Either takes a difference that a person can see, and that chance alone would make in at most {rate} of 100"
            " sentences (Welch’s t test; several others share the {rate}). Spreads over trainings are compared by an F"
            " test.",
            rate=rate,
        ),
        t(
            "**No difference seen**: by the same tests none is large enough to be seen, from any rival or from"
            " those named."
        ),
        t(
            "**Cannot be told with so few trainings**: none of these. The line says how large a difference would have"
            " to be, to be found in {power} of 100 cases.",
            power=power,
        ),
        t(
            "So of 100 sentences about models that do not differ, chance alone supports up to {rate}, and contradicts"
            " up to {rate}.",
            rate=rate,
        ),
        t(
            "“Perfect” is what fresh real data score in the samples' place; of fine detail and of samples on a hill one"
            " can have too much, and an excess counts as a lack."
        ),
    ]
    caption("\n".join(f"- {line}" for line in lines))


def how_slow(data: str, values: Figures) -> None:
    """A guess about the price of many passes, where it was measured."""
    slow, fast = (values.get((model, "sample_seconds")) for model in ("diffusion", "gan"))
    if not (slow and fast and slow.mean and fast.mean):
        return
    ratio = slow.mean / fast.mean
    predict(
        key="compare_predict_slow",
        about=data,
        question=t("How much longer than the GAN does diffusion take to draw 1,000 samples?"),
        answers={"few": t("Under 5 times"), "some": t("5 to 50 times"), "many": t("Over 50 times")},
        right="few" if ratio < 5 else "some" if ratio <= 50 else "many",
        because=t(
            "Measured: {ratio} times as long ({slow} against {fast}). One sample takes the GAN one pass through its"
            " network, and diffusion one pass per step.",
            ratio=readable(ratio), slow=metrics.written("sample_seconds", slow),
            fast=metrics.written("sample_seconds", fast),
        ),
    )  # fmt: skip


def numbers(found: Results, values: Figures, models: list[str]) -> None:
    """Every figure, and the files."""
    with section(t("All results"), icon=":material/table_view:", key="compare_numbers"):
        st.dataframe(everything(values, models), hide_index=True)
        known = metrics.words()
        caption(" · ".join(f"**{w.name}**: {w.tells}" for m, w in known.items() if m in metrics.shown(values, models)))
    with st.container(horizontal=True, gap="small"):
        csv, parquet = files(found)
        st.download_button(t("Table (CSV)"), csv, "comparison.csv", "text/csv", key="compare_csv")
        st.download_button(t("Table (Parquet)"), parquet, "comparison.parquet", key="compare_parquet")
        configs = json.dumps(found.runs, indent=2)
        st.download_button(t("Settings (JSON)"), configs, "runs.json", "application/json", key="compare_runs")


def everything(values: Figures, models: list[str]) -> pd.DataFrame:
    """A row per measure, a column per model, and what perfect samples score."""
    names, known = maker_names(), metrics.words()
    rows = []
    for metric in metrics.shown(values, models):
        have = {model: values[model, metric] for model in models if (model, metric) in values}
        cells = {names[model]: metrics.short(metric, figure) for model, figure in have.items()}
        perfect = next((f for f in have.values() if f.floor is not None), None)
        floor = metrics.floor(metric, perfect) if perfect else ""
        rows.append({t("Measure"): known[metric].name, t("Perfect"): floor} | cells)
    return pd.DataFrame(rows).fillna("")


@st.cache_data(max_entries=2, show_spinner=False, hash_funcs={Results: lambda found: hash(found.rows)})
def files(found: Results) -> tuple[bytes, bytes]:
    """The tidy table as CSV and as Parquet."""
    with TemporaryDirectory() as folder:
        csv, parquet = Path(folder, "comparison.csv"), Path(folder, "comparison.parquet")
        write_rows(csv, found.rows)
        found.to_parquet(parquet)
        return csv.read_bytes(), parquet.read_bytes()


EXPERIMENT = Experiment(
    "table", lambda: t("The table, measured"), "compare_table", show, question, depth, code=code.table
)
