"""The table: the textbook's sentence, the number that supports or contradicts it, and its spread, per model."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from functools import cache
from html import escape
from itertools import groupby

import streamlit as st

from app.ui.claims import measures as metrics
from app.ui.claims.results import figures, half_of, models_of, points_of, sheet_file
from app.ui.claims.sentences import ICONS, evidence, original, outcome, sentences
from app.ui.colours import REAL
from app.ui.language import language, t
from app.ui.names import maker_names
from app.ui.pictures import dots
from app.ui.terms import explained
from engines.comparison.budgets import CONVERGED, LESSON
from engines.comparison.claims import CLAIMS, COLUMNS, Claim, Figures, Verdict, judge
from engines.comparison.models import MODELS, POINTS
from engines.comparison.results import Results

# A row becomes a card where the screen is narrow. Colours by contrast on both themes; every mark also has its word.
CSS = """<style>
.claims { width: 100%; border-collapse: collapse; }
.claims :is(th, td) { text-align: left; vertical-align: top; padding: 0.7rem 0.8rem; width: 27%; word-break: keep-all;
  border: 0; border-top: 1px solid color-mix(in srgb, currentColor 22%, transparent); overflow-wrap: anywhere; }
.claims :is(thead th:first-child, tbody th) { width: 19%; }
.claims img { display: block; width: 100%; max-width: 14rem; margin-top: 0.5rem; }
.claims img.webp { image-rendering: pixelated; }
.claims img.png, .card figure img { border-radius: 0.4rem;
  border: 1px solid color-mix(in srgb, currentColor 22%, transparent); }
.claims p { margin: 0 0 0.2rem; line-height: 1.45; }
:is(.claims, .card) q:lang(ko) { quotes: "「" "」"; }
:is(.claims, .card) q + q { font-size: 0.86em; opacity: 0.72; }
:is(.claims, .card) h3 { font-size: 0.8em; font-weight: 600; opacity: 0.7; padding: 0; margin: 0.4rem 0 0.1rem; }
.claims .evidence { font-size: 0.86rem; opacity: 0.82; }
.claims .mark { font-size: 0.86rem; font-weight: 600; margin-bottom: 0.9rem; }
.claims .mark:has(+ .evidence) { margin-bottom: 0.2rem; }
.claims .supported { color: color-mix(in srgb, #12a150 68%, currentColor); }
.claims .contradicted { color: color-mix(in srgb, #e03131 75%, currentColor); }
.claims .column { display: none; font-weight: 600; font-size: 0.86rem; margin-bottom: 0.3rem; }
@media (max-width: 760px) {
  .claims, .claims tbody, .claims tr, .claims :is(th, td) { display: block; width: auto !important; }
  .claims thead { display: none; }
  .claims .column { display: block; }
  .claims tr { border: 1px solid color-mix(in srgb, currentColor 22%, transparent); border-radius: 0.6rem;
    margin-bottom: 1rem; padding: 0.4rem 0.2rem; }
  .claims tr > :first-child { border-top: 0; font-size: 1.15rem; }
}
.card { display: grid; grid-template-columns: auto 1fr; gap: 0 1.2rem; height: 100%; overflow-y: auto;
  font-size: clamp(0.95rem, 0.35rem + 0.75vw, 1.3rem); word-break: keep-all; }
.card > div:only-child { grid-column: 1 / -1; }
@media (min-width: 901px) { /* its parts share the height */
  .claims.card > div { display: flex; flex-direction: column; justify-content: space-evenly; min-height: 100%; }
}
.card figure { margin: 0; }
.card figcaption { font-size: 0.82rem; opacity: 0.8; text-align: center; }
.card img { width: clamp(15rem, 27vw, 34rem); max-width: 30vw; margin: 0.3rem 0 0; position: sticky; top: 0;
  image-rendering: pixelated; }
.card:not(.claims) img { width: min(38vw, 100cqh - 2.2rem); max-width: none; } /* with few words beside it */
.card:not(.claims) { font-size: clamp(1rem, 0.5rem + 1vw, 1.7rem); align-content: start; }
.card:not(.claims) h2 { padding-top: 0.9em; }
.card h2 { font-size: 0.85em; font-weight: 600; opacity: 0.7; padding: 0.35rem 0 0.1rem; margin: 0; }
.card p { margin: 0; line-height: 1.35; }
.card .evidence { display: inline; font-size: 0.87em; }
.card .mark { display: inline; font-size: 0.87em; margin: 0 0 0 0.5rem; white-space: nowrap; }
.card .mark + p { margin-top: 0.4rem; }
.card .mark + .evidence::before { content: ""; display: block; }
@media (max-width: 640px) {
  .card { grid-template-columns: 1fr; }
  .card figure { justify-self: center; }
  .card img, .card:not(.claims) img { image-rendering: pixelated; width: 62vw; max-width: none; position: static; }
}
</style>"""


def columns() -> dict[str, str]:
    return {"structure": t("Structure"), "good": t("Features"), "bad": t("Weaknesses")}


def table(found: Results, data: str, models: Collection[str] = MODELS.keys()) -> None:
    """One row per model of `models` that was measured on these data."""
    values = figures(found, data)
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in columns().values())
    rows = "".join(row(model, data, values) for model in models_of(found, data) if model in models)
    first = escape(t("Model"))
    st.html(
        CSS
        + explained(
            f'<table class="claims"><thead><tr><th scope="col">{first}</th>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
    )


def card(model: str, data: str, values: Figures, *, told: bool) -> None:
    """One model: its samples, and its sentences and until `told` the data in place of samples and numbers."""
    said = "".join(part(column, model, data, values, told) for column in COLUMNS)
    said += is_it_wrong([model], data, values) if told else ""
    kind, shown = ("claims card", picture(model, data, values)) if told else ("card", real(data))
    st.html(CSS + explained(f'<div class="{kind}">{shown}<div>{said}</div></div>'))


def is_it_wrong(models: Collection[str], data: str, values: Figures) -> str:
    """What to answer a student who asks, where the numbers do not bear a sentence of the textbook out: they contradict
    it, show no difference where it speaks of one, or are too few; else nothing."""
    judged = tally(data, values, models)
    turned = [c for mark in ("contradicted", "same", "unclear") for c, _ in judged[mark] if c.quoted]
    return f"<p><strong>{escape(asks())}</strong> {escape(answer())}</p>" if turned else ""


def asks() -> str:
    return t("So is the textbook wrong?")


def answer() -> str:
    return t(
        "No: it speaks of large networks that learned large pictures for days, and these numbers come from small"
        " networks, small pictures and points. A sentence that turns round here, or does not show, is a rule with"
        " exceptions, so say with it for which data and after how much training it holds."
    )


def part(column: str, model: str, data: str, values: Figures, told: bool) -> str:
    said = statements(column, model, data, values, told)
    return f"<section><h2>{escape(columns()[column])}</h2>{said}</section>" if said else ""


def row(model: str, data: str, values: Figures) -> str:
    cells = "".join(cell(column, model, data, values) for column in COLUMNS)
    return f'<tr><th scope="row">{escape(maker_names()[model])}{picture(model, data, values)}</th>{cells}</tr>'


def cell(column: str, model: str, data: str, values: Figures) -> str:
    said = statements(column, model, data, values, told=True)
    return f'<td><p class="column">{escape(columns()[column])}</p>{said}</td>'


def statements(column: str, model: str, data: str, values: Figures, told: bool) -> str:
    """The sentences of one cell: first the textbook's, then under a heading what we add."""
    claims = [c for c in CLAIMS if (c.model, c.column) == (model, column) and c.measures(data)]
    said, ours = "", t("We add")
    for quoted, of_one_voice in groupby(claims, lambda c: c.quoted):
        said += "" if quoted else f"<h3>{escape(ours)}</h3>"
        for _, alike in groupby(of_one_voice, lambda c: sentences()[c.name]):
            said += statement(list(alike), data, values, told)
    return said


def statement(claims: Sequence[Claim], data: str, values: Figures, told: bool) -> str:
    """A sentence that one or several measures speak of; beneath it each number and its mark."""
    said = f"<p>{quotation(claims[0])}</p>"
    for claim in claims if told else ():
        said += number(claim, judge(claim, data, values))
    return said


def quotation(claim: Claim) -> str:
    """A sentence; the textbook's in quotation marks, and where it had to be translated beside its own words."""
    said, words = escape(sentences()[claim.name]), escape(original(claim))
    if not claim.quoted:
        return said
    own = f'<q lang="ko">{words}</q>'
    return own if language() == "ko" else f"<q>{said}</q> {own}"


def number(claim: Claim, verdict: Verdict) -> str:
    """What was measured, and what follows from it."""
    own = metrics.written(verdict.metric, verdict.own) if verdict.own else ""
    rest = evidence(claim, verdict).removeprefix(own)
    title = f"{metrics.name(verdict.metric)}: " if verdict.metric else ""
    return (
        f'<p class="evidence">{escape(title)}<strong>{escape(own)}</strong>{escape(rest)}</p>'
        f'<p class="mark {verdict.mark}">{ICONS[verdict.mark]} {escape(outcome(verdict))}</p>'
    )


def picture(model: str, data: str, values: Figures) -> str:
    """Samples that nobody picked, of the trainings whose figures are told, where there are any."""
    race = any(figure.race for figure in values.values())
    kind, found = samples(model, data, LESSON if race else CONVERGED)
    if not found:
        return ""
    return image(kind, found, t("Samples, not picked: {model}", model=maker_names()[model]))


def real(data: str) -> str:
    """What every model has learned from, with that under it."""
    said = t("Real data: every model learns from data like these")
    return f"<figure>{image(*samples('real', data), said)}<figcaption>{escape(said)}</figcaption></figure>"


def image(kind: str, found: bytes, label: str) -> str:
    """An img of the bytes of a picture, its format also its class."""
    source = f"data:image/{kind};base64,{base64.b64encode(found).decode()}"
    return f'<img class="{kind}" alt="{escape(label)}" src="{source}">'


@cache
def samples(model: str, data: str, budget: str = LESSON) -> tuple[str, bytes]:
    """Their format and bytes: of what is shipped, drawn once."""
    if data in POINTS:
        points = points_of(budget).get((data, model))
        colour = MODELS[model].colour if model in MODELS else REAL
        drawn = b"" if points is None else dots(points, half_of(data), colour, side=448, radius=2.8)
        return "png", drawn
    path = sheet_file(data, model, budget)
    return "webp", path.read_bytes() if path.exists() else b""


def tally(data: str, values: Figures, models: Collection[str]) -> dict[str, list[tuple[Claim, Verdict]]]:
    """Mark -> the claims that bear it, on one data set."""
    judged = [(c, judge(c, data, values)) for c in CLAIMS if c.model in models and c.measures(data)]
    return {m: [(c, v) for c, v in judged if v.mark == m] for m in ICONS}
