"""The course: every page in order, and which experiments a person has done. Add a page here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app.ui.language import t

SCRIPT = Path(__file__).resolve().parents[2] / "assets" / "live" / "course" / "progress.js"
DONE = "course_done"


@dataclass(frozen=True)
class Page:
    """A page: its path in the address, script, names in the session's language, icon."""

    path: str
    script: str
    title: Callable[[], str]
    heading: Callable[[], str]
    icon: str
    help: Callable[[], str] = lambda: ""


PAGES = (
    Page(
        "", "concepts/home/page.py", lambda: t("Home"), lambda: t("What is a generative model?"), ":material/home:",
    ),
    Page(
        "probability", "concepts/probability/page.py", lambda: t("Probability"),
        lambda: t("Probability: what p(x) is, and drawing from it"), ":material/scatter_plot:",
        lambda: t("What p(x) is, and how samples are drawn from it."),
    ),
    Page(
        "classical", "concepts/classical/page.py", lambda: t("Classical models"),
        lambda: t("Classical models: p(x) as a formula"), ":material/stacked_line_chart:",
        lambda: t("Models that write p(x) down: mixture, naive Bayes, kernel density."),
    ),
    Page(
        "autoencoder", "concepts/autoencoder/page.py", lambda: t("Autoencoder"),
        lambda: t("Autoencoder: a picture squeezed into a few numbers"), ":material/compress:",
        lambda: t("AE and VAE: drag through latent space and watch the picture follow."),
    ),
    Page(
        "gan", "concepts/gan/page.py", lambda: t("GAN"), lambda: t("GAN: a forger against a detective"),
        ":material/swords:", lambda: t("Generator against discriminator: watch them train, live."),
    ),
    Page(
        "diffusion", "concepts/diffusion/page.py", lambda: t("Diffusion"), lambda: t("Diffusion: into noise, and back"),
        ":material/blur_on:", lambda: t("Noise, and back: scrub through time while the network learns."),
    ),
    Page(
        "compare", "concepts/compare/page.py", lambda: t("Comparison"),
        lambda: t("Comparison: the textbook's table, measured"), ":material/table_chart:",
        lambda: t("What each model is good and bad at, measured; and a game: which model made this?"),
    ),
)  # fmt: skip


def page(path: str) -> Page:
    """The page of an address."""
    return next(p for p in PAGES if p.path == path)


def after(path: str) -> Page | None:
    """The page that follows in the course; None after the last."""
    at = PAGES.index(page(path)) + 1
    return PAGES[at] if at < len(PAGES) else None


def done() -> set[str]:
    """Experiments that this browser has finished, as "gan/seeds": what it remembers, and what the session adds."""
    said = st.session_state.get("course", {}).get("done") or []
    known = {text for text in said if isinstance(text, str) and len(text) <= 40} if isinstance(said, list) else set()
    return known | st.session_state.setdefault(DONE, set())


def finish(experiment: str) -> None:
    st.session_state.setdefault(DONE, set()).add(experiment)


def remember() -> None:
    """Lets the browser keep what is done, and tell it to the next session."""
    _component()(key="course", data={"done": sorted(st.session_state.setdefault(DONE, set()))}, on_done_change=_noted)


def _noted() -> None:
    """What the browser remembered has come; the run that follows shows it."""


def _component() -> Any:
    return st.components.v2.component("course", js=SCRIPT.read_text(encoding="utf-8"))
