"""A table of chances, and postcards drawn from it."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.live.postcards.component import postcard_tally
from app.live.postcards.service import DEFAULT, LINES, table_of
from app.ui.controls import seed_control, table
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import caption, say
from engines.sampling.large_numbers import measured_distance

RUNS = 200  # tallies of the measured law of large numbers


def line_names() -> list[str]:
    """The lines of the postcard table in the session's language."""
    names = {
        "cat on yellow": t("cat on yellow"),
        "black cat in a sunflower field": t("black cat, sunflower field"),
        "black cat at sunset": t("black cat at sunset"),
        "other cats": t("other cats"),
        "sunset over mountains": t("sunset over mountains"),
        "mountains at night, Van Gogh style": t("Van Gogh's night mountains"),
        "monochrome portrait": t("monochrome portrait"),
        "portrait in colour": t("portrait in colour"),
        "apple": t("apple"),
        "sunflower, Van Gogh style": t("Van Gogh's sunflower"),
    }
    return [names[line] for line in LINES]


def show(controls: DeltaGenerator) -> None:
    """A table that the person edits, postcards drawn from it, the tally that closes in on it."""
    with controls:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            with st.popover(t("Edit the table"), icon=":material/edit:"):
                weights = _edited_weights()
            seed = seed_control(key="probability_seed", width=140)
        told = _asked(weights)
    if sum(weights) > 0:
        postcard_tally(weights, line_names(), law=told, seed=seed)
        caption(noted(weights))
    else:  # in place of a tally of other weights
        st.error(t("All weights are 0; give at least one a weight above 0."), icon=":material/error:")


def _asked(weights: list[float]) -> bool:
    some = sum(weights) > 0
    return predict(
        key="probability_predict_tally",
        question=t("After 100 draws the tally is off by some amount. After 10,000 draws, how far off is it?"),
        answers={"same": t("As far"), "ten": t("A tenth"), "hundred": t("A hundredth")},
        right=_root_n_found(weights) if some else "ten",
        because=f"{lesson('probability_root_n')}\n\n{_root_n_measured(weights) if some else ''}",
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _tallies(weights: list[float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far off a tally of this table is after 100 draws, and after 10,000: means and standard errors."""
    p = np.array(weights) / sum(weights)
    return measured_distance(p, 100, runs=RUNS, seed=0), measured_distance(p, 10_000, runs=RUNS, seed=1)


def _root_n_found(weights: list[float]) -> str:
    """The answer that is nearest to what was measured; a table of a single line is never off."""
    (few, _), (many, _) = _tallies(weights)
    times = {"same": 1, "ten": 10, "hundred": 100}
    return min(times, key=lambda answer: abs(np.log(few / many / times[answer]))) if many else "same"


def _root_n_measured(weights: list[float]) -> str:
    """The law of large numbers for this table, by experiment."""
    (few, few_error), (many, many_error) = _tallies(weights)
    if not many:
        return t("With a single line in the table there is nothing to be off.")
    return t(
        "Measured, {runs} times with this table: off by {few} after 100 draws, by {many} after 10,000, so"
        " **{times} times closer**.",
        runs=RUNS, few=with_error(few, few_error), many=with_error(many, many_error), times=f"{few / many:.1f}",
    )  # fmt: skip


def _edited_weights() -> list[float]:
    weights = table(
        line_names(), (t("Postcard"), t("Chance (%)")), key="probability_table", default=DEFAULT, high=1000.0, step=0.5,
        width=420,
    )  # fmt: skip
    total = sum(weights)
    caption(t("Sum: {total} %. The chances are divided by their sum.", total=f"{total:g}"))
    return weights


def depth() -> None:
    say(lesson("probability_lead"))
    weights = kept("probability_table") or list(DEFAULT)
    if sum(weights) > 0:
        say(notes(weights))


def shares(weights: list[float]) -> tuple[float, float, float]:
    """Of cats, of cats on yellow, and of mountains among the sunsets."""
    table = table_of(weights)
    sunset = table.prob(background="sunset")
    both = table.prob(background="sunset", subject="mountain") / sunset if sunset else 0.0
    return table.prob(subject="cat"), table.prob(subject="cat", background="yellow"), both


def noted(weights: list[float]) -> str:
    """The notes in a line, and that nobody has learned them."""
    cats, yellow, both = (f"{100 * share:.0f}" for share in shares(weights))
    return t(
        "In this table {cats} % of the postcards show a cat, {yellow} % a cat on yellow; {both} % of the sunsets have"
        " mountains. The table is given, not learned.",
        cats=cats, yellow=yellow, both=both,
    )  # fmt: skip


def notes(weights: list[float]) -> str:
    """What a program may note of the pictures that it is shown, in the words of the textbook, for this table."""
    cats, yellow, both = shares(weights)
    return t(
        "**What a program notes.** It is shown thousands of pictures: in Van Gogh's style, cats, sunsets, portraits in"
        " black and white. (The textbook also names Impressionism, which our program does not paint.) It notes:\n\n"
        "- “Cats come often”: {cats} % of all postcards.\n"
        "- “A cat on yellow is common”: {yellow} %.\n"
        "- “A sunset and mountains go together”: of the postcards with a sunset, {both} % show mountains.\n\n"
        "All such notes together are p(x). Here the table is given; the later experiments learn it from examples.",
        cats=f"{100 * cats:.0f}", yellow=f"{100 * yellow:.0f}", both=f"{100 * both:.0f}",
    )  # fmt: skip


EXPERIMENT = Experiment(
    "table", lambda: t("A table of chances"), "probability_discrete", show, depth=depth, code=code.table
)
