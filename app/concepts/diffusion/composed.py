"""A combination that no training picture shows, on request: guided as a whole, and factor by factor."""

from __future__ import annotations

import streamlit as st

from app.ui.language import t
from app.ui.numbers import share_of, with_error
from app.ui.terms import say
from engines.diffusion.composed_records import COLLECTED, WAYS, distance, fresh, share
from engines.diffusion.presets import COMPOSED


def composed() -> None:
    """What the weights of a request buy, and what they cost."""
    say(
        t("Such a request can be obeyed better. Besides the **guidance** of all factors together, the difference that"
          " the subject makes by itself is added {weight} times, but only while t is above {until} % of T: there it is"
          " decided what a picture shows. Weights and time were chosen on other pictures than those counted here.",
          weight=f"{max(COMPOSED['extra']):g}", until=f"{100 * COMPOSED['extra_until']:.0f}")
    )  # fmt: skip
    st.table(rows(), hide_index=True, border="horizontal")
    plain, early, real = (fresh("ordinary", way) for way in ("plain", "early", ""))
    say(
        t("The second opinion: the classifier has seen only cats and mountains black at sunset, and may take another"
          " black thing there for a cat. So a cat must also be on the most similar of {n} real postcards, which show"
          " every subject black at sunset.", n=f"{COLLECTED:,}")
        + " "
        + t("What it costs: {evaluations} runs of the network for a picture instead of {few}, and ragged pictures in"
            " colours that are too strong; a person may take a curled cat for a hill. Other requests"
            " suffer: {ordinary} are as asked instead of {known}, and their Fréchet distance grows from {near} to"
            " {far} (real postcards: {floor}). So the front page guides like this only where no training picture shows"
            " what is asked for. A share is of {m} pictures, a distance of {n}.",
            evaluations=early[0]["evaluations"], few=plain[0]["evaluations"], ordinary=share_of(share(early)),
            known=share_of(share(plain)), near=with_error(*distance(plain)), far=with_error(*distance(early)),
            floor=with_error(*distance(real)), m=f"{sum(row['n'] for row in early):,}", n=early[0]["n"])
    )  # fmt: skip


def rows() -> list[dict[str, str]]:
    """One for each way of guiding, and one of real postcards."""
    ways = {way: t(label) for way, (label, _) in WAYS.items()} | {"": t("Real postcards")}
    columns = (
        (t("A black cat at sunset, as the table has it"), "held_out", "read"),
        (t("And in the second opinion, too"), "held_out", "both"),
        (t("In any style, both opinions"), "typed", "both"),
        (t("Other requests: all four as asked"), "ordinary", "read"),
    )

    def cell(asked: str, way: str, name: str) -> str:
        found = fresh(asked, way)
        return share_of(share(found, name)) if found else "–"

    return [
        {"": label} | {title: cell(asked, way, name) for title, asked, name in columns} for way, label in ways.items()
    ]
